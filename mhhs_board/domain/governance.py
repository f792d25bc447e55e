"""What groups that meet leave behind: forums, their seats and meetings, who came, what was on the agenda, who took which
position, what was decided and who has to do what. Sources: *DAG035*, *L4*; docs/vocabulary.md has the words.

Who objected is never written beside a decision, and silence is never a position: both are read from the positions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from mhhs_board.base.text import TITLE_LIMIT, folded
from mhhs_board.domain import dates, hours, numbering, references, series
from mhhs_board.domain.fields import Choice, Count, Day, Line, Link, Note, Several
from mhhs_board.domain.record import SHARED as _SHARED
from mhhs_board.domain.record import Named, Order, Others, Record, Registered, artefact_about

ActionStatus = Literal["open", "closed", "replaced"]
MeetingStatus = Literal["planned", "open", "held", "issued", "approved", "deferred"]
Decided = Literal["", "approve", "reject", "recommend", "defer"]
YesNo = Literal["no", "yes"]
Coming = Literal["present", "for somebody", "apologies", "observer"]
ItemType = Literal["review", "decision", "information", "actions", "minutes"]
Outcome = Literal["", "consensus", "consensus with comments", "no consensus", "deferred", "withdrawn", "waived"]
Consent = Literal["no", "block", "pulled"]
Support = Literal["", "yes", "if", "no"]
Timing = Literal["", "feasible", "not before", "no view"]
Severity = Literal["minor", "major", "editorial"]
Disposition = Literal["", "accepted", "accepted in part", "not accepted", "duplicate"]
Settled = Literal["open", "closed"]


class Forum(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A body that meets and can be escalated to. `level` 4 is a working group, 3 DAG, 2 PSG; lower is higher up."""

    KIND: ClassVar[str] = "forum"

    level: Annotated[int, Count(shared=True)] = 4
    parent: Annotated[str | None, Link(kind="forum", shared=True)] = None
    cadence: Annotated[str, Line(shared=True)] = ""
    active_from: Annotated[str, _SHARED] = ""
    active_to: Annotated[str, _SHARED] = ""


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

    def misnamed(self, others: Others) -> str:
        """The filter's `for:` names milestones and meetings alike, so none may be called as a meeting is numbered."""
        for forum in others.all_of(Forum.KIND):
            for called in (getattr(forum, "short", ""), getattr(forum, "name", "")):
                if numbering.of_forum(self.name, called):
                    return f"{self.name} reads as a meeting of {called}; call the milestone something else."
        return ""


