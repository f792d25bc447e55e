"""What an import has read: rows as a file states them, and the verdict on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import msgspec

from mhhs_board.domain.records import Artefact, Blocker, Escalation, Record

Ruling = Literal["new", "update", "unchanged", "skipped", "question"]

TEXTS = (
    "id", "ref", "title", "kind", "workstream", "stage", "kept_stage", "column", "owner", "priority", "due", "due_on",
    "version", "outcome", "decision", "notes", "rank", "stage_since", "stage_note", "retired",
    "blocked_reason", "escalation",
)  # fmt: skip
"""The fields of a row that are one text. `stage` is the word of the column where it is drawn, `kept_stage` the stage."""

LISTS = ("labels", "links")
"""The fields of a row that are several texts."""


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

    `record` counts the file's records from 1. `exact`: names are ids and nothing is left to guess. `fault`: why the
    reader could make nothing of this record. `blockers` is None where the file has no details of them.
    """

    record: int
    texts: Mapping[str, str] = {}
    lists: Mapping[str, tuple[str, ...]] = {}
    blockers: tuple[BlockerDetail, ...] | None = None
    exact: bool = False
    fault: str = ""

    def text(self, name: str) -> str:
        """A field without blanks around it; empty where it is not stated."""
        return self.texts.get(name, "").strip()

    @property
    def ref(self) -> str:
        """What to call the row."""
        return self.text("ref")[:300]


class RecordRow(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the board itself (a stage, a workstream, a limit …) as a file states it."""

    record: int
    value: Record

    @property
    def ref(self) -> str:
        """What to call the row."""
        return str(getattr(self.value, "name", "")) or self.value.KIND


AnyRow = Row | RecordRow


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A file as read: its rows, and sentences about what in it was passed over."""

    rows: tuple[AnyRow, ...]
    remarks: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """What an import makes of one row, and why where that is not plain."""

    record: int
    ref: str
    verdict: Ruling
    why: str = ""
    id: str = ""
    """The artefact it concerns; empty where there is none."""
    title: str = ""
    """The artefact's title as the row states it, else as it stands on the board."""


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
