"""What people type: cleaned text, or one line that says what is wrong."""

import unicodedata

from coach.errors import InputError
from coach.inputs import check_english, check_length, clean
from tests.fuzz.kit import check_message, check_shown, text_of

EXAMPLES = 150
SEEDS = (
    b"I miss you.",
    "cafe\u0301 \u202eI miss you\u202c I\u200b miss\ufeff you \U0001fae8 \ue000 \U000e0041".encode(),
    b"\x00\x01abc \xff\xfe \xed\xa0\x80 one\r\ntwo\x0cthree\x85",
    ("Z" + "\u0301" * 300 + "algo").encode(),
    "Du h\u00f6rst mir nie zu und das ist nicht fair".encode(),
    "我想你 Ты меня не слушаешь".encode(),
)
PIECES = tuple(
    one.encode("utf-8", "surrogatepass")
    for one in (
        "\u0301",
        "\u200b",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ue000",
        "\u0378",
        "\x00",
        "\x85",
        "\ufffd",
        "\u1100\u1161",
        "ﷺ",
        "e\u0301",
        "ich ",
        "que ",
    )
) + (b"\xff", b"\xed\xb2\x80", b"word ")


def target(data: bytes) -> None:
    """Clean it, and judge its length and language."""
    try:
        text = clean(text_of(data))
    except InputError as error:
        check_message(error)
        return
    assert text and text == text.strip() == unicodedata.normalize("NFC", text)
    check_shown(text)
    assert not any(0x202A <= ord(one) <= 0x202E or 0x2066 <= ord(one) <= 0x2069 for one in text)
    for check in (check_length, check_english):
        try:
            check(text)
        except InputError as error:
            check_message(error)
