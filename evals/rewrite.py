"""Messages of cases/messages.jsonl through the rewriter: what is shown, what the bare model writes, what readers said of both.

Every text is saved (reports/rewrite.jsonl), and a sheet for readers (reports/rewrite_sheet.jsonl) mixes shown versions with the
bare model's, in random order and unmarked. Verdicts go to readings/rewrite.jsonl, one line {"key", "sendable", "why"} a text; the
next run of the table counts those whose text is still the same. Needs the embedded language model; some twenty minutes.
"""

import hashlib
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coach.assemble import load_model
from coach.candidates import MIN_CONFIDENCE, TunedWriter, budget, confidence, judged, parse, tones_for, write
from coach.catalogue import choose, load_catalogue, locate
from coach.chat_model import is_tuned
from coach.checks.verdict import already_kind
from coach.control import control_request
from coach.inputs import clean
from coach.messages import TONES, Message, RewriteKind, Tone
from coach.model import LlamaCppModel
from coach.phrasebook import Phrasebook, entries, vectors
from coach.piece_reader import PieceReader
from coach.rewriting import composed_versions, known_versions
from coach.screening import screen
from coach.settings import Settings
from coach.suggesting import Suggester
from coach.tuned import LABELS, system
from evals.metrics import share
from knowledge.embedding import SentenceTransformerEmbedder

HERE = Path(__file__).parent
CASES = HERE / "cases" / "messages.jsonl"
OUTPUTS = HERE / "reports" / "rewrite.jsonl"
SHEET = HERE / "reports" / "rewrite_sheet.jsonl"
READINGS = HERE / "readings" / "rewrite.jsonl"
BARE = 30  # messages that the bare model is given as well, one tone each
SHEET_SHOWN, SHEET_BARE = 100, 30


