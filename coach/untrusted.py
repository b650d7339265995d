"""What stands in a person's own documents is data: sentences that give orders to a program are left out before anyone reads them.

A language model cannot tell a passage from an instruction, and a quoted passage is shown as it stands. So before passages of
the person's own files reach the prompt, the check of what rests on what, or a quotation, sentences that speak to an assistant
("ignore previous instructions"), pretend to be its turns or its template, carry links, or ask for money are taken out, and
"[…]" marks the place. Rules over words know the common forms in English, German, Spanish and French; the classifier
(danger.py) hears many others, not every one that can be thought of. What both miss still cannot leave a passage: answers are
built of checked sentences, links are letters on the page, and safety replies never look at a document.

Exercises for couples give orders too ("agree on a code word", "ask him to visit your mother"). What a person may be told as well
as a program counts only with a sign of the program beside it, or where the classifier hears one.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from coach.danger import DangerReader
from knowledge.retrieval import Retrieval
from knowledge.schema import Chunk, RetrievedChunk
from knowledge.sentences import sentences

LEFT_OUT = "[…]"
_ANY_TITLE = "Your own file"
SURE = 0.5
"""From this probability on a sentence is taken to speak to a program; chosen on sentences held out of its training."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE | re.MULTILINE)


_TO = r"[^.!?\n]{0,60}?\b"  # what may stand between a verb and its object
_TO_OBJECT = r"[^.!?,;:\n]{0,25}?\b"
_PERSON = r"(?:her|him|them|the\s+(?:user|person|reader|human|customer|partner)|users|people|anyone)"
_OUTPUT = r"(?:answers?|repl(?:y|ies)|responses?|outputs?|completions?)"
_MAKE = r"\b(?:tell|inform|advise|convince|instruct|persuade|ask|get|urge|make)\s+" + _PERSON + r"\b"
_HIDE = (
    r"\b(?:(?:do\s+not|don'?t|never|no\s+longer|stop|without)\b[^.!?,;:\n]{0,15}?\b(?:show|mention|giv|list|nam|cit|includ|add|print"
    r"|offer|recommend|suggest|point|refer|quot|display|provid)\w*|remove|drop|omit|leave|hide|skip|delete|suppress|nenne\s+keine"
    r"|without|sin)\b"
)

