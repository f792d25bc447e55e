"""Where each seat stands on an agenda item, in words and as a mark: the latest counts, what it was before stands beside.

A mark says it by its letter and by its shape, so that it is read without colour too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from mhhs_board.domain import evidence
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Item, Position, Seat
from mhhs_board.domain.names import person
from mhhs_board.domain.records import Artefact, Workstream
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.drawn import in_bold
from mhhs_board.ui.kit.plain import one_line

MARK, GAP = 18, 3
"""The pixels of a mark, and between two."""
SILENT, ABSENT = "silent", "nobody came"

_TIMING = {"feasible": "F", "not before": "B", "no view": "V"}


class Stance(NamedTuple):
    """A seat, or somebody without one, with the position that counts and those before it."""

    key: str
    seat: str | None
    called: str
    latest: Position | None = None
    before: tuple[Position, ...] = ()
    absent: bool = False
    """Whether nobody came for a seat that took no position."""
    counts: bool = True
    """Whether the position does; one of a seat that was not in force that day is only shown."""

    @property
    def quiet(self) -> str:
        """In a word, why there is no position."""
        return ABSENT if self.absent else SILENT

    @property
    def blocks(self) -> bool:
        """Whether it holds the artefact: blocking, one that counts, and met by no version."""
        latest = self.latest
        return latest is not None and self.counts and latest.blocking == "yes" and not latest.answered_by


def stances(board: Board, item: Item) -> list[Stance]:
    """Every seat that is asked, and whichever else spoke, in their order; then who spoke without one."""
    spoken: dict[str, list[Position]] = {}
    for one in evidence.taken(board, item):
        spoken.setdefault(one.seat or f"by {person(one.by)}", []).append(one)
    artefact, known = board.of(Artefact).get(item.artefact or ""), board.of(Seat)
    lanes = {None, artefact.workstream} if artefact is not None else None
    seats = {seat.id: seat for seat in [*evidence.asked(board, item), *(known[one] for one in spoken if one in known)]}
    absent = {seat.id for seat in evidence.silence(board, item).absent}
    found = [
        _stance(board, seat.id, seat.id, seat_called(board, seat, lanes), spoken.pop(seat.id, []), absent=seat.id in absent)
        for seat in sorted(seats.values(), key=lambda one: one.order())
    ]
    found += [_stance(board, key, said[-1].seat, said[-1].by, said) for key, said in spoken.items()]
    return found


def seat_called(board: Board, seat: Seat, lanes: Collection[str | None] | None = None) -> str:
    """Its constituency, with the workstream where that is not the one that is talked about."""
    lane = board.of(Workstream).get(seat.workstream or "")
    if lane is None or (lanes is not None and seat.workstream in lanes):
        return seat.constituency
    return f"{seat.constituency} ({lane.short or lane.name})"


def _stance(
    board: Board, key: str, seat: str | None, called: str, said: Sequence[Position], *, absent: bool = False
) -> Stance:
    latest = said[-1] if said else None
    counts = latest is None or evidence.counts(board, latest)
    return Stance(key, seat, called, latest, tuple(said[:-1]), absent, counts)


def by_weight(found: Sequence[Stance]) -> list[Stance]:
    """Those that hold it first, then who is against it, who is under a condition, who is for it, who said something else,
    and whose position does not count; the silent ones last, behind them the seats for which nobody came."""
    order = {"no": 1, "if": 2, "yes": 3, "": 4}

    def weight(one: Stance) -> int:
        if one.latest is None:
            return 8 + one.absent
        return 5 if not one.counts else 0 if one.blocks else order[one.latest.support]

    return sorted(found, key=weight)


# -- in words ----------------------------------------------------------------------------------------------------------


def support(position: Position) -> str:
    """`Yes`, `If it is tested first`, `No`; empty where it says nothing on that."""
    if position.support == "if":
        return f"If {one_line(position.condition, 200)}" if position.condition else "If …"
    return position.support.capitalize()


def timing(position: Position) -> str:
    """`Feasible`, `Not before M10`, `No view`; empty where it says nothing on that."""
    if position.timing == "not before":
        return f"Not before {one_line(position.not_before, 100) or '…'}"
    return position.timing.capitalize()


def briefly_timed(position: Position) -> str:
    """The same where there is room for two words: `From M10`, so that the milestone is never what is cut off."""
    return timing(position).replace("Not before", "From", 1)


def said(position: Position) -> str:
    """Both axes, and that it blocks, on one line; where it says nothing of them, its words."""
    parts = [support(position), timing(position) if not position.support else _lower(timing(position))]
    if position.blocking == "yes":
        parts.append(f"blocking, answered by {position.answered_by}" if position.answered_by else "blocking")
    told = ", ".join(filter(None, parts))
    return told or f"“{one_line(position.words, 80)}”"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def was(board: Board, item: Item, stance: Stance) -> str:
    """What stands beside the latest: what was said before, and on which version where that is not the one there is now."""
    artefact, latest = board.of(Artefact).get(item.artefact or ""), stance.latest
    spoken, now = latest.version if latest is not None else "", artefact.version if artefact is not None else ""
    told = [] if stance.counts else [evidence.UNCOUNTED]
    told += [f"was {said(one)}" for one in reversed(stance.before)]
    told += [f"on {one_line(spoken, 40)}"] if spoken and now and spoken != now else []
    return " · ".join(told)


def tally(found: Sequence[Stance]) -> str:
    """`2 yes · 1 if · 1 no · 1 blocking · 3 silent · nobody came for 1`: support alone, for the axes are never added up."""
    spoken = [one.latest for one in found if one.latest is not None and one.counts]
    told = [f"{count} {word}" for word in ("yes", "if", "no") if (count := sum(one.support == word for one in spoken))]
    told += [f"{count} blocking"] if (count := sum(one.blocks for one in found)) else []
    quiet = [one.quiet for one in found if one.latest is None]
    told += [f"{count} {SILENT}"] if (count := quiet.count(SILENT)) else []
    told += [f"nobody came for {count}"] if (count := quiet.count(ABSENT)) else []
    told += [f"{count} not counted"] if (count := sum(not one.counts for one in found)) else []
    return " · ".join(told)


def whole(found: Sequence[Stance]) -> str:
    """Everybody on a line each, for a tooltip."""
    return "\n".join(each(by_weight(found)))


def each(found: Iterable[Stance]) -> Iterator[str]:
    """Everybody with where they stand, in the order given."""
    for one in found:
        told = said(one.latest) if one.latest is not None else one.quiet
        yield f"{one.called}: {told}{'' if one.counts else f' ({evidence.UNCOUNTED})'}"


# -- as marks ----------------------------------------------------------------------------------------------------------


def letter(stance: Stance) -> str:
    """Y, I or N for support, else F, B or V for timing; a dot for words alone, nothing for silence."""
    if stance.latest is None:
        return ""
    return stance.latest.support[:1].upper() or _TIMING.get(stance.latest.timing, "·")


_drawn: dict[tuple[str, str, bool, str, str, bool, float], QPixmap] = {}
"""Every mark that was drawn yet, by its theme, what it says, and how many dots a pixel has; there are few."""


def draw_mark(painter: QPainter, theme: Theme, stance: Stance, at: QPoint) -> None:
    """Draw a mark with its upper left corner at a point: round for yes, a diamond for a condition, a square for no, eight
    corners and filled where it blocks, a low box for what says no support, hollow for silence, a dash for an empty seat;
    one that does not count is pale and struck through."""
    said = stance.latest.support if stance.latest is not None else ""
    dots = painter.device().devicePixelRatio()
    quiet = stance.quiet if stance.latest is None else ""
    key = (theme.name, said, stance.blocks, quiet, letter(stance), stance.counts, dots)
    if key not in _drawn:
        mark = QPixmap(round((MARK + 2) * dots), round((MARK + 2) * dots))
        mark.setDevicePixelRatio(dots)
        mark.fill(Qt.GlobalColor.transparent)
        ink = QPainter(mark)
        ink.setFont(painter.font())
        _draw(ink, theme, stance)
        ink.end()
        _drawn[key] = mark
    painter.drawPixmap(at - QPoint(1, 1), _drawn[key])


def _draw(painter: QPainter, theme: Theme, stance: Stance) -> None:
    box = QRectF(1.5, 1.5, MARK - 1, MARK - 1)
    said = stance.latest.support if stance.latest is not None else ""
    tone = {"yes": "good", "if": "warn", "no": "bad"}.get(said, "") if stance.counts else ""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme[tone or "text_quiet"], 1.2))
    painter.setBrush(theme[f"{tone}_soft"] if tone else theme["chip"])
    ink = theme[f"on_{tone}_soft"] if tone else theme["on_chip"]
    if stance.absent and stance.latest is None:
        painter.setPen(QPen(theme["text_quiet"], 1.6))
        painter.drawLine(QPointF(box.left() + 4, box.center().y()), QPointF(box.right() - 4, box.center().y()))
    elif stance.latest is None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme["text_quiet"], 1, Qt.PenStyle.DotLine))
        painter.drawEllipse(box.adjusted(2, 2, -2, -2))
    elif stance.blocks:
        painter.setPen(QPen(theme["bad"], 1.2))
        painter.setBrush(theme["bad"])
        ink = theme["on_bad"]
        painter.drawPolygon(_corners(box))
    elif said == "yes":
        painter.drawEllipse(box)
    elif said == "if":
        middle = box.center()
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle.x(), box.top() - 1),
                    QPointF(box.right() + 1, middle.y()),
                    QPointF(middle.x(), box.bottom() + 1),
                    QPointF(box.left() - 1, middle.y()),
                ]
            )
        )
    elif said == "no":
        painter.drawRect(box.adjusted(1, 1, -1, -1))
    else:
        painter.drawRoundedRect(box.adjusted(0, 3, 0, -3), 3, 3)
    letters = in_bold(painter.font())
    letters.setPixelSize(10)
    painter.setFont(letters)
    painter.setPen(ink)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), letter(stance))
    if not stance.counts:
        painter.setPen(QPen(theme["text_quiet"], 1.6))
        painter.drawLine(box.bottomLeft(), box.topRight())


def _corners(box: QRectF) -> QPolygonF:
    cut = box.width() * 0.3
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    return QPolygonF(
        [
            QPointF(left + cut, top),
            QPointF(right - cut, top),
            QPointF(right, top + cut),
            QPointF(right, bottom - cut),
            QPointF(right - cut, bottom),
            QPointF(left + cut, bottom),
            QPointF(left, bottom - cut),
            QPointF(left, top + cut),
        ]
    )


def draw_strip(painter: QPainter, theme: Theme, found: Sequence[Stance], box: QRect) -> int:
    """Draw a mark for each that has room, in the order given, ending at the right edge of a box; how many pixels that
    takes."""
    step = MARK + GAP
    fit = max(0, box.width() // step)
    ordered = found if len(found) <= fit else found[: max(0, fit - 2)]  # the others are counted, in the room of two
    more = len(found) - len(ordered)
    words = f"+{more}" if more > 0 else ""
    width = len(ordered) * step + (painter.fontMetrics().horizontalAdvance(words) + GAP if words else 0)
    x, y = box.right() - width, box.center().y() - MARK // 2 + 1
    for one in ordered:
        draw_mark(painter, theme, one, QPoint(x, y))
        x += step
    if words:
        painter.setPen(theme["text_quiet"])
        place = QRect(x, box.y(), box.right() - x, box.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), words)
    return width
