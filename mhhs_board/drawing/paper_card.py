"""The inside of one card on paper: as high as its words take, for nobody can ask paper for what it had no room for.

A card is a list of rows, none of which is ever divided; where it is higher than a page it goes on in another piece, which
says whose it is. Strokes, fonts and colours are those of the screen's cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import ceil
from typing import NamedTuple

from mhhs_board.domain.board import Board
from mhhs_board.drawing.card import LEFT, RIGHT, SMALL, CardPen, advance, whole
from mhhs_board.drawing.face import Chip, Face, face_of, isolated, signs
from mhhs_board.drawing.fonts import spelt
from mhhs_board.drawing.geometry import Density
from mhhs_board.drawing.marks import Mark
from mhhs_board.drawing.theme import Theme

BETWEEN, DOTTED = 6, 10
"""Between two things in a row, and between two that stand on no ground: there a dot parts them."""
PAD = 6
"""Above the first row and below the last."""
PILL = 12
"""What the ground of a word takes to its left and right together, and SIGN a sign before it."""
SIGN = 13


class Row(NamedTuple):
    """A line of a card: its height, its marks from its own top left, and what lies behind it: rows with the same `ground`
    that follow each other have one ground, which begins with `sign`."""

    height: int
    marks: tuple[Mark, ...]
    ground: str = ""


class Sizes(NamedTuple):
    """The pixels of reference and title, from one line of a title to the next, from one row of what else is said to the
    next, and the room between its parts."""

    title: int
    step: int
    row: int
    apart: int


SIZES = {
    Density.COMPACT: Sizes(12, 14, 15, 0),
    Density.NORMAL: Sizes(13, 16, 19, 2),
    Density.FULL: Sizes(13, 17, 20, 5),
}


class PaperPen(CardPen):
    """Draws cards that are `width` pixels wide, each as high as it is. What `divide` cut is known by the names it gave."""

    def __init__(self, board: Board, theme: Theme, today: date, width: int, density: Density) -> None:
        super().__init__(board, theme, today)
        self.width, self.density = width, density
        self.heights: dict[str, int] = {}
        self._rows: dict[str, tuple[Face, list[Row]]] = {}
        self._pieces: dict[str, list[Row]] = {}
        self._of: dict[str, str] = {}

    def measure(self, artefact_id: str) -> int:
        """The height of a card, kept in `heights` too. Raises KeyError for an unknown artefact."""
        if artefact_id not in self.heights:
            face = face_of(self.board, signs(self.board, self.board.artefact(artefact_id)), self.today, paper=True)
            rows = list(_rows(face, self.width, self.density))
            self._rows[artefact_id] = face, rows
            self._keep(artefact_id, artefact_id, rows)
        return self.heights[artefact_id]

    def divide(self, artefact_id: str, most: int) -> list[str]:
        """The names of the pieces of a card, each at most so high as far as rows can be parted; the first is its id."""
        if self.measure(artefact_id) <= most:
            return [artefact_id]
        face, rows = self._rows[artefact_id]
        names: list[str] = []
        again = list(_lines(f"{isolated(face.ref)} \N{MIDDLE DOT} continued", self.width, SMALL, "text_quiet", 15))
        piece: list[Row] = []
        left = most - 2 * PAD
        for row in rows:
            if row.height > left and piece:
                names.append(self._keep(f"{artefact_id} {len(names)}" if names else artefact_id, artefact_id, piece))
                piece = again[:]
                left = most - 2 * PAD - sum(one.height for one in again)
            piece.append(row)
            left -= row.height
        names.append(self._keep(f"{artefact_id} {len(names)}" if names else artefact_id, artefact_id, piece))
        return names

    def begins(self, name: str) -> bool:
        """Whether a piece is the first of its card."""
        return self._of[name] == name

    def _keep(self, name: str, artefact_id: str, rows: list[Row]) -> str:
        self._of[name], self._pieces[name] = artefact_id, rows
        self.heights[name] = 2 * PAD + sum(row.height for row in rows)
        return name

    def measured(self, artefact_id: str, width: int, density: Density) -> tuple[Face, tuple[Mark, ...]]:
        """The face of a piece's card, and its own marks."""
        return self._rows[self._of[artefact_id]][0], tuple(_placed(self._pieces[artefact_id], self.width))


