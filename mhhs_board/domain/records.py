"""The nouns: every record a board holds, as frozen structs whose fields say what they are (`domain/fields.py`).

What is common to all is in `domain/record.py`; what groups that meet leave behind is in `domain/governance.py`. A new
record type is a class and its place in TYPES.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from mhhs_board.domain.fields import Choice, Count, Day, Kept, Line, Link, Note, Several, declared
from mhhs_board.domain.governance import (
    Action,
    Assessment,
    Attendance,
    Comment,
    Decision,
    Forum,
    Issue,
    Item,
    Meeting,
    Milestone,
    Position,
    Seat,
)
from mhhs_board.domain.record import SHARED as _SHARED
from mhhs_board.domain.record import Named, Order, Record, Registered, about_links

Role = Literal["backlog", "work", "review", "decision", "done"]
Gate = Literal["off", "warn", "refuse"]
Ending = Literal["", "answered", "withdrawn", "passed_on"]


class Details(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The board's own name and settings; there is one, with the id `board`."""

    KIND: ClassVar[str] = "board"

    name: Annotated[str, Line(shared=True)] = ""
    classification: Annotated[str, Line(shared=True)] = ""
    example: Annotated[int, _SHARED] = 0
    """1 on the example board that the program lays out at the first start, until its user starts a board of their own."""
    readers: Annotated[int, _SHARED] = 0
    """1 on a copy made for readers: it holds no history and opens for reading only."""
    gate_version: Annotated[Gate, Choice(shared=True)] = "off"
    """A version and an owner before the review stage (L4)."""
    gate_outcome: Annotated[Gate, Choice(shared=True)] = "off"
    """An L4 outcome or a waiver before the decision stage (L4)."""
    gate_decision: Annotated[Gate, Choice(shared=True)] = "off"
    """A decision reference before the done stage (DAG035)."""
    gate_change_request: Annotated[Gate, Choice(shared=True)] = "off"
    """A change request before leaving the done stage (DAG035)."""


