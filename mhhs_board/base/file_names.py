"""Names of files: one that every system takes, made from any title, and why a name cannot be used on Windows.

A title is text that anybody may have written; as the name of a file it must lead nowhere else, open no device and vanish
under no rule of a file system.
"""

from __future__ import annotations

import re

from mhhs_board.base.text import clean_text

LONGEST = 80
"""Characters of a proposed name without its ending: read whole in a dialog, and short of what any system takes."""
_MOST_BYTES = 200
_LONGEST_TITLE = 1_000

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICE = re.compile(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])\s*(\..*)?", re.IGNORECASE
)
"""What Windows takes for a device whatever follows behind a dot."""


def proposed(title: str, ending: str, *, otherwise: str = "board") -> str:
    """A file's name made of a title and an ending (".csv"): no path, no device, nothing hidden, at most `LONGEST` letters.

    `otherwise` stands where nothing of the title can, and before what would name a device.
    """
    text = clean_text(title[:_LONGEST_TITLE], _LONGEST_TITLE * 4)  # NFC may lengthen what it puts together
    text = "".join(letter for letter in _FORBIDDEN.sub(" ", text) if letter.isprintable())
    text = " ".join(text.split()).strip(" .-~")
    if _DEVICE.fullmatch(text):
        text = f"{otherwise} {text}"
    text = text[:LONGEST].encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(" .")
    return f"{text or otherwise}{ending}"


def why_not_on_windows(name: str) -> str:
    """Why Windows cannot keep a file under this name, as the end of a sentence; empty where it can.

    It would write to a device, beside another file's content, or silently under a name without its last dots and blanks.
    """
    if _DEVICE.fullmatch(name):
        return "Windows keeps its name for a device"
    if found := _FORBIDDEN.search(name):
        return f"Windows takes no “{found[0]}” in a name" if found[0].isprintable() else "its name holds what is no letter"
    if name != name.rstrip(" ."):
        return "Windows takes no dot and no blank at the end of a name"
    return ""