# after one of these, the rest of the paragraph is not believed either
_TAKEOVER = _any(
    # chat templates of several families, and turns that are put on
    r"<\|[^|>\n]{1,40}\|>|\[/?(?:INST|SYS|SYSTEM(?:_PROMPT)?|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\]|<</?SYS>>|</?s>(?!\w)",
    r"<(?:start|end)_of_turn>|<\uff5c[^>\n]{1,40}>|<\|[^>\n]{1,30}\|?>",
    r"</?(?:system|assistant|user|human|tool|think|instructions?|im_start|im_end)\|?>",
    r"^(?:[#*>\"'-]|[^\S\n])*+(?:system(?:\s+(?:prompt|message|note|override))?|assistant|developer|new\s+instructions?|human|ai)\b"
    r"(?:\s*\([^)\n]*\))?[*\s]*:|^#{2,6}\s*instruction\s*:",
    r"\b(?:begin|end|start)\s+(?:of\s+)?(?:system|assistant|prompt|instructions?|override)\b",
    # the orders before are to be forgotten
    r"\b(?:ignore|disregard|forget|override|bypass|discard|(?:skip|drop)\b[^.!?\n]{0,20}?\b(?:previous|prior|above|system|your))\b"
    + _TO
    + r"(?:instructions?|prompts?|directives?"
    r"|guidelines?|guardrails?|system\s+message|your\s+(?:rules?|training|programming|guides))\b",
    r"\b(?:ignore|disregard|forget)\s+(?:everything|all|anything|whatever)\b[^.!?\n]{0,20}?"
    r"\b(?:above|before|previous(?:ly)?|prior|earlier|(?:were|been)\s+told)\b",
    r"\b(?:ignorier\w*|vergiss|vergessen\s+sie|missachte\w*|übergeh\w*)\b"
    + _TO
    + r"(?:anweisung\w*|instruktion\w*|regeln"
    r"|vorgaben|befehl\w*)",
    r"\b(?:ignor[ae]\w*|olvid[ae]\w*|descart[ae]\w*|omit[ae]\w*)\b"
    + _TO
    + r"(?:instruccion\w*|indicaci\w+|reglas|[óo]rdenes)",
    r"\b(?:ignore[zr]?|oublie[zr]?)\b" + _TO + r"(?:consignes?|instructions?|règles|directives)",
    # somebody else is to be played
    r"\byou\s+are\s+(?:now|no\s+longer|actually|really)\b[^.!?\n]{0,40}?\b(?:ai|assistant|bot|chatbot|model|dan|unrestricted"
    r"|unfiltered|hearth|coach|jailbroken|developer|free\s+of|bound|salesperson|pirate)\b",
    r"\b(?:pretend|act|behave|respond|role-?play)\b[^.!?\n]{0,20}?\b(?:to\s+be|as|like)\b[^.!?\n]{0,20}?"
    r"\b(?:ai|dan|unrestricted|unfiltered|assistant|chatbot|language\s+model|root|developer\s+mode)\b",
    r"\bdu\s+bist\s+(?:jetzt|nun|ab\s+sofort)\b|\b(?:ahora|a\s+partir\s+de\s+ahora)[, ]+(?:eres|tú\s+eres)\b|\beres\s+ahora\b",
    r"\b(?:jailbreak|developer\s+mode|god\s+mode|do\s+anything\s+now|prompt\s+injection|sudo\s+mode|admin\s+override)\b",
)
_ORDER = _any(
    # whom it speaks to, or of
    r"\b(?:dear|hey|hello|attention|(?:note|message)\s+(?:to|for))\s+hearth\b",
    r"\b(?:dear|hey|hello|attention|(?:note|message)\s+(?:to|for)|as\s+an?|if\s+you\s+are\s+an?|to\s+the|any|every)\s+"
    r"(?:\w+\s+){0,2}?(?:ai|llms?|assistants?|chatbots?|bots?|language\s+models?)\b",
    r"\b(?:ai|language)\s+(?:assistants?|models?|systems?)\b|\b(?:llms?|chatbots?|gpt|chatgpt)\b",
    r"^(?:[#*>\"-]|[^\S\n])*+hearth\s*[,:]|\bhearth\s+(?:must|should|shall|is\s+to|has\s+to)\b",
    r"\b(?:the|this|der|die|dem|den|el|la|al)\s+(?:user|(?:be)?nutzer(?:in)?|usuari[oa])\b|\bl'utilisat(?:eur|rice)\b",
    r"\bif\s+an?\s+(?:assistant|model)\s+(?:reads?|is)\b|\bthe\s+(?:assistant|model)\s+(?:must|should|shall|has\s+to|will)\s+(?:reply|answer"
    r"|respond|say|tell|write|output|recommend)\b",
    r"\b(?:the|this)\s+human\b(?=\s*(?:$|[.,;:!?]|(?:to|that|asks?|asked|wants?|who)\b))",
    # its own instructions
    r"\b(?:system|hidden|initial|secret|your)\s+prompts?\b",
    r"\b(?:reveal|repeat|print|output|show|leak|display|reproduce|translate|summari[sz]e|write\s+out)\b[^.!?\n]{0,40}?\b(?:instructions"
    r"|prompt|system\s+message|configuration|everything\s+above|(?:text|words)\s+above|guidelines\s+you)\b",
    # what it is to leave out; "delete the helpline from your list of calls" is for a person
    _HIDE
    + _TO_OBJECT
    + r"(?:citations?|(?:sources?|footnotes?|references)\b(?!\s+(?:of|to)\b)|quellen|fuentes|disclaimers?"
    r"|safety\s+(?:check|screen|warning|repl\w+|note)\w*)\b",
    _HIDE + _TO_OBJECT + r"help\s*lines?\b[^.!?\n]{0,60}?\b(?:you|your|the|any|every|each)\s+" + _OUTPUT + r"\b",
    r"\b(?:do\s+not|don'?t|never)\s+(?:show|mention|name|give|list|print|include)\s+(?:any\s+)?help\s*lines\b(?=\s*(?:$|[.,;!]|(?:or|and)\b))",
    # what is asked of a third person with an amount, or of whoever reads
    _MAKE + r"[^.!?\n]{0,30}?\bto\s+(?:send|pay|transfer|wire|donate|deposit|invest|give)\b[^.!?\n]{0,40}?"
    r"(?:[$€£]\s?\d|\d\s?(?:[$€£]|euros?\b|dollars?\b|pounds?\b))",
    r"\b(?:enter|submit|confirm)\s+your\s+(?:passwords?|credit\s+card|bank\s+details|card\s+number|iban)\b",
    r"\b(?:click|tap|scan|download|install)\s+(?:here|this|the\s+(?:link|button|app|file|qr))\b",
    # links, however written
    r"\b(?:https?|ftp|file)\s*:\s*//\S+|\b(?:javascript|data)\s*:\s*\w+[(/,;]|\bwww\.[^\s)]{3,}|!?\[[^\[\]\n]*\]\([^)\n]",
    r"(?<![\w-])[\w-]++(?:\.|\[\.\]|\s+dot\s+)(?:com|net|org|io|ru|xyz|example|info|biz|test)\b",
    # programs, and what is hidden in a code
    r"\b(?:function|tool)_?\s?calls?\b|\{\s*\"(?:role|tool|name|function|action|content)\"\s*:",
    r"\b(?:wget|rm\s+-rf|powershell|eval|exec)\s*[(\s-]|\bcurl\s+(?:-|[\w-]++[.:])|\b(?:base64|rot13|dekodiere\w*|decodifica)\b"
    r"|\bdecode\s+(?:this|the\s+following)\b(?=\s*(?:and|,|:))",
    r"(?<![\w+/=])(?=[\w+/=]*\d)[A-Za-z0-9+/]{32,}={0,2}(?![\w+/=])|(?<!\w)(?:[0-9a-f]{2}\s?){20,}(?!\w)",
)
_EITHER = _any(  # to a person as well as to a program
    # what is to be said, and how
    r"\b(?:code\s*-?words?|codew[oö]rt(?:er)?|passphrase|secret\s+(?:word|phrase)|magic\s+word|palabra\s+(?:clave|secreta))\b",
    r"\b(?:your|each|every|all|any|final)\s+(?:next\s+|future\s+|own\s+|following\s+|further\s+)?"
    + _OUTPUT
    + r"\b[^.!?\n]{0,30}?"
    r"\b(?:must|should|shall|with|has\s+to|have\s+to|contain\w*|includ\w*|begin\w*|end\w*|start\w*|is|are|only|exactly)\b",
    r"\b(?:begin|end|start|finish|prefix|sign|append|conclude)\b[^.!?\n]{0,30}?\b(?:your|every|each|all)\s+"
    + _OUTPUT
    + r"\b",
    r"\b(?:answer|reply|respond|antworte\w*|responde\w*|contesta\w*|réponds|répondez)\s+(?:only|just|solely|exactly|always|nur"
    r"|immer|ausschließlich|s[oó]lo|siempre|únicamente|to\s+every|in\s+json|seulement|uniquement|with\s+(?:only|the\s+word))\b",
    r"\b(?:say|write|print|output|type|repeat|echo|sage?|schreibe?|di|escribe|repite|dis)\b[^.!?\n]{0,12}?\b(?:the\s+(?:word"
    r"|phrase|exact|following)|das\s+wort|la\s+palabra|le\s+mot|exactly|verbatim)\b",
    # what somebody is to be made to do
    _MAKE
    + r"[^.!?\n]{0,50}?\b(?:send|pay|transfer|wire|donate|buy|purchase|visit|click|download|install|e-?mail|subscribe"
    r"|invest|bank|account|password|money|gift\s+cards?|bitcoin|crypto\w*)\b",
    r"\b(?:send|transfer|wire|deposit|überweis\w*|schick\w*|env[ií]\w*|transfier\w*|envoie\w*)\b[^.!?\n]{0,40}?(?:\bmoney\b|\$\s?\d|€"
    r"|\b(?:euros?|dollars?|pounds|bitcoin|btc|crypto\w*|gift\s+cards?|iban|paypal|geld|dinero)\b)",
    r"\b(?:passwords?|passwort|contraseña|credit\s+card|bank\s+(?:details|account)|card\s+number|social\s+security|iban)\b",
)
_SIGN = _any(  # that a program is meant
    r"\b(?:ai|llms?|gpt|assistants?|models?|(?:chat)?bots?|hearth|prompts?|instructions?|users?|readers?|customers?|outputs?"
    r"|completions?|json)\b",
    r"\b(?:ki|assistent\w*|modell|anweisung\w*|(?:be)?nutzer\w*|leser\w*|asistente|modelo|instruccion\w*|usuari[oa]s?|lector\w*"
    r"|modèle|consignes?|utilisat(?:eur|rice)s?|lect(?:eur|rice)s?)\b",
    r"\b"
    + _OUTPUT
    + r"\s+(?:that\s+)?you\s+(?:generate|produce|write)\b|\b(?:about|for|from)\s+this\s+(?:document|page|file|passage)\b",
    # who is paid: an account that nobody knows, the numbers of a gift card, a code
    r"\bto\s+(?:the|this)\s+(?:following\s+)?(?:account|author|writer|publisher|coach)\b|\bgift\s+cards?\b[^.!?\n]{0,40}?\b(?:numbers?|codes?)\b"
    r"|\b[a-z]{2}\d{2}(?:\s?\d{4}){2,}|\b[a-z]{4,}\d\w*",
)
_SHOUTED = re.compile(  # capitals tell: "Print \"PWNED\"."; after "say" with a figure alone, for couples say "PAUSE"
    r"\b(?:[Ss]ay|[Ww]rite|[Pp]rint|[Oo]utput|[Rr]epeat|[Ss]age?|[Ss]chreibe?|[Dd]i|[Ee]scribe|with|mit|con)\b[^.!?\n]{0,12}?"
    r"[\"“”'‘«]?[A-Z][A-Z0-9]{2}[A-Z0-9_-]*\d"
    r"|\b(?:[Pp]rint|[Oo]utput)\b[^.!?\n]{0,12}?[\"“‘«][A-Z][A-Z0-9 _-]{4,}[\"”’»]"
)
_MIXED = re.compile(r"[a-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][a-z]", re.IGNORECASE)
_SPACED = re.compile(  # linear: a run of single letters is looked at from its first one alone
    r"(?<!\w)(?<!(?<!\w)[^\W_][ .\-_*])(?<!(?<!\w)[^\W_][ .\-_*]{2})(?:[^\W_][ .\-_*]{1,2}){5,}[^\W_](?!\w)"
)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)]|\|)")


