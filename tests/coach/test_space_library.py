"""A locked space's documents: found when the space is open, in nobody else's library, and on the disk only as noise."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.assemble import Library
from coach.keeping.documents import Documents
from coach.keeping.locking import protect
from coach.keeping.spaces import open_notebook
from coach.settings import Settings, load_settings
from coach.space_library import laid_over, space_document, take_in
from knowledge.retrieval import Retriever

pytestmark = pytest.mark.model

TEXT = "# Our agreement\n\nOn Zanzibar Thursdays we cook pelau together and leave both phones in the blue drawer.\n"
QUERY = "where do the phones go on Zanzibar Thursdays"


@pytest.fixture
def documents(cheap_passphrases: None) -> Documents:
    settings = load_settings()
    return Documents(open_notebook(settings, "me", protect(settings, "me", "four plain words here")))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.md"
    path.write_text(TEXT)
    return path


def test_found_while_open_and_nowhere_else(documents: Documents, file: Path, shipped_library: Library) -> None:
    (added,) = take_in(documents, [file], shipped_library)
    assert (added.outcome, added.name) == ("added", "agreement.md")
    library = laid_over(shipped_library, documents)
    best = library.retriever.search(QUERY, 3)
    assert "blue drawer" in best[0].chunk.text and best[0].chunk.source == "Your own file: agreement.md"
    found = library.retriever.retrieve(QUERY, 3)
    assert found.covered and "Zanzibar" in found.chunks[0].chunk.text
    assert all("Zanzibar" not in one.chunk.text for one in shipped_library.retriever.search(QUERY, 20))
    data = Settings().data_dir
    assert all(
        b"anzibar" not in one.read_bytes() and "anzibar".encode("utf-16-le") not in one.read_bytes()
        for one in data.rglob("*")
        if one.is_file()
    )


def test_what_hearth_ships_is_found_as_before(documents: Documents, file: Path, shipped_library: Library) -> None:
    take_in(documents, [file], shipped_library)
    library = laid_over(shipped_library, documents)
    for query in ("What is a connection jar?", "he never touches me any more", "how do we rebuild trust"):
        before = [one.chunk.id for one in shipped_library.retriever.search(query, 3)]
        assert [one.chunk.id for one in library.retriever.search(query, 3)] == before
        faq, other = (one.retriever.retrieve(query, 3).faq for one in (library, shipped_library))
        assert faq == other


def test_listed_replaced_and_removed(
    documents: Documents, file: Path, shipped_library: Library, tmp_path: Path
) -> None:
    assert documents.all() == [] and laid_over(shipped_library, documents) is shipped_library
    take_in(documents, [file], shipped_library)
    file.write_text(TEXT.replace("blue", "green"))
    take_in(documents, [file], shipped_library)
    (held,) = documents.all()
    assert (held.name, held.passages, held.size_bytes) == ("agreement.md", 1, file.stat().st_size)
    text = laid_over(shipped_library, documents).retriever.search(QUERY, 1)[0].chunk.text
    assert "green" in text and "blue" not in text
    assert documents.remove(held.id) and not documents.remove(held.id)
    assert laid_over(shipped_library, documents) is shipped_library


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(
    documents: Documents, file: Path, shipped_library: Library, tmp_path: Path
) -> None:
    bad, empty = tmp_path / "sheet.xlsx", tmp_path / "empty.pdf"
    bad.write_bytes(b"x")
    empty.write_bytes(b"")
    seen: list[tuple[int, int]] = []
    results = take_in(documents, [bad, empty, file], shipped_library, lambda done, total: seen.append((done, total)))
    assert [one.outcome for one in results] == ["refused", "refused", "added"]
    assert ".pdf" in results[0].why and "empty" in results[1].why
    assert seen == [(0, 3), (1, 3), (2, 3)]


def test_another_embedding_model_embeds_anew(documents: Documents, file: Path, shipped_library: Library) -> None:
    take_in(documents, [file], shipped_library)

    class Other:
        """The same model under another name, with every vector turned round."""

        def __init__(self, inner: Any) -> None:
            self._inner = inner
            self.id = "another"
            self.count_tokens = inner.count_tokens

        def embed_documents(self, texts: list[str]) -> Any:
            return -np.asarray(self._inner.embed_documents(texts))

    inner = shipped_library.retriever._embedder
    other = Retriever(shipped_library.retriever.index, Other(inner))  # type: ignore[arg-type]
    (first,) = documents.passages("another", other.passages_of, space_document)
    (again,) = documents.passages("another", lambda document: pytest.fail("embedded twice"), space_document)
    (before,) = shipped_library.retriever.passages_of(space_document("agreement.md", first[0].text))
    assert np.array_equal(first[1], again[1])
    assert float(first[1] @ before[1]) < 0
