"""A cross-encoder that reads query and passage together and puts the passages in its own order: slower and surer than vectors.

Off unless the settings name a folder that holds one; nothing is ever fetched. Like knowledge/embedding.py, it imports
sentence-transformers when a model is loaded, not before.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from knowledge.errors import KnowledgeError
from knowledge.schema import RetrievedChunk

_BATCH = 16


class Reranker(Protocol):
    """What puts found passages in a better order."""

    def rerank(self, query: str, passages: Sequence[RetrievedChunk]) -> list[RetrievedChunk]:
        """Return `passages`, all of them, best first; ranks count from 1 again, scores stay the cosine to the query."""


class CrossEncoderReranker:
    """A Reranker over a sentence-transformers CrossEncoder in a folder on disk."""

    def __init__(self, folder: str | Path) -> None:
        """Load the model in `folder`; raises KnowledgeError when there is none that scores a pair with one number."""
        place = Path(folder).expanduser()
        wrong = f"`reranker` names {str(folder)!r}, which holds no CrossEncoder; name a folder that holds one, or leave it empty"
        if not _holds_cross_encoder(place):
            raise KnowledgeError(wrong)
        try:
            import torch
            from sentence_transformers import CrossEncoder
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            model: Any = CrossEncoder(str(place), device="cpu", local_files_only=True)
            single = model.num_labels == 1
        except (
            Exception
        ) as error:  # the library raises OSError, ValueError and more for one cause: no usable model there
            raise KnowledgeError(wrong) from error
        if not single:
            raise KnowledgeError(wrong)
        self._model = model
        # a sigmoid, the default, makes equals of all that it rounds to 1
        self._plain = torch.nn.Identity()

    def rerank(self, query: str, passages: Sequence[RetrievedChunk]) -> list[RetrievedChunk]:
        """Return `passages` in the model's order; of equals the one that stood higher stays higher."""
        if not passages:
            return []
        pairs = [(query, one.chunk.embedded_text) for one in passages]
        scores = self._model.predict(pairs, batch_size=_BATCH, activation_fn=self._plain, show_progress_bar=False)
        order = sorted(range(len(passages)), key=lambda at: -float(scores[at]))
        return [replace(passages[at], rank=rank) for rank, at in enumerate(order, start=1)]


def _holds_cross_encoder(folder: Path) -> bool:
    """Say whether `folder` says of itself that it does: the library would load any model, with a head of random weights."""
    try:
        architectures = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("architectures") or []
        if any(str(one).endswith("ForSequenceClassification") for one in architectures):
            return True
        named = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
        return bool(named.get("model_type") == "CrossEncoder")
    except (OSError, ValueError, AttributeError):
        return False