def without_orders(found: Retrieval, reader: DangerReader | None = None) -> Retrieval:
    """Return what was found with the person's own passages as data alone; one that held nothing else is left out.

    With a `reader`, sentences are judged by meaning too.
    """
    chunks = [cleaned for one in found.chunks if (cleaned := _cleaned(one, reader)) is not None]
    ranks = {one.rank for one in found.own}
    own = tuple(one for one in chunks if one.rank in ranks)
    return replace(found, chunks=tuple(chunks), covered=found.covered and bool(chunks), own=own)


def _cleaned(found: RetrievedChunk, reader: DangerReader | None) -> RetrievedChunk | None:
    chunk = found.chunk
    if chunk.kind != "own":
        return found
    text = leave_out_orders(chunk.text, _by_meaning(chunk.text, reader) if reader else frozenset())
    if not re.search(r"\w", text):
        return None
    title = chunk.title if not gives_orders(chunk.title) else _ANY_TITLE
    heading = " > ".join(part for part in chunk.heading.split(" > ") if not gives_orders(part))
    source = chunk.source if not gives_orders(chunk.source) else _ANY_TITLE
    cleaned: Chunk = replace(chunk, text=text, title=title, heading=heading, source=source)
    return replace(found, chunk=cleaned)


def gives_orders(text: str) -> bool:
    """Say whether a sentence speaks to a program rather than to a reader, or carries what only a program would follow."""
    forms = _forms(text)
    return any(pattern.search(form) for pattern in (_TAKEOVER, _ORDER, _SHOUTED, _MIXED) for form in forms) or any(
        _EITHER.search(one) and _SIGN.search(one) for form in forms for one in sentences(form)
    )


