"""How much a JSON file of a stranger may hold: counted in its bytes, before anything is made of them.

What a decoder makes of the three bytes `{},` takes a hundred. Files that we write have a value for 36 bytes.
"""

from __future__ import annotations

import re

from mhhs_board.domain.errors import Refused

MOST_VALUES = 1_200_000
"""The most texts, numbers, lists and objects that are read of one file; the largest export of ours has 950,000."""

_VALUE = re.compile(rb'"[^"]*"?|[,\[{]')
"""A text, whose own commas count for nothing, or what a value stands behind."""
_QUOTE = ord('"')


def check_values(data: bytes) -> None:
    """Raises Refused for more values than are read, whether or not it is JSON."""
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES and _has_more(data):
        raise Refused(f"The file holds more than {MOST_VALUES:,} values; please split it.")


def _has_more(data: bytes) -> bool:
    """Whether it is so also without the commas that stand in texts."""
    values = (found for found in _VALUE.finditer(data.replace(rb"\\", b"").replace(rb"\"", b"")) if found[0][0] != _QUOTE)
    return any(count > MOST_VALUES for count, _ in enumerate(values, 1))