def _placed(rows: Iterable[Row], width: int) -> Iterator[Mark]:
    """The marks of rows one below the other, the grounds before what stands on them."""
    grounds: list[Mark] = []
    marks: list[Mark] = []
    top, before = PAD, ""
    for row in rows:
        if row.ground and row.ground == before:
            grounds[-1] = grounds[-1]._replace(height=grounds[-1].height + row.height)
        elif row.ground:
            grounds.append(Mark("pill", row.ground, LEFT - 2, top, width - RIGHT - LEFT + 4, row.height))
        marks += [mark._replace(y=mark.y + top) for mark in row.marks]
        top, before = top + row.height, row.ground
    yield from grounds
    yield from marks


def _set(text: str, pixels: int, bold: bool, width: float) -> list[str]:
    """A text in as many lines of a width as it takes, with what cannot be drawn here spelt out."""
    return whole(spelt(text), pixels, bold, width)


# -- what is said, row by row --------------------------------------------------------------------------------------------


def _rows(face: Face, width: int, density: Density) -> Iterator[Row]:
    sizes, across = SIZES[density], width - LEFT - RIGHT
    yield from _top(face, across, sizes)
    yield from _lines(face.title, width, sizes.title, "text", sizes.step)
    if face.blocked:
        yield from _blocked(face, width, sizes)
    yield from _flow(_said(face, density), across, sizes.row)
    if face.owner and density is not Density.COMPACT:
        yield from _lines(f"Owner: {isolated(face.owner)}", width, SMALL, "text_quiet", 15)
    if face.note and face.marks and density is Density.FULL:
        yield from _lines(f"{face.marks[0][0].capitalize()}: {isolated(face.note)}", width, SMALL, "text_quiet", 15)


def _top(face: Face, across: int, sizes: Sizes) -> Iterator[Row]:
    """The reference, and behind it how long it stands there where there is room for both."""
    lines = _set(face.ref, 12, True, across)
    words, role, bold = _age(face)
    wide = ceil(advance(words, SMALL, bold))
    beside = len(lines) == 1 and words and advance(lines[0], 12, True) + 8 + wide <= across
    for number, line in enumerate(lines):
        marks = [Mark("text", "text", LEFT, 11, text=line, pixels=12, bold=True)]
        if beside and not number:
            marks.append(Mark("word", role, LEFT + across - wide, 11, text=words, pixels=SMALL, bold=bold))
        yield Row(sizes.step, tuple(marks))
    if words and not beside:
        for line in _set(words, SMALL, bold, across):
            yield Row(15, (Mark("word", role, LEFT, 11, text=line, pixels=SMALL, bold=bold),))


def _age(face: Face) -> tuple[str, str, bool]:
    """How long and of what, its role and whether it is bold; a screen, which can be asked, has the number alone."""
    if not face.age:
        return "", "", False
    words = f"{face.age} {'blocked' if face.blocked else 'in stage'}"
    return f"! {words}" if face.band == 2 else words, ("text_quiet", "warn", "bad")[face.band], face.band > 0


def _lines(words: str, width: int, pixels: int, role: str, step: int) -> Iterator[Row]:
    """A text in as many rows as it takes."""
    if words:
        for line in _set(words, pixels, False, width - LEFT - RIGHT):
            yield Row(step, (Mark("text", role, LEFT, step - 4, text=line, pixels=pixels),))


