"""The nouns: every record a board holds, as frozen structs.

Fields are text, whole numbers, or tuples of text, because the journal and a STRICT table keep nothing else. An instant is
UTC text as `2026-11-24T08:00:00Z`, a day is ISO text; both compare as text. Empty text means "not stated"; `None` stands
only where a reference to another record may be missing. Sources of the words: `docs/vocabulary.md`.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

Role = Literal["backlog", "work", "review", "decision", "done"]
Gate = Literal["off", "warn", "refuse"]
Ending = Literal["", "answered", "withdrawn", "passed_on"]


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something a board holds under an id of its own. `KIND` names its table, journal kind and file section."""

    KIND: ClassVar[str] = ""

    id: str


class Details(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The board's own name and settings; there is one, with the id `board`."""

    KIND: ClassVar[str] = "board"

    name: str = ""
    classification: str = ""
    example: int = 0
    """1 on the example board that the program lays out at the first start, until its user starts a board of their own."""
    readers: int = 0
    """1 on a copy made for readers: it holds no history and opens for reading only."""
    gate_version: Gate = "off"
    """A version and an owner before the review stage (L4)."""
    gate_outcome: Gate = "off"
    """An L4 outcome or a waiver before the decision stage (L4)."""
    gate_decision: Gate = "off"
    """A decision reference before the done stage (DAG035)."""
    gate_change_request: Gate = "off"
    """A change request before leaving the done stage (DAG035)."""


class Named(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A record that people call by a name: whole, short, or one of its aliases. `rank` orders its kind."""

    name: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    rank: str = ""
    retired: str = ""


class Workstream(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A lane of the board; people also say segment."""

    KIND: ClassVar[str] = "workstream"


class Stage(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Where an artefact stands. Rules speak of `role`, never of the name."""

    KIND: ClassVar[str] = "stage"

    role: Role


class Kind(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A kind of artefact: Business Process, Interface Specification …"""

    KIND: ClassVar[str] = "kind"


class Forum(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A body that meets and can be escalated to. `level` 4 is a working group, 3 DAG, 2 PSG; lower is higher up."""

    KIND: ClassVar[str] = "forum"

    level: int = 4
    parent: str | None = None
    cadence: str = ""
    active_from: str = ""
    active_to: str = ""


class Limit(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """At most `most` artefacts in a stage, a lane, or a cell (both given)."""

    KIND: ClassVar[str] = "limit"

    workstream: str | None = None
    stage: str | None = None
    most: int = 0
    gate: Gate = "warn"


class View(Named, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A way of looking that was given a name: a query in the filter language, what is folded, and how dense."""

    KIND: ClassVar[str] = "view"

    owner: str = ""
    """Whose it is; empty where it is shared."""
    query: str = ""
    density: str = ""
    folded: tuple[str, ...] = ()
    """Ids of folded workstreams and columns."""


class Artefact(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The thing tracked. `stage` is the kept stage also while blocked; `None` when nobody knows it."""

    KIND: ClassVar[str] = "artefact"

    ref: str = ""
    title: str = ""
    kind: str | None = None
    workstream: str
    stage: str | None = None
    rank: str = ""
    owner: str = ""
    priority: str = ""
    due: str = ""
    """As written; `due_on` is the day it means, or empty."""
    due_on: str = ""
    version: str = ""
    labels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    outcome: str = ""
    """The L4 outcome or waiver, as written."""
    decision: str = ""
    """The reference of the decision that approved it, as written."""
    notes: str = ""
    """For the design team; the one field that is private (SHARED)."""
    stage_since: str = ""
    stage_note: str = ""
    """The override or reason of the last move, shown until the next stage."""
    retired: str = ""


class Blocker(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Why an artefact cannot go on. Open while `closed` is empty; several may be open at once."""

    KIND: ClassVar[str] = "blocker"

    artefact: str
    reason: str = ""
    owner: str = ""
    """Who must unblock it."""
    since: str = ""
    raised_by: str = ""
    needed_by: str = ""
    needed_on: str = ""
    closed: str = ""
    closing_note: str = ""


class Escalation(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A blocker put to a higher forum. Open while `returned` is empty; a blocker has at most one open."""

    KIND: ClassVar[str] = "escalation"

    blocker: str
    forum: str
    question: str = ""
    raised: str = ""
    raised_by: str = ""
    needed_by: str = ""
    needed_on: str = ""
    answer: str = ""
    """What the forum said, why the question was withdrawn, or to whom it was passed on."""
    returned: str = ""
    """When it ended, however it did."""
    ended: Ending = ""
    """How it ended; empty while it is open, and for what ended before this was kept (`domain.escalation.how_ended` tells
    that)."""


RECORDS: dict[str, type[Record]] = {
    record.KIND: record for record in (Details, Workstream, Stage, Kind, Forum, Limit, View, Artefact, Blocker, Escalation)
}
"""Every kind in the order in which files and tables hold them: what is referred to comes first."""

REFERENCES: dict[str, dict[str, str]] = {
    "forum": {"parent": "forum"},
    "limit": {"workstream": "workstream", "stage": "stage"},
    "artefact": {"kind": "kind", "workstream": "workstream", "stage": "stage"},
    "blocker": {"artefact": "artefact"},
    "escalation": {"blocker": "blocker", "forum": "forum"},
}
"""Which field of which kind names a record of which kind."""

_NAMES = ("id", "name", "short", "aliases", "rank", "retired")

SHARED: dict[str, tuple[str, ...]] = {
    "board": (
        "id", "name", "classification", "example", "readers",
        "gate_version", "gate_outcome", "gate_decision", "gate_change_request",
    ),
    "workstream": _NAMES,
    "stage": (*_NAMES, "role"),
    "kind": _NAMES,
    "forum": (*_NAMES, "level", "parent", "cadence", "active_from", "active_to"),
    "limit": ("id", "workstream", "stage", "most", "gate"),
    "view": (*_NAMES, "owner", "query", "density", "folded"),
    "artefact": (
        "id", "ref", "title", "kind", "workstream", "stage", "rank", "owner", "priority", "due", "due_on", "version",
        "labels", "links", "outcome", "decision", "stage_since", "stage_note", "retired",
    ),
    "blocker": (
        "id", "artefact", "reason", "owner", "since", "raised_by", "needed_by", "needed_on", "closed", "closing_note",
    ),
    "escalation": (
        "id", "blocker", "forum", "question", "raised", "raised_by", "needed_by", "needed_on", "answer", "returned",
        "ended",
    ),
}  # fmt: skip
"""Which fields of which kind may leave a board. A field that is not named here is private and leaves only where its user
asks for it; a kind that is not named leaves not at all."""
