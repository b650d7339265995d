"""What a browser is told to fetch as it opens the page: nothing but the page's own. Gradio's templates are read as served.

What its scripts ask for later is seen by the browser tests, which refuse and report every request to another machine.
"""

import http.client
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from coach.connections import is_local
from coach.settings import Settings
from ui.server import opened

_FETCHED = ("src", "srcset", "href", "data", "poster", "action", "ping", "manifest", "background")


class Reader(HTMLParser):
    """Collects what a page fetches by itself: every address in it but those of links to follow, and what its CSS names."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[str] = []
        self.styles: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        if tag == "base":
            self.base = given["href"]
        elif tag not in ("a", "area"):
            self.found += [given[name] for name in _FETCHED if name in given]
        self.found += fetched_by_css(given.get("style", ""))
        if tag == "link" and given.get("rel") == "stylesheet":
            self.styles.append(given["href"])

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += fetched_by_css(data)


def fetched_by_css(text: str) -> list[str]:
    """Return what a style sheet loads."""
    return [
        one.strip(" \"'")
        for one in re.findall(r"""url\(\s*("[^"]*"|'[^']*'|[^)]*)|@import\s+(?=["'])([^;]+)""", text)
        for one in one
        if one
    ]


def elsewhere(found: list[str], page: str) -> list[str]:
    """Return those of the addresses that lie on another machine."""
    parts = [(one, urlsplit(urljoin(page, one))) for one in found]
    return [one for one, at in parts if at.scheme != "data" and not is_local(at.hostname or "nowhere")]


def test_opening_the_page_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    with opened(Settings(data_dir=tmp_path)) as served:
        connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=30)

        def get(path: str) -> str:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 200, path
            assert answer.headers["x-dns-prefetch-control"] == "off"
            return answer.read().decode()

        reader = Reader()
        reader.feed(get("/"))
        base = urljoin(served.address, reader.base)
        assert any(one.endswith(".js") for one in reader.found) and reader.styles
        assert elsewhere(reader.found, base) == []
        for style in (*reader.styles, "/theme.css"):
            address = urljoin(base, style)
            loaded = fetched_by_css(get(urlsplit(address).path))
            assert loaded, style
            assert elsewhere(loaded, address) == []
        connection.close()


@pytest.mark.parametrize(
    "html",
    [
        "<script src='https://cdn.example/a.js'></script>",
        "<link rel=preconnect href=//fonts.example>",
        "<base href='https://cdn.example/'><img src=a.png>",
        "<style>@import 'https://fonts.example/a.css';</style>",
        "<style>@font-face { src: url(https://fonts.example/a.woff2) }</style>",
        "<p style=\"background: url('https://cdn.example/a.png')\">",
        "<iframe src=//cdn.example></iframe>",
    ],
)
def test_what_would_be_fetched_from_elsewhere_is_found(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    page = "http://127.0.0.1:7860/"
    assert len(elsewhere(reader.found, urljoin(page, reader.base))) == 1


def test_what_is_ours_or_only_a_link_is_not() -> None:
    reader = Reader()
    reader.feed(
        "<a href='https://elsewhere.example/'>x</a><img src=/a.png><img src='data:image/png;base64,AA=='><p style='color:red'>"
    )
    assert elsewhere(reader.found, "http://127.0.0.1:7860/") == []