def _takes_over(text: str) -> bool:
    return any(_TAKEOVER.search(form) for form in _forms(text))


def _forms(text: str) -> Collection[str]:
    """The text as its reader would take it: invisible marks and odd forms of letters removed; unstyled, unspaced; unaccented."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    text = _seen(text)
    plain = re.sub(r"(?<=\w)[*_`~]+(?=\w)", "", text)
    unspaced = _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), plain)
    return dict.fromkeys(
        (text, unspaced, unspaced if text.isascii() else _seen(unicodedata.normalize("NFKD", unspaced)))
    )


def _seen(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Mn", "Cc") or one in "\n\t")


def _by_meaning(text: str, reader: DangerReader) -> frozenset[str]:
    """Return the sentences of `text` that seem to speak to a program."""
    said = list(dict.fromkeys(unit for line in text.split("\n") for unit in _units(line) if re.search(r"\w", unit)))
    chances = reader.speak_to_program(said)
    return frozenset(unit for unit, chance in zip(said, chances, strict=True) if chance >= SURE)


def leave_out_orders(text: str, also: frozenset[str] = frozenset()) -> str:
    """Return `text` without the sentences that give orders, each run of them marked by "[…]"; the rest word for word.

    So are those that stand in `also`.
    """
    parts = re.split(r"(\n\s*\n)", text)
    return "".join(part if at % 2 else _paragraph(part, also) for at, part in enumerate(parts)).strip()


def _units(line: str) -> list[str]:
    """Return what is judged of a line: an item or a row as a whole, else its sentences."""
    return [line] if _ITEM.match(line) else sentences(line)


def _paragraph(text: str, also: frozenset[str]) -> str:
    lines = text.split("\n")
    kept: list[list[str]] = []
    taken_over = False
    for line in lines:
        units = _units(line)
        if _ITEM.match(line):
            taken_over = False  # items and rows stand for themselves
        row: list[str] = []
        for unit in units:
            rest = row[-1:] == [LEFT_OUT] and len(unit.split()) < 3  # what is to be said often stands behind the order
            if taken_over or rest or unit in also or gives_orders(unit):
                taken_over = taken_over or (_takes_over(unit) and not _ITEM.match(line))
                row.append(LEFT_OUT)
            else:
                row.append(unit)
        kept.append(row)
    _drop_across_lines(kept)
    return _told(kept) if any(LEFT_OUT in row for row in kept) else text


def _drop_across_lines(rows: list[list[str]]) -> None:
    """Leave out neighbours that give an order only together, as where a line end stands within it."""
    flat = [(at, here) for at, row in enumerate(rows) for here in range(len(row))]
    for first, second in pairwise(flat):
        one, other = rows[first[0]][first[1]], rows[second[0]][second[1]]
        if LEFT_OUT not in (one, other) and gives_orders(f"{one} {other}"):
            rows[first[0]][first[1]] = rows[second[0]][second[1]] = LEFT_OUT


def _told(rows: Sequence[Sequence[str]]) -> str:
    lines: list[str] = []
    for row in rows:
        units = [unit for at, unit in enumerate(row) if unit != LEFT_OUT or row[at - 1 : at] != [LEFT_OUT]]
        line = " ".join(units)
        if not (line == LEFT_OUT and lines and lines[-1].endswith(LEFT_OUT)):
            lines.append(line)
    return "\n".join(lines)
