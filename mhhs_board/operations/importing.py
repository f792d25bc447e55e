"""An import: every row of a file judged, and one entry for all that may be taken in.

Rows match by id, else by workstream and reference where that is unique on the board and in the file; an equal row is
unchanged and anything else a question (issue of the first board, "Command line"). Nothing is ever removed by an import.
Rows are taken in one after the other on a scratch board, through the same operations as a drop; the entry is the
difference, so that every rule holds here too and one undo takes all of it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from mhhs_board.domain.board import Board, difference
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact, Details
from mhhs_board.domain.references import normal
from mhhs_board.domain.rows import AnyRow, RecordRow, Row, Ruling, Verdict, counts
from mhhs_board.operations.context import Context
from mhhs_board.operations.imported_meaning import Skipped
from mhhs_board.operations.imported_records import take_record
from mhhs_board.operations.imported_rows import Taker

_FOLLOWING = frozenset({"rank", "due_on", "stage_since", "stage_note"})
"""Fields that follow from others, so that naming them tells nobody anything."""

_TRIED = 50
"""How many artefacts with the same reference are compared with one row before it is a question."""

Key = tuple[str, str, str]
"""Workstream id, reference as compared, and where there is none the title."""


def judge(board: Board, context: Context, rows: Sequence[AnyRow]) -> list[Verdict]:
    """The verdict on every row, in the order of the file; changes nothing."""
    return _taken_in(board, context, rows)[0]


def import_rows(
    board: Board,
    context: Context,
    *,
    rows: Sequence[AnyRow],
    source: str = "",
    told: Callable[[list[Verdict]], object] = lambda verdicts: None,
) -> Entry:
    """Take in what may be taken in, as one entry; skipped rows and questions are left out and told as a warning.

    `told` hears the verdict on every row, again where the head has moved meanwhile: nobody need judge them a second time.
    """
    verdicts, scratch, warnings = _taken_in(board, context, rows)
    found = counts(verdicts)
    summary = ", ".join(f"{number} {ruling}" for ruling, number in found.items() if number) or "nothing in it"
    left = found["question"] + found["skipped"]
    if left:
        warnings.insert(0, f"{left} of {len(verdicts)} rows were not taken in.")
    note = f"From {source}: {summary}." if source else f"{summary}."
    told(verdicts)
    return context.entry("import", difference(board, scratch), note=note, warnings=warnings[:20])


def _taken_in(board: Board, context: Context, rows: Sequence[AnyRow]) -> tuple[list[Verdict], Board, list[str]]:
    """Verdicts by record, the board with everything taken in, and what the rules warn of."""
    scratch = board.copy()
    verdicts: list[Verdict] = []
    records = [row for row in rows if isinstance(row, RecordRow)]
    # A whole board read into one without artefacts is a copy of it: its records stand as they are, and its rules judge
    # what comes later.
    whole = any(isinstance(row.value, Details) for row in records) and not board.of(Artefact)
    verdicts.extend(take_record(scratch, row, records, whole=whole) for row in records)
    taker = Taker(scratch, context, judged=not whole)
    artefact_rows = [row for row in rows if isinstance(row, Row)]
    matching = _Matching(board, scratch, artefact_rows, taker)
    verdicts.extend(matching.verdict(row) for row in artefact_rows)
    verdicts.sort(key=lambda verdict: verdict.record)
    return verdicts, scratch, list(dict.fromkeys(taker.warnings))


class _Matching:
    """Which artefact each row means."""

    def __init__(self, board: Board, scratch: Board, rows: Sequence[Row], taker: Taker) -> None:
        self._board = board
        self._scratch = scratch
        self._taker = taker
        self._by_key: dict[Key, list[str]] = {}
        for artefact in board.of(Artefact).values():
            if not artefact.retired:
                key = _key(artefact.workstream, artefact.ref, artefact.title)
                self._by_key.setdefault(key, []).append(artefact.id)
        self._ids = Counter(row.text("id") for row in rows if row.text("id"))
        self._claimed = {row_id for row_id in self._ids if row_id in board.of(Artefact)}
        unclaimed = (self._key_of(row) for row in rows if row.text("id") not in self._claimed)
        self._in_file: Counter[Key] = Counter(key for key in unclaimed if key is not None)

    def _key_of(self, row: Row) -> Key | None:
        try:
            lane = self._taker.means.lane(row, None)
        except Refused:
            return None
        return _key(lane, row.text("ref"), row.text("title"))

    def verdict(self, row: Row) -> Verdict:
        """Match a row, take it in, and say what became of it."""
        if row.fault:
            return _verdict(row, "skipped", row.fault)
        try:
            return self._judged(row)
        except Skipped as reason:
            return _verdict(row, "skipped", str(reason))
        except Refused as question:
            return _verdict(row, "question", str(question))

    def _judged(self, row: Row) -> Verdict:
        row_id = row.text("id")
        if row_id and self._ids[row_id] > 1:
            raise Refused(f"{self._ids[row_id]} rows of the file have the same id; only one of them can be meant.")
        if row_id in self._claimed:
            return self._updated(row, row_id)
        key = self._key_of(row)
        found = self._by_key.get(key, []) if key else []
        free = [artefact_id for artefact_id in found if artefact_id not in self._claimed]
        if key is None or not found:
            made = self._taker.add(row)
            return _verdict(row, "new", made.why, self._scratch.artefact(made.id))
        if len(found) == 1 and free and self._in_file[key] == 1 and key[1]:
            self._claimed.add(free[0])
            return self._updated(row, free[0])
        for artefact_id in free[:_TRIED]:
            if self._taker.equal(row, self._scratch.artefact(artefact_id)):
                self._claimed.add(artefact_id)
                return _verdict(row, "unchanged", "", self._scratch.artefact(artefact_id))
        name = called(self._board.artefact(found[0]))
        if len(found) > 1 or key[1] == "":
            raise Refused(f"It may be one of {len(found)} artefacts called {name} there; give the id to say which.")
        raise Refused(f"More than one row of the file may be {name} of that workstream; give the id to say which.")

    def _updated(self, row: Row, artefact_id: str) -> Verdict:
        present = self._scratch.artefact(artefact_id)
        entries = self._taker.update(row, present)
        return _verdict(row, "update" if entries else "unchanged", _altered(entries), present)


def _altered(entries: Sequence[Entry]) -> str:
    """What an update changes, in a few words: the fields of the artefact, and whether its blocker or escalation changes."""
    changes = [change for entry in entries for change in entry.changes]
    fields = [name for change in changes if change.kind == Artefact.KIND for name in change.after or ()]
    words = [name for name in fields if name not in _FOLLOWING]
    words += [change.kind for change in changes if change.kind != Artefact.KIND]
    return ", ".join(dict.fromkeys(words))


def _key(workstream: str, ref: str, title: str) -> Key:
    plain = normal(ref)
    return (workstream, plain, "" if plain else " ".join(title.casefold().split()))


def _verdict(row: Row, ruling: Ruling, why: str = "", artefact: Artefact | None = None) -> Verdict:
    stated = row.text("title")[:300]
    return Verdict(
        record=row.record,
        ref=row.ref or stated,
        verdict=ruling,
        why=why,
        id=artefact.id if artefact else "",
        title=stated or (artefact.title if artefact else ""),
    )
