"""The nouns: every record a board holds, as frozen structs whose fields say what they are (`domain/fields.py`).

Fields are text, whole numbers, or tuples of text, because the journal and a STRICT table keep nothing else. An instant is
UTC text as `2026-11-24T08:00:00Z`, a day is ISO text; both compare as text. Empty text means "not stated"; `None` stands
only where a reference to another record may be missing. Sources of the words: `docs/vocabulary.md`.

A class of records is a *record type* and `KIND` its name in the journal, in tables and in files; *kind* alone is an
artefact's. A new one is a class here and its place in TYPES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from mhhs_board.domain import dates, hours, numbering, references
from mhhs_board.domain.fields import Choice, Count, Day, Kept, Line, Link, Note, Several, declared

Role = Literal["backlog", "work", "review", "decision", "done"]
Gate = Literal["off", "warn", "refuse"]
Ending = Literal["", "answered", "withdrawn", "passed_on"]
ActionStatus = Literal["open", "closed", "replaced"]
MeetingStatus = Literal["planned", "open", "held", "issued", "approved", "deferred"]
Decided = Literal["", "approve", "reject", "recommend", "defer"]

_SHARED = Kept(shared=True)

Order = tuple[str | int | bool | references.SortKey, ...]
AllOf = Callable[[str], Iterable["Record"]]
"""Every record of a type on a board, retired ones too."""


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something a board holds under an id of its own."""

    KIND: ClassVar[str] = ""
    """Its record type in the journal, in tables and in files, and on the command line."""
    MANY: ClassVar[str] = ""
    """The word for several, where people see it."""
    SINCE: ClassVar[int] = 1
    """The schema that brought its table."""

    id: Annotated[str, _SHARED]

    def order(self) -> Order:
        """What sorts it among its like."""
        return (self.id,)


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


