"""Which line of a table names its columns, and what each column holds.

The line is found by what stands in it, below titles and beside blank columns; it may be two. Sure is what a field of the
board is called, one of the usual names for it, or its plural. Files of programs whose tables are known by their shape are
read by that. Whatever is not sure is passed over, said, and asked for where the board cannot do without.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mhhs_board.domain import leaving, names
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import typed
from mhhs_board.domain.imported import LISTS, Choices, Questions, has_our_form
from mhhs_board.domain.records import Artefact
from mhhs_board.domain.table_rows import DERIVED
from mhhs_board.exchange.columns import letters_of
from mhhs_board.exchange.guard import unguarded
from mhhs_board.exchange.tabular.grid import LEAST, LOOKED, Grid, Record
from mhhs_board.exchange.tabular.shapes import OURS, Shape, shape_of

SAMPLE = (
    "ref", "title", "kind", "workstream", "stage", "owner", "priority", "due", "blocked_reason", "escalation", "links",
)  # fmt: skip
COLUMNS = (
    *SAMPLE, "id", "kept_stage", "column", *(one.name for one in typed(Artefact) if one.name not in SAMPLE), "due_on",
    "rank", "stage_since", "stage_note", "blockers", "stage_notes", "review",
)  # fmt: skip
"""In the order in which we write them; the first eleven are the sample's. `review` is for people: the other columns and the
records of meetings say it, so it is passed over."""

_ONLY_OURS = frozenset({"id", "kept_stage", "column", "due_on", "rank", "stage_since", "stage_note", "blockers"})
"""A table that has all of these, spelled so, is our own export, also where somebody took other columns out."""

ALIASES = {
    "status": "stage", "state": "stage", "segment": "workstream", "lane": "workstream", "swimlane": "workstream",
    "team": "workstream", "work stream": "workstream", "market segment": "workstream",
    "reference": "ref", "type": "kind", "artefact type": "kind", "name": "title", "summary": "title",
    "deliverable": "title", "artefact": "title", "work item": "title", "task": "title",
    "task name": "title", "user story": "title",
    "issue type": "kind", "work item type": "kind",
    "assignee": "owner", "assignee name": "owner", "assigned to": "owner", "owned by": "owner", "responsible": "owner",
    "due date": "due", "target date": "due", "date due": "due", "deadline": "due",
    "blocked because": "blocked_reason", "blocker": "blocked_reason", "escalated to": "escalation", "forum": "escalation",
    "link": "links", "related": "links", "label": "labels", "tags": "labels", "tag": "labels", "note": "notes",
    "key": "id", "issue key": "id",
}  # fmt: skip
"""What other programs and people call the columns."""

_ROWS = (
    "action", "activity", "artefact", "bug", "card", "change", "decision", "defect", "deliverable", "document", "feature",
    "issue", "item", "requirement", "risk", "story", "task", "ticket", "user story", "work item", "work product",
)  # fmt: skip
"""What people call the rows of their tables."""
_OF_A_ROW = {
    "id": "id", "key": "id", "no": "id", "number": "id", "ref": "ref", "reference": "ref",
    "name": "title", "title": "title", "summary": "title", "owner": "owner", "assignee": "owner",
    "status": "stage", "state": "stage", "priority": "priority",
}  # fmt: skip
"""What stands behind that in a heading: Risk owner, Task ID."""
_SAID_WHOLE = {names.normal(f"{row} {what}"): field for row in _ROWS for what, field in _OF_A_ROW.items()}
_LIKELY = tuple(
    map(names.normal, [*_ROWS, *(f"{row} {what}" for row in _ROWS for what in ("description", "text")), "description"])
)
"""Headings of a column that may be the title where none is, the likeliest first."""
JOINED = (*LISTS, "notes")
"""The fields that several columns may hold together."""
MOST_COLUMNS = 2_000
_BY_NAME = (
    {names.normal(one.label): one.name for one in typed(Artefact) if one.name not in SAMPLE}
    | {names.normal(name): name for name in COLUMNS if name != "review"}
    | {names.normal(said): name for said, name in ALIASES.items()}
)
_PRIVATE = frozenset(leaving.private_fields(Artefact.KIND)) & set(COLUMNS)
_LONGEST = 60
"""Letters of the longest cell that is looked at as a heading."""
_NAMED = 200
"""The most columns that are named as passed over."""


class Head(NamedTuple):
    """What each column holds: its field, empty where no field is, and its heading as people read it, each another.

    `records` are the lines that it stands in, none where the table has no headings, `above` those before it, `sure` whether
    they name fields, or somebody says so, `shape` the program that wrote the table. `doubt`: why no row may be taken in
    before somebody has chosen. `noted`: of columns that stand in the notes beside others, the place, and what is written
    before it there."""

    fields: list[str]
    said: list[str]
    own: bool
    records: tuple[Record, ...] = ()
    above: tuple[Record, ...] = ()
    shape: Shape | None = None
    doubt: str = ""
    sure: bool = True
    noted: tuple[tuple[int, str], ...] = ()
    words: frozenset[str] = frozenset()
    """All that stands in its lines."""

    @property
    def private(self) -> bool:
        """Whether the table holds what is private: only our own export says by its columns that it does not."""
        return not self.own or _PRIVATE.issubset(self.fields)

    @property
    def mapped(self) -> dict[str, str]:
        """Heading → field; a column that no field has is passed over. What another program counts by is a reference."""
        fields = self.fields if self.own else [{"id": "ref"}.get(field, field) for field in self.fields]
        return {said: field for said, field in zip(self.said, fields, strict=True) if said}

    def called(self, field: str) -> list[str]:
        """The headings of the columns that hold a field, in quotes."""
        return [names.quoted(said) for said, name in zip(self.said, self.fields, strict=True) if name == field and said]

    def cells(self, records: Iterable[Record], field: str) -> Iterator[str]:
        """What stands in the first column that holds a field."""
        if field in self.fields:
            place = self.fields.index(field)
            for record in records:
                if place < len(record.cells) and (cell := unguarded(record.cells[place]).strip()):
                    yield cell


def known(cell: str) -> bool:
    """Whether a cell is a heading that anybody's table may have."""
    return bool(field_of(cell))