class Seat(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A place in a forum for those whom somebody represents there: DNO, Large Supplier. Its holder may change."""

    KIND, MANY, SINCE = "seat", "seats", 5
    TITLE = "Seats"
    COLUMNS = ("constituency", "forum", "workstream", "organisation", "person", "alternate", "tentative")

    forum: Annotated[str | None, Link("Forum", kind="forum", required=True, shared=True)] = None
    constituency: Annotated[
        str, Line("Constituency", hint="DNO", required=True, unique="refuse", within=("forum", "workstream"), shared=True)
    ] = ""
    workstream: Annotated[str | None, Link("Workstream", kind="workstream", shared=True)] = None
    """Where a forum has a table of seats for each."""
    organisation: Annotated[str, Line("Organisation", shared=True)] = ""
    person: Annotated[str, Line("Person")] = ""
    alternate_organisation: Annotated[str, Line("Alternate's organisation", shared=True)] = ""
    alternate: Annotated[str, Line("Alternate")] = ""
    """The person who comes where the holder does not."""
    tentative: Annotated[YesNo, Choice("Tentative", shared=True)] = "no"
    begins: Annotated[str, Day("From", shared=True)] = ""
    ends: Annotated[str, Day("To", shared=True)] = ""
    note: Annotated[str, Note("Private note")] = ""

    def represents(self) -> str:
        """What its holder is called: DNO Representative."""
        ends = self.constituency.casefold().endswith("representative")
        return self.constituency if ends else f"{self.constituency} Representative"

    def called(self) -> str:
        """Its constituency."""
        return self.constituency

    def order(self) -> Order:
        """By constituency."""
        return (references.sort_key(self.constituency), self.id)


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

    def misnamed(self, others: Others) -> str:
        """Its number is one of its forum's, and no milestone's name, which the filter's `for:` would take it for."""
        names = _forum_names(self.forum, others)
        if names and not any(numbering.of_forum(self.number, called) for called in names):
            example = numbering.next_meeting(names[0], ())
            return f"{self.number} is no number of a meeting of {names[0]}; those begin like {example}."
        for one in others.all_of(Milestone.KIND):
            called = one.name if isinstance(one, Milestone) and not one.retired else ""
            if called and references.counted(called) == references.counted(self.number):
                return f"There is a milestone called {called}, which the filter's for: would name too; rename that first."
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """The next number of its forum, and the day after its last one on which it meets by its rule."""
        forum = _found(Forum, values.get("forum"), others)
        if forum is None:
            return ""
        held = [one for one in others.all_of(cls.KIND) if isinstance(one, Meeting) and one.forum == forum.id]
        if field == "number":
            return numbering.next_meeting(next(iter(_forum_names(forum.id, others)), ""), (one.number for one in held))
        later = [
            one
            for one in held
            if values.get("number") and references.sort_key(one.number) > references.sort_key(values["number"])
        ]
        if field == "day" and not later:
            last = dates.day_of(max((dates.kept_day(one.day) for one in held if not one.retired), default=""))
            day = series.following(forum.cadence, last) if last is not None else None
            return dates.written(day) if day is not None else ""
        return ""

    def done(self) -> bool:
        """Whether its minutes are approved."""
        return bool(self.retired) or self.status == "approved"


class Attendance(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Who came to a meeting, or sent apologies. Two who share a seat are one seat present."""

    KIND, MANY, SINCE = "attendance", "attendances", 5
    TITLE = "Attendance"
    COLUMNS = ("meeting", "person", "role", "organisation", "seat", "how", "on_behalf_of")

    meeting: Annotated[str | None, Link("Meeting", kind="meeting", required=True, shared=True)] = None
    person: Annotated[str, Line("Person")] = ""
    role: Annotated[str, Line("Role", hint="PMO Governance Lead", shared=True)] = ""
    organisation: Annotated[str, Line("Organisation", shared=True)] = ""
    seat: Annotated[str | None, Link("Seat", kind="seat", shared=True)] = None
    how: Annotated[Coming, Choice("How", shared=True)] = "present"
    on_behalf_of: Annotated[str, Line("On behalf of")] = ""

    def called(self) -> str:
        """The role or organisation; never the person, whose name stays on the board."""
        return self.role or self.organisation

    def against(self) -> str:
        """Somebody came."""
        if not (self.person or self.role or self.organisation or self.seat):
            return "Say who it was: a person, a role, an organisation or a seat."
        return ""

    def misplaced(self, others: Others) -> str:
        """The seat is one of the forum that meets, and nobody is twice on it."""
        if why := _seat_elsewhere(self.seat, self.meeting, others):
            return why
        beside = others.grouped(self.KIND, "sits", _sits).get(_sits(self), ()) if _sits(self) else ()
        for one in (_found(Attendance, other, others) for other in beside if other != self.id):
            seat = _found(Seat, self.seat, others)
            if one is not None and not one.retired and seat is not None:
                return f"That person stands for {seat.constituency} at that meeting already ({one.how}); edit that."
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """The role of whoever sits on a seat is to represent it."""
        seat = _found(Seat, values.get("seat"), others) if field == "role" else None
        return seat.represents() if seat is not None else ""

    @classmethod
    def offered(cls, field: str, values: Mapping[str, Any], others: Others) -> Collection[str] | None:
        """The seats of the forum that meets."""
        return _seats(values.get("meeting"), others) if field == "seat" else None


class Item(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Something on the agenda of a meeting, and what became of it there. What is taken to the next meeting stays in the
    minutes it was in: the next one's item names this one."""

    KIND, MANY, SINCE = "item", "items", 5
    TITLE = "Agenda items"
    COLUMNS = ("meeting", "number", "subject", "purpose", "lead", "minutes", "outcome", "artefact")

    meeting: Annotated[str | None, Link("Meeting", kind="meeting", required=True, shared=True)] = None
    number: Annotated[str, Line("Number", hint="3", counted=True, unique="refuse", within=("meeting",), shared=True)] = ""
    """Where it stands on the agenda."""
    artefact: Annotated[str | None, Link("Artefact", kind="artefact", about=True, shared=True)] = None
    subject: Annotated[str, Line("Subject", required=True, shared=True)] = ""
    reason: Annotated[str, Line("Why it is on it", shared=True)] = ""
    lead: Annotated[str, Line("Lead")] = ""
    minutes: Annotated[str, Line("Minutes planned", hint="15", shared=True)] = ""
    purpose: Annotated[ItemType, Choice("Type", shared=True)] = "review"
    consent: Annotated[Consent, Choice("Consent block", shared=True)] = "no"
    """`block`: nobody is expected to object, and the outcome is recorded as the chair's. `pulled`: somebody asked to talk
    about it."""
    pulled_by: Annotated[str, Line("Pulled by", later=True, shared=True)] = ""
    carried_from: Annotated[str | None, Link("Carried from", kind="item", later=True, shared=True)] = None
    said: Annotated[str, Note("What was said", later=True, shared=True)] = ""
    outcome: Annotated[Outcome, Choice("Outcome", later=True, shared=True)] = ""
    waived_by: Annotated[str, Line("Waived by", later=True, shared=True)] = ""
    taken_off: Annotated[str, Line("Taken off because", later=True, shared=True)] = ""
    note: Annotated[str, Note("Private note")] = ""

    def called(self) -> str:
        """Its subject."""
        return self.subject

    @property
    def planned(self) -> int | None:
        """The minutes that are planned; None where none are, or no number that anybody plans."""
        return int(self.minutes) if self.minutes.isdecimal() and len(self.minutes) <= 3 else None

    def order(self) -> Order:
        """As the agenda counts."""
        return (references.sort_key(self.number), self.id)

    def against(self) -> str:
        """A waiver says whose it is, and minutes are a number of them."""
        if self.outcome == "waived" and not self.waived_by:
            return "A waiver says by whom it was given."
        if self.minutes and self.planned is None:
            return f"“{self.minutes[:40]}” is no number of minutes."
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """The next number of the agenda, and the artefact it is about as its subject."""
        if field == "number" and values.get("meeting"):
            numbers = [one.number for one in others.linked(cls.KIND, "meeting", values["meeting"]) if isinstance(one, Item)]
            return numbering.next_in_row(numbers)
        before = _found(Item, values.get("carried_from"), others)
        if field == "artefact" and before is not None:
            return before.artefact or ""
        if field == "subject" and before is not None:
            return before.subject
        return subject_of(values.get("artefact"), others) if field == "subject" else ""

    def done(self) -> bool:
        """Whether it has an outcome, or was taken off."""
        return bool(self.retired or self.outcome or self.taken_off)


class Position(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What a seat said about an item, on two axes that are never added up: whether it supports the change, and when it
    could be done. A new one replaces none: the latest counts."""

    KIND, MANY, SINCE = "position", "positions", 5
    TITLE = "Positions"
    COLUMNS = ("item", "by", "support", "timing", "blocking", "version", "words", "recorded")

    item: Annotated[str | None, Link("Item", kind="item", about=True, required=True, shared=True)] = None
    seat: Annotated[str | None, Link("Seat", kind="seat", shared=True)] = None
    by: Annotated[str, Line("By whom", hint="IPA, which has no seat", required=True, shared=True)] = ""
    version: Annotated[str, Line("Version spoken on", shared=True)] = ""
    support: Annotated[Support, Choice("Support", rest=("if", "condition"), shared=True)] = ""
    condition: Annotated[str, Line("If", shared=True)] = ""
    timing: Annotated[Timing, Choice("Timing", rest=("not before", "not_before"), shared=True)] = ""
    not_before: Annotated[str, Line("Not before", hint="M10", shared=True)] = ""
    blocking: Annotated[YesNo, Choice("Blocking", shared=True)] = "no"
    words: Annotated[str, Note("Words", shared=True)] = ""
    recorded: Annotated[str, Line("In the recording", hint="01:35:00", shared=True)] = ""
    answered_by: Annotated[str, Line("Answered by version", shared=True)] = ""
    """The version that meets what was objected to."""
    made: Annotated[str, _SHARED] = ""
    """When it was written down; of those of one instant with a number, so that the latest is the latest."""

    def called(self) -> str:
        """Whose it is."""
        return self.by

    def order(self) -> Order:
        """As they were written down, the latest last."""
        return (self.made, self.id)

    def against(self) -> str:
        """It says something, and its place in the recording is one."""
        if not (self.support or self.timing or self.words or self.blocking == "yes"):
            return "A position says whether it supports, when it is feasible, or at least its words."
        return _no_place(self.recorded)

    def misnamed(self, others: Others) -> str:
        """Who is called as a seat of the forum is called speaks for that seat."""
        seats = _seats_called(self.by, self.item, others) if not self.seat else []
        if not seats:
            return ""
        meeting = _found(Meeting, _meeting_of(self.item, others), others)
        forum = next(iter(_forum_names(meeting.forum if meeting is not None else None, others)), "the forum")
        which = "say that it is its position" if len(seats) == 1 else f"say of which of its {len(seats)} seats it is"
        return f"{seats[0].constituency} is a seat of {forum}; {which}, or call who spoke otherwise."

    def misplaced(self, others: Others) -> str:
        """The seat is one of the forum that meets."""
        item = _found(Item, self.item, others)
        return _seat_elsewhere(self.seat, item.meeting if item is not None else None, others)

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """Whose seat it is, or the seat that somebody is called as, the version that the artefact has now, and what a
        condition or a milestone implies."""
        if field == "seat":
            seats = _seats_called(values.get("by") or "", values.get("item"), others)
            return seats[0].id if len(seats) == 1 else ""
        if field == "timing":
            return "not before" if values.get("not_before") else ""
        if field == "support":
            return "if" if values.get("condition") else ""
        if field == "by" and (seat := _found(Seat, values.get("seat"), others)) is not None:
            return seat.constituency
        if field == "version" and (item := _found(Item, values.get("item"), others)) is not None and item.artefact:
            found = others.get("artefact", item.artefact)
            return str(getattr(found, "version", ""))
        return ""

    @classmethod
    def offered(cls, field: str, values: Mapping[str, Any], others: Others) -> Collection[str] | None:
        """The seats of the forum that meets."""
        item = _found(Item, values.get("item"), others) if field == "seat" else None
        return _seats(item.meeting, others) if item is not None else None


class Decision(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What a meeting decided, on whose authority: DAG-DEC99. Who objected is not written here."""

    KIND, MANY, SINCE = "decision", "decisions", 4
    TITLE = "Decisions"
    COLUMNS = ("ref", "text", "decided", "meeting", "artefact", "authority", "recorded")

    meeting: Annotated[str | None, Link("Meeting", kind="meeting", wanted=True, shared=True)] = None
    item: Annotated[str | None, Link("Agenda item", kind="item", about=True, shared=True, since=5)] = None
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
        return _no_place(self.recorded)

    def misplaced(self, others: Others) -> str:
        """The item is one of its meeting, which decides about an artefact or an item once: whoever comes second is told
        what the first wrote."""
        if why := _item_elsewhere(self.item, self.meeting, others):
            return why
        followed = _followed(self, others)
        for one in _decided_beside(self, others):
            if one.id in followed or self.id in _followed(one, others):
                continue
            told = f"{one.ref or 'it'}{f' ({one.decided})' if one.decided else ''}: “{' '.join(one.text.split())[:120]}”"
            return f"That meeting has decided about it already, {told}; edit that, or say that this one follows it."
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """The next of its forum's series, and the meeting of its item."""
        if field == "meeting":
            return _meeting_of(values.get("item"), others)
        if field != "ref" or (meeting := _found(Meeting, values.get("meeting"), others)) is None:
            return ""
        called = next(iter(_forum_names(meeting.forum, others)), "")
        return numbering.next_decision(called, (one.ref for one in others.all_of(cls.KIND) if isinstance(one, Decision)))


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
    item: Annotated[str | None, Link("Agenda item", kind="item", about=True, shared=True, since=5)] = None
    artefact: Annotated[str | None, Link("Artefact", kind="artefact", about=True, shared=True)] = None
    replaced_by: Annotated[str | None, Link("Replaced by", kind="action", back="Replaces", shared=True)] = None
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

    def misplaced(self, others: Others) -> str:
        """The item is one of the meeting at which it was born."""
        return _item_elsewhere(self.item, self.meeting, others)

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """The next of its meeting's, and the meeting of its item, unless its reference says that it is another's."""
        if field == "meeting":
            on = _found(Meeting, _meeting_of(values.get("item"), others), others)
            ref = values.get("ref") or ""
            return on.id if on is not None and (not ref or numbering.of_meeting(ref, on.number)) else ""
        if field != "ref" or (meeting := _found(Meeting, values.get("meeting"), others)) is None:
            return ""
        return numbering.next_action(
            meeting.number, (one.ref for one in others.all_of(cls.KIND) if isinstance(one, Action))
        )

    def done(self) -> bool:
        """Whether it is closed or replaced."""
        return bool(self.retired) or self.status != "open"


class Assessment(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What a participant answered when the impact of a change request was asked. Participants are no seats: the tally of
    these is never added to positions."""

    KIND, MANY, SINCE = "assessment", "assessments", 5
    TITLE = "Impact assessments"
    COLUMNS = ("artefact", "who", "supports", "feasible", "words")

    artefact: Annotated[str | None, Link("Change request", kind="artefact", about=True, required=True, shared=True)] = None
    who: Annotated[str, Line("Participant", required=True, unique="refuse", within=("artefact",), shared=True)] = ""
    supports: Annotated[Literal["", "yes", "no"], Choice("Supports the change", wanted=True, shared=True)] = ""
    feasible: Annotated[Literal["", "yes", "no"], Choice("Feasible before its milestone", wanted=True, shared=True)] = ""
    words: Annotated[str, Note("Words", shared=True)] = ""

    def called(self) -> str:
        """Whose it is."""
        return self.who


class Comment(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A review comment on a version of an artefact. A major one that is open stops the gate before the decision stage."""

    KIND, MANY, SINCE = "comment", "comments", 5
    TITLE = "Comments"
    COLUMNS = ("artefact", "number", "version", "section", "severity", "raiser", "text", "disposition", "status")

    artefact: Annotated[str | None, Link("Artefact", kind="artefact", about=True, required=True, shared=True)] = None
    number: Annotated[str, Line("Number", hint="3", counted=True, unique="refuse", within=("artefact",), shared=True)] = ""
    version: Annotated[str, Line("Version", shared=True)] = ""
    section: Annotated[str, Line("Section", hint="2.4", shared=True)] = ""
    severity: Annotated[Severity, Choice("Severity", shared=True)] = "minor"
    raiser: Annotated[str, Line("Raised by", hint="The organisation that raises it", wanted=True, shared=True)] = ""
    person: Annotated[str, Line("Person")] = ""
    text: Annotated[str, Note("Comment", wanted=True, shared=True)] = ""
    response: Annotated[str, Note("Response", shared=True)] = ""
    disposition: Annotated[Disposition, Choice("Disposition", shared=True)] = ""
    status: Annotated[Settled, Choice("Status", shared=True)] = "open"
    """It is its raiser who closes it."""
    note: Annotated[str, Note("Private note")] = ""

    def called(self) -> str:
        """Its number, else how its text begins."""
        return self.number or " ".join(self.text.split())

    def order(self) -> Order:
        """Open ones first, as they are numbered."""
        return (self.done(), references.sort_key(self.number), self.id)

    def against(self) -> str:
        """A comment says something."""
        return "" if self.number or self.text else "A comment needs its text, or at least its number."

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """The next number, and the version, of what it is about."""
        if not values.get("artefact"):
            return ""
        if field == "number":
            comments = others.linked(cls.KIND, "artefact", values["artefact"])
            return numbering.next_in_row(one.number for one in comments if isinstance(one, Comment))
        if field == "version":
            found = others.get("artefact", values["artefact"])
            return str(getattr(found, "version", ""))
        return ""

    def done(self) -> bool:
        """Whether it is closed."""
        return bool(self.retired) or self.status == "closed"


class Issue(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A question of the design that has several answers, with who prefers which, until it is resolved."""

    KIND, MANY, SINCE = "issue", "issues", 5
    TITLE = "Issues"
    COLUMNS = ("ref", "text", "priority", "options", "resolution", "status", "artefact", "meetings")

    ref: Annotated[str, Line("Reference", hint="ISS-012", wanted=True, unique="warn", counted=True, shared=True)] = ""
    text: Annotated[str, Note("Issue", wanted=True, shared=True)] = ""
    artefact: Annotated[str | None, Link("Artefact", kind="artefact", about=True, shared=True)] = None
    others: Annotated[tuple[str, ...], Several("Other artefacts", hint="BP009; IF-051", shared=True)] = ()
    priority: Annotated[str, Line("Priority", wanted=True, shared=True)] = ""
    options: Annotated[str, Note("Options", wanted=True, shared=True)] = ""
    views: Annotated[str, Note("Views", shared=True)] = ""
    """Who prefers which option."""
    resolution: Annotated[str, Note("Resolution", shared=True)] = ""
    links: Annotated[tuple[str, ...], Several("Links", hint="One; another", shared=True)] = ()
    meetings: Annotated[tuple[str, ...], Several("Discussed at", hint="DAG034; DAG035", shared=True)] = ()
    status: Annotated[Settled, Choice("Status", shared=True)] = "open"
    note: Annotated[str, Note("Private note")] = ""

    def called(self) -> str:
        """Its reference, else how its text begins."""
        return self.ref or " ".join(self.text.split())

    def against(self) -> str:
        """An issue says something, and what is closed says how it was resolved."""
        if not (self.ref or self.text):
            return "An issue needs its text, or at least its reference."
        if self.status == "closed" and not self.resolution:
            return "An issue that is closed says how it was resolved."
        return ""

    def done(self) -> bool:
        """Whether it is closed."""
        return bool(self.retired) or self.status == "closed"


def _sits(one: Attendance) -> str:
    """Who sits on which seat of which meeting; empty where one of that is not known."""
    person = " ".join(folded(one.person).split())
    return "\n".join((one.meeting, one.seat, person)) if one.meeting and one.seat and person else ""


def _followed(decision: Decision, others: Others) -> set[str]:
    """The decisions that one follows, itself or by others."""
    found, at = set[str](), decision.follows
    while at and at not in found:
        found.add(at)
        before = others.get(Decision.KIND, at)
        at = before.follows if isinstance(before, Decision) else None
    return found


def _decided_beside(decision: Decision, others: Others) -> Iterator[Decision]:
    """The other decisions in use of the same meeting about the same: its artefact, which may be its item's, else its item.
    Decisions on one item about artefacts that differ are about two things."""
    meeting, about = _made_at(decision, others), artefact_about(decision, others)
    if not meeting:
        return
    items = others.linked(Item.KIND, "artefact", about) if about else ()
    named = [("artefact", about), ("item", decision.item)]
    named += [("item", one.id) for one in items if isinstance(one, Item) and one.meeting == meeting]
    near = {one.id: one for field, record in named if record for one in others.linked(Decision.KIND, field, record)}
    for one in near.values():
        if not isinstance(one, Decision) or one.retired or one.id == decision.id or _made_at(one, others) != meeting:
            continue
        its = artefact_about(one, others)
        if (about and about == its) or (one.item and one.item == decision.item and not (about and its)):
            yield one


def _made_at(decision: Decision, others: Others) -> str:
    return decision.meeting or _meeting_of(decision.item, others)


def subject_of(artefact: str | None, others: Others) -> str:
    """What an agenda item about an artefact is called: its reference and title, and its workstream where another has the
    same reference."""
    found = others.get("artefact", artefact or "")
    ref, title = getattr(found, "ref", ""), getattr(found, "title", "")
    said = " ".join(dict.fromkeys(filter(None, (ref, title))))
    plain = references.normal(ref)
    by_ref = others.grouped("artefact", "ref", lambda one: references.normal(getattr(one, "ref", "")))
    alike = (others.get("artefact", one) for one in by_ref.get(plain, ()) if plain and one != artefact)
    if not any(one is not None and not getattr(one, "retired", "") for one in alike):
        return said[:TITLE_LIMIT]
    lane = others.get("workstream", getattr(found, "workstream", ""))
    told = f" ({getattr(lane, 'name', '')})"
    return f"{said[: TITLE_LIMIT - len(told)]}{told}"


# -- what they ask of each other ---------------------------------------------------------------------------------------

R = TypeVar("R", bound=Record)


def _found(record_type: type[R], record_id: str | None, others: Others) -> R | None:
    """A record by its id."""
    found = others.get(record_type.KIND, record_id) if record_id else None
    return found if isinstance(found, record_type) else None


def _forum_names(forum: str | None, others: Others) -> list[str]:
    """By what a forum's meetings and decisions are numbered: its short name, else its name, else one that it had."""
    found = _found(Forum, forum, others)
    return [name for name in (found.short, found.name, *found.aliases) if name] if found is not None else []


def _seats(meeting: str | None, others: Others) -> Collection[str] | None:
    """The seats in use of the forum that meets; None where nobody knows which does."""
    found = _found(Meeting, meeting, others)
    if found is None:
        return None
    seats = (one for one in others.all_of(Seat.KIND) if isinstance(one, Seat))
    return frozenset(one.id for one in seats if one.forum == found.forum and not one.retired)


def _seats_called(by: str, item: str | None, others: Others) -> list[Seat]:
    """The seats in use of the forum that meets that are called as whoever spoke, of several those of the artefact's
    workstream."""
    on = _found(Item, item, others)
    wanted = references.normal(by)
    offered = _seats(on.meeting, others) if on is not None and wanted else None
    known = (_found(Seat, one, others) for one in offered or ())
    found = [
        one
        for one in known
        if one is not None and wanted in (references.normal(one.constituency), references.normal(one.represents()))
    ]
    artefact = others.get("artefact", on.artefact) if on is not None and on.artefact else None
    lanes = (None, getattr(artefact, "workstream", None))
    here = [one for one in found if artefact is None or one.workstream in lanes]
    return sorted(here or found, key=lambda one: one.order())


def _seat_elsewhere(seat: str | None, meeting: str | None, others: Others) -> str:
    """That a seat is none of the forum that meets, as a sentence; empty where it is."""
    sits, meets = _found(Seat, seat, others), _found(Meeting, meeting, others)
    if sits is None or meets is None or sits.forum == meets.forum:
        return ""
    forum, other = (next(iter(_forum_names(one.forum, others)), "another forum") for one in (sits, meets))
    return f"{sits.constituency} is a seat of {forum}, and {meets.number} is a meeting of {other}."


def _meeting_of(item: str | None, others: Others) -> str:
    """The id of the meeting on whose agenda an item is; empty where nobody knows."""
    found = _found(Item, item, others)
    return (found.meeting if found is not None else None) or ""


def _item_elsewhere(item: str | None, meeting: str | None, others: Others) -> str:
    """That an item is on the agenda of another meeting than a record is of, as a sentence; empty where it is not."""
    on, of = _found(Meeting, _meeting_of(item, others), others), _found(Meeting, meeting, others)
    if on is None or of is None or on.id == of.id:
        return ""
    return f"That item is on the agenda of {on.number}, not of {of.number}."


def _no_place(recorded: str) -> str:
    """That a text is no place in a recording, as a sentence; empty where it is, or where there is none."""
    if not recorded or hours.in_recording(recorded):
        return ""
    return f"“{recorded[:40]}” is no place in a recording; write it as hours, minutes and seconds, 01:35:00."
