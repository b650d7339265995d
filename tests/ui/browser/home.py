"""Hearth on a folder of its own, for tests that keep things: stopped and started again, its pages watched."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from coach.settings import Settings
from tests.ui.browser.conftest import SIZE, _is_elsewhere
from tests.ui.browser.serving import PageServer, serve

UNLOADED = "tests.ui.browser.unloaded"
"""For `module`: a page that loads no model and no index."""


@dataclass
class Home:
    """A page, the folder in which it keeps things, the browsers that visit it, and what they met that they must not."""

    folder: Path
    server: PageServer
    module: str
    variables: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    visits: list[BrowserContext] = field(default_factory=list)

    @classmethod
    def start(
        cls, folder: Path, module: str = "tests.ui.browser.watched", *, index: Path | None = None, **variables: str
    ) -> "Home":
        """Serve the page on a folder; `index` and `variables` as in serve()."""
        return cls(folder, serve(folder, module, index=index, **variables), module, variables)

    @property
    def settings(self) -> Settings:
        """The settings that lead to the same spaces."""
        return Settings(data_dir=self.server.data)

    def visit(self, browser: Browser, **options: object) -> BrowserContext:
        """Give a browser with nothing in it; what its pages ask of elsewhere, raise or log as an error is a fault."""
        context = browser.new_context(**{"viewport": SIZE, **options})
        self.visits.append(context)
        context.on("weberror", lambda one: self.faults.append(f"raised {one.error}"))
        context.on("console", lambda one: self.faults.append(f"logged {one.text}") if one.type == "error" else None)
        context.on(
            "request", lambda one: self.faults.append(f"asked for {one.url}") if _is_elsewhere(one.url) else None
        )
        return context

    def leave(self) -> None:
        """Close every page."""
        while self.visits:
            self.visits.pop().close()

    def end(self) -> None:
        """Close every page, and fail where there was a fault or anything reached out."""
        self.leave()
        assert not self.faults, self.server.log
        assert self.server.contacts() == []

    def restart(self) -> None:
        """Close every page, stop Hearth, and start it again on the same folder."""
        self.leave()
        assert self.server.contacts() == []
        self.server.stop()
        (self.folder / "audit").unlink()
        self.server = serve(self.folder, self.module, **self.variables)