def run(every: int = 1) -> dict[str, Any]:
    """Measure and return the report; saves every text on the way. `every` takes one in so many of the mixed messages."""
    settings = Settings()
    model = load_model(settings, lambda stage, share: None)
    assert is_tuned(model), "the setting adapter is off: there is nothing to measure"
    entry = choose(settings.model, load_catalogue(settings.models_file))
    bare = LlamaCppModel(
        entry.name,
        locate(entry, settings.models_dir),
        n_ctx=2048,
        threads=settings.threads,
        sampling=entry.sampling.model_dump(),
    )
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    mixed = [one for one in cases if one["set"] == "mixed"]
    cases = [*mixed[::every], *(one for one in cases if one["set"] != "mixed")]
    book, suggester = phrasebook(), Suggester(PieceReader(SentenceTransformerEmbedder()))
    rates = raw_rates(bare)
    rows = []
    began = time.monotonic()
    for at, case in enumerate(cases):
        rows.append(one_case(case, settings.candidates, model, book, suggester))
        if at % 10 == 9:
            left = (time.monotonic() - began) / (at + 1) * (len(cases) - at - 1) / 60
            sys.stderr.write(f"{at + 1} of {len(cases)} messages, {left:.0f} min left\n")
    asked = [one for one in rows if one["kind"] == "i-statement" and "drawn" in one]
    for at, row in enumerate(asked[:: max(1, len(asked) // BARE)][:BARE]):
        tone = TONES[at % 3]
        row["bare"] = {tone: bare_text(row["message"], tone, bare)}
        row["adapter"] = {tone: adapter_text(row["message"], tone, model)}
    for row in rows:
        row["rates"] = rates
    return finish(rows)


def saved() -> dict[str, Any]:
    """Return the report on the texts that were saved last: with new readings, another bar, phrasebook or reader of messages.

    Of a message that the phrasebook knew then and does not know now the model has drawn nothing, and nothing is shown.
    """
    return finish([json.loads(line) for line in OUTPUTS.read_text(encoding="utf-8").splitlines()])


def finish(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Choose what is shown among what was drawn, save the rows and the sheet for readers, and return the report."""
    book, suggester = phrasebook(), Suggester(PieceReader(SentenceTransformerEmbedder()))
    for row in rows:
        if "drawn" in row:
            message, kind = row["message"], row["kind"]
            row["known"], _ = known_versions(message, TONES, kind, book.find(message, kind))
            row["composed"] = {} if row["known"] else composed_versions(message, TONES, kind, suggester)[0]
            drawn = {tone: text for tone, found in row["drawn"].items() if (text := best(message, found))}
            row["shown"] = {**drawn, **row["composed"], **row["known"]}
            row["outcome"] = "rewrite" if row["shown"] else "hard"
    OUTPUTS.parent.mkdir(exist_ok=True)
    OUTPUTS.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
    write_sheet(rows)
    return report(rows)


def phrasebook() -> Phrasebook:
    """Return the one that Hearth comes with."""
    return Phrasebook(entries(), SentenceTransformerEmbedder().embed_documents, vectors())


def best(message: str, found: list[dict[str, Any]]) -> str:
    """Return the text that Hearth shows of those that passed the checks; "" where it is not sure enough of any."""
    sure = [(confidence(message, one["text"], *one["evidence"]), one["text"]) for one in found]
    most, text = max(sure, default=(0.0, ""), key=lambda one: one[0])
    return text if most >= MIN_CONFIDENCE else ""


def raw_rates(bare: LlamaCppModel) -> dict[str, float]:
    """Return the tokens a second that the bare runtime reads and writes, one text at a time; medians of five."""
    prompt = bare.prompt_tokens(
        [Message("user", "You never listen to me when I talk about work, and it goes on for weeks. " * 16)]
    )
    read, written = [], []
    runtime = bare.bare()
    for _ in range(5):
        reading, writing = runtime.run(prompt, 48)
        read.append(len(prompt) / reading)
        written.append(48 / writing)
    runtime.close()
    return {"read": statistics.median(read), "written": statistics.median(written)}


def one_case(
    case: dict[str, Any], candidates: int, model: Any, book: Phrasebook, suggester: Suggester
) -> dict[str, Any]:
    """Return what a person would get for one message, with the seconds that each tone of the model's took."""
    message = clean(case["message"])
    row = {"id": case["id"], "set": case["set"], "kind": case["kind"], "message": message, "facts": case["facts"]}
    if screen(message).label != "none":
        return {**row, "outcome": "safety"}
    if control_request(message) is not None:
        return {**row, "outcome": "declined"}
    kind: RewriteKind = case["kind"]
    if kind == "i-statement" and already_kind(message):
        return {**row, "outcome": "unchanged"}
    known, _ = known_versions(message, TONES, kind, book.find(message, kind))
    drawn, seconds, tokens = {}, {}, {}
    put, _ = ({}, {}) if known else composed_versions(message, TONES, kind, suggester)
    drawing = TunedWriter(message, kind, model, suggester.composed(message))
    for tone in (one for one in tones_for(kind, TONES, model) if one not in {**known, **put}):
        began, before = time.perf_counter(), model.work()
        found = drawing.ranked(tone, candidates, None)
        seconds[tone] = round(time.perf_counter() - began, 3)
        tokens[tone] = [now - then for now, then in zip(model.work(), before, strict=True)]
        drawn[tone] = [{"text": one.text, "evidence": list(one.evidence)} for one in found]
    return {**row, "outcome": "", "drawn": drawn, "seconds": seconds, "tokens": tokens}


def bare_text(message: str, tone: Tone, model: Any) -> dict[str, Any]:
    """Return the bare model's likeliest text from the prompt with examples, and what the checks say of it."""
    text = parse(write(message, tone, "i-statement", model)).text
    return {"text": text, "failed": list(judged(message, text, tone, "i-statement")[1].failed)}


def adapter_text(message: str, tone: Tone, model: Any) -> dict[str, Any]:
    """Return the adapter's likeliest text, neither ranked nor held back, and what the checks say of it."""
    asked = [Message("system", system("i-statement")), Message("user", message)]
    opening = (TunedWriter(message, "i-statement", model).head(None), f"{LABELS[tone]}:")
    ((text, _),) = model.draw(
        asked, opening, 1, max_tokens=budget(message), temperature=0.0, seed=0, greedy_first=True, cancel=None
    )
    return {"text": text.strip(), "failed": list(judged(message, text.strip(), tone, "i-statement")[1].failed)}


def key(message: str, text: str) -> str:
    """Return what a verdict is filed under: the same for the same message and text, whoever wrote it."""
    return hashlib.sha256(f"{message}\n{text}".encode()).hexdigest()[:12]


def write_sheet(rows: list[dict[str, Any]]) -> None:
    """Write the texts for readers: all shown versions of the plain set, and a sample of the rest, mixed with the bare model's."""
    draw = random.Random(0)
    plain = [(one, tone) for one in rows if one["set"] == "plain" for tone in one.get("shown", {})]
    mixed = [(one, tone) for one in rows if one["set"] == "mixed" for tone in one.get("shown", {})]
    picked = [
        (one, tone, one["shown"][tone]) for one, tone in [*plain, *draw.sample(mixed, min(SHEET_SHOWN, len(mixed)))]
    ]
    kinds = [
        (one, "gentle", one["shown"]["gentle"])
        for one in rows
        if one["set"] == "kinds" and "gentle" in one.get("shown", {})
    ]
    bare = [(one, tone, text["text"]) for one in rows for tone, text in one.get("bare", {}).items()]
    lines = [
        {"key": key(one["message"], text), "kind": one["kind"], "tone": tone, "message": one["message"], "text": text}
        for one, tone, text in [*picked, *kinds, *bare[:SHEET_BARE]]
    ]
    draw.shuffle(lines)
    SHEET.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")


def report(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of saved rows, readers' verdicts among them where there are any."""
    verdicts = _verdicts()
    mixed = [one for one in rows if one["set"] == "mixed" and one["outcome"] in ("rewrite", "hard")]
    plain = [one for one in rows if one["set"] == "plain"]
    took = [seconds for one in mixed for seconds in one["seconds"].values()]
    rates = rows[0]["rates"]
    cost = [
        read / rates["read"] + written / rates["written"] for one in mixed for read, written in one["tokens"].values()
    ]

    def read(found: Iterator[tuple[str, str]]) -> dict[str, Any]:
        said = [verdicts[key(*pair)] for pair in found if key(*pair) in verdicts]
        return {"read": len(said), "sendable": share(said) if said else None}

    def shown(of: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
        return ((one["message"], text) for one in of for text in one.get("shown", {}).values())

    every_tone = [
        all(verdicts.get(key(one["message"], one.get("shown", {}).get(tone, "")), False) for tone in TONES)
        for one in plain
    ]
    return {
        "suite": "rewrite",
        "messages": {"mixed": len(mixed), "plain": len(plain)},
        "mixed: some version is shown": share([bool(one["shown"]) for one in mixed]),
        "mixed: a version of a tone is shown": share([tone in one["shown"] for one in mixed for tone in TONES]),
        "plain: every tone is shown": share([len(one.get("shown", {})) == len(TONES) for one in plain]),
        "words written beforehand: mixed": share([bool(one["known"]) for one in mixed]),
        "words written beforehand: plain": share([bool(one.get("known")) for one in plain]),
        "put together: mixed": share([bool(one["composed"]) for one in mixed]),
        "put together: plain": share([bool(one.get("composed")) for one in plain]),
        "fine ones left as they are": share([one["outcome"] == "unchanged" for one in rows if one["set"] == "fine"]),
        "other kinds: a version is shown": share([bool(one.get("shown")) for one in rows if one["set"] == "kinds"]),
        "bare model: passes the checks": _passes(rows, "bare"),
        "adapter alone: passes the checks": _passes(rows, "adapter"),
        "bare runtime, tokens read a second": round(rates["read"]),
        "bare runtime, tokens written a second": round(rates["written"]),
        "seconds a tone, median": statistics.median(took),
        "... what its tokens cost the bare runtime": statistics.median(cost),
        "... one over the other, median": statistics.median(a / b for a, b in zip(took, cost, strict=True)),
        "read, mixed shown": read(shown(mixed)),
        "read, plain shown": read(shown(plain)),
        "read, words written beforehand": read(
            (one["message"], text) for one in rows for text in one.get("known", {}).values()
        ),
        "read, put together": read((one["message"], text) for one in rows for text in one.get("composed", {}).values()),
        "read, the model's own": read(
            (one["message"], text)
            for one in rows
            for tone, text in one.get("shown", {}).items()
            if tone not in {**one["known"], **one["composed"]}
        ),
        "read, other kinds shown": read(shown([one for one in rows if one["set"] == "kinds"])),
        "read, bare model": read((one["message"], t["text"]) for one in rows for t in one.get("bare", {}).values()),
        "plain: sendable in every tone": sum(every_tone)
        if all(key(*one) in verdicts for one in shown(plain))
        else None,
    }


def _passes(rows: list[dict[str, Any]], who: str) -> float | None:
    found = [not text["failed"] for one in rows for text in one.get(who, {}).values()]
    return share(found) if found else None


def _verdicts() -> dict[str, bool]:
    if not READINGS.is_file():
        return {}
    lines = [json.loads(line) for line in READINGS.read_text(encoding="utf-8").splitlines()]
    return {one["key"]: bool(one["sendable"]) for one in lines}


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text, with the last one's figures where they differ."""
    lines = []
    for name, value in report.items():
        if name in ("suite", "machine", "measured_at"):
            continue
        old = before.get(name)
        shown = f"{value:.3f}" if isinstance(value, float) else str(value)
        lines.append(f"{name:42}{shown}" + (f"   (last: {old})" if old not in (None, value) else ""))
    return "\n".join([*lines, f"every text: {OUTPUTS.name}; for readers: {SHEET.name}"])