def field_of(heading: str) -> str:
    """The field that a heading names, also in the plural; empty where none is sure."""
    plain = names.normal(heading[:_LONGEST]) if len(heading) <= _LONGEST else ""
    if not plain:
        return ""
    return _BY_NAME.get(plain, "") or _BY_NAME.get(_singular(plain), "") or _SAID_WHOLE.get(plain, "")


def _whole(heading: str) -> bool:
    """Whether a heading names its field together with what the rows are."""
    return bool(field_of(heading)) and field_of(heading) == _SAID_WHOLE.get(names.normal(heading))


def _singular(plain: str) -> str:
    return f"{plain[:-3]}y" if plain.endswith("ies") else plain.removesuffix("s")


def chosen_field(name: str) -> str:
    """The field that somebody names for a column; empty where it shall be passed over. Raises Refused for no field."""
    if not name.strip():
        return ""
    field = field_of(name)
    if not field:
        raise Refused(
            f"There is no field called {names.quoted(name)}; those that a table may have are {', '.join(CHOICE)}."
        )
    return field


CHOICE = (*SAMPLE, *(one.name for one in typed(Artefact) if one.name not in SAMPLE))
"""The fields that a column may be said to hold."""


# -- finding it --------------------------------------------------------------------------------------------------------


def found(grid: Grid, choices: Choices) -> tuple[Head, list[Record]]:
    """The head of a table and the records below it. Raises Refused where nothing in it can name columns."""
    filled = [record for record in grid.records if not record.blank]
    if not filled:
        raise Refused("Nothing stands in the file; a line of it must name columns, for example ref,title,workstream,stage.")
    first = filled[0]
    for record in filled[:LOOKED]:
        if len(record.cells) > MOST_COLUMNS and (width := _filled(record)) > MOST_COLUMNS:
            raise Refused(f"The file has {width:,} columns; at most {MOST_COLUMNS:,} are read.")
    asked = {names.normal(name) for name in choices.columns}
    if choices.headings == 0:
        return _without(grid, filled)
    said = None if choices.headings is None else _said_to_be(choices.headings, filled, grid, asked)
    place, deep, sure = said or _best(filled[:LOOKED], asked)
    record = filled[place]
    if record.opened:
        raise Refused(f"{record.unclosed} So the file has no line with headings.")
    cells = _cells(filled[place : place + deep])
    if not said and _known(cells, asked) == 0 and len([cell for cell in cells if cell]) < LEAST:
        raise Refused(_no_headings(first, grid))
    last = filled[place + deep - 1]
    body = [one for one in grid.records if one.number > last.number]
    own = set(cells) >= _ONLY_OURS
    fields = [field_of(cell) for cell in cells]  # by what stands there: a place, Column S, is no heading
    if not own:
        wide = grid.records if grid.of_a_sheet else filled[place : place + deep]  # in a text more cells are a fault
        cells = _named(cells, body, max(len(one.cells) for one in wide))
    return Head(
        fields=[*fields, *[""] * (len(cells) - len(fields))][: len(cells)],
        said=_each_another(cells),
        own=own,
        records=tuple(filled[place : place + deep]),
        above=tuple(filled[:place]),
        sure=sure or bool(choices.columns),
        words=frozenset(cell.strip() for one in filled[place : place + deep] for cell in one.cells),
    ), body


