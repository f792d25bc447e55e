"""Runs operations for the window: the only place of the user's room that catches what an operation may raise.

A caller gives an operation, its arguments and what to do once it is kept, and never assumes that it is done when `perform`
returns: a line may have to be asked first. Whatever is refused leaves the board and what was typed as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from mhhs_board.domain.errors import BoardError, Busy, Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.operations import undoing
from mhhs_board.operations.context import Wish
from mhhs_board.operations.releasing import ENDING
from mhhs_board.ui.kit import notices
from mhhs_board.ui.kit.banner import MessageBar, PromptBar, Way
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.kit.waiting import waiting
from mhhs_board.workspace import Workspace

Arguments = Mapping[str, Any]
Run = Callable[[], Entry | None]
"""Keeps an entry, or raises what the board has against it."""
Done = Callable[[Entry | None], None]
"""Told the kept entry, or None where there was nothing to change."""
Refusal = Callable[[Refused], bool]
"""Told a refusal first; True where it has been dealt with (a dialog shows it inline and stays open)."""

TRIES, AGAIN_MS = 3, 300
"""How often and how much later a wish is tried again that others left no room for; the window works on meanwhile."""

ASKS: dict[str, tuple[Way, ...]] = {
    "override": (Way("override", "Why may it skip? One line, kept in the history", "Say why it may skip."),),
    "reason": (Way("reason", "Why does it go back? One line, kept in the history", "Say why it goes back."),),
    ENDING: (
        Way("answer", "What did the forum answer?", "Say what the forum answered.", "Answered"),
        Way("withdraw", "Why is the question withdrawn?", "Say why the question is withdrawn.", "Withdrawn"),
    ),
}
"""What one line settles, by what a refusal needs."""


class _Try(NamedTuple):
    """What is tried, and what follows."""

    run: Run
    done: Done | None = None
    refused: Refusal | None = None
    wish: Wish | None = None
    """The operation that is run, where it is one with arguments: a line that it lacks can be asked for."""
    again: tuple[str, Run] | None = None
    """What it is called, and how it is done with what is retired brought back."""


class Performer(QObject):
    """The window's hand on the workspace."""

    kept = Signal()
    """An entry of this window has been kept."""

    def __init__(
        self, workspace: Workspace, messages: MessageBar, prompt: PromptBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._messages = messages
        self._prompt = prompt
        self._unreadable = ""  # why the last look at the board failed
        self.ask_block: Callable[[Sequence[str], Arguments, Done | None], None] | None = None
        """Opens the Block dialog for these artefacts, with what the refused operation said already."""
        self.ask_stage: Callable[[str], None] | None = None
        """Opens the Unblock dialog of an artefact whose stage is not stated."""

    def perform(self, wish: Wish, done: Done | None = None, refused: Refusal | None = None) -> None:
        """Run an operation, ask for the line it needs, and tell `done` when it is kept."""
        self._attempt(_Try(partial(self.workspace.run, wish), done, refused, wish))

    def undo(self, seq: int | None = None, refused: Refusal | None = None) -> None:
        """Take back this window's newest entry, or the entry with that number."""
        undo = partial(self.workspace.undo, seq)
        self._attempt(_Try(undo, None, refused, again=("undo", partial(undo, bring_back=True))))

    def redo(self) -> None:
        """Do again what was undone last."""
        redo = self.workspace.redo
        self._attempt(_Try(redo, again=("redo", partial(redo, bring_back=True))))

    def poll(self) -> None:
        """Take in what others wrote; a board that cannot be read just now is said once, not each half second, and for as
        long as it is so."""
        try:
            self.workspace.poll()
        except Busy:  # somebody is in the middle of writing; the next look is half a second away
            return
        except BoardError as error:
            if not self._messages.says(str(error)):
                self._messages.refuse(str(error))
            self._unreadable = str(error)
        else:
            if self._unreadable and self._messages.says(self._unreadable):
                self._messages.put_away()
            self._unreadable = ""

    def write_file(self, write: Callable[[Path], Any], target: Path) -> None:
        """Have a file written and say so, with the sentence that `write` returns, or say why not."""
        try:
            with waiting():
                said = write(target)
        except BoardError as error:
            self._messages.refuse(str(error))
        except OSError as error:
            self._messages.refuse(f"{target.name} could not be written: {error.strerror or error}.")
        else:
            self._messages.tell(f"Written: {target}. {said}" if isinstance(said, str) and said else f"Written: {target}")

    def attempt(self, act: Callable[[], Any]) -> None:
        """Do something that is no operation (open a file, read one) and say why where it fails."""
        try:
            with waiting():
                act()
        except BoardError as error:
            self._messages.refuse(str(error))
        except OSError as error:
            where = one_line(str(error.filename), 300) if error.filename else "The file"
            self._messages.refuse(f"{where} cannot be used: {error.strerror or error}.")

    def _attempt(self, one: _Try, tries: int = TRIES) -> None:
        try:
            entry = one.run()
        except Refused as refusal:
            self._refused(refusal, one)
        except Busy as busy:
            if one.refused is None and tries:  # else a dialog is open, in which it can be tried again or left
                ours = self.workspace.is_saving
                who = "An import of yours is being saved" if ours else "Somebody else is saving on this board"
                self._messages.tell(f"{who} just now. It is tried again …")
                QTimer.singleShot(AGAIN_MS, self, partial(self._attempt, one, tries - 1))
            elif one.refused is None or not one.refused(Refused(str(busy))):
                self._messages.refuse(str(busy))
        except BoardError as error:
            if one.refused is None or not one.refused(Refused(str(error))):
                self._messages.refuse(str(error))
        else:
            self._kept(entry, one.done)

    def _kept(self, entry: Entry | None, done: Done | None) -> None:
        said = notices.notice(entry, self.workspace.board) if entry is not None else ""
        if entry is None or not said:
            self._messages.put_away()
        else:
            show = self._messages.warn if entry.warnings else self._messages.tell
            told = partial(show, said, "Undo", partial(self.undo, entry.seq) if notices.offers_undo(entry) else None)
            if entry.undoes is None:
                told()
            else:
                self._messages.soon(told)
        if done is not None:
            done(entry)
        if entry is not None:
            self.kept.emit()

    def _granted(self, entry: Entry | None, done: Done | None) -> None:
        self._prompt.dismiss()
        if done is not None:
            done(entry)

    def _refused(self, refusal: Refused, one: _Try) -> None:
        if one.refused is not None and one.refused(refusal):
            return
        wish = one.wish
        if wish is not None and refusal.needs in ASKS:
            self._messages.put_away()
            self._prompt.ask(
                str(refusal),
                ASKS[refusal.needs],
                lambda argument, line: self.perform(
                    wish.but(**{argument: line}), lambda entry: self._granted(entry, one.done)
                ),
            )
        elif refusal.needs == undoing.BRING_BACK and one.again is not None:
            word, run = one.again
            again = partial(self._attempt, _Try(run, one.done, one.refused))
            self._messages.refuse(str(refusal), f"Bring it back and {word}", again)
        elif refusal.needs == "block" and wish is not None and self.ask_block is not None:
            ids = wish.arguments.get("ids") or [wish.arguments["artefact"]]
            self.ask_block(ids, wish.arguments, one.done)
        elif refusal.needs == "stage" and wish is not None and self.ask_stage is not None and "artefact" in wish.arguments:
            self.ask_stage(wish.arguments["artefact"])
        else:
            self._messages.refuse(str(refusal))
