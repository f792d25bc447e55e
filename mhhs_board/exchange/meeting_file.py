"""A past meeting as one JSON file: who came, the agenda with its positions, decisions and actions (docs/meeting-file.md).

The fields are those of the registers, as people type them; what belongs to the meeting need not say so. It is read as rows
of tables, one behind the other, so that it is refused what is refused by hand.
"""

from __future__ import annotations

from typing import Any

import msgspec

from mhhs_board.domain import numbering
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Action, Attendance, Decision, Item, Meeting, Position
from mhhs_board.domain.imported import RegisterReading, RegisterRow
from mhhs_board.domain.names import listed, nearest_words, quoted
from mhhs_board.domain.records import Escalation
from mhhs_board.domain.references import counted, normal
from mhhs_board.exchange.json_board import MEETING, check_keys
from mhhs_board.exchange.json_size import check_values

VERSION = 1
MOST = 5_000
"""Records of the largest meeting that is read."""
UNNUMBERED = 500
"""So many of its items, decisions and actions may be without a number or reference: each is given the next, for which all
that were given are looked through."""

Fields = dict[str, str | list[str] | None]


class _Said(msgspec.Struct):
    """What a file says of itself, whatever else is in it."""

    format: str = ""


class _Talked(msgspec.Struct, forbid_unknown_fields=True):
    positions: list[Fields] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    meeting: Fields
    attendance: list[Fields] = []
    items: list[dict[str, Any]] = []
    decisions: list[Fields] = []
    actions: list[Fields] = []
    escalations: list[Fields] = []


def is_one(data: bytes) -> bool:
    """Whether a JSON file says of itself that it holds a meeting."""
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Said).format == MEETING
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return False


def read(data: bytes) -> tuple[RegisterReading, ...]:
    """The rows of a meeting's file, a table each for the meeting, who came, its items, their positions, decisions, actions,
    and what was put to other forums.

    Raises Refused where it is no such file, and where the meeting has no number.
    """
    check_values(data)
    file = _decoded(data)
    check_keys(data)
    if file.format != MEETING:
        raise Refused(f"The file is {quoted(file.format)}, not a meeting; the format must be {MEETING}.")
    if file.version != VERSION:
        raise Refused(f"The file is of another version than {VERSION} and cannot be read by this program.")
    number = str(file.meeting.get("number") or "").strip()
    if not number:
        raise Refused("The meeting of the file has no number, by which all the rest of it is known.")
    told = (file.attendance, file.items, file.decisions, file.actions, file.escalations)
    _check_number(1 + sum(map(len, told)))  # before any is given a number, for which all are looked through
    bare = sum(not normal(str(one.get("number") or "")) for one in file.items)
    bare += sum(not normal(str(one.get("ref") or "")) for one in (*file.decisions, *file.actions))
    if bare > UNNUMBERED:
        lacking = f"{bare:,} items, decisions and actions of the file have no number or reference"
        raise Refused(f"{lacking}; at most {UNNUMBERED} are given one.")
    items, positions = _items(file.items, number)
    tables: list[tuple[str, list[Fields]]] = [
        (Meeting.KIND, [file.meeting]),
        (Attendance.KIND, [{**one, "meeting": _own(one, "meeting", number)} for one in file.attendance]),
        (Item.KIND, items),
        (Position.KIND, positions),
        (Decision.KIND, [_of_item({**one, "meeting": _own(one, "meeting", number)}, number) for one in file.decisions]),
        (Action.KIND, [_of_item({**_born(one, number), **one}, number) for one in file.actions]),
        (Escalation.KIND, [{**one, "meeting": _own(one, "meeting", number)} for one in file.escalations]),
    ]
    many = sum(len(rows) for _, rows in tables)
    _check_number(many)
    numbers = iter(range(1, many + 1))
    return tuple(
        RegisterReading(kind=kind, rows=tuple(_row(next(numbers), fields) for fields in rows), proposes=True)
        for kind, rows in tables
        if rows
    )


def _check_number(many: int) -> None:
    if many > MOST:
        raise Refused(f"The file has {many:,} records; at most {MOST:,} are read of one meeting.")


def _decoded(data: bytes) -> _File:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_File)
    except msgspec.ValidationError as error:
        names = [name for name in _File.__struct_fields__ if name in str(error)]
        where = f" Look at {quoted(names[0])}." if names else ""
        raise Refused(f"The file is not that of a meeting: {_plainly(str(error))}.{where}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused("The file is no JSON, or is cut off; nothing was read of it.") from error


def _plainly(error: str) -> str:
    """What is wrong, in our words."""
    if "unknown field" in error:
        field = error.partition("`")[2].partition("`")[0]
        near = nearest_words(field, _File.__struct_fields__)
        return f"it has {quoted(field)}, which no meeting has{f'; nearest: {listed(near)}' if near else ''}"
    if "missing required field" in error:
        return f"it lacks {quoted(error.partition('`')[2].partition('`')[0])}"
    return "something in it is of another kind than the page about such files says"


def _items(given: list[dict[str, Any]], number: str) -> tuple[list[Fields], list[Fields]]:
    """The items of the meeting, and the positions on them, each naming its item."""
    items: list[Fields] = []
    positions: list[Fields] = []
    used = [str(one.get("number") or "") for one in given]
    for one in given:
        fields = dict(one)
        try:
            talked = msgspec.convert({"positions": fields.pop("positions", [])}, _Talked)
            fields = msgspec.convert(fields, Fields)
        except msgspec.ValidationError as error:
            raise Refused("An item of the file is not one; its positions are a list, and its fields are texts.") from error
        if not fields.get("number"):
            fields["number"] = numbering.next_in_row(used)
            used.append(str(fields["number"]))
        items.append({**fields, "meeting": _own(fields, "meeting", number)})
        item = f"{number}:{fields['number']}"
        positions += [{**position, "item": _own(position, "item", item)} for position in talked.positions]
    return items, positions


def _own(fields: Fields, name: str, ours: str) -> str:
    """What a record of the file belongs to. Raises Refused where it says that it belongs to another meeting: a file of one
    changes nothing of another."""
    said = str(fields.get(name) or "")
    if said and counted(said) != counted(ours):
        raise Refused(f"A record of the file says {name} {quoted(said)}, and the file is of {ours}; take it out of there.")
    return ours


def _of_item(fields: Fields, number: str) -> Fields:
    """A record that names an item of the meeting by its number alone."""
    item = str(fields.get("item") or "")
    return {**fields, "item": f"{number}:{item}"} if item and ":" not in item else fields


def _born(fields: Fields, number: str) -> Fields:
    """At which meeting an action was born that does not say so: at this one, unless its reference is another's."""
    ref = str(fields.get("ref") or "")
    return {"meeting": number} if not ref or numbering.of_meeting(ref, number) else {}


def _row(record: int, fields: Fields) -> RegisterRow:
    values = {name: tuple(value) if isinstance(value, list) else value or "" for name, value in fields.items()}
    return RegisterRow(record=record, line=record, values=values)