def _said_to_be(line: int, filled: Sequence[Record], grid: Grid, asked: Collection[str]) -> tuple[int, int, bool]:
    """Where the headings stand that somebody says are in a line, and over how many lines. Raises Refused."""
    for place, record in enumerate(filled):
        if record.line <= line < record.line + record.lines:
            return place, max(deep for _, _, deep in _scored(filled, place, asked)), True
    word = "row" if grid.of_a_sheet else "line"
    raise Refused(f"The headings cannot be in {word} {line}: nothing stands there.")


def _without(grid: Grid, filled: Sequence[Record]) -> tuple[Head, list[Record]]:
    """The head of a table without headings, and all that it holds: its columns are called by their places."""
    cells = _named([], filled, max(len(one.cells) for one in (filled if grid.of_a_sheet else filled[:LOOKED])))
    return Head(fields=[""] * len(cells), said=cells, own=False), list(grid.records)


def _filled(record: Record) -> int:
    """How many cells a record has, the empty ones at its end aside."""
    return next((place for place in range(len(record.cells), 0, -1) if record.cells[place - 1].strip()), 0)


def _named(cells: list[str], body: Sequence[Record], width: int) -> list[str]:
    """The headings, and where a column has none and holds something, its place, so that it is told and can be mapped."""
    width = max(len(cells), min(MOST_COLUMNS, width))
    cells = [*cells, *[""] * (width - len(cells))]
    held = {place for record in body[:_BODY] for place, cell in enumerate(record.cells[:width]) if cell.strip()}
    named = [cell or (f"Column {letters_of(place)}" if place in held else "") for place, cell in enumerate(cells)]
    while len(named) > 1 and not named[-1]:
        named.pop()
    return named


_BODY = 200
"""In so many records it is looked whether a column without a heading holds something."""


def _no_headings(first: Record, grid: Grid) -> str:
    said = names.listed([names.quoted(cell.strip()[:_LONGEST]) for cell in first.cells if cell.strip()][:LEAST])
    where = "row" if grid.of_a_sheet else "line"
    wanted = [f"one for the {name} (also {_usual(name)})" for name in ("title", "workstream")]
    return (
        f"No {where} of the file names columns, of which it needs {' and '.join(wanted)}; "
        f"{where} {first.line} has: {said or 'nothing'}."
    )


def _usual(name: str) -> str:
    return ", ".join(said for said, field in ALIASES.items() if field == name)


def _best(filled: Sequence[Record], asked: Collection[str]) -> tuple[int, int, bool]:
    """Where the headings stand, over how many lines, and whether they are sure: where the most different fields are
    named, else the widest line."""
    if set(_cells(filled[:1])) >= _ONLY_OURS:
        return 0, 1, True
    count, place, deep = max(score for place in range(len(filled)) for score in _scored(filled, place, asked))
    if count >= LEAST or (count and len(filled) == 1):
        return -place, deep, True
    return _widest(filled), 1, False


def _scored(filled: Sequence[Record], place: int, asked: Collection[str]) -> Iterator[tuple[int, int, int]]:
    """How many fields a line names, alone, and with the next one where that makes more of both; each with its place,
    turned round so that the first of several is the greatest, and the number of lines."""
    alone = _known(_cells([filled[place]]), asked)
    yield alone, -place, 1
    if alone < len(_cells([filled[place]])) and place + 1 < len(filled) and _may_go_on(filled[place + 1]):
        both = _known(_cells(filled[place : place + 2]), asked)
        if both > max(alone, _known(_cells([filled[place + 1]]), asked)):
            yield both, -place, 2


