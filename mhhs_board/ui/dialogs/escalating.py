"""Put a blocker or a decision to a forum, take its answer, or take the question back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from mhhs_board.domain import escalation
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Decision, Forum
from mhhs_board.domain.names import called, clipped_name
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.operations import escalating
from mhhs_board.operations.context import Wish, wish
from mhhs_board.operations.releasing import BLOCKER
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.kit.perform import Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line


def name_of(artefact: Artefact) -> str:
    """How an artefact is called in a title, on one line."""
    return one_line(called(artefact), 60)


def forums_to_ask(board: Board) -> list[tuple[str, Any]]:
    """The forums in use with their ids, as a choice shows them."""
    return [
        (f"{forum.short} – {forum.name}" if forum.short and forum.short != forum.name else forum.name, forum.id)
        for forum in board.forums
    ]


def numbered(held: Sequence[Blocker]) -> list[tuple[str, Any]]:
    """Blockers with their ids, as a choice shows them; the numbers are those of the command line."""
    return [(f"{number}: {one.reason or 'reason not stated'}", one.id) for number, one in enumerate(held, 1)]


def forum_name(board: Board, escalation: Escalation) -> str:
    """The short name of the forum that is asked, on one line."""
    forum = board.of(Forum)[escalation.forum]
    return one_line(forum.short or forum.name, 60)


class _Asking(Form):
    """Something put to a forum: which, what it is asked, and by when."""

    def __init__(self, performer: Performer, parent: QWidget, name: str, done: Done | None) -> None:
        super().__init__(performer, f"Escalate {name}", "Escalate", parent, done)

    def _ask(self, above: Forum | None) -> None:
        """Add the fields, with the forum that stands first, below what is asked already and would be passed on."""
        self.waits = PlainLabel("", role="quiet", wrap=True)
        self.form.addRow(self.waits)
        self._tell_waiting()
        self.forum = self.choice("To", forums_to_ask(self._performer.workspace.board), above.id if above else None)
        self.question = self.area("Question", rows=3)
        self.needed_by = self.date("Answer needed by")
        self.on = self.date("On")
        self.on.line.setPlaceholderText("Today, or the day it was put there")
        self.question.setFocus()

    def _waiting(self) -> list[Escalation]:
        """What is asked already about the same."""
        raise NotImplementedError

    def _tell_waiting(self) -> None:
        board = self._performer.workspace.board
        told = [f"{forum_name(board, one)} is asked now: {one.question or 'no question stated'}" for one in self._waiting()]
        self.waits.setText("\n".join(told))
        self.form.setRowVisible(self.waits, bool(told))

    def _asked(self) -> dict[str, str]:
        return {
            "forum": self.forum.currentData() or "",
            "question": self.question.toPlainText(),
            "needed_by": self.needed_by.text,
            "on": self.on.text,
        }


class Escalate(_Asking):
    """Put a blocker to a forum, of several the one given. The next one up the ladder stands first."""

    kept_as = "escalate"

    def __init__(
        self, performer: Performer, parent: QWidget, artefact: Artefact, blocker: str = "", done: Done | None = None
    ) -> None:
        super().__init__(performer, parent, name_of(artefact), done)
        self._artefact = artefact.id
        board = performer.workspace.board
        held = board.open_blockers(artefact.id)
        every = [("Choose a blocker …", None)] if not blocker and len(held) > 1 else []
        self.blocker = self.choice("What is escalated", [*every, *numbered(held)], blocker or None)
        self.form.setRowVisible(self.blocker, len(held) > 1)
        self.blocker.currentIndexChanged.connect(lambda _row: self._tell_waiting())
        self._ask(escalation.next_forum(board, artefact))

    def _waiting(self) -> list[Escalation]:
        board, chosen = self._performer.workspace.board, self.blocker.currentData()
        return [one for one in board.escalations(chosen) if not one.returned] if chosen else []

    def wish(self) -> Wish:
        """Escalate it."""
        return wish(escalating.escalate, artefact=self._artefact, blocker=self.blocker.currentData(), **self._asked())

    def about(self) -> str:
        """The artefact escalated."""
        return self._artefact

    def place(self, label: str) -> str:
        """The blocker meant, where one is chosen."""
        return self.blocker.currentData() or ""

    def at_fault(self, refusal: Refused) -> QWidget | None:
        """Which of several blockers is meant."""
        return self.blocker if refusal.needs == BLOCKER else super().at_fault(refusal)


class EscalateDecision(_Asking):
    """Put a decision to a forum. The one above that which took it, or has it, stands first."""

    kept_as = "escalate_decision"

    def __init__(self, performer: Performer, parent: QWidget, decision: Decision, done: Done | None = None) -> None:
        super().__init__(performer, parent, one_line(clipped_name(decision), 60), done)
        self._decision = decision.id
        self.form.addRow(PlainLabel(one_line(decision.text, 300), role="quiet", wrap=True))
        self._ask(escalation.next_forum_of(performer.workspace.board, decision))

    def _waiting(self) -> list[Escalation]:
        return escalation.waiting_of(self._performer.workspace.board, self._decision)

    def wish(self) -> Wish:
        """Escalate it."""
        return wish(escalating.escalate_decision, decision=self._decision, **self._asked())

    def place(self, label: str) -> str:
        """The decision's id."""
        return self._decision


