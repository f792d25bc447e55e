"""What an import has read: rows as a file states them, and the verdict on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, get_args

import msgspec

from mhhs_board.domain.fields import declared
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import OUR_ID
from mhhs_board.domain.record import Record, Registered
from mhhs_board.domain.records import Artefact, Blocker, Escalation

Ruling = Literal["new", "update", "unchanged", "repeat", "question", "skipped"]

Blanks = Literal["keep", "clear"]
"""What an empty cell of another program's table says: nothing, or that the field is empty."""

Order = Literal["", "day first", "month first"]
"""What stands first where a table writes a day in numbers; empty where nobody said so."""

Gone = Literal["", "retire"]
"""What becomes of artefacts that came from a file and are not in it any more; empty leaves them alone."""

Merged = Literal["", "fill down", "leave"]
"""What a cell says that stands for several rows: the same of each, or of the first alone, as where nobody said so."""

Report = Callable[[int, int], None]
"""Told how many of how many rows are done, of no known number 0; what it raises calls the work off."""

Rest = Literal["", "notes", "leave"]
"""What becomes of columns that are no field: they are passed over, as where nobody said so, or stand in the notes."""

ADD, LEAVE_OUT = "+", "-"
"""Said of a word that names nothing here: what it names is added, or the rows with it are left out."""

Questions = dict[str, Any]
"""What has to be said before all of a file can be taken in, in the form of Choices, with empty answers."""


class Choices(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, rename={"all": "set"}
):
    """What somebody says of another program's table, beside what is sure of it.

    `headings`: the line of the file, or the row of the sheet, in which the headings are, 0 where it has none. `columns`:
    heading → field, empty to pass it over. `all`: field → what it is in every row that says nothing. `values`: field → word
    of the file → name on the board, or ADD or LEAVE_OUT. `rows`: number of a row → reference or id of the artefact that it
    is, "new", or LEAVE_OUT."""

    sheet: str = ""
    headings: int | None = None
    columns: Mapping[str, str] = {}
    rest: Rest = ""
    all: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}
    days: Order = ""
    merged: Merged = ""
    gone: Gone = ""
    rows: Mapping[str, str] = {}

    def under(self, newer: Choices) -> Choices:
        """These with what was chosen later."""
        fields = [*self.values, *(field for field in newer.values if field not in self.values)]
        return Choices(
            sheet=newer.sheet or self.sheet,
            headings=self.headings if newer.headings is None else newer.headings,
            rest=newer.rest or self.rest,
            columns={**self.columns, **newer.columns},
            all={**self.all, **newer.all},
            values={field: {**self.values.get(field, {}), **newer.values.get(field, {})} for field in fields},
            days=newer.days or self.days,
            merged=newer.merged or self.merged,
            gone=newer.gone or self.gone,
            rows={**self.rows, **newer.rows},
        )


NO_CHOICES = Choices()


def unheard(done: int, of: int) -> None:
    """Where nobody asks how far it is."""


LISTS = tuple(one.name for one in declared(Artefact) if one.many)
"""The fields of a row that are several texts."""

TEXTS = (
    *(one.name for one in declared(Artefact) if not one.many), "kept_stage", "column", "blocked_reason", "escalation",
)  # fmt: skip
"""The fields of a row that are one text. `stage` is the word of the column where it is drawn, `kept_stage` the stage."""


_MANY = 3
"""More rows than these are told together where one thing is said of them all."""


def has_our_form(text: str) -> bool:
    """Whether a text may be an id that this program gave. Other programs number 1, 2, 3."""
    return OUR_ID.fullmatch(text.strip()) is not None


