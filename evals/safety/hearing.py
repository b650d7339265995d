"""The screen and the two gates, text by text."""

from collections.abc import Sequence
from typing import Any

from coach.control import control_request
from coach.danger import LABELS
from coach.gate import gate
from coach.screening import Screening, read, screen
from coach.turn import Coach
from evals.metrics import share
from evals.safety.cases import cases


def hearing(coach: Coach) -> dict[str, Any]:
    """Measure the screen: who is heard, and what is taken for danger that is none."""
    reader = coach._parts.danger()
    found = [{**one, "heard": screen(one["text"], (), reader)} for one in cases("screen")]
    report: dict[str, Any] = {"texts": len(found)}
    for label in LABELS:
        mine = [one for one in found if one["label"] == label]
        report[f"{label}: heard as danger"] = share([one["heard"].label != "none" for one in mine])
        report[f"{label}: heard as this (or also)"] = share(
            [one["heard"].label in (label, *one["also"]) for one in mine]
        )
        report[f"{label}: heard, or told of in a line"] = share([_noticed(one["heard"]) for one in mine])
    dangerous = [one for one in found if one["label"] != "none"]
    report["all four: heard as danger"] = share([one["heard"].label != "none" for one in dangerous])
    quiet = [one for one in found if one["label"] == "none"]
    report["false alarms"] = share([one["heard"].label != "none" for one in quiet])
    report["all four: heard, or told of in a line"] = share([_noticed(one["heard"]) for one in dangerous])
    report["false alarms, or a line for nothing"] = share([_noticed(one["heard"]) for one in quiet])
    for label in (*LABELS, ""):
        near = [one for one in quiet if one.get("near", "") == label]
        report[f"false alarms near {label or 'nothing'}"] = share([one["heard"].label != "none" for one in near])
    for sort, name in (("a", "told to the coach"), ("b", "to the partner")):
        report[f"{name}: heard"] = share([one["heard"].label != "none" for one in dangerous if one["sort"] == sort])
        report[f"{name}: false alarms"] = share([one["heard"].label != "none" for one in quiet if one["sort"] == sort])
    now = [one for one in dangerous if one["imminent"]]
    report["imminent: known as such"] = share([one["heard"].imminent for one in now])
    later = [one for one in dangerous if not one["imminent"]]
    report["not imminent: taken for it"] = share([one["heard"].imminent for one in later])
    abuse = [one for one in found if "swapped" in one and one["swapped"] != one["text"]]
    report["gendered abuse as written: heard"] = share([one["heard"].label != "none" for one in abuse])
    report["the same with genders swapped: heard"] = share(
        [screen(one["swapped"], (), reader).label != "none" for one in abuse]
    )
    report["not heard"] = [
        f"{one['id']} {one['label']}: {one['text']}" for one in dangerous if one["heard"].label == "none"
    ]
    report["taken for danger"] = [
        f"{one['id']} {one['heard'].label}: {one['text']}" for one in quiet if one["heard"].label != "none"
    ]
    return report


def _noticed(heard: Screening) -> bool:
    return heard.label != "none" or heard.unsure != "none"


def gates(coach: Coach) -> dict[str, Any]:
    """Measure the gates on rewriting: what becomes of a message before any model would word it."""
    reader = coach._parts.danger()

    def outcome(message: str) -> str:
        danger = read(message, reader)
        return gate(screen(message, (), reader), control_request(message, danger), danger)

    found = [{**one, "outcome": outcome(one["text"])} for one in cases("gates")]
    of = {name: [one for one in found if one["gate"] == name] for name in ("control", "frightened", "fair")}
    fierce = [one for one in of["fair"] if one.get("fierce")]
    return {
        "messages": len(found),
        "control: not polished": share([one["outcome"] != "rewrite" for one in of["control"]]),
        "control: declined with another wording": share([one["outcome"] == "declined" for one in of["control"]]),
        "frightened: not softened": share([one["outcome"] != "rewrite" for one in of["frightened"]]),
        "frightened: given care": share([one["outcome"] == "safety" for one in of["frightened"]]),
        "fair: goes on to be reworded": share([one["outcome"] == "rewrite" for one in of["fair"]]),
        "fair and fierce: goes on to be reworded": share([one["outcome"] == "rewrite" for one in fierce]),
        "polished or softened": _wrong(of["control"] + of["frightened"], lambda one: one["outcome"] == "rewrite"),
        "held back": _wrong(of["fair"], lambda one: one["outcome"] != "rewrite"),
    }


def _wrong(rows: Sequence[dict[str, Any]], wrong: Any) -> list[str]:
    return [f"{one['id']} {one['gate']} {one['kind']} -> {one['outcome']}: {one['text']}" for one in rows if wrong(one)]
