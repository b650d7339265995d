"""Messy text -> Markdown that the chunker can cut well: pure functions, which lose no word, add none, and change no order.

People keep notes as walls of text, with steps numbered inside the lines, headings that nothing marks, tables without their
frame. Rules, not a model: they go by line ends, numbers in sequence and capital letters, and leave alone what they do not
recognise. Text whose headings are marked already only gets its tables and lists mended.
"""

import re
from collections.abc import Sequence

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+\S")
_PAGE = re.compile(r"^# Page \d+$")  # set by the PDF reader, says nothing of how the text itself is written
_LIST = re.compile(r"^\s*(?:[-*+•·▪◦●]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S", re.IGNORECASE)
_BULLET = re.compile(r"^(\s*)[•·▪◦●]\s*(?=\S)")
_LONE_BULLET = re.compile(r"^\s*[-*•·▪◦●]\s*$")
_NUMBERED = re.compile(r"^\s*\(?(\d{1,2})[.)]\s*(?=[^\W\d]|[\"'“‘*])")
_LABELLED = re.compile(
    r"^(?:step|part|chapter|section|day|week|lesson|exercise|rule|stage|phase|tip)\s+(?:\d{1,3}|[ivx]+|one|two|three|four"
    r"|five|six|seven|eight|nine|ten)\b\s*(?:[:.–—-]|$)",
    re.IGNORECASE,
)
_ROW = re.compile(r"^\s*\|.*\|\s*$|^.*\S\s+\|\s+\S.*$|^.*\|\s*$")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_INLINE_STEP = re.compile(r"(?:(?<=[.!?…:;\"”’)*])\s+|(?<=\w)\s+|^)(?=(\d{1,2})[.)]\s*[*\"“]{0,2}[A-Z])", re.MULTILINE)
_SMALL = frozenset(
    "a an and as at but by for from in into nor of off on or over per the through to up upon vs via with yet".split()
)
_OPENERS = frozenset(
    "all at by each for here if in it many most one some sometimes there these they this to we when while with you".split()
)
_MAX_COLUMNS = 100  # every row is filled up to the longest
_MAX_HEADING_CHARS = 110
_MAX_HEADING_WORDS = 16
_WRAP = (40, 130)  # widths, in characters, at which people and programs break lines


def tidy(text: str) -> str:
    """Return `text` with its headings marked, its steps on lines of their own, and its tables and lists in Markdown's form."""
    if "```" in text:  # code is not prose
        return text
    lines = _join_lone_bullets(text.splitlines())
    marked = any(_HEADING.match(line) and not _PAGE.match(line) for line in lines)
    if not marked:
        lines = _unwrap(lines)
        lines = _part_steps(lines)
        lines = _mark_headings(lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_mend_tables(lines))).strip()


def _join_lone_bullets(lines: Sequence[str]) -> list[str]:
    """Put a bullet that stands alone in front of the line after it, and write every bullet as "- "."""
    joined: list[str] = []
    waiting = False
    for line in lines:
        if _LONE_BULLET.match(line):
            waiting = True
            continue
        if not line.strip():
            if not waiting:
                joined.append(line)
            continue
        line = _BULLET.sub(r"\1- ", line)
        joined.append(f"- {line.strip()}" if waiting and not _is_marked(line) else line)
        waiting = False
    return joined


def _is_marked(line: str) -> bool:
    return bool(_LIST.match(line) or _HEADING.match(line) or _is_row(line))


def _is_row(line: str) -> bool:
    if "|" not in line or "<|" in line or "|>" in line:  # control tokens of a chat template are no table
        return False
    return bool(_RULE.match(line)) or (line.count("|") >= 2 and bool(_ROW.match(line)))


def _unwrap(lines: Sequence[str]) -> list[str]:
    """Join lines that were broken at the width of a page, or in the middle of a sentence."""
    joined: list[list[str]] = []
    width = _wrap_width(lines)
    last = ""  # the last line as it was, before anything was joined to it
    for line in lines:
        if last.strip() and line.strip() and not _is_marked(line) and _runs_on(last, line, width):
            joined[-1].append(line.strip())
        else:
            joined.append([line])
        last = line
    return [" ".join([one[0].rstrip(), *one[1:]]) if one[1:] else one[0] for one in joined]


