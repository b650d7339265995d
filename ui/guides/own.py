"""The tab Guides: a person's own documents. Add them, watch them being indexed, see what is in the index, take one out."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from coach.assemble import documents_folder, own_store
from coach.failures import explain, report
from coach.own_files import Added, Indexing, IndexingStatus, add_copies, remove_path
from coach.settings import Settings
from knowledge.formats import READERS
from knowledge.own_documents import OwnFile
from ui import texts, texts_guides
from ui.days import moment as spoken_moment
from ui.leaving import where_it_goes
from ui.steps.parts import ACTS_JS, acted
from ui.uploads import handed_in

_SHOWN = 300


def build(settings: Settings, indexing: Indexing, tab: gr.Tab) -> None:
    """Lay out the tab and wire it; `tab` is the one that it is laid out in."""
    gr.Markdown(
        f"### {texts.OWN_TITLE}\n{texts.OWN_INTRO} {where_it_goes(settings)}\n\n{texts.OWN_LIMITS}", elem_id="own-intro"
    )
    upload = gr.File(
        label=texts.OWN_UPLOAD, file_count="multiple", file_types=sorted(READERS), height=150, elem_id="own-upload"
    )
    said = gr.Markdown(elem_id="own-said", latex_delimiters=[])
    with gr.Row():
        again = gr.Button(texts.OWN_AGAIN, min_width=80, elem_id="own-again")
        stop = gr.Button(texts.STOP_BUTTON, interactive=False, min_width=80, elem_id="own-stop")
    progress = gr.HTML(elem_id="own-status")
    gr.Markdown(f"### {texts.OWN_LIST}")
    listed = gr.HTML(js_on_load=ACTS_JS, elem_id="own-list")
    shown = gr.State("")
    timer = gr.Timer(0.5)
    outputs = [progress, listed, shown, again, stop, timer]

    def look(before: str) -> tuple[Any, ...]:
        """What the tab shows now; the list only if it changed, for a button in it may have the focus."""
        status = indexing.status
        rows = file_list(settings, status)
        return (
            progress_html(status),
            rows if rows != before else gr.skip(),
            rows,
            gr.update(interactive=not status.running),
            gr.update(interactive=status.running),
            gr.Timer(active=status.running),
        )

    def on_upload(files: Sequence[str] | None, before: str) -> tuple[Any, ...]:
        with handed_in(files) as uploaded:
            lines = take_in(settings, uploaded)
        if lines:
            indexing.start()
        return None, lines, *look(before)

    def on_again(before: str) -> tuple[Any, ...]:
        indexing.start()
        return "", *look(before)

    def on_stop() -> None:
        indexing.stop()

    def on_remove(before: str, event: gr.EventData) -> tuple[Any, ...]:
        line = take_out(settings, acted(event)[1])
        if line:
            indexing.start()
        return line, *look(before)

    ways: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    upload.upload(on_upload, [upload, shown], [upload, said, *outputs], **ways)
    again.click(on_again, shown, [said, *outputs], queue=False, **ways)
    stop.click(on_stop, None, None, queue=False, api_visibility="private")
    listed.click(on_remove, shown, [said, *outputs], queue=False, **ways)
    timer.tick(look, shown, outputs, queue=False, **ways)
    tab.select(look, shown, outputs, queue=False, **ways)


def take_in(settings: Settings, uploaded: Sequence[Path]) -> str:
    """Copy uploaded files into Hearth's folder, and return what became of each, as Markdown."""
    try:
        results = add_copies(settings, uploaded)
    except Exception as error:
        return texts.NOT_WORKED.format(why=_literal(report(error, "page: add documents").line))
    return "\n\n".join(_said(results))


def _said(results: Sequence[Added]) -> list[str]:
    added = [one.name for one in results if one.outcome == "added"]
    lines = [texts.OWN_ADDED.format(names=_literal(", ".join(added)))] if added else []
    for one in results:
        given = _literal(one.given)
        if one.outcome == "same":
            name = texts.OWN_KEPT_AS.format(name=_literal(one.name)) if one.name != one.given else ""
            lines.append(texts.OWN_SAME.format(given=given, name=name))
        elif one.outcome == "refused":
            lines.append(texts.OWN_REFUSED.format(given=given, why=one.why))
    return lines


def _literal(name: str) -> str:
    from ui.render import literal

    return literal(name).replace("*", "\\*").replace("_", "\\_")


