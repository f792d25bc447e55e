"""The editor of a declared field: one a kind, the same in forms, in the inspector and wherever else a field is filled in.

Every editor is a widget that knows: `value()`, what the operations take of it; `set_value`, which shows what the board
says; `typed()` and `put_back`, its words for a draft and back; `modified`, whether its user altered it since;
`set_read_only(why)`; `field`, the part of it that has the keyboard. It tells `changed` (whatever changed it), `altered`
(its user did), `committed` (Enter, leaving, or a choice) and, edited in place, `given_up` (Escape). Here `made` makes the
editor of a declared field and `fill` shows a record's value in it; the editors themselves have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from mhhs_board.domain import cells
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Choice as ChoiceField
from mhhs_board.domain.fields import Day, Declared, Line, Link, Note, Several
from mhhs_board.domain.record import Named, Record
from mhhs_board.domain.records import FURNITURE
from mhhs_board.ui.kit.choice_editor import ChoiceEditor
from mhhs_board.ui.kit.day_editor import DayEditor
from mhhs_board.ui.kit.link_editor import NOT_STATED, LinkEditor
from mhhs_board.ui.kit.offers import Offers
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.kit.text_editors import MOST, LineEditor, NoteEditor, SeveralEditor

Editor = LineEditor | SeveralEditor | NoteEditor | DayEditor | LinkEditor | ChoiceEditor


def made(
    one: Declared,
    record_type: type[Record],
    offers: Offers,
    today: Callable[[], date],
    *,
    in_place: bool = False,
    most: int = MOST,
) -> Editor:
    """The editor of a declared field. `in_place`: each is kept as it is left; `most`: the lines that a note grows to."""
    editor = _bare(one, record_type, offers, today, in_place, most)
    if isinstance(editor, LineEditor | LinkEditor):
        editor.field.ahead = lambda: offers.ahead(record_type, one)
    editor.setAccessibleName(one.label)
    if not isinstance(editor, ChoiceEditor) and (one.field.hint or isinstance(editor, LinkEditor)):
        editor.setPlaceholderText(one.field.hint or ("" if one.field.required else NOT_STATED))
    return editor


def _bare(
    one: Declared, record_type: type[Record], offers: Offers, today: Callable[[], date], in_place: bool, most: int
) -> Editor:
    match one.field:
        case Link(kind=kind) if kind in FURNITURE:
            return ChoiceEditor(
                lambda: [*_empty(one), *((found.name, found.id) for found in furniture(offers.board, kind))]
            )
        case Link(kind=kind):
            return LinkEditor(kind, offers, required=one.field.required, in_place=in_place)
        case ChoiceField():
            return ChoiceEditor(lambda: [(words(word), word) for word in one.words])
        case Day():
            return DayEditor(today, in_place=in_place, room=not in_place)
        case Note():
            return NoteEditor(most=most, in_place=in_place)
        case Several():
            several = SeveralEditor(in_place=in_place)
            several.offer(lambda text: offers.texts(record_type, one, text))
            return several
        case Line():
            line = LineEditor(in_place=in_place)
            line.offer(lambda text: offers.texts(record_type, one, text))
            return line
    raise AssertionError(f"nobody types a {type(one.field).__name__}")


def _empty(one: Declared) -> list[tuple[str, str]]:
    return [] if one.field.required or not one.nullable else [(NOT_STATED, "")]


def furniture(board: Board, kind: str) -> list[Named]:
    """The records of a type of the board's furniture that are in use, in their order."""
    live = [one for one in board.all_of(kind) if isinstance(one, Named) and not one.retired]
    return sorted(live, key=lambda one: one.order())


def words(word: str) -> str:
    """A word of a choice as people see it."""
    return word.replace("_", " ").capitalize() or NOT_STATED


def fill(editor: Editor, board: Board, record: Record | None, one: Declared) -> None:
    """Show what a field of a record says; without one, what a new record says."""
    match editor:
        case DayEditor() if record is None:
            editor.set_value("")
        case DayEditor():
            assert record is not None
            editor.set_value(cells.typed(board, record, one), cells.meant(record, one))
        case LinkEditor():
            editor.set_value(getattr(record, one.name) if record is not None else None)
        case ChoiceEditor():
            value = getattr(record, one.name) if record is not None else one.default if one.words else ""
            out = f"{one_line(cells.said_of(board, one, value), 60)} (out of use)" if one.link and value else ""
            editor.set_value(value or "", out)
        case _:
            editor.set_value(cells.typed(board, record, one) if record is not None else "")