class _Ending(Form):
    """How one escalation ended, in words; its blocker stays open until it is unblocked, its decision is what it was.
    `waiting` are those that may be meant."""

    def __init__(
        self,
        performer: Performer,
        parent: QWidget,
        waiting: Sequence[Escalation],
        words: tuple[str, str, str],
        done: Done | None = None,
    ) -> None:
        title, button, label = words
        board = performer.workspace.board
        forum = forum_name(board, waiting[0]) if len(waiting) == 1 else "a forum"
        super().__init__(performer, title.format(forum), button, parent, done)
        self._waiting = waiting[0].id
        self._asked = " ".join(one.id for one in waiting)
        if len(waiting) > 1:
            self.which = self.choice("Question", [(_asked(board, one), one.id) for one in waiting], waiting[0].id)
            self.which.currentIndexChanged.connect(lambda _row: self._choose())
        elif told := "\n".join(filter(None, (_of_decision(board, waiting[0]), waiting[0].question))):
            self.form.addRow(PlainLabel(told, role="quiet", wrap=True))
        self.words = self.area(label, rows=4)
        self.on = self.date("On")
        self.on.line.setPlaceholderText("Today, or the day it was said")
        self.words.setFocus()

    def _choose(self) -> None:
        self._waiting = self.which.currentData()

    def place(self, label: str) -> str:
        """The ids of the escalations that may be meant."""
        return self._asked

    def at_fault(self, refusal: Refused) -> QWidget | None:
        """The words where there are none, else the day."""
        return self.on if self.words.toPlainText().strip() and self.on.text else self.words


class Answer(_Ending):
    """What a forum answered."""

    kept_as = "answer"

    def __init__(
        self, performer: Performer, parent: QWidget, waiting: Sequence[Escalation], done: Done | None = None
    ) -> None:
        super().__init__(performer, parent, waiting, ("Answer from {}", "Record answer", "Answer"), done)

    def wish(self) -> Wish:
        """Record it."""
        return wish(escalating.answer, escalation=self._waiting, answer=self.words.toPlainText(), on=self.on.text)


class Withdraw(_Ending):
    """Why a question is no longer put to a forum."""

    kept_as = "withdraw"

    def __init__(
        self, performer: Performer, parent: QWidget, waiting: Sequence[Escalation], done: Done | None = None
    ) -> None:
        super().__init__(performer, parent, waiting, ("Withdraw the question to {}", "Withdraw", "Why"), done)

    def wish(self) -> Wish:
        """Take it back."""
        return wish(escalating.withdraw, escalation=self._waiting, why=self.words.toPlainText(), on=self.on.text)


def _asked(board: Board, asked: Escalation) -> str:
    about = _of_decision(board, asked)
    return f"{forum_name(board, asked)}: {about and f'{about}, '}{asked.question or 'no question stated'}"


def _of_decision(board: Board, asked: Escalation) -> str:
    """The decision that is asked about; empty where it is a blocker."""
    return f"About {one_line(escalation.named(board, asked), 60)}" if asked.decision else ""