def _wrap_width(lines: Sequence[str]) -> int:
    """The width at which a text is wrapped; 0 where its lines are paragraphs."""
    lengths = sorted(len(line) for line in lines if len(line.strip()) >= 20)
    if len(lengths) < 4:
        return 0
    widest = lengths[int(0.95 * (len(lengths) - 1))]
    full = sum(length >= 0.75 * widest for length in lengths)
    return widest if _WRAP[0] <= widest <= _WRAP[1] and full >= 0.5 * len(lengths) else 0


def _runs_on(before: str, line: str, width: int) -> bool:
    if _HEADING.match(before) or _is_row(before) or _RULE.match(before) or _is_title(before):
        return False
    first = line.strip()[0]
    if len(before) >= 25 and first.islower() and not re.search(r"[.!?:;…][\"'”’)]*\s*$", before):
        return True
    return bool(width) and len(before) >= 0.75 * width and not _is_title(line)


def _part_steps(lines: Sequence[str]) -> list[str]:
    """Put every step of a sequence 1, 2, 3 … that is numbered within the lines at the start of a line of its own."""
    text = "\n".join(lines)
    found = [(match.end(), int(match[1])) for match in _INLINE_STEP.finditer(text)]
    chains: list[list[int]] = []  # places of the steps of one sequence
    current: list[int] = []
    for place, number in found:
        if number == 1:
            chains.append(current)
            current = [place]
        elif current and number == len(current) + 1:
            current.append(place)
    parted, last = [], 0
    for place in (place for chain in [*chains, current] if len(chain) >= 3 for place in chain):
        if text[max(last, text.rfind("\n", last, place) + 1) : place].strip():
            parted += [text[last:place].rstrip(), ""]
            last = place
    return [part for line in "\n".join([*parted, text[last:]]).split("\n") for part in _part_title(line)]


def _part_title(line: str) -> list[str]:
    """Part the title of a numbered step from the text that follows it in the same line: [line] where there is none."""
    if not _NUMBERED.match(line) or _is_title(line):
        return [line]
    tokens = [match.span() for match in re.finditer(r"\S+", line)]
    spoken = [line[start:end] for start, end in tokens]
    at = 1 if re.fullmatch(r"\(?\d{1,2}[.)]", spoken[0]) else 0
    for here in range(at + 1, min(len(tokens) - 1, at + _MAX_HEADING_WORDS)):
        title, word, following = spoken[at:here], spoken[here].strip("\"“‘'*("), spoken[here + 1]
        if not _is_capitalised(title):
            return [line]
        ends = bool(re.search(r"[.!?:]\**$", title[-1])) and word[:1].isupper()
        # "… for Difficult Conversations To rebuild trust": the text begins at the capital that a small letter follows
        begins = (
            word[:1].isupper() and following[:1].islower() and (following not in _SMALL or word.lower() in _OPENERS)
        )
        if len(title) >= 2 and (ends or (begins and spoken[here - 1].lower() not in _SMALL)):
            start = tokens[here][0]
            return ["", f"### {line[:start].strip()}", "", line[start:]]
    return [line]


def _is_capitalised(words: Sequence[str]) -> bool:
    """Say whether words are set as a title: capitals throughout, but for the small words between."""
    plain = [one.strip("\"“”‘’'*.,:;!?()[]…–—-&/") for one in words]
    plain = [one for one in plain if one and any(letter.isalpha() for letter in one)]
    return bool(plain) and plain[0][0].isupper() and all(one[0].isupper() or one in _SMALL for one in plain)


