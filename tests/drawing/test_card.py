"""The inside of a card: two lines at most, nothing outside its rectangle, measured once."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board, revised
from mhhs_board.domain.governance import Decision, Item
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Escalation
from mhhs_board.drawing import theme
from mhhs_board.drawing.card import CardPen, advance, elided, wrapped
from mhhs_board.drawing.face import face_of, signs
from mhhs_board.drawing.geometry import SIZES, Density, Rect, lay_out
from mhhs_board.drawing.paint import BoardPainter
from tests import boards
from tests.drawing.boards import artefact, blocked, board_with

WORDS = [
    "Agent appointment for smart meters with the whole of half-hourly settlement",
    "Pneumonoultramicroscopicsilicovolcanoconiosisandfurtherunbreakable",
    "Назначение агента для интеллектуальных счётчиков и далее",
    "<b>bold</b> & =HYPERLINK(1)",
    "a 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 title with letters that take two units each 𝔞𝔟𝔠𝔡𝔢𝔣𝔤𝔥𝔦𝔧𝔨𝔩𝔪",
]


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("width", [60, 120, 190])
def test_a_title_takes_two_lines_at_most_and_fits_them(qtbot: QtBot, text: str, width: int) -> None:
    lines = wrapped(text, 13, False, width, 2)
    assert 1 <= len(lines) <= 2
    assert all(advance(line, 13) <= width + 1 for line in lines)
    assert text.startswith(lines[0].rstrip("…"))


def test_a_digit_has_room_where_a_wide_letter_has_none(qtbot: QtBot) -> None:
    """The count behind a stage's name vanished where just as much room was left as it needs."""
    wide = advance("4", 12)
    assert wide < 12
    assert elided("4", 12, False, wide) == "4"
    assert elided("44", 12, False, wide) == ""


def test_a_short_title_stays_on_one_line(qtbot: QtBot) -> None:
    assert wrapped("Short", 13, False, 150, 2) == ["Short"]


def full_board() -> Board:
    one, stop = blocked(1)
    rich = {
        "owner": "Mary Smith",
        "due": "8 May",
        "priority": "High",
        "version": "0.3",
        "stage_note": "agreed",
        "notes": "x",
    }
    cards = [
        msgspec.structs.replace(one, title=WORDS[0], **rich),
        artefact(2, title=WORDS[0], **rich),
        artefact(3, title=WORDS[1]),
    ]
    return board_with(cards, [stop])


@pytest.mark.parametrize("density", list(Density))
@pytest.mark.parametrize("width", [138, 176, 260])
def test_no_mark_leaves_its_card(qtbot: QtBot, density: Density, width: int) -> None:
    board = full_board()
    if density is Density.DOTS:
        width = SIZES[density].card
    pen = CardPen(board, theme.load("light"), boards.TODAY)
    for found in board.artefacts():
        face, marks = pen.measured(found.id, width, density)
        height = SIZES[density].blocked if face.blocked else SIZES[density].card
        for mark in marks:
            wide = advance(mark.text, mark.pixels, mark.bold) if mark.sort == "text" else mark.width
            assert mark.x >= 0
            assert mark.x + wide <= width, mark
            assert mark.y + (3 if mark.sort == "text" else mark.height) <= height, mark


def test_a_card_is_measured_again_only_where_its_records_changed(qtbot: QtBot) -> None:
    board = boards.board_of()
    pen = CardPen(board, theme.load("light"), boards.TODAY)
    card = boards.one(board, "smart", "Process 4")
    _, marks = pen.measured(card.id, 180, Density.COMPACT)
    assert pen.measured(card.id, 180, Density.COMPACT)[1] is marks
    board.of(type(card))[card.id] = msgspec.structs.replace(card, title="Another title")
    face, after = pen.measured(card.id, 180, Density.COMPACT)
    assert face.title == "Another title"
    assert after is not marks