class EscalationDetail(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One escalation of a blocker; `forum` is a name, or an id where the row is exact."""

    id: str = ""
    forum: str = ""
    question: str = ""
    raised: str = ""
    raised_by: str = ""
    needed_by: str = ""
    needed_on: str = ""
    answer: str = ""
    returned: str = ""
    ended: str = ""


class BlockerDetail(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One blocker of an artefact with its escalations."""

    id: str = ""
    reason: str = ""
    owner: str = ""
    since: str = ""
    raised_by: str = ""
    needed_by: str = ""
    needed_on: str = ""
    closed: str = ""
    closing_note: str = ""
    escalations: tuple[EscalationDetail, ...] = ()


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One artefact as a file states it. Only the fields in `texts` and `lists` are stated; an empty text clears.

    `record` counts the file's records from 1, `line` is the line of the file in which it begins, 0 where nobody counts
    lines. `own`: it comes from our own lossless export, so that its id is one of ours and an empty text clears. `exact`:
    of those, names are ids and nothing is left to guess. `private`: the file holds what is private; where it does not, that
    stays as it is here. `numbered`: its reference is what another program counts by. `either_way`: the day or the month may
    come first in its due date, and its column does not tell which. `others` are the cells that no field of a board holds;
    only rows that agree in them too are equal. `edited`: it states what somebody changed in a workbook of this board, and
    nothing else; `contested` what has to be asked about that. `fault`: why the reader could make nothing of this record;
    `doubt`: why what it made may not be what is meant. `blockers` is None where the file has no details of them.
    """

    record: int
    line: int = 0
    texts: Mapping[str, str] = {}
    lists: Mapping[str, tuple[str, ...]] = {}
    blockers: tuple[BlockerDetail, ...] | None = None
    others: tuple[str, ...] = ()
    numbered: bool = False
    own: bool = False
    exact: bool = False
    private: bool = True
    either_way: bool = False
    fault: str = ""
    doubt: str = ""
    edited: bool = False
    contested: str = ""

    @property
    def changed(self) -> bool:
        """Whether it states more than what it is."""
        return bool(self.lists) or any(name != "id" for name in self.texts)

    @property
    def meant(self) -> bool:
        """Whether it is an edit of this board, taken at its word: what it says was not only true once."""
        return self.own or self.edited

    def text(self, name: str) -> str:
        """A field without blanks around it; empty where it is not stated."""
        return self.texts.get(name, "").strip()

    @property
    def ref(self) -> str:
        """What to call the row."""
        return self.text("ref")[:300]


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a workbook of ours comes from: the number and the hash (in hex digits) of the newest entry that is in it,
    whether what is private is, the record type of each sheet that is a table, and the ids of its artefacts."""

    entry: int
    mark: str
    private: bool = False
    tables: Mapping[str, str] = {}
    shown: frozenset[str] = frozenset()


class RecordRow(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the board itself (a stage, a workstream, a limit …) or of a register as a file states it, with what is
    `private` in it or without."""

    record: int
    value: Record
    private: bool = True

    @property
    def ref(self) -> str:
        """What to call the row."""
        called = self.value.called() if isinstance(self.value, Registered) else str(getattr(self.value, "name", ""))
        return called or self.value.KIND


class RegisterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a register's table: the fields it states, as written; `id` where it is one that this program gave."""

    record: int
    line: int = 0
    id: str = ""
    values: Mapping[str, str | tuple[str, ...]] = {}
    fault: str = ""
    edited: bool = False
    """Whether it states what somebody changed in a workbook of this board, and nothing else."""
    contested: str = ""
    """What has to be asked about that."""


class RegisterReading(msgspec.Struct, frozen=True, kw_only=True):
    """A table of a register as read."""

    kind: str
    rows: tuple[RegisterRow, ...]
    remarks: tuple[str, ...] = ()
    own: bool = False
    """Whether it has ids: then an empty cell clears."""
    proposes: bool = False
    """Whether what a new record does not say is proposed, as where somebody types it."""
    origin: Origin | None = None
    """Where it comes from, where it is of a workbook of ours."""


AnyRow = Row | RecordRow


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A file as read: its rows, and sentences about what in it was passed over."""

    rows: tuple[AnyRow, ...]
    remarks: tuple[str, ...] = ()
    own: bool = False
    """Whether it is our own lossless export, which says everything that it holds."""
    program: str = ""
    """Which program's table it is, where that is known by its shape."""
    sheet: str = ""
    """Of a workbook, the sheet that was read."""
    headings: int = 0
    """The line, or of a sheet the row, in which its headings begin; 0 where it has none."""
    columns: Mapping[str, str] = {}
    """Heading → field, empty where it was passed over."""
    examples: Mapping[str, str] = {}
    """Heading → what stands in the first row that says something there."""
    sheets: tuple[str, ...] = ()
    """Of a workbook, all its sheets."""
    asked: Questions = {}
    """What the table leaves open, the board aside."""
    suggestions: Questions = {}
    """What may be answered to that, in the same form."""
    origin: Origin | None = None
    """Where it comes from, where it is a workbook of ours."""


Value = str | tuple[str, ...]


class FieldChange(msgspec.Struct, frozen=True, rename={"was": "from", "now": "to"}):
    """What an import makes of one field, by what people call it; empty where there is nothing."""

    field: str
    was: Value
    now: Value


class Verdict(msgspec.Struct, frozen=True):
    """What an import makes of one row, and why where that is not plain; of an update `why` tells its changes in words."""

    record: int
    ref: str
    verdict: Ruling
    why: str = ""
    id: str = ""
    """The artefact it concerns; empty where there is none."""
    title: str = ""
    """The artefact's title as the row states it, else as it stands on the board."""
    line: int = 0
    """Where in the file the row begins; 0 where nobody counts lines."""
    changes: tuple[FieldChange, ...] = ()
    may_be: str = ""
    """Of a question, the artefact that the row may be about, or one of them."""


class Imported(msgspec.Struct, frozen=True):
    """What an import made of each row of a file, what in the file was passed over, and the entry where one was kept."""

    verdicts: list[Verdict]
    remarks: tuple[str, ...] = ()
    own: bool = False
    entry: Entry | None = None
    mapping: Mapping[str, Any] = {}
    """How the table was read: program, sheet, columns, and what was chosen."""
    questions: Questions = {}
    suggestions: Questions = {}
    """What may be answered to the questions, in the same form; nothing of it is taken for an answer."""
    fields: Mapping[int, Mapping[str, str]] = {}
    """By the number of its row, what is understood of it; of a look before anything is taken in."""
    examples: Mapping[str, str] = {}
    sheets: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """Ids of artefacts that came from a file of this name and are not in it any more."""

    @property
    def failed(self) -> bool:
        """Whether nothing at all could be taken in: every row is a question or skipped."""
        return bool(self.verdicts) and left_out(self.verdicts) == len(self.verdicts)

    @property
    def sentence(self) -> str:
        """The counts: `60 new, 1 question.`"""
        return f"{told(self.verdicts) or 'No rows in the file'}."


def left_out(verdicts: Iterable[Verdict]) -> int:
    """How many rows somebody has to look at: questions, and what was skipped."""
    return sum(verdict.verdict in ("question", "skipped") for verdict in verdicts)


def told(verdicts: Iterable[Verdict]) -> str:
    """The counts in words that agree with their numbers: `24 new, 4 questions`."""
    return ", ".join(f"{number:,} {counted(ruling, number)}" for ruling, number in counts(verdicts).items() if number)


def by_reason(verdicts: Iterable[Verdict]) -> list[tuple[Verdict, int]]:
    """The verdicts in the file's order, with 1; those of many rows that have one reason only once, with their number."""
    alike = Counter((verdict.verdict, verdict.why) for verdict in verdicts)
    many = {key for key, number in alike.items() if number > _MANY and key[0] != "update"}
    found: dict[object, tuple[Verdict, int]] = {}
    for verdict in verdicts:
        key = (verdict.verdict, verdict.why)
        found.setdefault(key if key in many else len(found), (verdict, alike[key] if key in many else 1))
    return list(found.values())


def counted(ruling: str, number: int) -> str:
    """A ruling as it stands behind a number."""
    return f"{ruling}s" if number != 1 and ruling in ("update", "repeat", "question") else ruling


def counts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many rows got each verdict, every verdict named."""
    found = Counter(verdict.verdict for verdict in verdicts)
    return {ruling: found[ruling] for ruling in get_args(Ruling)}


def detailed(artefact: Artefact) -> dict[str, str]:
    """The fields of an artefact that a row holds under the same name."""
    return {name: getattr(artefact, name) or "" for name in TEXTS if name in artefact.__struct_fields__}


def detail_of(blocker: Blocker, escalations: Iterable[Escalation], forums: Mapping[str, str]) -> BlockerDetail:
    """A blocker with its escalations as a row holds them; `forums` gives what to call a forum, else its id stands."""
    asked = tuple(
        EscalationDetail(
            **{name: getattr(one, name) for name in EscalationDetail.__struct_fields__ if name != "forum"},
            forum=forums.get(one.forum, one.forum),
        )
        for one in escalations
    )
    kept = {name: getattr(blocker, name) for name in BlockerDetail.__struct_fields__ if name != "escalations"}
    return BlockerDetail(**kept, escalations=asked)
