"""Reranking with a real CrossEncoder, made here: two small layers of random weights that nothing was fetched for."""

import shutil
from pathlib import Path

import pytest

from knowledge.embedding import embedded_folder
from knowledge.errors import KnowledgeError
from knowledge.reranking import CrossEncoderReranker
from knowledge.schema import Chunk, RetrievedChunk

pytestmark = pytest.mark.model

WORDS = "trust promise talk jar touch love letter walk phone tea listen sorry how do we the a of to and keep".split()
TEXTS = [
    "A kept promise is how trust comes back.",
    "The jar of walks and tea.",
    "Listen, and put the phone away.",
    "A letter to say sorry.",
    "Touch and talk.",
]


def make_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """Save a CrossEncoder of two layers, with a vocabulary of its own, to `folder`."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *"abcdefghijklmnopqrstuvwxyz.,", "##s"]
    vocabulary = {name: at for at, name in enumerate(names)}
    pieces = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    pieces.normalizer = normalizers.BertNormalizer(lowercase=True)
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=pieces, model_max_length=64, **special).save_pretrained(folder)
    torch.manual_seed(3)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = BertConfig(vocab_size=len(names), max_position_embeddings=64, num_labels=labels, **sizes)
    # the usual spread of 0.02 would leave all scores alike
    config.initializer_range = 0.4
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_cross_encoder(tmp_path_factory.mktemp("reranker"))


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(folder)


def passages(texts: list[str] = TEXTS) -> list[RetrievedChunk]:
    return [
        RetrievedChunk(
            Chunk(f"d{at}#0", f"d{at}", "guide", "both", "Title", "", "s", text, 0, 0), 0.9 - at / 10, at + 1
        )
        for at, text in enumerate(texts)
    ]


def own_scores(folder: Path, query: str, texts: list[str]) -> list[float]:
    """What the model says of each pair by itself, without the library's pooling, batching or sorting."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        return [float(model(**tokenizer(query, text, return_tensors="pt")).logits[0, 0]) for text in texts]


@pytest.mark.parametrize("query", ["how do we keep trust", "sorry", "talk and touch, and tea"])
def test_passages_come_in_the_order_of_the_models_own_scores(
    folder: Path, reranker: CrossEncoderReranker, query: str
) -> None:
    scores = own_scores(folder, query, [f"Title\n{text}" for text in TEXTS])
    assert max(scores) - min(scores) > 0.1  # else any order would do
    expected = [TEXTS[at] for at in sorted(range(len(TEXTS)), key=lambda at: -scores[at])]
    assert [one.chunk.text for one in reranker.rerank(query, passages())] == expected


def test_order_is_not_always_the_one_that_came(reranker: CrossEncoderReranker) -> None:
    orders = {tuple(one.chunk.id for one in reranker.rerank(query, passages())) for query in WORDS[:8]}
    assert orders != {tuple(one.chunk.id for one in passages())}


def test_ranks_are_counted_again_and_scores_stay_with_their_passage(reranker: CrossEncoderReranker) -> None:
    found = reranker.rerank("how do we keep trust", passages())
    assert [one.rank for one in found] == [1, 2, 3, 4, 5]
    assert {one.chunk.id: one.score for one in found} == {one.chunk.id: one.score for one in passages()}


def test_order_is_the_same_each_time_and_in_a_new_reranker(folder: Path, reranker: CrossEncoderReranker) -> None:
    first = reranker.rerank("listen to the jar", passages())
    assert reranker.rerank("listen to the jar", passages()) == first
    assert CrossEncoderReranker(str(folder)).rerank("listen to the jar", passages()) == first


def test_equal_passages_keep_their_order(reranker: CrossEncoderReranker) -> None:
    found = reranker.rerank("tea", passages(["The same."] * 4))
    assert [one.chunk.id for one in found] == ["d0#0", "d1#0", "d2#0", "d3#0"]


def test_texts_beyond_its_length_and_odd_ones_are_taken(reranker: CrossEncoderReranker) -> None:
    texts = ["tea " * 500, "", "🌧", "trust"]
    assert {one.chunk.text for one in reranker.rerank("walk " * 200, passages(texts))} == set(texts)


def test_nothing_in_gives_nothing_out(reranker: CrossEncoderReranker) -> None:
    assert reranker.rerank("tea", []) == []


def _without_weights(place: Path, folder: Path) -> Path:
    shutil.copytree(folder, place)
    (place / "model.safetensors").unlink()
    return place


@pytest.mark.parametrize(
    "make",
    [
        lambda place, folder: place / "nowhere",
        lambda place, folder: place,
        lambda place, folder: _without_weights(place / "half", folder),
        lambda place, folder: make_cross_encoder(place, labels=3),
        # the library would load this one with a head of random weights
        lambda place, folder: embedded_folder(),
        lambda place, folder: Path("cross-encoder/ms-marco-MiniLM-L6-v2"),
    ],
    ids=["missing", "empty", "without weights", "three labels", "an embedding model", "a name of the hub's"],
)
def test_folder_without_a_reranker_is_said_in_one_line(tmp_path: Path, folder: Path, make) -> None:
    place = make(tmp_path, folder)
    with pytest.raises(KnowledgeError, match="`reranker` names") as caught:
        CrossEncoderReranker(place)
    assert str(place) in str(caught.value) and "\n" not in str(caught.value)
