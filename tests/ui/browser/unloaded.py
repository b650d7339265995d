"""`python -m tests.ui.browser.unloaded FILE …`: as watched.py, with no model and no index: their loading never begins."""

import sys
from pathlib import Path

from tests.ui.browser.watched import guess_cheaply, watch

if __name__ == "__main__":
    watch(Path(sys.argv.pop(1)))
    guess_cheaply()
    from ui.cli import main
    from ui.loading import Loading

    Loading.start = lambda self: None  # type: ignore[method-assign]
    main()
