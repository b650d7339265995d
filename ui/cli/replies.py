"""Replies -> words for a person at a terminal: answers, rewrites, plans, screenings, search results."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ui.cli.output import help_lines, listed, say

if TYPE_CHECKING:
    from coach.messages import AskReply, Citation, PlanReply, RewriteReply

_PIECES = (
    ("What happened", "observation"),
    ("What I feel", "feeling"),
    ("What I need", "need"),
    ("What I ask", "request"),
)
_LABELS = {
    "none": "nothing in this points to danger",
    "self_harm": "someone may be in danger of harming themselves",
    "partner_violence": "someone may be being hurt by their partner",
    "coercive_control": "someone may be being controlled by their partner",
    "child_safety": "a child may be in danger",
}


def sources(citations: Sequence["Citation"]) -> None:
    """Show a short numbered list of the passages behind an answer."""
    if not citations:
        return
    say()
    say("Sources", style="bold")
    for one in citations:
        say(f"{one.n}. {one.title}{f' › {one.heading}' if one.heading else ''} ({one.source})")


def ask(reply: "AskReply") -> None:
    """Show what comes after an answer's text."""
    if reply.kind == "quoted":
        say()
        say("(What names a passage is quoted from the guides as it stands.)", style="dim")
    sources(reply.citations)
    help_lines(reply.resources)


def version(tone: str, text: str) -> None:
    """Show one version of a message."""
    say(tone.capitalize(), style="bold")
    say(text)
    say()


def rewrite(reply: "RewriteReply") -> None:
    """Show what became of a message, beside its versions, which were shown as they came."""
    say(reply.why)
    if reply.kind == "hard":
        for label, name in _PIECES:
            if getattr(reply, name):
                say(f"- {label}: {getattr(reply, name)}")
    elif reply.kind == "declined":
        for text in reply.rewrites.values():
            say()
            say("Without it, it could be:", style="bold")
            say(text)
    if reply.flags and reply.kind in ("rewrite", "hard"):
        say()
        say("What may land as blame", style="bold")
        for flag in reply.flags:
            say(f"- “{flag.text}”: {flag.why}")
    help_lines(reply.resources)


def plan(reply: "PlanReply") -> None:
    """Show the steps of a plan and their sources."""
    say()
    for number, step in enumerate(reply.steps, start=1):
        listed(number, f"{step.title} ({step.minutes} minutes)", step.why, f"This week: {step.do_this_week}")
    sources(reply.citations)
    help_lines(reply.resources)


def screening(found: dict[str, Any]) -> None:
    """Show a screening: what it is about, which words, and who can help."""
    say(f"{found['label']}: {_LABELS[found['label']]}", style="bold")
    for span in found["spans"]:
        say(f"- “{span['text']}”" + (f": {span['note']}" if span["note"] else ""))
    help_lines(found["resources"])


def hits(found: dict[str, Any]) -> None:
    """Show search results."""
    if not found["hits"]:
        say("Nothing found.")
    for one in found["hits"]:
        heading = f" › {one['heading']}" if one["heading"] else ""
        listed(
            one["rank"], f"{one['title']}{heading} ({one['score']:.2f})", " ".join(one["text"].split()), one["source"]
        )
