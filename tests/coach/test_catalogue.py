"""Model entries as data: which there are, where their files lie, whether they fit."""

import math
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from coach.catalogue import (
    ModelEntry,
    adapter_path,
    choose,
    fits,
    let_go,
    load_catalogue,
    locate,
    memory_needed_mb,
    require_memory,
)
from coach.errors import ModelError, ModelMissingError, SettingsError

OWN = """
[models.mine]
title = "Mine"
path = "/models/mine.gguf"
memory_mb = 900
n_ctx = 8192
sampling = { temperature = 0.7 }
"""


@pytest.fixture
def own(tmp_path: Path):
    """Write a models.toml of one's own and return its path."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / "models.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def entry(**changes) -> ModelEntry:
    fields = {"name": "m", "title": "M", "repo": "owner/repo", "file": "sub/m.gguf", "memory_mb": 100}
    return ModelEntry(**{**fields, **changes})


def test_the_embedded_model_is_there_with_its_file(tmp_path: Path) -> None:
    entries = load_catalogue(tmp_path / "none.toml")
    path = locate(entries["smollm2-135m"], tmp_path)
    assert path.is_file() and path.read_bytes()[:4] == b"GGUF"
    assert entries["smollm2-135m"].licence == "Apache-2.0"


def test_own_entries_come_beside_the_shipped_ones(own) -> None:
    entries = load_catalogue(own(OWN))
    assert {"smollm2-135m", "mine"} <= set(entries)
    mine = entries["mine"]
    assert (mine.name, mine.path, mine.n_ctx, mine.sampling.temperature) == (
        "mine",
        Path("/models/mine.gguf"),
        8192,
        0.7,
    )
    assert mine.sampling.top_p == 0.95


def test_own_entry_replaces_a_shipped_one(own) -> None:
    entries = load_catalogue(own('[models.smollm2-135m]\ntitle = "T"\npath = "/x.gguf"\nmemory_mb = 1\n'))
    assert entries["smollm2-135m"].title == "T"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[models.bad]\ntitle = "T"\npath = "/x"\n', "'bad'.*memory_mb"),
        ('[models.bad]\ntitle = "T"\nmemory_mb = 1\n', "'bad'.*name its file"),
        ('[models.bad]\ntitle = "T"\npath = "/x"\nrepo = "o/r"\nfile = "f"\nmemory_mb = 1\n', "'bad'.*name its file"),
        ('[models.bad]\ntitle = "T"\nrepo = "o/r"\nmemory_mb = 1\n', "'bad'.*name its file"),
        (
            '[models.bad]\ntitle = "T"\npath = "/x"\nmemory_mb = 1\nsampling = { temperature = 9 }\n',
            "'bad'.*temperature",
        ),
        ('[models.bad]\ntitle = "T"\npath = "/x"\nmemory_mb = 1\ncolour = "red"\n', "'bad'.*colour"),
        ('[models.bad]\ntitle = "T"\npath = "/x"\nmemory_mb = 1\nsha256 = "short"\n', "'bad'.*sha256"),
        ('[models.bad]\nname = "other"\ntitle = "T"\npath = "/x"\nmemory_mb = 1\n', "cannot be read"),
        ("models = 5", "cannot be read"),
        ("[models]\nbad = 5", "cannot be read"),
        ("[models", "cannot be read"),
        (b'[models.bad]\ntitle = "\xff"', "cannot be read"),
    ],
    ids=[
        "memory",
        "no-place",
        "two-places",
        "no-file",
        "sampling",
        "unknown",
        "digest",
        "name",
        "no-table",
        "no-entry",
        "broken",
        "not-utf8",
    ],
)
def test_wrong_entry_is_told_in_one_line_that_names_it(own, text, expected) -> None:
    with pytest.raises(SettingsError, match=expected) as caught:
        load_catalogue(own(text))
    assert "models.toml" in str(caught.value) and "\n" not in str(caught.value)


def test_unknown_name_is_told_with_the_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="smollm2-135m"):
        choose("gpt-9", load_catalogue(tmp_path / "none"))


def test_a_gguf_on_disk_is_an_entry_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "Some-Model.Q4.GGUF"
    path.write_bytes(b"GGUF" + bytes(3 * 2**20))
    found = choose(str(path), {})
    assert (found.name, found.path, found.size_mb, found.memory_mb) == ("Some-Model.Q4", path, 4, 403)


def test_a_gguf_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="no file"):
        choose(str(tmp_path / "no.gguf"), {})


def test_files_lie_where_the_entry_says(tmp_path: Path) -> None:
    assert locate(entry(), tmp_path) == tmp_path / "m" / "m.gguf"
    assert locate(entry(repo="", path=Path("~/m.gguf")), tmp_path) == Path.home() / "m.gguf"
    with pytest.raises(ModelMissingError, match="pip install no_such_package"):
        locate(entry(repo="", package="no_such_package"), tmp_path)


def test_adapter_is_a_path_or_none(tmp_path: Path) -> None:
    file = tmp_path / "adapter.gguf"
    file.write_bytes(b"GGUF")
    assert adapter_path(entry()) is None
    assert adapter_path(entry(adapter=str(file))) == file
    with pytest.raises(ModelMissingError, match="'m'"):
        adapter_path(entry(adapter="no-such-adapter.gguf"))


@pytest.mark.parametrize(("free_mb", "refused"), [(999, True), (1000, False)])
def test_model_larger_than_the_free_memory_is_refused_with_both_numbers(
    monkeypatch, free_mb: int, refused: bool
) -> None:
    memory = SimpleNamespace(available=free_mb * 2**20, total=free_mb * 2**20)
    monkeypatch.setattr("coach.catalogue.psutil.virtual_memory", lambda: memory)
    if not refused:
        require_memory(entry(memory_mb=1000))
        return
    with pytest.raises(ModelError, match=r"1,000 MB.*999 MB"):
        require_memory(entry(memory_mb=1000))


@pytest.mark.parametrize(("total_mb", "expected"), [(1699, False), (1700, True)])
def test_model_fits_beside_the_rest_of_hearth(monkeypatch, total_mb: int, expected: bool) -> None:
    monkeypatch.setattr("coach.catalogue.psutil.virtual_memory", lambda: SimpleNamespace(total=total_mb * 2**20))
    assert fits(entry(memory_mb=1000)) is expected


SHIPPED = load_catalogue(Path("none.toml"))
FETCHED = [one for one in SHIPPED.values() if one.repo]


class TestShipped:
    """What the entries say of themselves must hold together."""

    @pytest.mark.parametrize("found", SHIPPED.values(), ids=SHIPPED)
    def test_entry_is_whole_and_its_numbers_belong_together(self, found: ModelEntry) -> None:
        assert found.licence in {"Apache-2.0", "MIT"}
        assert (
            found.languages
            and all(re.fullmatch("[a-z]{2}", one) for one in found.languages)
            and "en" in found.languages
        )
        assert found.good_for and len(found.good_for) < 100
        assert found.file.endswith(".gguf")
        assert found.memory_mb == memory_needed_mb(found.size_bytes, found.kv_bytes, found.n_vocab, found.n_ctx)
        assert found.size_mb == math.ceil(found.size_bytes / 2**20)
        assert 2048 <= found.n_ctx <= found.n_ctx_train

    @pytest.mark.parametrize("found", FETCHED, ids=[one.name for one in FETCHED])
    def test_entry_of_the_hub_is_pinned_and_of_a_plausible_size(self, found: ModelEntry) -> None:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+-GGUF", found.repo)
        assert re.fullmatch("[0-9a-f]{40}", found.revision) and re.fullmatch("[0-9a-f]{64}", found.sha256)
        billions = re.search(r"(\d+(?:\.\d+)?)B", found.title)
        assert billions, "the title says how many parameters"
        # a weight of Q4_K_M takes 4.8 bits; tables of words weigh more in small models
        assert 0.55 <= found.size_bytes / 1e9 / float(billions[1]) <= 1.0

    def test_entries_stand_in_order_and_each_names_a_file_of_its_own(self) -> None:
        assert list(SHIPPED) == sorted(SHIPPED, key=lambda name: SHIPPED[name].size_bytes)
        assert (
            len({one.sha256 for one in FETCHED}) == len({(one.repo, one.file) for one in FETCHED}) == len(FETCHED) == 9
        )

    def test_the_example_can_be_read(self, own) -> None:
        text = (Path(__file__).parents[2] / "models.example.toml").read_text(encoding="utf-8")
        assert set(load_catalogue(own(text))) == set(SHIPPED)
        every = re.sub(r"^# (?=\[models|\w+ = )", "", text, flags=re.MULTILINE)
        assert {"mine", "mistral-nemo-mine"} <= set(load_catalogue(own(every)))


def test_an_entry_let_go_leaves_every_other_line(own) -> None:
    path = own("# my models\n" + OWN + '\n[models.other]  # keep\ntitle = "O"\npath = "/o.gguf"\nmemory_mb = 1\n')
    assert let_go("mine", path)
    text = path.read_text()
    assert "# my models" in text and "[models.other]  # keep" in text and "mine" not in load_catalogue(path)
    assert not let_go("mine", path)
    assert not let_go("mine", path.with_name("none.toml"))


def test_an_entry_of_a_broken_file_is_not_let_go(own) -> None:
    path = own("[models")
    with pytest.raises(SettingsError, match="stays as it was"):
        let_go("mine", path)
    assert path.read_text() == "[models"
