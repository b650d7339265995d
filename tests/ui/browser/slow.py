"""`python -m tests.ui.browser.slow FILE …`: as unloaded.py, with a coach that answers as slowly as a question says, or fails.

A question is answered with "word" as often as the number in it, ten a second; one with "fail" in it fails after that, one with
"deaf" in it hears no stop.
"""

import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.ui.browser.watched import watch

LEADS_ON = "1 more"


def answer_slowly() -> None:
    """Let questions be answered without a model."""
    from coach.messages import AskReply, Done, Event, Text
    from coach.turn import Coach
    from ui.loading import Loading

    def ask(self: Coach, question: str, *_: Any, cancel: threading.Event, **__: Any) -> Iterator[Event]:
        found = re.search(r"\d+", question)
        count = int(found.group()) if found else 1
        for _at in range(count):
            yield Text("word ")
            if "deaf" in question:
                time.sleep(0.1)
            elif cancel.wait(0.1):
                return
        if "fail" in question:
            raise RuntimeError(question)
        yield Done(AskReply("", question, "word " * count, "generated", follow_ups=(LEADS_ON,)))

    Loading.start = lambda self: None  # type: ignore[method-assign]
    Coach.ask = ask  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    watch(Path(sys.argv.pop(1)))
    from ui.cli import main

    answer_slowly()
    main()
