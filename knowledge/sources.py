"""The articles that the guides are built from, by the ids that front matter uses."""

SOURCES = {
    "sorry-is-not-enough": "Article: why an apology is not enough, and rebuilding trust after emotional neglect",
    "restoring-intimacy-trust": "Article: ten steps to restore intimacy and trust after neglect",
    "six-healing-steps": "Article: six healing steps and ten questions about emotional neglect",
    "silent-neglect": "Article: emotional neglect, its signs, its impact and healing (21 January 2026)",
    "hearth": "Hearth's own",
}


def source_label(ids: list[str]) -> str:
    """Return the sources in words for a list of ids; raises KeyError for an unknown id."""
    return "; ".join(SOURCES[one] for one in ids)
