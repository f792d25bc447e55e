"""One door for text from outside: typing, pasting, importing, the command line.

What comes out can be kept, shown and exported everywhere: it is in NFC, has no control characters, no halves of characters
and nothing that turns the reading direction, so that what is read is what is there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TITLE_LIMIT = 300
NOTE_LIMIT = 20_000

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # controls; tab and line ends are dealt with before
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of direction
    "\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]"  # other invisible formatting; joiners of emoji and scripts stay
)
_NO_CHARACTERS = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_BROKEN = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")


QUOTES = '"“”„‟«»″〝〞〟＂'
"""A quotation mark, first as a keyboard has it, and its kin as programs and other languages write it."""
_APOSTROPHES = "'‘’‚‛‹›′‵´ʹʻʼʽ＇"
DASHES = "-‐‑‒–—―−﹘﹣－⁃"
"""A hyphen, first as a keyboard has it, and its kin."""
_UNSEEN = "\u00ad\u180e\u200b"
_SHAPING = "\u200c\u200d\ufe0e\ufe0f"
"""What has no width and parts words, and what tells how the letter beside it looks."""
_PLAIN = str.maketrans(
    {letter: kin[0] for kin in (QUOTES, _APOSTROPHES, DASHES) for letter in kin[1:]} | dict.fromkeys(_UNSEEN + _SHAPING, "")
)
_GONE = str.maketrans(dict.fromkeys(_UNSEEN, ""))


_DOTTED = "i\u0307"
"""What İ is without case, and how Lithuanian writes an i that has another mark as well."""


def plain(text: str) -> str:
    """A text with every mark as a keyboard has it, so that what was pasted and what was typed are the same.

    Typographic quotes, apostrophes, hyphens and blanks become their plain kin, what has no width goes, letters that were
    joined or widened for print are letters. For comparing only: what is kept stays as it was typed.
    """
    if text.isascii():
        return text
    # Some marks are taken apart where forms are made one, and others become marks only there.
    text = unicodedata.normalize("NFKC", _REMOVED.sub("", text).translate(_PLAIN))
    return text if text.isascii() else text.translate(_PLAIN)


_APART = re.compile("[\N{LEFT-TO-RIGHT ISOLATE}-\N{FIRST STRONG ISOLATE}].*?(?:\N{POP DIRECTIONAL ISOLATE}|$)")


def leftwards(text: str) -> bool:
    """Whether a text runs from right to left, by its first letter that has a direction and is not set apart (UAX 9, P2)."""
    if text.isascii():
        return False
    sides = map(unicodedata.bidirectional, _APART.sub("", text))
    return next((side != "L" for side in sides if side in ("L", "R", "AL")), False)


def without_invisible(text: str) -> str:
    """A text that is read as a language of ours, without what nobody sees in it."""
    return text if text.isascii() else _REMOVED.sub("", text).translate(_GONE)


def folded(text: str) -> str:
    """A text as it is looked for everywhere: `plain`, and without case. İ is i then, whose dot goes without saying; ı stays
    a letter of its own."""
    lowered = plain(text).casefold()
    return lowered if lowered.isascii() else unicodedata.normalize("NFC", lowered.replace(_DOTTED, "i"))


JOINERS = "\u200c\u200d"
"""What joins letters of some scripts and parts of an emoji; it is obeyed by no terminal."""
_KEPT = JOINERS + "\n"


def shown(text: str) -> str:
    """A text on one line, with every control and direction character replaced by a sign that something stood there."""
    if text.isprintable():
        return text
    line = " ".join(text.split())
    return "".join(letter if letter.isprintable() or letter in JOINERS else "\ufffd" for letter in line)


def shown_lines(text: str) -> str:
    """A text of several lines, each as `shown` shows one, blanks at its beginning kept."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    lines = text.split("\n")
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + shown(line.strip(" ")) for line in lines)


def escaped(text: str) -> str:
    """JSON with every letter in it that a terminal might obey written as `\\uXXXX`: the same values to whoever reads it."""
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(letter if letter.isprintable() or letter in _KEPT else _unit(letter) for letter in text)


def _unit(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def parts_of(text: str) -> list[str]:
    """The labels or links in one text: `,` or `;` stands between them, whoever wrote it."""
    return [part for piece in text.replace(",", ";").split(";") if (part := piece.strip())]


def joined(parts: Iterable[str], between: str = ";") -> str:
    """Several texts in one cell, `;` between; one inside a text has a backslash before it."""
    return between.join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def parted(cell: str) -> tuple[str, ...]:
    """The texts of a cell. A backslash before anything but `;` and another is itself."""
    parts: list[str] = [""]
    place = 0
    while place < len(cell):
        letter = cell[place]
        if letter == "\\" and cell[place + 1 : place + 2] in ("\\", ";"):
            place += 1
            parts[-1] += cell[place]
        elif letter == ";":
            parts.append("")
        else:
            parts[-1] += letter
        place += 1
    return tuple(found for part in parts if (found := part.strip()))


NAMED = 40
"""Letters that are shown of what somebody else named."""


def named(text: object, most: int = NAMED) -> str:
    """What somebody else named as it may stand in a sentence of ours: as `shown`, and not longer than that."""
    plain = shown(str(text)[: most * 2])
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


SENTENCE = 4_000
"""Letters of the longest sentence that is told."""


def harmless(sentence: str, limit: int = SENTENCE) -> str:
    """A sentence of ours that may quote anything, as `shown_lines`, and with an end."""
    return shown_lines(sentence if len(sentence) <= limit else f"{sentence[: limit - 1]}…")


def clean_text(
    text: str, limit: int = TITLE_LIMIT, multiline: bool = False, *, required: bool = False, what: str = "text"
) -> str:
    """A text as records keep it.

    Line ends become `\\n` where `multiline`, else a space each, as tabs do; controls and marks of direction go; halves of
    characters and code points that are no characters become U+FFFD; then NFC; blanks at both ends go. Cleaning twice is
    cleaning once. Raises ValueError with a sentence, which calls the text `what`, where it is longer than `limit`
    characters or, being `required`, empty.
    """
    if not (text.isascii() and text.isprintable()):
        text = _LINE_ENDS.sub("\n" if multiline else " ", text)
        if not multiline:
            text = text.replace("\t", " ")
        text = _BROKEN.sub("\ufffd", _REMOVED.sub("", text))
        text = unicodedata.normalize("NFC", text)
    text = text.strip()
    if len(text) > limit:
        raise ValueError(f"The {what} has {len(text):,} characters; at most {limit:,} can be kept.")
    if required and not text:
        raise ValueError(f"The {what} is empty.")
    return text
