"""The rules of movement, as `docs/vocabulary.md` states them."""

from __future__ import annotations

import pytest

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.records import Artefact
from mhhs_board.domain.workflow import Lacking, sentences, verdict
from mhhs_board.operations.configuring import add_named, configure, retire_named
from mhhs_board.operations.editing import edit
from mhhs_board.operations.moving import move
from tests.boards import act, board_of, one

STAGES = ["backlog", "in-progress", "l4-review", "dag-review", "approved"]


@pytest.fixture
def board() -> Board:
    return board_of()


def _standing_in(board: Board, stage: str) -> Artefact:
    process = one(board, "elexon", "Process 5")
    if stage != "backlog":
        act(board, move, ids=[process.id], stage=stage, override="for the test")
    return one(board, "elexon", "Process 5")


@pytest.mark.parametrize("start", STAGES)
@pytest.mark.parametrize("end", [*STAGES, BLOCKED])
def test_every_pair_of_columns(board: Board, start: str, end: str) -> None:
    """Forward by one is free, a skip asks for an override, back is free except out of decision and done."""
    judged = verdict(board, _standing_in(board, start), "elexon", end)
    if end == BLOCKED:
        expected = (False, "") if start == "approved" else (False, "block")
    else:
        steps = STAGES.index(end) - STAGES.index(start)
        if steps > 1:
            expected = (False, "override")
        elif steps < 0 and start in ("dag-review", "approved"):
            expected = (False, "reason")
        else:
            expected = (True, "")
    assert (judged.allowed, judged.needs) == expected
    assert judged.allowed or judged.sentence.endswith(".")


def test_a_skip_names_what_it_skips(board: Board) -> None:
    judged = verdict(board, one(board, "smart", "Process 5"), "smart", "dag-review")
    assert "In Progress and L4 Working Group Review" in judged.sentence


def test_one_line_grants_a_skip_and_a_way_back(board: Board) -> None:
    process = one(board, "smart", "Process 5")
    assert verdict(board, process, "smart", "approved", override="DAG said so").allowed
    process = one(board, "smart", "Process 1")
    assert verdict(board, process, "smart", "dag-review", reason="reopened by CR044").allowed


def test_rules_speak_of_roles_not_of_names(board: Board) -> None:
    """A stage added behind Approved with the role work may be left backwards without a word."""
    act(board, add_named, kind="stage", name="Published", role="work")
    stage = board.stages[-1].id
    process = one(board, "smart", "Process 1")
    act(board, move, ids=[process.id], stage=stage)
    assert verdict(board, one(board, "smart", "Process 1"), "smart", "approved").allowed


def test_a_retired_stage_is_no_skip_and_takes_nothing_in(board: Board) -> None:
    for ref, lane in (("Process 4", "advanced"), ("Process 1", "unmetered")):
        act(board, move, ids=[one(board, lane, ref).id], stage="in-progress")
    for lane in ("registrations", "elexon"):
        for ref in ("Process 2", "Process 3"):
            act(board, move, ids=[one(board, lane, ref).id], stage="in-progress")
    act(board, retire_named, kind="stage", id="l4-review")
    process = one(board, "smart", "Process 4")
    assert verdict(board, process, "smart", "dag-review").allowed
    judged = verdict(board, process, "smart", "l4-review")
    assert not judged.allowed
    assert not judged.needs


def test_where_no_stage_is_stated_any_stage_may_be(board: Board) -> None:
    process = one(board, "smart", "Process 2")
    assert all(verdict(board, process, "smart", stage).allowed for stage in STAGES)