def take_out(settings: Settings, file_id: str) -> str:
    """Take one file out of the index, and return one line that says so; empty where there is no such file."""
    try:
        found = next((one for one in own_store(settings).files() if one.id == file_id), None)
        if found is None:
            return ""
        remove_path(settings, Path(found.path))
    except Exception as error:
        return texts.NOT_WORKED.format(why=_literal(report(error, "page: take a document out").line))
    copied = documents_folder(settings).resolve() in Path(found.path).parents
    where = texts.OWN_REMOVED_COPY if copied else texts.OWN_LEFT_FOLDER
    return texts.OWN_REMOVED.format(name=_literal(found.name), where=where)


def progress_html(status: IndexingStatus) -> str:
    """Render where indexing stands: the stage for a screen reader to say, the counts and the bar beside it."""
    if not status.running:
        ended = {
            "": "",
            "done": texts.OWN_DONE,
            "stopped": texts.OWN_STOPPED,
            "failed": texts.NOT_WORKED.format(why=status.stage),
        }[status.outcome]
        return f'<p role="status">{escape(ended)}</p>'
    stage, _, counts = status.stage.partition(": ")
    left = ""
    if status.share is not None and status.share >= 1:
        left = texts.OWN_FINISHING
    elif status.seconds_left is not None:
        left = texts.OWN_TIME_LEFT.format(time=_duration(status.seconds_left))
    detail = ", ".join(part for part in (counts, left) if part)
    value = f' value="{status.share:.3f}"' if status.share is not None else ""
    return (
        f'<p role="status">{escape(stage)}…</p><p class="meta">{escape(detail)}</p>'
        f'<progress aria-label="{escape(stage)}"{value}></progress>'
    )


def _duration(seconds: float) -> str:
    if seconds < 90:
        count = max(1, round(seconds))
        return texts.OWN_SECONDS[count > 1].format(count=count)
    return texts.OWN_MINUTES.format(count=round(seconds / 60))


def file_list(settings: Settings, status: IndexingStatus) -> str:
    """Render the person's own files, each with its passages and a button that takes it out, and what was left out."""
    try:
        files = own_store(settings).files()
    except Exception as error:  # looked at twice a second: said here, and not reported each time
        return f"<p>{escape(explain(error).said)}</p>"
    rows = "".join(_row(one) for one in files[:_SHOWN])
    more = (
        f"<p class='meta'>{escape(texts.OWN_MORE.format(count=len(files) - _SHOWN))}</p>" if len(files) > _SHOWN else ""
    )
    known = {one.problem for one in files}
    others = [line for line in status.skipped if line not in known]
    left_out = (
        f"<p><strong>{escape(texts.OWN_LEFT_OUT)}</strong></p><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in others)
        + "</ul>"
        if others
        else ""
    )
    body = f'<ul class="own-files">{rows}</ul>' if files else f"<p class='meta'>{escape(texts.OWN_NONE)}</p>"
    return body + more + left_out


def _row(file: OwnFile) -> str:
    size = (
        f"{file.size_bytes / 2**20:,.1f} MB" if file.size_bytes >= 2**20 else f"{max(1, file.size_bytes // 1024):,} KB"
    )
    if file.problem:
        detail = f'<span class="why"><strong>{escape(texts.OWN_SKIPPED)}:</strong> {escape(file.problem)}</span>'
    else:
        count = file.passages or 0
        state = texts.OWN_WAITING
        if file.passages is not None:
            state = texts.OWN_PASSAGES[0] if count == 1 else texts.OWN_PASSAGES[1].format(count=count)
        when = f" · {texts.OWN_INDEXED.format(when=_when(file.indexed_at))}" if file.indexed_at else ""
        detail = f'<span class="meta">{escape(f"{file.kind} · {size} · {state}{when}")}</span>'
    label, sure = escape(texts.OWN_REMOVE_LABEL.format(name=file.name)), escape(texts_guides.OWN_SURE)
    return (
        f'<li data-of="{escape(file.id)}"><span>'
        f'<span class="name" title="{escape(file.path)}">{escape(file.name)}</span>{detail}</span>'
        f'<button type="button" data-act="remove" data-sure="{sure}" aria-label="{label}">{escape(texts.OWN_REMOVE)}</button>'
        "</li>"
    )


def _when(moment: str) -> str:
    return spoken_moment(datetime.fromisoformat(moment).astimezone())