class Workstream(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A lane of the board; people also say segment."""

    KIND: ClassVar[str] = "workstream"


class Stage(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Where an artefact stands. Rules speak of `role`, never of the name."""

    KIND: ClassVar[str] = "stage"

    role: Annotated[Role, Choice(shared=True)]


class Kind(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A kind of artefact: Business Process, Interface Specification …"""

    KIND: ClassVar[str] = "kind"


class Limit(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """At most `most` artefacts in a stage, a lane, or a cell (both given)."""

    KIND: ClassVar[str] = "limit"

    workstream: Annotated[str | None, Link(kind="workstream", shared=True)] = None
    stage: Annotated[str | None, Link(kind="stage", shared=True)] = None
    most: Annotated[int, Count(shared=True)] = 0
    gate: Annotated[Gate, Choice(shared=True)] = "warn"


class View(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A way of looking that was given a name: a query in the filter language, what is folded, and how dense."""

    KIND: ClassVar[str] = "view"

    owner: Annotated[str, Line(shared=True)] = ""
    """Whose it is; empty where it is shared with all who have the board. One of somebody's own leaves it nowhere."""
    query: Annotated[str, Line(shared=True)] = ""
    density: Annotated[str, Line(shared=True)] = ""
    folded: Annotated[tuple[str, ...], Several(shared=True)] = ()
    """Ids of folded workstreams and columns."""


class Artefact(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The thing tracked. `stage` is the kept stage also while blocked; `None` when nobody knows it."""

    KIND, MANY = "artefact", "artefacts"

    ref: Annotated[str, Line("Reference", hint="BP009, IF-051, CR044 …", shared=True)] = ""
    title: Annotated[str, Line("Title", required=True, shared=True)] = ""
    kind: Annotated[str | None, Link("Kind", kind="kind", shared=True)] = None
    workstream: Annotated[str, Link("Workstream", kind="workstream", by_verb=True, shared=True)]
    stage: Annotated[str | None, Link("Stage", kind="stage", by_verb=True, shared=True)] = None
    rank: Annotated[str, _SHARED] = ""
    owner: Annotated[str, Line("Owner", shared=True)] = ""
    priority: Annotated[str, Line("Priority", shared=True)] = ""
    due: Annotated[str, Day("Due", beside="due_on", shared=True)] = ""
    """As written; `due_on` is the day it means, or empty."""
    due_on: Annotated[str, _SHARED] = ""
    milestone: Annotated[str | None, Link("Milestone", kind="milestone", shared=True, since=4)] = None
    """By which it must be approved."""
    version: Annotated[str, Line("Version", shared=True)] = ""
    release: Annotated[str, Line("Release", hint="IR8.x", shared=True, since=5)] = ""
    labels: Annotated[tuple[str, ...], Several("Labels", hint="One; another", shared=True)] = ()
    links: Annotated[tuple[str, ...], Several("Links", hint="One; another", later=True, shared=True)] = ()
    outcome: Annotated[str, Line("L4 outcome", hint="Consensus, waived by …", later=True, shared=True)] = ""
    """The L4 outcome or waiver, as written."""
    decision: Annotated[str, Line("Decision", hint="DAG-DEC99", later=True, shared=True)] = ""
    """The reference of the decision that approved it, as written."""
    notes: Annotated[str, Note("Private notes", later=True)] = ""
    """For the design team, and private."""
    stage_since: Annotated[str, _SHARED] = ""
    stage_note: Annotated[str, _SHARED] = ""
    """The override or reason of the last move, shown until the next stage."""
    stage_notes: Annotated[str, Kept(shared=True, since=5)] = ""
    """Every override and reason that was given with its moves, a line each (`domain/stage_notes.py`)."""
    from_file: Annotated[str, Kept(since=5)] = ""
    """The name of the file, without its folder, that an import made it from."""
    from_record: Annotated[int, Kept(since=5)] = 0
    """Which record or row of that file it was, from 1."""
    retired: Annotated[str, _SHARED] = ""


class Blocker(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Why an artefact cannot go on. Open while `closed` is empty; several may be open at once."""

    KIND, MANY = "blocker", "blockers"

    artefact: Annotated[str, Link(kind="artefact", about=True, by_verb=True, shared=True)]
    reason: Annotated[str, Line("Reason", wanted=True, shared=True)] = ""
    owner: Annotated[str, Line("Who must unblock it", wanted=True, shared=True)] = ""
    since: Annotated[str, _SHARED] = ""
    raised_by: Annotated[str, _SHARED] = ""
    needed_by: Annotated[str, Day("Needed by", wanted=True, beside="needed_on", shared=True)] = ""
    needed_on: Annotated[str, _SHARED] = ""
    closed: Annotated[str, _SHARED] = ""
    closing_note: Annotated[str, _SHARED] = ""

    def order(self) -> Order:
        """Oldest first."""
        return (self.since, self.id)


class Escalation(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A blocker or a decision put to a higher forum, never both. Open while `returned` is empty; each has at most one
    open."""

    KIND, MANY = "escalation", "escalations"

    blocker: Annotated[str | None, Link(kind="blocker", about=True, by_verb=True, shared=True, optional_since=5)] = None
    decision: Annotated[str | None, Link(kind="decision", about=True, by_verb=True, shared=True, since=5)] = None
    forum: Annotated[str, Link("Forum", kind="forum", by_verb=True, shared=True)]
    question: Annotated[str, Note("Question", shared=True)] = ""
    raised: Annotated[str, _SHARED] = ""
    raised_by: Annotated[str, _SHARED] = ""
    needed_by: Annotated[str, Day("Answer needed by", beside="needed_on", shared=True)] = ""
    needed_on: Annotated[str, _SHARED] = ""
    answer: Annotated[str, _SHARED] = ""
    """What the forum said, why the question was withdrawn, or to whom it was passed on."""
    returned: Annotated[str, _SHARED] = ""
    """When it ended, however it did."""
    ended: Annotated[Ending, Kept(shared=True, since=3)] = ""
    """How it ended; empty while it is open, and for what ended before this was kept (`domain.escalation.how_ended` tells
    that)."""

    def order(self) -> Order:
        """Oldest first; of those raised in one second the answered before the waiting one."""
        return (self.raised, not self.returned, self.returned, self.id)


TYPES: tuple[type[Record], ...] = (
    Details, Workstream, Stage, Kind, Forum, Limit, View, Milestone, Seat, Meeting, Artefact, Attendance, Item, Position,
    Decision, Action, Blocker, Escalation, Assessment, Comment, Issue,
)  # fmt: skip
"""Every record type in the order in which files and tables hold them: what is referred to comes first."""

RECORDS: dict[str, type[Record]] = {record.KIND: record for record in TYPES}
"""The record types by the name that the journal gives them."""

FURNITURE = frozenset({"board", "workstream", "stage", "kind", "forum", "limit", "view"})
"""What a board is made of, whatever stands on it: few, and all of it is needed to show anything. Every other record type is
not in a first picture, is counted as bulk, and lays nothing out anew."""

REGISTERS: dict[str, type[Registered]] = {record.KIND: record for record in TYPES if issubclass(record, Registered)}
"""The record types that have a register, by the name that the journal gives them."""

REFERENCES: dict[str, dict[str, str]] = {
    record.KIND: linked for record in TYPES if (linked := {one.name: one.link.kind for one in declared(record) if one.link})
}
"""Which field of which record type names a record of which."""

ABOUT: dict[str, tuple[str, ...]] = {
    record.KIND: tuple(name for name, _ in links) for record in TYPES if (links := about_links(record))
}
"""The fields by which a record is about another, the first that names anything: what happens to it belongs to the history
of that one too."""

SHARED: dict[str, tuple[str, ...]] = {
    record.KIND: tuple(one.name for one in declared(record) if one.field.shared)
    for record in TYPES
    if any(one.field.shared and not isinstance(one.field, Kept) for one in declared(record))
}
"""Which fields of which record type may leave a board. Any other leaves only where its user asks for it, and a record type
of which nobody said that anything may leave is not here."""