class Named(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A record that people call by a name: whole, short, or one of its aliases. `rank` orders its kind."""

    name: Annotated[str, Line(shared=True)]
    short: Annotated[str, Line("Short name", shared=True)] = ""
    aliases: Annotated[tuple[str, ...], Several(shared=True)] = ()
    rank: Annotated[str, _SHARED] = ""
    retired: Annotated[str, _SHARED] = ""

    def order(self) -> Order:
        """By rank."""
        return (self.rank, self.id)


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


class Forum(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A body that meets and can be escalated to. `level` 4 is a working group, 3 DAG, 2 PSG; lower is higher up."""

    KIND: ClassVar[str] = "forum"

    level: Annotated[int, Count(shared=True)] = 4
    parent: Annotated[str | None, Link(kind="forum", shared=True)] = None
    cadence: Annotated[str, Line(shared=True)] = ""
    active_from: Annotated[str, _SHARED] = ""
    active_to: Annotated[str, _SHARED] = ""


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


class Registered(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A record that stands in a register of its own: a page, verbs, a table in a file. What a further one needs is its
    declaration; `called`, `order`, `against`, `misnamed`, `proposed` and `done` are all that it may say besides."""

    TITLE: ClassVar[str] = ""
    """What its page is called."""
    COLUMNS: ClassVar[tuple[str, ...]] = ()
    """The fields that its table shows, in order."""

    retired: Annotated[str, _SHARED] = ""
    """When it was taken out of use, however; it stays in the history and comes back with undo."""

    def called(self) -> str:
        """What people call it; empty where nothing is stated by which it could be."""
        return ""

    def order(self) -> Order:
        """Those that somebody has to do something about first, by the first day that is declared, then by what they are
        called."""
        day = next((one.name for one in declared(type(self)) if isinstance(one.field, Day)), "")
        return (
            self.done(),
            (dates.kept_day(getattr(self, day)) if day else "") or "9999",
            references.sort_key(self.called()),
            self.id,
        )

    def against(self) -> str:
        """What speaks against these values on any board, as a sentence; empty where nothing does."""
        return ""

    def misnamed(self, all_of: AllOf) -> str:
        """What speaks against writing these values now, by what others are called just now: no fault of a record that
        stands there, for a forum may be renamed. A sentence; empty where nothing does."""
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], all_of: AllOf) -> str:
        """What is proposed for a field of a new record that says nothing in it, by what its other fields say (links as
        ids); empty where nothing is."""
        return ""

    def done(self) -> bool:
        """Whether nobody has anything to do about it any more."""
        return bool(self.retired)


class Milestone(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A named day of the programme by which artefacts must be approved: M5, M10."""

    KIND, MANY, SINCE = "milestone", "milestones", 4
    TITLE = "Milestones"
    COLUMNS = ("name", "day", "note")

    name: Annotated[str, Line("Name", hint="M5", required=True, unique="refuse", shared=True)] = ""
    day: Annotated[str, Day("Day", hint="30 June 2027", wanted=True, shared=True)] = ""
    note: Annotated[str, Note("Note")] = ""

    def called(self) -> str:
        """Its name."""
        return self.name

    def misnamed(self, all_of: AllOf) -> str:
        """The filter's `for:` names milestones and meetings alike, so none may be called as a meeting is numbered."""
        for forum in all_of(Forum.KIND):
            for called in (getattr(forum, "short", ""), getattr(forum, "name", "")):
                if numbering.of_forum(self.name, called):
                    return f"{self.name} reads as a meeting of {called}; call the milestone something else."
        return ""


class Meeting(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One sitting of a forum: DAG036; an extraordinary one has a decimal, BPRWG 10.1."""

    KIND, MANY, SINCE = "meeting", "meetings", 4
    TITLE = "Meetings"
    COLUMNS = ("number", "forum", "day", "begins", "ends", "venue", "status")

    number: Annotated[
        str, Line("Number", hint="DAG036, BPRWG 10.1", required=True, unique="refuse", counted=True, shared=True)
    ] = ""
    forum: Annotated[str | None, Link("Forum", kind="forum", required=True, shared=True)] = None
    day: Annotated[str, Day("Day", wanted=True, shared=True)] = ""
    begins: Annotated[str, Line("Begins", hint="10:00", shared=True)] = ""
    ends: Annotated[str, Line("Ends", hint="13:00", shared=True)] = ""
    venue: Annotated[str, Line("Venue", shared=True)] = ""
    classification: Annotated[str, Line("Classification", shared=True)] = ""
    status: Annotated[MeetingStatus, Choice("Status", shared=True)] = "planned"
    """From `held` on that of its minutes."""
    note: Annotated[str, Note("Private note")] = ""

    def called(self) -> str:
        """Its number."""
        return self.number

    def order(self) -> Order:
        """As people count: 10.1 between 10 and 11."""
        return (references.sort_key(self.number), self.id)

    def against(self) -> str:
        """It does not end before it begins."""
        begins, ends = hours.minutes(self.begins), hours.minutes(self.ends)
        if begins is not None and ends is not None and ends < begins:
            return f"{self.number} ends at {self.ends}, before it begins at {self.begins}."
        return ""

    def misnamed(self, all_of: AllOf) -> str:
        """Its number is one of its forum's, and no milestone's name, which the filter's `for:` would take it for."""
        names = _forum_names(self.forum, all_of)
        if names and not any(numbering.of_forum(self.number, called) for called in names):
            example = numbering.next_meeting(names[0], ())
            return f"{self.number} is no number of a meeting of {names[0]}; those begin like {example}."
        for one in all_of(Milestone.KIND):
            called = one.name if isinstance(one, Milestone) and not one.retired else ""
            if called and references.counted(called) == references.counted(self.number):
                return f"There is a milestone called {called}, which the filter's for: would name too; rename that first."
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], all_of: AllOf) -> str:
        """The next number of its forum."""
        if field != "number" or not values.get("forum"):
            return ""
        held = [one.number for one in all_of(cls.KIND) if isinstance(one, Meeting) and one.forum == values["forum"]]
        return numbering.next_meeting(next(iter(_forum_names(values["forum"], all_of)), ""), held)

    def done(self) -> bool:
        """Whether its minutes are approved."""
        return bool(self.retired) or self.status == "approved"


def _forum_names(forum: str | None, all_of: AllOf) -> list[str]:
    """By what a forum's meetings and decisions are numbered: its short name, else its name, else one that it had."""
    found = next((one for one in all_of(Forum.KIND) if one.id == forum), None)
    return [name for name in (found.short, found.name, *found.aliases) if name] if isinstance(found, Forum) else []


def _meeting(record_id: str | None, all_of: AllOf) -> Meeting | None:
    found = next((one for one in all_of(Meeting.KIND) if one.id == record_id), None) if record_id else None
    return found if isinstance(found, Meeting) else None


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
    labels: Annotated[tuple[str, ...], Several("Labels", hint="One; another", shared=True)] = ()
    links: Annotated[tuple[str, ...], Several("Links", hint="One; another", shared=True)] = ()
    outcome: Annotated[str, Line("L4 outcome", hint="Consensus, waived by …", shared=True)] = ""
    """The L4 outcome or waiver, as written."""
    decision: Annotated[str, Line("Decision", hint="DAG-DEC99", shared=True)] = ""
    """The reference of the decision that approved it, as written."""
    notes: Annotated[str, Note("Private notes")] = ""
    """For the design team, and private."""
    stage_since: Annotated[str, _SHARED] = ""
    stage_note: Annotated[str, _SHARED] = ""
    """The override or reason of the last move, shown until the next stage."""
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
    """A blocker put to a higher forum. Open while `returned` is empty; a blocker has at most one open."""

    KIND, MANY = "escalation", "escalations"

    blocker: Annotated[str, Link(kind="blocker", about=True, by_verb=True, shared=True)]
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


class Decision(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What a meeting decided, on whose authority: DAG-DEC99. Who objected is not written here."""

    KIND, MANY, SINCE = "decision", "decisions", 4
    TITLE = "Decisions"
    COLUMNS = ("ref", "text", "decided", "meeting", "artefact", "authority", "recorded")

    meeting: Annotated[str | None, Link("Meeting", kind="meeting", wanted=True, shared=True)] = None
    ref: Annotated[str, Line("Reference", hint="DAG-DEC99", wanted=True, unique="refuse", counted=True, shared=True)] = ""
    artefact: Annotated[str | None, Link("Artefact", kind="artefact", about=True, shared=True)] = None
    decided: Annotated[Decided, Choice("Type", wanted=True, shared=True)] = ""
    text: Annotated[str, Note("Decision", wanted=True, shared=True)] = ""
    authority: Annotated[str, Line("Authority", hint="Chair under the SRO's delegation", shared=True)] = ""
    conditions: Annotated[str, Note("Conditions", shared=True)] = ""
    recorded: Annotated[str, Line("In the recording", hint="01:35:00", shared=True)] = ""
    follows: Annotated[str | None, Link("Following", kind="decision", shared=True)] = None
    note: Annotated[str, Note("Private note")] = ""

    def called(self) -> str:
        """Its reference, else how its text begins."""
        return self.ref or " ".join(self.text.split())

    def order(self) -> Order:
        """As people count: DEC99 before DEC100."""
        return (references.sort_key(self.ref), self.id)

    def against(self) -> str:
        """A decision says something, and its place in the recording is one."""
        if not (self.ref or self.text):
            return "A decision needs its text, or at least its reference."
        if self.recorded and not hours.in_recording(self.recorded):
            return f"“{self.recorded[:40]}” is no place in a recording; write it as hours, minutes and seconds, 01:35:00."
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], all_of: AllOf) -> str:
        """The next of its forum's series."""
        if field != "ref" or (meeting := _meeting(values.get("meeting"), all_of)) is None:
            return ""
        called = next(iter(_forum_names(meeting.forum, all_of)), "")
        return numbering.next_decision(called, (one.ref for one in all_of(cls.KIND) if isinstance(one, Decision)))


class Action(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What somebody has to do by a day, as a meeting or a checkpoint leaves it: DAG35-04."""

    KIND, MANY, SINCE = "action", "actions", 4
    TITLE = "Actions"
    COLUMNS = ("ref", "text", "organisation", "person", "due", "status", "artefact")

    ref: Annotated[str, Line("Reference", hint="DAG35-01", wanted=True, unique="warn", counted=True, shared=True)] = ""
    text: Annotated[str, Note("Action", wanted=True, shared=True)] = ""
    organisation: Annotated[str, Line("Owner", hint="The organisation that has to do it", wanted=True, shared=True)] = ""
    person: Annotated[str, Line("Person", hint="Who does it there")] = ""
    due: Annotated[str, Day("Due", wanted=True, shared=True)] = ""
    status: Annotated[ActionStatus, Choice("Status", shared=True)] = "open"
    meeting: Annotated[str | None, Link("Meeting", kind="meeting", shared=True)] = None
    """At which it was born, whichever carries it since."""
    artefact: Annotated[str | None, Link("Artefact", kind="artefact", about=True, shared=True)] = None
    replaced_by: Annotated[str | None, Link("Replaced by", kind="action", shared=True)] = None
    note: Annotated[str, Note("Private note")] = ""

    def called(self) -> str:
        """Its reference, else how its text begins."""
        return self.ref or " ".join(self.text.split())

    def against(self) -> str:
        """An action says something, and what was replaced says by what only where that is so."""
        if not (self.ref or self.text):
            return "An action needs its text, or at least its reference."
        if self.replaced_by and self.status != "replaced":
            return "Only an action whose status is replaced says by which one."
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], all_of: AllOf) -> str:
        """The next of its meeting's."""
        if field != "ref" or (meeting := _meeting(values.get("meeting"), all_of)) is None:
            return ""
        return numbering.next_action(meeting.number, (one.ref for one in all_of(cls.KIND) if isinstance(one, Action)))

    def done(self) -> bool:
        """Whether it is closed or replaced."""
        return bool(self.retired) or self.status != "open"


TYPES: tuple[type[Record], ...] = (
    Details, Workstream, Stage, Kind, Forum, Limit, View, Milestone, Meeting, Artefact, Blocker, Escalation, Action,
    Decision,
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
    record.KIND: about
    for record in TYPES
    if (about := tuple(one.name for one in declared(record) if one.link is not None and one.link.about))
}
"""The fields by which what happens to a record belongs to the history of another."""

SHARED: dict[str, tuple[str, ...]] = {
    record.KIND: tuple(one.name for one in declared(record) if one.field.shared)
    for record in TYPES
    if any(one.field.shared and not isinstance(one.field, Kept) for one in declared(record))
}
"""Which fields of which record type may leave a board. Any other leaves only where its user asks for it, and a record type
of which nobody said that anything may leave is not here."""