def drawn(pen: CardPen, found: str, density: Density, **state: bool) -> QImage:
    height = SIZES[density].card
    image = QImage(180, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen.draw(painter, found, QRectF(0, 0, 180, height), density, **state)
    painter.end()
    return image


def differing(one: QImage, other: QImage) -> float:
    """The share of channels in which two images differ so that an eye might see it."""
    pairs = list(zip(bytes(one.constBits()), bytes(other.constBits()), strict=True))
    return sum(abs(a - b) > 12 for a, b in pairs) / len(pairs)


def test_stamped_cards_look_like_strokes_and_show_every_state(qtbot: QtBot) -> None:
    board = full_board()
    pen = CardPen(board, theme.load("light"), boards.TODAY)
    states: list[dict[str, bool]] = [{}, {"selected": True}, {"focused": True}, {"hovered": True}]
    strokes = [drawn(pen, "a000002", Density.COMPACT, **state) for state in states]
    pen.stamps.ratio = 1.0
    for _ in range(2):  # made, then taken from what is kept
        stamped = [drawn(pen, "a000002", Density.COMPACT, **state) for state in states]
        assert max(map(differing, stamped, strokes)) < 0.01, "only at the edges of letters, where light is blended twice"
    assert len({bytes(image.constBits()) for image in strokes}) == len(states)


def test_another_theme_is_another_picture(qtbot: QtBot) -> None:
    pen = CardPen(full_board(), theme.load("light"), boards.TODAY)
    pen.stamps.ratio = 1.0
    light = drawn(pen, "a000002", Density.COMPACT)
    pen.theme = theme.load("dark")
    assert drawn(pen, "a000002", Density.COMPACT) != light


def test_a_blocked_card_differs_in_grey_too(qtbot: QtBot) -> None:
    one, stop = blocked(1)
    free = board_with([one])
    held = board_with([one], [stop])
    grey = [
        drawn(CardPen(board, theme.load("print"), boards.TODAY), one.id, Density.NORMAL).convertToFormat(
            QImage.Format.Format_Grayscale8
        )
        for board in (free, held)
    ]
    stripes = [[grey_one.pixelColor(6, y).lightness() for y in range(8, 80)] for grey_one in grey]
    assert len(set(stripes[0][4:-4])) == 1, "a plain stripe"
    assert len(set(stripes[1][4:-4])) > 3, "a hatched one"


@pytest.mark.parametrize(
    "title",
    [
        "नमस्ते दुनिया शीर्षक",
        "தமிழ்",
        "ខ្មែរ",
        "ܐܪܡܝܐ",
        "🎉👩‍👩‍👧‍👦🇬🇧",
        "שלום עולם",
        "مرحبا بالعالم",
        "\U0010ffff\ufdd0",
        "e" + "\u0301" * 200,
        "W" * 400,
    ],
)
def test_every_script_is_drawn_without_a_word_from_qt_and_inside_its_card(qtbot: QtBot, qtlog: Any, title: str) -> None:
    """What is drawn outside the card would be seen."""
    board = board_with([artefact(1, title=title, owner=title[:40])])
    for density in Density:
        image = QImage(260, 260, QImage.Format.Format_RGB32)
        image.fill(0xFFFF00FF)
        painter = QPainter(image)
        CardPen(board, theme.load("light"), boards.TODAY).draw(
            painter, "a000001", QRectF(30, 40, 180, SIZES[density].card), density
        )
        painter.end()
        outside = QImage(image)
        wiped = QPainter(outside)
        wiped.fillRect(30, 40 - 2, 180, SIZES[density].card + 4, QColor(255, 0, 255))
        wiped.end()
        assert {outside.pixel(x, y) for x in range(0, 260, 3) for y in range(0, 260, 3)} == {0xFFFF00FF}
    assert not [record.message for record in qtlog.records]


@pytest.mark.parametrize(
    ("width", "words"),
    [(260, "! Due 12 Oct 2022"), (139, "! 12 Oct 2022"), (120, "! 12 Oct 22")],
)
def test_a_day_that_has_passed_is_said_in_as_many_words_as_there_is_room_for(qtbot: QtBot, width: int, words: str) -> None:
    board = board_with([artefact(1, title=WORDS[0], owner="Mary Smith", due="12 October 2022", due_on="2022-10-12")])
    _, marks = CardPen(board, theme.load("light"), boards.TODAY).measured("a000001", width, Density.COMPACT)
    assert words in [mark.text for mark in marks]


@pytest.mark.parametrize("density", [Density.COMPACT, Density.NORMAL, Density.FULL])
@pytest.mark.parametrize("width", [112, 118, 124, 139, 160, 200, 260])
@pytest.mark.parametrize("kind", [None, "operational-choreography"])
@pytest.mark.parametrize("due", ["2027-05-08", "2022-10-12"])
def test_a_day_is_whole_with_its_year_or_not_there(
    qtbot: QtBot, density: Density, width: int, kind: str | None, due: str
) -> None:
    one = artefact(1, title=WORDS[0], owner="Mary Smith", due=due, due_on=due, kind=kind, priority="High", version="1.0")
    _, marks = CardPen(board_with([one]), theme.load("light"), boards.TODAY).measured("a000001", width, density)
    said = [mark.text for mark in marks if "May" in mark.text or "Oct" in mark.text or mark.text.startswith("!")]
    day = dates.short(date.fromisoformat(due), boards.TODAY)
    brief = dates.brief(date.fromisoformat(due), boards.TODAY)
    assert len(said) == 1, "what else is said leaves it room"
    assert said[0] in {f"Due {day}", f"Due {brief}", brief, f"! Due {day}", f"! {day}", f"! {brief}", "!"}


@pytest.mark.parametrize("name", ["שלום עולם וגם עוד כמה מילים", "مرحبا بالعالم هذا عنوان طويل"])
def test_what_is_cut_of_a_text_from_right_to_left_has_its_dots_at_the_left(qtbot: QtBot, name: str) -> None:
    """Drawn on the board; a text of the other direction would have them at the right, before its first word."""
    board = board_with([artefact(1, title=name * 4)])
    layout = lay_out(board, width=1000)
    image = QImage(layout.width, layout.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    BoardPainter(board, theme.load("light"), boards.TODAY).body(painter, layout, Rect(0, 0, layout.width, layout.height))
    painter.end()
    rect = layout.card_rect("a000001")
    assert rect is not None
    _, marks = CardPen(board, theme.load("light"), boards.TODAY).measured("a000001", rect.width, layout.density)
    title = next(mark for mark in marks if mark.text.endswith("…"))
    wide = round(advance(title.text, title.pixels))
    baseline, ends = rect.y + title.y, (rect.x + title.x, rect.x + title.x + wide - 12)
    ink = [
        sum(
            image.pixelColor(x, y).lightness() < 160
            for x in range(left, left + 11)
            for y in range(baseline - 9, baseline - 2)
        )
        for left in ends
    ]
    assert ink[0] < ink[1], "dots stand on the line, letters above it"


def marks_of(width: int, density: Density, forum: str = "Ofgem", stage: str = "l4-review") -> list[str]:
    """The texts of a blocked card that is escalated and overdue."""
    one, stop = blocked(1)
    board = board_with([msgspec.structs.replace(one, stage=stage, due="8 May")], [stop])
    to = next(found for found in board.forums if (found.short or found.name) == forum)
    late = Escalation(id="e", blocker=stop.id, forum=to.id, raised="2026-11-01T08:00:00Z", needed_on="2026-11-02")
    board = Board([*board.all_records(), late])
    _, marks = CardPen(board, theme.load("light"), boards.TODAY).measured(one.id, width, density)
    return [mark.text for mark in marks if mark.text]


@pytest.mark.parametrize(
    ("width", "flag"),
    [
        (320, "Escalated to Ofgem · overdue"),
        (260, "To Ofgem · overdue"),
        (172, "To Ofgem · overdue"),
        (139, "Ofgem · overdue"),
        (120, "! Ofgem"),
    ],
)
@pytest.mark.parametrize("density", [Density.COMPACT, Density.NORMAL, Density.FULL])
def test_forum_overdue_and_kept_stage_are_whole_at_every_width(
    qtbot: QtBot, density: Density, width: int, flag: str
) -> None:
    texts = marks_of(width, density)
    assert flag in texts
    assert not [text for text in texts if text.startswith("at ") and text.endswith("…")]
    assert "at L4 Review" in texts or (density is Density.COMPACT and width < 172), "the least card has no room for it"


@pytest.mark.parametrize(
    ("due", "needed", "asked", "flag", "stop"),
    [
        ("", "2026-11-01", "2027-03-01", "Escalated to DAG", "Blocked, overdue"),
        ("", "2027-01-01", "2026-11-02", "Escalated to DAG · overdue", "Blocked"),
        ("", "2026-11-01", "2026-11-02", "Escalated to DAG · overdue", "Blocked, overdue"),
        ("2026-11-01", "", "", "Escalated to DAG", "Blocked, overdue"),
        ("2027-01-01", "2027-01-01", "2027-03-01", "Escalated to DAG", "Blocked"),
    ],
)
def test_only_what_is_past_its_day_is_called_overdue(due: str, needed: str, asked: str, flag: str, stop: str) -> None:
    one, held = blocked(1)
    one = msgspec.structs.replace(one, due=due, due_on=due)
    board = board_with([one], [msgspec.structs.replace(held, needed_by=needed, needed_on=needed)])
    to = next(found for found in board.forums if found.short == "DAG")
    put = Escalation(id="e", blocker=held.id, forum=to.id, raised="2026-10-01T08:00:00Z", needed_by=asked, needed_on=asked)
    board = Board([*board.all_records(), put])
    face = face_of(board, signs(board, board.artefact(one.id)), boards.TODAY)
    assert (face.flag, face.stop) == (flag, stop)


def marked(*, note: bool = True, waiver: bool = True, stopped: bool = False) -> Board:
    """A card that came where it stands by an override, a waiver, or both, with all else that a card may say."""
    one, stop = blocked(1) if stopped else (artefact(1), None)
    card = msgspec.structs.replace(
        one,
        title=WORDS[0],
        owner="Mary Smith",
        due="8 May",
        due_on="2027-05-08",
        priority="High",
        stage_since="2026-11-12T08:00:00Z",
        stage_note="agreed" if note else "",
        stage_notes="2026-11-12T08:00:00Z · override · Approved · agreed" if note else "",
    )
    board = board_with([card], [stop] if stop else [])
    made = Item(id="i", subject="It", artefact=card.id, outcome="waived", waived_by="Chair of the BPRWG")
    return Board([*board.all_records(), *([made] if waiver else [])])


@pytest.mark.parametrize("density", [Density.COMPACT, Density.NORMAL, Density.FULL])
@pytest.mark.parametrize("width", [120, 126, 139, 160, 200, 260, 400])
@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize(
    ("note", "waiver", "words"),
    [(True, False, {"override"}), (False, True, {"waived"}), (True, True, {"override", "waived"})],
)
def test_an_override_and_a_waiver_are_whole_words_at_every_width(
    qtbot: QtBot, density: Density, width: int, stopped: bool, note: bool, waiver: bool, words: set[str]
) -> None:
    board = marked(note=note, waiver=waiver, stopped=stopped)
    _, marks = CardPen(board, theme.load("light"), boards.TODAY).measured("a000001", width, density)
    said = {mark.text.split()[0] for mark in marks if mark.text.startswith(("overr", "waiv"))}
    if density is Density.COMPACT and stopped and width < 139:  # the least blocked card has room for one of them
        words = words & said
    assert said == words
    assert said
    cut = [mark.text[:-1] for mark in marks if len(mark.text) > 1 and mark.text.endswith("…")]
    assert not [text for text in cut if "override".startswith(text) or "waived by".startswith(text)]
    pills = sorted((mark.y, mark.x, mark.x + mark.width) for mark in marks if mark.sort in ("pill", "disc"))
    for (y, _, end), (below, begin, _) in itertools.pairwise(pills):
        assert below > y or begin >= end, "none lies on another"


def test_a_wide_card_says_who_waived(qtbot: QtBot) -> None:
    _, marks = CardPen(marked(), theme.load("light"), boards.TODAY).measured("a000001", 400, Density.NORMAL)
    assert {"override", "waived by Chair of the BPRWG"} <= {mark.text for mark in marks}


def test_a_waiver_as_written_is_marked_too(qtbot: QtBot) -> None:
    board = board_with([artefact(1, outcome="Waived by the chair")])
    for width, said in ((139, "waived"), (400, "Waived by the chair")):
        _, marks = CardPen(board, theme.load("light"), boards.TODAY).measured("a000001", width, Density.COMPACT)
        assert said in [mark.text for mark in marks]


@pytest.mark.parametrize("name", ["Юрий Жук", "山田 太郎", "Mary White", "Wm Mx", "Ana"])
def test_initials_of_every_script_stay_in_their_disc(qtbot: QtBot, name: str) -> None:
    board = board_with([artefact(1, owner=name)])
    _, marks = CardPen(board, theme.load("light"), boards.TODAY).measured("a000001", 200, Density.NORMAL)
    disc = next(mark for mark in marks if mark.sort == "disc")
    assert advance(disc.text, disc.pixels, True) <= disc.width - 3


def test_a_reason_from_right_to_left_leaves_what_is_around_it_in_place(qtbot: QtBot) -> None:
    one, stop = blocked(1)
    reason = "لا توجد واجهة"
    board = board_with([one], [msgspec.structs.replace(stop, reason=reason), msgspec.structs.replace(stop, id="b2")])
    _, marks = CardPen(board, theme.load("light"), boards.TODAY).measured(one.id, 300, Density.NORMAL)
    assert f"Blocked: \u2068{reason}\u2069 (+1 more)" in [mark.text for mark in marks]


@pytest.mark.parametrize("density", list(Density))
@pytest.mark.parametrize(("needed", "said"), [("", "Ofgem"), ("2026-11-02", "! Ofgem"), ("2026-12-02", "Ofgem")])
def test_a_card_that_waits_by_a_decision_has_its_flag_and_is_not_blocked(
    qtbot: QtBot, density: Density, needed: str, said: str
) -> None:
    one = artefact(1, due="8 May", owner="Business Analyst 3")
    asked = Escalation(id="e", decision="d", forum="ofgem", raised="2026-11-01T08:00:00Z", needed_on=needed)
    plain = board_with([one], [])
    board = Board([*plain.all_records(), Decision(id="d", ref="DAG-DEC99", artefact=one.id), asked])
    pen = CardPen(board, theme.load("light"), boards.TODAY)
    for width in (120, 150, 240):
        face, marks = pen.measured(one.id, width, density)
        assert (face.blocked, face.stop, face.late) == (False, "Blocked", False)
        assert face.flag == ("Escalated to Ofgem · overdue" if said.startswith("!") else "Escalated to Ofgem")
        assert [mark.sort for mark in marks].count("flag") == 1
        if density is not Density.DOTS:
            assert said in [mark.text for mark in marks]
    _, without = CardPen(plain, theme.load("light"), boards.TODAY).measured(one.id, 150, density)
    assert "flag" not in [mark.sort for mark in without]


def test_a_card_is_measured_again_where_its_decision_is_answered(qtbot: QtBot) -> None:
    one = artefact(1)
    asked = Escalation(id="e", decision="d", forum="psg", raised="2026-11-01T08:00:00Z")
    board = Board([*board_with([one], []).all_records(), Decision(id="d", ref="DAG-DEC99", artefact=one.id), asked])
    pen = CardPen(board, theme.load("light"), boards.TODAY)
    assert pen.measured(one.id, 150, Density.NORMAL)[0].flag
    answered = revised(asked, returned="2026-11-03T08:00:00Z")
    assert answered is not None
    board.apply(Entry(uid="", verb="", actor="", changes=(answered,)))
    assert not pen.measured(one.id, 150, Density.NORMAL)[0].flag


@pytest.mark.parametrize("density", [Density.COMPACT, Density.NORMAL, Density.FULL])
def test_the_title_of_a_card_without_a_reference_goes_on_below(density: Density) -> None:
    one = artefact(1, ref="", title="Settlement timetable review")
    pen = CardPen(board_with([one]), theme.load("light"), boards.TODAY)
    _, marks = pen.measured(one.id, 140, density)
    lines = [mark.text for mark in marks if mark.bold]
    assert " ".join(lines) == "Settlement timetable review"
    assert len(lines) == 2
