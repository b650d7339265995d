"""knowledge/store.py: what lies around in the environment sends nothing elsewhere."""

import os
from pathlib import Path

import pytest

from knowledge.errors import StoreError
from knowledge.store import Store
from tests.conftest import NetworkGuard

ELSEWHERE = "192.0.2.1"  # RFC 5737: documentation only, never in use


@pytest.mark.parametrize("way", ["file", "variable"])
def test_another_project_s_chroma_settings_are_not_followed(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network_guard: NetworkGuard
) -> None:
    said = {
        "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
        "CHROMA_SERVER_HOST": ELSEWHERE,
        "CHROMA_SERVER_HTTP_PORT": "8000",
        "CHROMA_OTEL_GRANULARITY": "all",
        "CHROMA_OTEL_COLLECTION_ENDPOINT": f"http://{ELSEWHERE}:4317",
    }
    if way == "file":
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in said.items()), encoding="utf-8")
    else:
        for name, value in said.items():
            monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    store = Store(tmp_path / "index", None)
    store.make("hearth-here").upsert(ids=["one"], embeddings=[[1.0, 0.0]], documents=["text"])
    assert store.names() == {"hearth-here"}
    assert (tmp_path / "index" / "chroma" / "chroma.sqlite3").is_file()
    store.close()
    from chromadb.telemetry import opentelemetry

    assert opentelemetry.tracer is None
    assert network_guard.attempts == []


def test_no_proxy_reads_what_is_asked_of_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network_guard: NetworkGuard
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{ELSEWHERE}:3128")
    monkeypatch.setenv("no_proxy", "example.org")
    store = Store(tmp_path, ("127.0.0.1", 9))
    with pytest.raises(StoreError, match="does not answer"), store.errors():
        store.names()
    assert network_guard.attempts == []
    assert os.environ["no_proxy"] == "example.org"
