"""`python -m ui.cli.at_rest MODEL`: what Hearth holds in memory with everything loaded and nobody asking, as one line of JSON.

A process of its own, so that nothing is counted that measuring needs. Megabytes (2**20 bytes) of resident memory, the mapped file
of a language model among them.
"""

import gc
import json
import subprocess
import sys
from collections.abc import Callable

import psutil

from coach.errors import CoachError
from coach.runtime import give_back_memory
from coach.settings import Settings, load_settings

QUESTION = "Why is saying sorry not enough?"
MESSAGE = "You never listen to me when I talk about work. I told you on Tuesday, on Friday and twice on Sunday."
"""The language model is asked: no phrase of the book says it, and it tells more than its pieces would."""


def measured(model: str) -> dict[str, int]:
    """Return the megabytes that each part adds, in the order of loading, and `all`; raises CoachError in one line."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "ui.cli.at_rest", model],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CoachError("the memory that Hearth takes could not be measured; run `hearth doctor`")
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def parts_of(settings: Settings) -> dict[str, int]:
    """Load one part after the other and return what each adds."""
    from coach.assemble import load_danger, load_embedder, load_library, load_model, load_shipped

    found: dict[str, int] = {}
    before = 0

    def grown(name: str) -> None:
        nonlocal before
        gc.collect()
        give_back_memory()
        now = psutil.Process().memory_info().rss // 2**20
        found[name], before = now - before, now

    def quiet(stage: str, share: float | None) -> None:
        pass

    page = _page(settings)
    grown("Python and the page")
    embedder = load_embedder(settings, quiet)
    danger = load_danger(lambda: load_shipped(settings, lambda: embedder))
    grown("embedding model, screen")
    library = load_library(settings, quiet, embedder=lambda: embedder)
    grown("guides and their index")
    model = load_model(settings, quiet)
    grown("language model")
    _use(settings, model, library, danger, embedder)
    grown("what an answer and a rewrite leave")
    found["all"] = before
    del page
    return found


def _page(settings: Settings) -> object:
    from ui import app
    from ui.loading import Loading

    return app.build(Loading(settings))


def _use(settings: Settings, model: object, library: object, danger: object, embedder: object) -> None:
    """Ask and rewrite once, as a person does."""
    from coach.assemble import Parts
    from coach.turn import Coach

    parts = Parts(settings)
    given: dict[str, Callable[[], object]] = {
        "model": lambda: model,
        "library": lambda: library,
    }
    vars(parts).update(given)
    parts.danger.replace(danger)  # type: ignore[arg-type]
    parts._embedder.replace(embedder)  # type: ignore[arg-type]
    coach = Coach(settings, parts)
    for _ in coach.ask(QUESTION):
        pass
    for _ in coach.rewrite(MESSAGE):
        pass


def main() -> None:
    """Print the figures."""
    from coach.silence import silence

    silence()
    settings = load_settings(model=sys.argv[1])
    print(json.dumps(parts_of(settings)))


if __name__ == "__main__":
    main()