class TestGates:
    """Evidence on the way: off, warn or refuse, everything missing named at once."""

    def test_off_says_nothing(self, board: Board) -> None:
        assert verdict(board, one(board, "smart", "Process 4"), "smart", "l4-review").lacking == ()

    def test_warn_lets_go_and_names_all_that_is_missing(self, board: Board) -> None:
        act(board, configure, values={"gate.version": "warn"})
        judged = verdict(board, one(board, "smart", "Process 4"), "smart", "l4-review")
        assert judged.allowed
        assert sentences(judged.lacking) == [
            "Process 4 is in L4 Working Group Review, but no version is stated and no owner is stated."
        ]

    def test_of_several_that_lack_the_same_there_is_one_sentence(self) -> None:
        lacking = [Lacking(f"BP{number:03}", "in Approved, but no version is stated") for number in range(1, 11)]
        other = Lacking("BP011", "in Approved, but no owner is stated")
        assert sentences([*lacking[:5], other, *lacking[5:]]) == [
            "10 are in Approved, but no version is stated: "
            "BP001; BP002; BP003; BP004; BP005; BP006; BP007; BP008; and 2 more.",
            "BP011 is in Approved, but no owner is stated.",
        ]

    def test_refuse_names_all_that_is_missing_and_no_line_helps(self, board: Board) -> None:
        act(board, configure, values={"gate.version": "refuse", "gate.outcome": "refuse"})
        judged = verdict(board, one(board, "smart", "Process 4"), "smart", "dag-review", override="hurry")
        assert not judged.allowed
        assert not judged.needs
        for word in ("version", "owner", "outcome"):
            assert word in judged.sentence

    def test_evidence_opens_the_gate(self, board: Board) -> None:
        act(board, configure, values={"gate.version": "refuse"})
        process = one(board, "smart", "Process 4")
        act(board, edit, artefact=process.id, values={"version": "0.3", "owner": "Ana"})
        assert verdict(board, one(board, "smart", "Process 4"), "smart", "l4-review").allowed

    @pytest.mark.parametrize(
        ("gate", "field", "evidence", "ref", "end", "arguments"),
        [
            ("gate.outcome", "outcome", "consensus", "Process 4", "dag-review", {"override": "x"}),
            ("gate.decision", "decision", "DAG-DEC12", "Process 3", "approved", {"override": "x"}),
            ("gate.change-request", "links", "CR044", "Process 1", "dag-review", {"reason": "x"}),
        ],
    )
    def test_each_gate_stands_before_its_stage(
        self, board: Board, gate: str, field: str, evidence: str, ref: str, end: str, arguments: dict[str, str]
    ) -> None:
        act(board, configure, values={gate: "refuse"})
        process = one(board, "smart", ref)
        assert not verdict(board, process, "smart", end, **arguments).allowed
        act(board, edit, artefact=process.id, values={field: evidence})
        assert verdict(board, one(board, "smart", ref), "smart", end, **arguments).allowed

    def test_another_lane_passes_no_gate(self, board: Board) -> None:
        act(board, configure, values={"gate.version": "refuse", "gate.decision": "refuse"})
        assert verdict(board, one(board, "smart", "Process 1"), "elexon", "approved").allowed


class TestLimits:
    """A limit sits on a stage, a lane or a cell; the kept stage counts while blocked."""

    @pytest.mark.parametrize("place", ["L4 Review", "Advanced/L4 Review"])
    def test_refuse(self, board: Board, place: str) -> None:
        count = 6 if place == "L4 Review" else 1
        act(board, configure, values={f"limit:{place}": f"{count} refuse"})
        judged = verdict(board, one(board, "advanced", "Process 5"), "advanced", "l4-review")
        assert not judged.allowed
        assert str(count) in judged.sentence
        act(board, configure, values={f"limit:{place}": f"{count + 1} refuse"})
        assert verdict(board, one(board, "advanced", "Process 5"), "advanced", "l4-review").allowed

    def test_warn(self, board: Board) -> None:
        act(board, configure, values={"limit:L4 Review": "1"})
        judged = verdict(board, one(board, "smart", "Process 4"), "smart", "l4-review")
        assert judged.allowed
        assert "limit of 1" in judged.lacking[0].what

    def test_a_lane_at_its_limit_still_moves_within(self, board: Board) -> None:
        act(board, configure, values={"limit:Smart": "5 refuse"})
        assert verdict(board, one(board, "smart", "Process 4"), "smart", "l4-review").allowed
        assert not verdict(board, one(board, "elexon", "Process 4"), "smart", "in-progress").allowed

    def test_several_at_once_are_counted_together(self, board: Board) -> None:
        from mhhs_board.domain.errors import Refused

        act(board, configure, values={"limit:In Progress": "6 refuse"})
        ids = [one(board, lane, "Process 5").id for lane in ("smart", "elexon")]
        with pytest.raises(Refused, match="limit of 6"):
            act(board, move, ids=ids, stage="in-progress")
        act(board, move, ids=ids[:1], stage="in-progress")
