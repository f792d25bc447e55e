"""The one place where text goes to a terminal: nothing that a terminal would obey comes through, whoever wrote it.

A title, the name of a file, a record beside a board or the message of an exception may hold escape sequences, and marks
that turn the reading direction; each is shown as a sign that something stood there.
"""

from __future__ import annotations

import json
import sys
from types import TracebackType
from typing import Any

from mhhs_board.base.text import escaped, shown_lines

LONGEST = 20_000
"""The most characters of one thing said on standard error; what is asked for on standard output is never cut."""


def say(text: str = "") -> None:
    """Text on standard output, on as many lines as it has."""
    print(shown_lines(text))


def say_json(answer: Any) -> None:
    """One JSON document on standard output, its texts as they are: what a terminal might obey is written as `\\uXXXX`."""
    print(escaped(json.dumps(answer, ensure_ascii=False, indent=2)))


def tell(text: str, *, most: int = LONGEST) -> None:
    """Text beside the answer, on standard error."""
    print(shown_lines(text if len(text) <= most else text[: most - 1] + "…"), file=sys.stderr)


def tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook`: the interpreter's own report, whose last line may hold what anybody typed."""
    import traceback  # only a fault costs it

    tell("".join(traceback.format_exception(kind, error, trace)).rstrip("\n"))
