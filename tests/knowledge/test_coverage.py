"""Every fact of the four articles stands in Hearth: the section that a row of coverage.jsonl names still holds its evidence."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.chunking import split_sections
from knowledge.reading import SHIPPED, read_shipped
from knowledge.schema import Document
from knowledge.sources import SOURCES

COVERAGE = Path(__file__).parents[2] / "evals" / "coverage.jsonl"
FIELDS = ("id", "article", "fact", "section", "question", "evidence")
ARTICLES = ("sorry-is-not-enough", "restoring-intimacy-trust", "six-healing-steps", "silent-neglect")

Row = dict[str, Any]
ROWS: list[Row] = [json.loads(line) for line in COVERAGE.read_text(encoding="utf-8").splitlines()]


def flat(text: str) -> str:
    """`text` with every run of white space made one space."""
    return " ".join(text.split())


def sections(documents: Iterable[Document]) -> dict[str, str]:
    """FOLDER/FILE#HEADING -> heading and text; nothing stands after the # where there is no heading."""
    folders = {kind: folder for folder, kind in SHIPPED.items()}
    return {
        f"{folders[one.kind]}/{one.id}#{heading}": flat(f"{heading} {text}")
        for one in documents
        for heading, text in split_sections(one.text)
    }


def fault(row: Row, held: dict[str, str]) -> str:
    """What is wrong with `row`, when Hearth holds the sections `held`; empty when all is well."""
    empty = [field for field in FIELDS if not str(row.get(field, "")).strip()]
    if empty:
        return f"nothing in {', '.join(empty)}"
    file, _, heading = row["section"].partition("#")
    text = held.get(f"{file}#{heading}")
    if text is None:
        return f"there is no section {row['section']!r}"
    if flat(row["evidence"]) not in text:
        return f"{row['section']!r} does not say {row['evidence']!r}"
    return ""


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """What Hearth ships."""
    return read_shipped()


@pytest.fixture(scope="module")
def held(documents: list[Document]) -> dict[str, str]:
    """Its sections."""
    return sections(documents)


class TestCoverage:
    """The rows as they are, beside the guides, FAQs and practices as they are."""

    @pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
    def test_the_section_holds_the_fact(self, row: Row, held: dict[str, str]) -> None:
        assert fault(row, held) == ""

    @pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
    def test_evidence_is_short_and_article_is_known(self, row: Row) -> None:
        assert 3 <= len(row["evidence"].split()) <= 10
        assert row["article"] in ARTICLES

    @pytest.mark.parametrize("field", ["id", "question"])
    def test_nothing_is_there_twice(self, field: str) -> None:
        assert [value for value, count in Counter(row[field].casefold() for row in ROWS).items() if count > 1] == []

    @pytest.mark.parametrize("article", ARTICLES)
    def test_every_article_has_rows(self, article: str) -> None:
        assert article in SOURCES
        assert sum(row["article"] == article for row in ROWS) >= 40

    def test_what_can_be_done_has_its_practice_and_no_practice_of_the_articles_is_without_its_fact(
        self, documents: list[Document]
    ) -> None:
        named = {id_ for row in ROWS for id_ in row["practices"]}
        practices = {one.id: one.source for one in documents if one.kind == "practice"}
        assert named <= set(practices)
        assert {id_ for id_, source in practices.items() if source != SOURCES["hearth"]} - named == set()

    def test_every_guide_with_an_article_behind_it_has_rows(self, documents: list[Document]) -> None:
        asked = {row["section"].partition("#")[0].partition("/")[2] for row in ROWS}
        labels = {SOURCES[article] for article in ARTICLES}
        guides = {one.id for one in documents if one.kind == "guide" and any(label in one.source for label in labels)}
        assert guides - asked == set()


class TestALostFactIsFoundOut:
    """The check can fail: each test spoils a copy of a document, or of a row, and hears of it."""

    ROW = next(row for row in ROWS if row["section"] == "guides/the-path-at-a-glance#Seven steps to rebuild trust")

    def spoiled(self, documents: list[Document], old: str, new: str) -> dict[str, str]:
        """The sections, after `old` became `new` in the text of the row's document."""
        file = self.ROW["section"].partition("#")[0].partition("/")[2]
        changed = [replace(one, text=one.text.replace(old, new)) if one.id == file else one for one in documents]
        assert changed != documents, "nothing was spoiled, so the test would prove nothing"
        return sections(changed)

    def test_the_row_is_sound_before_it_is_spoiled(self, held: dict[str, str]) -> None:
        assert fault(self.ROW, held) == ""

    def test_lost_evidence(self, documents: list[Document]) -> None:
        gone = self.spoiled(documents, self.ROW["evidence"], "")
        assert "does not say" in fault(self.ROW, gone)

    def test_evidence_moved_to_another_section_is_lost(self, documents: list[Document]) -> None:
        moved = self.spoiled(documents, self.ROW["evidence"], f"…\n\n## Elsewhere\n\n{self.ROW['evidence']}")
        assert "does not say" in fault(self.ROW, moved)

    def test_a_renamed_section(self, documents: list[Document]) -> None:
        renamed = self.spoiled(documents, "## Seven steps to rebuild trust", "## Seven steps")
        assert "there is no section" in fault(self.ROW, renamed)

    def test_a_lost_document(self, documents: list[Document]) -> None:
        fewer = sections(one for one in documents if one.id != "the-path-at-a-glance")
        assert "there is no section" in fault(self.ROW, fewer)

    def test_evidence_wrapped_over_two_lines_still_counts(self, documents: list[Document]) -> None:
        wrapped = self.spoiled(documents, self.ROW["evidence"], self.ROW["evidence"].replace(" ", "\n", 1))
        assert fault(self.ROW, wrapped) == ""

    @pytest.mark.parametrize("field", FIELDS)
    @pytest.mark.parametrize("nothing", ["", "  \n"])
    def test_an_empty_field(self, held: dict[str, str], field: str, nothing: str) -> None:
        assert field in fault({**self.ROW, field: nothing}, held)

    @pytest.mark.parametrize("field", FIELDS)
    def test_a_missing_field(self, held: dict[str, str], field: str) -> None:
        assert field in fault({key: value for key, value in self.ROW.items() if key != field}, held)
