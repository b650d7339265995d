"""`python -m ui.cli`: the hearth command where its script is not on the path."""

from ui.cli import main

main()
