"""What the coach decides, says and keeps: screen, retrieve, write, check, show. Knows nothing of the page."""

__version__ = "0.1.0"