def _may_go_on(lower: Record) -> bool:
    """Whether a line may be the second one of headings: short words, and no numbers."""
    cells = [cell.strip() for cell in lower.cells if cell.strip()]
    return bool(cells) and all(len(cell) <= _LONGEST and not any(map(str.isdigit, cell)) for cell in cells)


def _widest(filled: Sequence[Record]) -> int:
    """The first line that has as many short texts as any, where no heading is known: titles stand above it alone."""
    wide = [sum(1 for cell in record.cells if cell.strip() and len(cell.strip()) <= _LONGEST) for record in filled]
    return wide.index(max(wide))


def _known(cells: Iterable[str], asked: Collection[str]) -> int:
    """How many different fields are named, or columns that somebody has said a field for."""
    named = {field_of(cell) or (f"={plain}" if (plain := names.normal(cell[:_LONGEST])) in asked else "") for cell in cells}
    return len(named - {""})


def _cells(records: Sequence[Record]) -> list[str]:
    """The headings in one line, or in two: the lower one, with the upper one where that makes a heading that is known."""
    rows = [[" ".join(unguarded(cell).split()) for cell in record.cells] for record in records]
    width = max((len(row) for row in rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    cells = padded[0] if padded else []
    for lower in padded[1:]:
        cells = [_of_two(upper, own) for upper, own in zip(_over_all(cells), lower, strict=True)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()  # a spreadsheet writes as many as its sheet is wide
    return cells


def _over_all(cells: Sequence[str]) -> list[str]:
    """A heading over several columns stands in the first of them alone."""
    found: list[str] = []
    for cell in cells:
        found.append(cell or (found[-1] if found else ""))
    return found


def _of_two(upper: str, lower: str) -> str:
    if not lower or not upper:
        return lower or upper
    both = f"{upper} {lower}"
    return both if field_of(both) or not field_of(lower) else lower


def _each_another(cells: Iterable[str]) -> list[str]:
    """The headings, those that stand there again with their number: Labels, Labels (2)."""
    seen: dict[str, int] = {}
    told = []
    for cell in cells:
        plain = names.normal(cell)
        seen[plain] = seen.get(plain, 0) + 1
        told.append(f"{cell} ({seen[plain]})" if cell and seen[plain] > 1 else cell)
    return told


# -- what the columns hold ---------------------------------------------------------------------------------------------


def settled(head: Head, body: Sequence[Record], choices: Choices) -> tuple[Head, list[str], Questions]:
    """A head whose columns hold each one thing, what is to be said of it, and what has to be asked."""
    if head.own:
        return head, _passed_over(head, ("review",)), {}
    shape = shape_of(head.said)
    fields = list(head.fields)
    if shape is not None:
        fields = [shape.columns.get(names.normal(said), field) for said, field in zip(head.said, fields, strict=True)]
    chosen = _chosen(head, choices.columns)
    taken = {field for field in chosen.values() if field not in JOINED}  # whoever says one column means no other
    fields = [chosen.get(said, "" if field in taken else field) for said, field in zip(head.said, fields, strict=True)]
    fields = _plain_first(head.said, fields, chosen)
    head = head._replace(fields=fields, shape=shape)
    remarks = [f"It is read as a table of {shape.program}."] if shape is not None and shape is not OURS else []
    rest = _rest(head, body, chosen)
    head = _noted(head, rest if choices.rest == "notes" else [])
    fields = head.fields
    remarks += _passed_over(head, chosen)
    remarks += _beside_each_other(head, body, chosen)
    asked: dict[str, str] = {}
    doubts = []
    for name in dict.fromkeys(fields):
        places = [place for place, field in enumerate(fields) if field == name]
        if name in ("", *JOINED) or len(places) < 2:
            continue
        held = [place for place in places if any(place < len(one.cells) and one.cells[place].strip() for one in body)]
        if len(held) > 1:
            doubled = head.called(name)
            which = f"{' and '.join(doubled)} both" if len(doubled) == 2 else f"{names.listed(doubled)} all"
            doubts.append(f"The columns {which} mean the {name.replace('_', ' ')}; say which of them does.")
            asked |= {head.said[place]: "" for place in places}
        for place in places:
            if place not in held or len(held) > 1:
                fields[place] = ""
    named = "title" in fields or "title" in choices.all or any(map(has_our_form, head.cells(body, "id")))
    if not named and not doubts:
        doubts.append(f"No column is the title (also {_usual('title')}); say which one is.")
        asked |= {said: "" for said, field in zip(head.said, fields, strict=True) if said and not field}
    open_: Questions = {"columns": asked} if asked else {}
    if rest and not asked and not choices.rest:
        open_["rest"] = ""
    if not head.sure:
        open_["headings"] = None
    return head._replace(doubt=" ".join(doubts)), remarks, open_


def _plain_first(said: Sequence[str], fields: Sequence[str], chosen: Collection[str]) -> list[str]:
    """The fields of columns, where a heading that says its field alone goes before one that says what the rows are as well;
    of several such ones none is sure."""
    found = list(fields)
    for name in {field for field in fields if field not in ("", *JOINED) and fields.count(field) > 1}:
        places = [place for place, field in enumerate(fields) if field == name]
        whole = [place for place in places if _whole(said[place]) and said[place] not in chosen]
        for place in whole:
            found[place] = ""
    return found


def likely_title(head: Head) -> str:
    """The heading that may be the title of a table that has none; empty where nobody can think of one."""
    if "title" in head.fields:
        return ""
    free = {names.normal(said): said for said, field in zip(head.said, head.fields, strict=True) if said and not field}
    return next((free[plain] for plain in _LIKELY if plain in free), "")


def _rest(head: Head, body: Sequence[Record], chosen: Collection[str]) -> list[int]:
    """The places of columns that hold something and are no field, those aside of which somebody said so, or whose program
    is known to keep there what says nothing elsewhere."""
    known = head.shape.columns if head.shape is not None else {}
    free = [
        place
        for place, (said, field) in enumerate(zip(head.said, head.fields, strict=True))
        if said and not field and said not in chosen and names.normal(said) not in {*known, head.shape and head.shape.away}
    ]
    held = {place for record in body for place, cell in enumerate(record.cells) if cell.strip()} if free else set()
    return [place for place in free if place in held]


def _noted(head: Head, rest: Collection[int]) -> Head:
    """A head of which these columns too stand in the notes, where each says what it is if there are several."""
    fields = ["notes" if place in rest else field for place, field in enumerate(head.fields)]
    places = [place for place, field in enumerate(fields) if field == "notes"]
    if not rest and len(places) < 2:
        return head
    told = ["" if field_of(head.said[place]) == "notes" else f"{head.said[place]}: " for place in places]
    return head._replace(fields=fields, noted=tuple(zip(places, told, strict=True)))


def _chosen(head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """Heading → field, as somebody said it. Raises Refused for a column that is not there, or no field."""
    by_name = {names.normal(said): said for said in head.said if said}
    found = {}
    for column, field in columns.items():
        said = by_name.get(names.normal(column))
        if said is None:
            has = names.listed([names.quoted(one) for one in head.said if one])
            raise Refused(f"There is no column {names.quoted(column)}; the file has {has}.")
        found[said] = chosen_field(field)
    return found


def _beside_each_other(head: Head, body: Sequence[Record], chosen: Collection[str]) -> list[str]:
    """Settle what another program's headings mean beside each other; what to say about it."""
    fields, remarks = head.fields, []
    if "blockers" in fields and not all(cell.startswith("[") for cell in head.cells(body, "blockers")):
        fields[fields.index("blockers")] = "blocked_reason"
    beside = []
    if "column" in fields and "stage" in fields and "stage" not in map(names.normal, head.said):
        beside.append(("stage", "column", "says in which column each row stands"))
    if head.shape is not OURS and "ref" in fields and "id" in fields and not any(map(has_our_form, head.cells(body, "id"))):
        beside.append(("id", "ref", "holds the references"))
    for passed, held, why in beside:
        remarks.append(f"{names.listed(head.called(passed))} was passed over: {head.called(held)[0]} {why}.")
        both = zip(head.said, fields, strict=True)
        fields[:] = ["" if name == passed and said not in chosen else name for said, name in both]
    return remarks


def _passed_over(head: Head, chosen: Collection[str]) -> list[str]:
    """Which columns no field has, those aside of which somebody said so."""
    both = zip(head.said, head.fields, strict=True)
    told = {*chosen, *DERIVED}
    unknown = [names.quoted(said) for said, field in both if said and not field and said not in told]
    more = f"; and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
    said = f"These columns were passed over, the board has no such field: {'; '.join(unknown[:_NAMED])}{more}."
    return [said] if unknown else []
