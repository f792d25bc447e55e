"""A board of Trello as JSON: its cards as the table that Trello's own CSV is."""

from __future__ import annotations

import msgspec

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange.json_size import check_values
from mhhs_board.exchange.tabular.grid import Grid, Record
from mhhs_board.exchange.tabular.rows import MOST_ROWS

_HEADINGS = (
    "Card #", "Card Name", "Card URL", "Card Description", "Labels", "Members", "Due Date", "List Name", "Archived",
)  # fmt: skip


class _Named(msgspec.Struct, rename="camel"):
    id: str = ""
    name: str = ""
    full_name: str = ""
    color: str | None = None
    closed: bool = False


class _Card(msgspec.Struct, rename="camel"):
    id_list: str
    name: str
    id_short: int | None = None
    desc: str = ""
    due: str | None = None
    closed: bool = False
    short_url: str = ""
    url: str = ""
    id_members: tuple[str, ...] = ()
    labels: tuple[_Named, ...] = ()


class _Board(msgspec.Struct, rename="camel"):
    cards: list[_Card]
    lists: list[_Named]
    members: tuple[_Named, ...] = ()
    labels: tuple[_Named, ...] = ()


class _Likeness(msgspec.Struct):
    cards: list[msgspec.Raw]
    lists: list[msgspec.Raw]


_decoder = msgspec.json.Decoder(_Board)
_like_one = msgspec.json.Decoder(_Likeness)


def grid_of(data: bytes) -> Grid | None:
    """The cards of a Trello board; None where the file is none. Raises Refused where it is not as Trello writes one, or
    holds more than is read."""
    if b'"idList"' not in data or b'"lists"' not in data:
        return None
    check_values(data)
    try:
        board = _decoder.decode(data)
    except msgspec.ValidationError as error:
        try:
            _like_one.decode(data)
        except msgspec.ValidationError:
            return None
        said = str(error).replace("`", "").replace("$.", "").rstrip(".")
        raise Refused(f"It is a board of Trello, but not as Trello writes one: {said}. Export it there again.") from error
    except (msgspec.MsgspecError, RecursionError):
        return None
    if len(board.cards) > MOST_ROWS:  # before a row is made of each
        raise Refused(f"The file has more than {MOST_ROWS:,} rows; please split it.")
    lists = {one.id: one.name for one in board.lists}
    closed = {one.id for one in board.lists if one.closed}
    members = {one.id: one.full_name or one.name for one in board.members}
    records = [Record(1, 1, 1, list(_HEADINGS))]
    for number, card in enumerate(board.cards, 2):
        labels = ", ".join(one.name or one.color or "" for one in card.labels)
        owner = ", ".join(filter(None, (members.get(one, "") for one in card.id_members)))
        ref = "" if card.id_short is None else str(card.id_short)
        url, where = card.short_url or card.url, lists.get(card.id_list, "")
        away = "true" if card.closed or card.id_list in closed else ""
        told = [ref, card.name, url, card.desc, labels, owner, card.due or "", where, away]
        records.append(Record(number, number, 1, told))
    return Grid(records, sheet="cards", sheets=("cards",))
