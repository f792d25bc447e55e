"""Every verb in any order, by two people at two windows on one file: what must hold of a board holds after each step.

A state machine that hypothesis drives and, where it fails, makes short. `python -m tests.features.any_order --steps 20000`
takes that many steps and says what was done and what was refused.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from mhhs_board.base import clock
from mhhs_board.domain import dates, invariants
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.escalation import how_ended, subject
from mhhs_board.domain.governance import Decision, Forum
from mhhs_board.domain.imported import Row
from mhhs_board.domain.records import Artefact, Escalation, Stage, Workstream
from mhhs_board.operations import blocking, configuring, editing, escalating, moving, registering
from mhhs_board.operations.context import Context
from mhhs_board.operations.importing import importing
from mhhs_board.program import boards
from mhhs_board.workspace import Workspace

DRAWN = st.integers(0, 10_000)
"""Chosen among what there is, whatever its number is."""
NAMES = ("workstream", "stage", "forum", "kind")
WORDS = ("", "Agreed on the call")


class AnyOrder(RuleBasedStateMachine):
    """Two windows on one board of two lanes, where a short run meets what a long one would on a larger board."""

    steps: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(
            prefix="any-order-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None
        )
        path = Path(self._folder.name) / "board.mhhsboard"
        boards.create_board(path, "l4-bare", name="Any order")
        moments, ids = itertools.count(), itertools.count()

        def now() -> datetime:
            return datetime.fromisoformat("2026-11-24T08:00:00+00:00") + timedelta(minutes=next(moments))

        def today() -> date:
            return dates.instant_day(self.windows[0].head.at) or date(2026, 11, 24)

        self.windows: list[Workspace] = []
        for actor in ("Ana", "Ben"):
            opened = boards.open_workspace(path, actor=actor, kept=False)
            opened._now, opened._today = now, today
            # What hypothesis plays again must come out the same, so no id is drawn by chance.
            opened.context = lambda opened=opened: Context(  # type: ignore[method-assign, misc]
                opened.actor, clock.instant(now()), today(), new_id=lambda: f"{next(ids):032x}"
            )
            self.windows.append(opened)
        self.refs = itertools.count(1)

    def teardown(self) -> None:
        for window in self.windows:
            window.close()
        self._folder.cleanup()

    # -- acting ------------------------------------------------------------------------------------------------------

    def _do(self, who: int, operation: Any, **arguments: Any) -> None:
        name = operation if isinstance(operation, str) else operation.__name__
        window = self.windows[who % 2]
        window.poll()
        try:
            if isinstance(operation, str):
                entry = getattr(window, operation)(**arguments)
            else:
                entry = window.run(operation, **arguments)
        except Refused as refused:
            said = str(refused)
        else:
            self.steps[name if entry else f"{name}, nothing to change"] += 1
            return
        self.refused[name] += 1
        assert said.strip()
        assert not [word for word in ("None", "KeyError", "Traceback") if word in said], said

    @property
    def board(self) -> Board:
        return self.windows[0].board

    def _artefact(self, at: int, *, blocked: bool = False) -> str:
        live = [found.id for found in self.board.of(Artefact).values() if not found.retired]
        held = [found for found in live if self.board.is_blocked(found)]
        known = sorted(held if blocked and held else live)
        return known[at % len(known)] if known else ""

    def _any(self, record: type[Any], at: int) -> str:
        known = sorted(self.board.of(record))
        return known[at % len(known)]

    # -- the verbs ---------------------------------------------------------------------------------------------------

    @initialize()
    def some_are_there(self) -> None:
        for lane in ("smart", "elexon"):
            self._do(
                0,
                editing.add_several,
                artefacts=[{"title": f"{lane} {n}", "ref": f"R{n}"} for n in range(2)],
                workstream=lane,
            )

    @rule(who=DRAWN, lane=DRAWN, stage=DRAWN, override=st.sampled_from(WORDS))
    def add(self, who: int, lane: int, stage: int, override: str) -> None:
        ref = f"N{next(self.refs)}"
        lane_id, stage_id = self._any(Workstream, lane), self._any(Stage, stage)
        self._do(who, editing.add, title=f"New {ref}", ref=ref, workstream=lane_id, stage=stage_id, override=override)

    @rule(who=DRAWN, at=DRAWN, owner=st.sampled_from(("", "DIP", "Analyst")))
    def edit(self, who: int, at: int, owner: str) -> None:
        if artefact := self._artefact(at):
            self._do(who, editing.edit, artefact=artefact, values={"owner": owner})

    @rule(who=DRAWN, at=DRAWN)
    def retire(self, who: int, at: int) -> None:
        if artefact := self._artefact(at):
            self._do(who, editing.retire, ids=[artefact])

    @rule(
        who=DRAWN, ats=st.lists(DRAWN, min_size=1, max_size=3), lane=st.none() | DRAWN, stage=st.none() | DRAWN,
        slot=st.none() | st.integers(0, 3), unblock=st.booleans(), line=st.sampled_from(WORDS),
        ending=st.sampled_from(("", "answer", "withdraw")), blocked=st.booleans(),
    )  # fmt: skip
    def move(
        self, who: int, ats: list[int], lane: int | None, stage: int | None, slot: int | None, unblock: bool, line: str,
        ending: str, blocked: bool,
    ) -> None:  # fmt: skip
        ids = [found for at in ats if (found := self._artefact(at, blocked=blocked))]
        said: dict[str, Any] = {"override": line, "reason": line, "unblock": unblock}
        if ending:
            said[ending] = "Said at the meeting"
        self._do(
            who, moving.move, ids=ids, slot=slot, **said,
            workstream=None if lane is None else self._any(Workstream, lane),
            stage=None if stage is None else self._any(Stage, stage),
        )  # fmt: skip

    @rule(who=DRAWN, at=DRAWN, forum=st.none() | DRAWN, lane=st.none() | DRAWN)
    def block(self, who: int, at: int, forum: int | None, lane: int | None) -> None:
        if artefact := self._artefact(at):
            asked = None if forum is None else self._any(Forum, forum)
            target = None if lane is None else self._any(Workstream, lane)
            self._do(who, blocking.block, ids=[artefact], reason="No interface", forum=asked, workstream=target)

    @precondition(lambda self: self.board.blocked_count())
    @rule(who=DRAWN, at=DRAWN, forum=DRAWN)
    def escalate(self, who: int, at: int, forum: int) -> None:
        if artefact := self._artefact(at, blocked=True):
            self._do(who, escalating.escalate, artefact=artefact, forum=self._any(Forum, forum), question="Which?")

    @rule(who=DRAWN, at=DRAWN, about=st.booleans())
    def decide(self, who: int, at: int, about: bool) -> None:
        artefact = self._artefact(at) if about else ""
        values = {"ref": f"DEC{next(self.refs)}", "text": "Decided", **({"artefact": artefact} if artefact else {})}
        self._do(who, registering.add, kind="decision", values=values)

    @precondition(lambda self: self.board.of(Decision))
    @rule(who=DRAWN, at=DRAWN, forum=DRAWN)
    def escalate_decision(self, who: int, at: int, forum: int) -> None:
        found, asked = self._any(Decision, at), self._any(Forum, forum)
        self._do(who, escalating.escalate_decision, decision=found, forum=asked, question="Agreed?")

    @precondition(lambda self: self.board.of(Decision))
    @rule(who=DRAWN, at=DRAWN)
    def retire_decision(self, who: int, at: int) -> None:
        self._do(who, registering.retire, kind="decision", ids=[self._any(Decision, at)])

    @precondition(lambda self: self.board.of(Escalation))
    @rule(who=DRAWN, at=DRAWN, answered=st.booleans())
    def end(self, who: int, at: int, answered: bool) -> None:
        found = self._any(Escalation, at)
        if answered:
            self._do(who, escalating.answer, escalation=found, answer="Model B")
        else:
            self._do(who, escalating.withdraw, escalation=found, why="No longer needed")

    @precondition(lambda self: self.board.blocked_count())
    @rule(
        who=DRAWN, at=DRAWN, stage=st.none() | DRAWN, first=st.booleans(), ending=st.sampled_from(("", "answer", "withdraw")),
        line=st.sampled_from(WORDS),
    )  # fmt: skip
    def unblock(self, who: int, at: int, stage: int | None, first: bool, ending: str, line: str) -> None:
        if artefact := self._artefact(at, blocked=True):
            said = {ending: "Said at the meeting"} if ending else {}
            only = [held.id for held in self.board.open_blockers(artefact)][:1] if first else None
            target = None if stage is None else self._any(Stage, stage)
            self._do(
                who, blocking.unblock, artefact=artefact, stage=target, blockers=only, note="Settled", override=line,
                reason=line, **said,
            )  # fmt: skip

    @rule(who=DRAWN, kind=st.sampled_from(NAMES), at=DRAWN)
    def take_out_of_use(self, who: int, kind: str, at: int) -> None:
        known = configuring.named(self.board, kind)
        if known:
            self._do(who, configuring.retire_named, kind=kind, id=known[at % len(known)].id)

    @rule(who=DRAWN, kind=st.sampled_from(NAMES), word=st.sampled_from(("Load", "Faster", "Smart")))
    def add_named(self, who: int, kind: str, word: str) -> None:
        self._do(who, configuring.add_named, kind=kind, name=word, role="work", level=3)

    @rule(who=DRAWN, kind=st.sampled_from(NAMES), at=DRAWN, word=st.sampled_from(("Load", "Faster", "Smart")))
    def rename(self, who: int, kind: str, at: int, word: str) -> None:
        known = configuring.named(self.board, kind)
        if known:
            self._do(who, configuring.rename, kind=kind, id=known[at % len(known)].id, name=word)

    @rule(who=DRAWN, at=DRAWN, role=st.sampled_from(("backlog", "work", "review", "decision", "done")))
    def another_role(self, who: int, at: int, role: str) -> None:
        known = self.board.stages
        self._do(who, configuring.amend_named, kind="stage", id=known[at % len(known)].id, role=role)

    @rule(who=DRAWN, value=st.sampled_from(("2 refuse", "1 warn", "off")), gate=st.sampled_from(("off", "warn", "refuse")))
    def limits_and_gates(self, who: int, value: str, gate: str) -> None:
        stage = next(found for found in self.board.stages if not found.retired)
        self._do(who, configuring.configure, values={f"limit:{stage.id}": value, "gate.version": gate})

    @rule(who=DRAWN, bring_back=st.booleans())
    def undo(self, who: int, bring_back: bool) -> None:
        self._do(who, "undo", bring_back=bring_back)

    @rule(who=DRAWN, back=st.integers(0, 12), bring_back=st.booleans())
    def undo_this(self, who: int, back: int, bring_back: bool) -> None:
        self._do(who, "undo", seq=max(2, self.windows[0].head.seq - back), bring_back=bring_back)

    @precondition(lambda self: any(window.redoable() for window in self.windows))
    @rule(who=DRAWN, bring_back=st.booleans())
    def redo(self, who: int, bring_back: bool) -> None:
        self._do(who, "redo", bring_back=bring_back)

    @rule(
        who=DRAWN,
        ats=st.lists(DRAWN, min_size=1, max_size=4),
        stage=st.none() | DRAWN,
        lane=st.none() | DRAWN,
        column=DRAWN,
    )
    def import_a_plan(self, who: int, ats: list[int], stage: int | None, lane: int | None, column: int) -> None:
        """What somebody keeps in a spreadsheet: some artefacts as they are, some elsewhere, one that is not there."""
        rows = []
        for number, found in enumerate(filter(None, map(self._artefact, ats)), 1):
            artefact = self.board.artefact(found)
            texts = {
                "ref": artefact.ref,
                "title": artefact.title,
                "workstream": self.board.of(Workstream)[artefact.workstream].name,
            }
            if lane is not None:
                texts["workstream"] = self.board.of(Workstream)[self._any(Workstream, lane)].name
            if stage is not None:
                texts["stage"] = self.board.of(Stage)[self._any(Stage, stage)].name
            elif column % 3 == 0:
                texts |= {"stage": "Blocked", "blocked_reason": "Says the plan"}
            rows.append(Row(record=number, texts=texts))
        rows.append(Row(record=len(rows) + 1, texts={"title": f"Planned {next(self.refs)}", "workstream": "Smart"}))
        window = self.windows[who % 2]
        self._do(who, importing.import_rows, rows=rows, source="plan.csv", history=window.history)

    # -- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_broken(self) -> None:
        assert invariants.breaches(self.board) == []

    @invariant()
    def nothing_is_unseen(self) -> None:
        board = self.board
        live = sorted(found.id for found in board.of(Artefact).values() if not found.retired)
        drawn = [found for lane in board.workstreams for column in board.columns for found in board.cell(lane.id, column)]
        assert sorted(drawn) == live
        assert sorted(found.id for found in board.artefacts()) == live
        assert board.count() == len(live)
        for found in live:
            column = board.column_of(board.artefact(found))
            assert column == (BLOCKED if board.is_blocked(found) else board.artefact(found).stage)

    @invariant()
    def nothing_ends_by_itself(self) -> None:
        board = self.board
        for found in board.of(Escalation).values():
            how = how_ended(board, found)
            assert (how == "") == (not found.returned)
            if found.returned:
                assert (how, found.ended) in {(one, one) for one in ("answered", "withdrawn", "passed_on")}
                assert found.answer.strip()
                assert found.returned >= found.raised
            else:
                blocker, decision = subject(board, found)
                assert (blocker is None) != (decision is None)
                assert not (blocker.closed if blocker else decision and decision.retired)
        assert board.escalated() == Board(board.all_records()).escalated()
        waiting = {
            found.id for found in board.of(Artefact).values() if not found.retired and board.open_escalations(found.id)
        }
        assert board.escalated() == waiting

    @invariant()
    def all_windows_agree(self) -> None:
        for window in self.windows:
            window.poll()
        one, other = (window.board for window in self.windows)
        assert list(map(sorted, _told(one))) == list(map(sorted, _told(other)))
        fresh = Board(one.all_records(), one.seq)
        assert {cell: ids for cell, ids in one._cells.items() if ids} == fresh._cells
        assert [found.name for found in one.workstreams] == [found.name for found in fresh.workstreams]
        assert [found.name for found in one.stages] == [found.name for found in fresh.stages]


def _told(board: Board) -> tuple[list[str], list[str]]:
    return [repr(record) for record in board.all_records()], [f"{cell} {ids}" for cell, ids in board._cells.items() if ids]


STEPS_A_RUN = 50


def run(steps: int, *, derandomized: bool = False) -> None:
    """Take about so many steps. Raises what hypothesis found, made as short as it could be."""
    runs = max(1, steps // STEPS_A_RUN)
    chosen = settings(
        max_examples=runs, stateful_step_count=STEPS_A_RUN, deadline=None, derandomize=derandomized,
        suppress_health_check=list(HealthCheck), database=None,
    )  # fmt: skip
    run_state_machine_as_test(AnyOrder, settings=chosen)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    run(parser.parse_args().steps)
    print(f"{sum(AnyOrder.steps.values()):,} done, {sum(AnyOrder.refused.values()):,} refused")
    print("done:", dict(AnyOrder.steps.most_common()))
    print("refused:", dict(AnyOrder.refused.most_common()))