def _blocked(face: Face, width: int, sizes: Sizes) -> Iterator[Row]:
    """Sign, word and reason of everything that blocks it, on a ground of their own, and below each what is wanted."""
    if sizes.apart:
        yield Row(sizes.apart, ())
    more = f" (1 of {face.more + 1})" if face.more else ""
    yield from _reason(f"{face.stop}{more}: {isolated(face.reason)}", width)
    yield from _lines(f"{face.kept}; {isolated(face.wanted)}", width, SMALL, "text_quiet", 15)
    for number, (reason, wanted) in enumerate(face.further, 2):
        yield from _reason(f"Blocked ({number} of {face.more + 1}): {isolated(reason)}", width)
        yield from _lines(wanted, width, SMALL, "text_quiet", 15)


def _reason(words: str, width: int) -> Iterator[Row]:
    lines = _set(words, SMALL, False, width - LEFT - RIGHT - 18)
    for number, line in enumerate(lines):
        top = 2 if not number else 0
        marks = [Mark("text", "on_bad_soft", LEFT + 16, top + 11, text=line, pixels=SMALL)]
        if not number:
            marks.append(Mark("sign", "bad", LEFT + 2, 4, 10, 10))
        yield Row(14 + top + (2 if number == len(lines) - 1 else 0), tuple(marks), "bad_soft")


class _Item(NamedTuple):
    """Something said in a row: on a `ground` or, without one, as text; before it a sign."""

    words: str
    ground: str = ""
    role: str = "text_quiet"
    sign: str = ""
    bold: bool = False


def _said(face: Face, density: Density) -> Iterator[_Item]:
    """What else is said: what waits for a forum, how it came here, by when, how much it matters, what it is."""
    for flag in face.flags:
        yield _Item(flag, "bad", "on_bad", "flag", bold=True)
    for longest, *_ in face.marks:
        yield _Item(longest, "warn_soft", "on_warn_soft")
    for chip in face.chips:
        yield _item(chip, density)
    if face.owner and density is Density.COMPACT:
        yield _Item(face.owner)


def _item(chip: Chip, density: Density) -> _Item:
    if chip.tone in ("good", "bad"):
        return _Item(chip.text, f"{chip.tone}_soft", f"on_{chip.tone}_soft")
    if chip.tone == "label" and density is Density.FULL:
        return _Item(chip.text, "accent_soft", "on_accent_soft")
    if chip.tone == "strong":
        return _Item(chip.text, role="text", bold=True)
    plain = chip.tone in ("text", "label") or density is Density.COMPACT
    return _Item(chip.text) if plain else _Item(chip.text, "chip", "on_chip")


def _flow(items: Iterable[_Item], across: int, step: int) -> Iterator[Row]:
    """Things side by side in as many rows as they take; what is too long for a row stands in rows of its own."""
    marks: list[Mark] = []
    x, plain = 0, False
    for item in items:
        around = (PILL if item.ground else 0) + (SIGN if item.sign else 0)
        for number, words in enumerate(_set(item.words, SMALL, item.bold, across - around)):
            wide = ceil(advance(words, SMALL, item.bold)) + around
            apart = DOTTED if plain and not item.ground else BETWEEN
            if marks and (number or x + apart + wide > across):
                yield Row(step, tuple(marks))
                marks, x = [], 0
            elif marks:
                if apart == DOTTED:
                    top = (step - 16) // 2 + 13
                    marks.append(Mark("word", "text_quiet", LEFT + x + 3, top, text="\N{MIDDLE DOT}", pixels=SMALL))
                x += apart
            plain = not item.ground
            marks += _strokes(item, words, LEFT + x, wide, step, signed=not number)
            x += wide
    if marks:
        yield Row(step, tuple(marks))


def _strokes(item: _Item, words: str, x: int, wide: int, step: int, *, signed: bool) -> Iterator[Mark]:
    top = (step - 16) // 2 + 1
    if item.ground:
        yield Mark("pill", item.ground, x - 1, top, wide, 16 if step > 16 else 14)
    lead = PILL // 2 - 1 if item.ground else 0
    if item.sign:
        if signed:
            yield Mark(item.sign, item.role, x + lead, top + 3, 10, 10)
        lead += SIGN
    yield Mark("word", item.role, x + lead, top + 12, text=words, pixels=SMALL, bold=item.bold)
