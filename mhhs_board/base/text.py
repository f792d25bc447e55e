"""Text made fit to keep: one door for everything typed, pasted, dropped or read from a file.

What is taken away: control characters, lone surrogates, and marks that turn the direction of writing (they can make a title
read as something else). What stays: every script, joiners inside words and emoji, combining marks.
"""

from __future__ import annotations

import re
import unicodedata

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DROPPED = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\ufffb{_BIDI}]")
_BREAKS = re.compile("\r\n|[\r\n\u2028\u2029\x85]")
_TABS = re.compile("[\t\x0b\x0c]")


def clean_text(text: str, limit: int = 300, *, multiline: bool = False) -> str:
    """The text in NFC without what cannot be seen or kept; line breaks become spaces unless `multiline`.

    `limit` is in characters. Raises ValueError with a sentence where more is left.
    """
    unbroken = _BREAKS.sub("\n" if multiline else " ", text)
    kept = _DROPPED.sub("", _TABS.sub(" ", unbroken))
    cleaned = unicodedata.normalize("NFC", kept)
    if len(cleaned) > limit:
        raise ValueError(f"The text has {len(cleaned):,} characters; at most {limit:,} fit.")
    return cleaned
