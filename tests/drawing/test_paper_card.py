"""Cards on paper: whole, whatever they say and however long that is; what a meeting asks first stands first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.board import Board
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Blocker, Escalation, Kind
from mhhs_board.drawing import fonts, theme
from mhhs_board.drawing.geometry import Density
from mhhs_board.drawing.marks import Mark
from mhhs_board.drawing.paper_card import PAD, PaperPen
from tests.boards import TODAY
from tests.drawing.boards import artefact, board_with

pytestmark = pytest.mark.usefixtures("qapp")
DENSITIES = [Density.COMPACT, Density.NORMAL, Density.FULL]
WIDTHS = [140, 165, 236]


def pen_of(board: Board, width: int = 165, density: Density = Density.NORMAL) -> PaperPen:
    return PaperPen(board, theme.load("print"), TODAY, width, density)


def marks_of(pen: PaperPen, name: str) -> tuple[Mark, ...]:
    return pen.measured(name, pen.width, pen.density)[1]


def words(pen: PaperPen, *names: str) -> str:
    """All that stands on a card or its pieces, from top to bottom."""
    marks = [mark for name in names for mark in sorted(marks_of(pen, name), key=lambda mark: (mark.y, mark.x))]
    return " ".join(mark.text for mark in marks if mark.text)


def letters(text: str) -> str:
    return "".join(text.replace("\N{FIRST STRONG ISOLATE}", "").replace("\N{POP DIRECTIONAL ISOLATE}", "").split())


def one(*more: Record, **fields: Any) -> Board:
    return Board([*board_with([artefact(1, **fields)]).all_records(), *more], seq=1)


def kind_of(board: Board) -> Kind:
    return next(iter(board.of(Kind).values()))


@pytest.mark.parametrize("density", DENSITIES)
@pytest.mark.parametrize("width", WIDTHS)
def test_title_reason_and_all_else_is_whole(width: int, density: Density) -> None:
    title, reason = ("Settlement timetable " * 20)[:300].strip(), ("the interface is not agreed " * 20)[:300].strip()
    said = {"owner": "Programme Coordination Manager " * 3, "priority": "Critical", "version": "v0.3"}
    blocker = Blocker(id="b1", artefact="a000001", reason=reason, owner="Data Communications Company", since="2026-10-01")
    board = one(blocker, title=title, due="8 May 2027", due_on="2027-05-08", **said)
    pen = pen_of(board, width, density)
    height = pen.measure("a000001")
    shown = letters(words(pen, "a000001"))
    for text in (title, reason, "Data Communications Company to unblock", "Due 8 May 2027", *map(str.strip, said.values())):
        assert letters(text) in shown
    assert "…" not in shown
    for mark in marks_of(pen, "a000001"):
        assert 0 <= mark.x <= width
        assert 0 <= mark.y <= height - 2


@pytest.mark.parametrize("density", DENSITIES)
def test_due_day_and_priority_stand_before_the_kind_and_the_day_has_its_year(density: Density) -> None:
    board = one()
    kind = kind_of(board)
    for due, told in (("2026-12-30", "30 Dec 2026"), ("2027-05-08", "8 May 2027"), ("2026-11-03", "! Due 3 Nov 2026")):
        board = one(due=due, due_on=due, priority="Critical", kind=kind.id)
        pen = pen_of(board, density=density)
        pen.measure("a000001")
        shown = words(pen, "a000001")
        assert shown.index(told) < shown.index("Critical") < shown.index(kind.name)


def test_every_blocker_and_every_forum_is_said() -> None:
    blockers = [
        Blocker(id=f"b{n}", artefact="a000001", reason=f"Reason number {n}", since=f"2026-10-0{n}T08:00:00Z")
        for n in (1, 2, 3)
    ]
    base = one()
    low, high = base.forums[0], base.forums[-1]
    asked = [
        Escalation(id="e1", blocker="b1", forum=low.id, raised="2026-10-02T08:00:00Z"),
        Escalation(
            id="e2", blocker="b2", forum=high.id, raised="2026-10-03T08:00:00Z", needed_by="9 Nov", needed_on="2026-11-09"
        ),
    ]
    pen = pen_of(one(*blockers, *asked), 236)
    pen.measure("a000001")
    shown = words(pen, "a000001")
    for number in (1, 2, 3):
        assert f"({number} of 3): Reason number {number}" in shown
    assert f"Escalated to {low.short or low.name}" in shown
    assert f"Escalated to {high.short or high.name} · overdue" in shown


SCRIPTS = st.sampled_from("aЖ日عก 😀é'\N{ZERO WIDTH JOINER}<&\\")


@given(st.text(SCRIPTS, min_size=1, max_size=300), st.sampled_from(WIDTHS), st.sampled_from(DENSITIES))
def test_no_letter_of_any_script_is_lost(title: str, width: int, density: Density) -> None:
    if not title.strip():
        return
    pen = pen_of(one(title=title), width, density)
    pen.measure("a000001")
    assert letters(fonts.spelt(title)) in letters(words(pen, "a000001"))


@pytest.mark.parametrize("most", [60, 150, 400])
def test_a_card_higher_than_a_page_goes_on_under_its_reference(most: int) -> None:
    title = ("Settlement timetable " * 20)[:300].strip()
    pen = pen_of(one(title=title, ref="BR009"))
    whole = pen.measure("a000001")
    names = pen.divide("a000001", most)
    assert len(names) > 1 or whole <= most
    assert names[0] == "a000001"
    assert [pen.begins(name) for name in names] == [True] + [False] * (len(names) - 1)
    assert all(2 * PAD < pen.heights[name] <= most for name in names)
    assert all(words(pen, name).startswith("BR009 · continued") for name in names[1:])
    assert letters(title) in letters(words(pen, *names).replace("BR009 · continued", ""))


def test_a_card_that_fits_is_not_divided() -> None:
    pen = pen_of(one())
    assert pen.divide("a000001", pen.measure("a000001")) == ["a000001"]


def test_a_title_of_a_damaged_file_ends_somewhere() -> None:
    pen = pen_of(one(title="x" * 1_000_000))
    assert pen.measure("a000001") < 4000


def test_a_sign_that_no_font_has_is_spelt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "drawable", lambda sign: sign != "\N{LARGE RED CIRCLE}")
    pen = pen_of(one(title="\N{LARGE RED CIRCLE} Meter ✓ Ж"), 236)
    pen.measure("a000001")
    assert "[large red circle] Meter ✓ Ж" in words(pen, "a000001")


def test_what_follows_each_other_without_a_ground_is_told_apart() -> None:
    board = one()
    kind = kind_of(board)
    pen = pen_of(one(kind=kind.id, owner="Ana Berg"), 236, Density.COMPACT)
    pen.measure("a000001")
    assert f"{kind.name} · Ana Berg" in words(pen, "a000001")


def test_an_owner_is_named_and_an_age_says_of_what() -> None:
    board = one(owner="Business Analyst 3", stage_since="2026-11-01T12:00:00Z")
    pen = pen_of(board)
    pen.measure("a000001")
    assert "Owner: Business Analyst 3" in words(pen, "a000001")
    assert " d in stage" in words(pen, "a000001")
    assert not [mark for mark in marks_of(pen, "a000001") if mark.sort == "disc"]
