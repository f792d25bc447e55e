"""The verb `lint`: what is wrong with a report, in a text or in the records of a meeting, before anybody reads it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import msgspec

from mhhs_board.base import safe_read, terminal
from mhhs_board.base.safe_write import why_not_read
from mhhs_board.base.text import named
from mhhs_board.cli.ends import DONE, REFUSED
from mhhs_board.cli.opening import opened
from mhhs_board.cli.tables import print_lines
from mhhs_board.domain import linting
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Meeting
from mhhs_board.domain.linting import HEADINGS, Finding
from mhhs_board.domain.names import find_registered, quoted
from mhhs_board.exchange.tabular.grid import decoded
from mhhs_board.program import boards

MOST = 4_000_000
"""Bytes of the longest text that is looked through: a hundred times the longest report, and seconds of work."""

_TOLD = 200
"""So many findings of a heading are told to people."""


def lint(arguments: Namespace) -> int:
    """`lint [MEETING|TEXTFILE]`: ends with 1 where anything is found."""
    with opened(arguments) as workspace:
        of, found = _found(workspace.board, arguments.of)
    if arguments.json:
        terminal.say_json({"ok": not found, "of": of, "findings": [msgspec.to_builtins(one) for one in found]})
    elif found:
        print_lines(_lines(found))
    else:
        terminal.say(f"Nothing was found in {of}.")
    return REFUSED if found else DONE


def _found(board: Board, text: str) -> tuple[str, list[Finding]]:
    """What was looked through, and what was found there. Raises Refused where a text is neither a meeting nor a file."""
    if not text:
        return "all meetings, actions and decisions", linting.of_records(board, None)
    try:
        meeting = find_registered(board, Meeting.KIND, text)
    except Refused as refused:
        path = boards.typed_path(text)
        if not path.exists():
            raise Refused(f"{str(refused).rstrip('.')}, and there is no such file.") from None
        return str(path), linting.of_text(board, _text(path))
    assert isinstance(meeting, Meeting)
    return meeting.number, linting.of_records(board, meeting)


def _text(path: Path) -> str:
    try:
        data = safe_read.read_file(path, MOST)
    except safe_read.TooLarge:
        raise Refused(f"{named(path.name)} holds more than {MOST // 1_000_000} MB; that is no report.") from None
    except OSError as error:
        raise Refused(f"{named(path.name)} cannot be read: {why_not_read(error)}.") from None
    text = decoded(data)
    if "\0" in text[:4096]:
        raise Refused(f"{quoted(path.name)} is no text; save what it holds as plain text first.")
    return text


def _lines(found: Sequence[Finding]) -> list[str]:
    """The findings for people, under their headings."""
    lines: list[str] = []
    for heading in HEADINGS:
        under = [one for one in found if one.heading == heading]
        if under:
            lines += [*([""] if lines else []), f"{heading[:1].upper()}{heading[1:]} ({len(under):,})"]
        for one in under[:_TOLD]:
            offered = f" · perhaps {' or '.join(one.candidates)}" if one.candidates else ""
            lines.append(f"  {one.text} · {one.where}{offered}")
        if len(under) > _TOLD:
            lines.append(f"  … and {len(under) - _TOLD:,} more; --json tells all")
    return lines