def _is_title(line: str) -> bool:
    """Say whether a line could be a heading by its looks alone."""
    plain = line.strip()
    words = plain.split()
    if not 2 <= len(plain) <= _MAX_HEADING_CHARS or len(words) > _MAX_HEADING_WORDS or _is_row(line):
        return False
    if _LABELLED.match(plain):
        return not re.search(r"[.;,]$", plain) or len(words) <= 8
    letters = [one for one in plain if one.isalpha()]
    if (
        len(letters) >= 4
        and all(one.isupper() for one in letters)
        and len(words) >= 1
        and not plain.endswith((",", ";"))
    ):
        return True
    if re.fullmatch(r"\*\*[^*]+\*\*:?|__[^_]+__:?", plain):
        return True
    if plain.endswith((".", ",", ";", "!")):
        return False
    bare = _NUMBERED.sub("", plain)
    if _NUMBERED.match(plain):
        return len(bare) >= 3 and (_is_capitalised(bare.split()) or bare.endswith("?"))
    if _LIST.match(line) or not (plain[0].isalpha() or re.match(r"\d{1,3} [A-Z]", plain)):
        return False
    return _is_capitalised([one for one in words if not one.isdigit()])


def _mark_headings(lines: Sequence[str]) -> list[str]:
    """Write the lines that are headings by their looks and their place as Markdown headings."""
    spoken = [at for at, line in enumerate(lines) if line.strip()]
    order = {at: place for place, at in enumerate(spoken)}
    marked: list[str] = []
    for at, line in enumerate(lines):
        place = order.get(at)
        after = lines[spoken[place + 1]] if place is not None and place + 1 < len(spoken) else ""
        before = lines[spoken[place - 1]] if place else ""
        if (
            place is not None
            and re.fullmatch(r"\s*(?:={3,}|-{3,})\s*", after)
            and at + 1 == spoken[place + 1]
            and "|" not in line
        ):
            marked += ["", f"{'#' if '=' in after else '##'} {line.strip()}", ""]
        elif re.fullmatch(r"\s*={3,}\s*", line) or (re.fullmatch(r"\s*-{3,}\s*", line) and not before.count("|")):
            marked.append("")
        elif place is not None and _is_title(line) and _stands_as_heading(line, before, after):
            marked += ["", f"{_level(line, place == 0 and bool(after))} {_bare(line)}", ""]
        else:
            marked.append(line)
    return marked


def _stands_as_heading(line: str, before: str, after: str) -> bool:
    """Say whether something follows that it can be the heading of, and whether it is no item of a list or of an address."""
    if not after or _PAGE.match(after):
        return False
    if _NUMBERED.match(line):
        return not (_is_item(line, after) or _is_item(before, line) or _PAGE.match(before))
    if _LABELLED.match(line.strip()) or re.match(r"\s*(?:\*\*|__)", line) or line.strip().isupper():
        return True
    if len(line.split()) >= 2 and (_is_title(after) or _LIST.match(after) or _is_row(after)):
        return True
    return len(after.split()) >= 6


def _is_item(line: str, after: str) -> bool:
    """Say whether two lines are neighbours in a numbered list, both short."""
    one, other = _NUMBERED.match(line), _NUMBERED.match(after)
    short = max(len(line), len(after)) <= _MAX_HEADING_CHARS
    return bool(short and one and other and int(other[1]) == int(one[1]) + 1)


def _level(line: str, is_first: bool) -> str:
    if is_first and not _NUMBERED.match(line):
        return "#"
    return "###" if _NUMBERED.match(line) or line.rstrip().endswith(":") else "##"


def _bare(line: str) -> str:
    return re.sub(r"^(\*\*|__)(.+)\1(:?)$", r"\2\3", line.strip())


def _mend_tables(lines: Sequence[str]) -> list[str]:
    """Give every table its frame: a bar on both sides, the rule below its first row, as many cells in each row, space around."""
    mended: list[str] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_row(lines[end]):
            end += 1
        if end - at >= 2:
            rows = [_cells(line) for line in lines[at:end] if not _RULE.match(line)]
            width = max((len(row) for row in rows), default=0)
            filled = rows if width <= _MAX_COLUMNS else []
            framed = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in filled]
            mended += ["", *framed[:1], f"|{' --- |' * width}", *framed[1:], ""] if framed else lines[at:end]
        else:
            mended += lines[at : max(end, at + 1)]
        at = max(end, at + 1)
    return mended


def table_lines(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as a Markdown table; one of a single column, which is layout, or of very many, as paragraphs."""
    width = max((len(row) for row in rows), default=0)
    if not 2 <= width <= _MAX_COLUMNS:
        return "\n\n".join(cell for row in rows for cell in row)
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in [*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
