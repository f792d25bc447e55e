"""Block, escalate, take an answer, unblock: what keeps an artefact from going on and who must help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from mhhs_board.domain import escalation
from mhhs_board.domain.board import Board
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact, Escalation, Forum
from mhhs_board.operations import blocking, escalating
from mhhs_board.operations.context import Operation
from mhhs_board.ui.controls import Tick
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.perform import Done, Performer
from mhhs_board.ui.plain import PlainLabel, one_line

Wish = tuple[Operation, dict[str, Any]]


def _name(artefact: Artefact) -> str:
    return one_line(called(artefact), 60)


def _forums(board: Board) -> list[tuple[str, Any]]:
    return [
        (f"{forum.short} – {forum.name}" if forum.short and forum.short != forum.name else forum.name, forum.id)
        for forum in board.forums
    ]


class Block(Form):
    """Who must unblock it and why, or that nobody has said; put to a forum at once where that is known."""

    def __init__(
        self,
        performer: Performer,
        parent: QWidget,
        artefacts: Sequence[Artefact],
        *,
        workstream: str | None = None,
        forum: str | None = None,
        question: str = "",
        needed_by: str = "",
        done: Done | None = None,
    ) -> None:
        what = _name(artefacts[0]) if len(artefacts) == 1 else f"{len(artefacts)} artefacts"
        super().__init__(performer, f"Block {what}", "Block", parent, done)
        self._ids = [artefact.id for artefact in artefacts]
        self._workstream = workstream
        self.reason = self.line("Why", "", "What keeps it from going on")
        self.not_stated = Tick("The reason is not stated")
        self.not_stated.toggled.connect(self.reason.setDisabled)
        self.not_stated.toggled.connect(self.sentence.hide)  # what it said is answered
        self.form.addRow("", self.not_stated)
        self.owner = self.line("Who must unblock it", "", "A person, an organisation or a forum")
        self.needed_by = self.date("Needed by", needed_by)
        choices = [("Not escalated", None), *_forums(performer.workspace.board)]
        self.forum = self.choice("Escalate to", choices, forum)
        self.question = self.line("Question", question, "What the forum is asked")
        self.forum.currentIndexChanged.connect(self._offer_question)
        self._offer_question()
        self.reason.setFocus()

    def _offer_question(self) -> None:
        self.form.setRowVisible(self.question, self.forum.currentData() is not None)

    def wish(self) -> Wish:
        """Block them, and escalate where a forum is chosen."""
        unstated = self.not_stated.isChecked()
        forum = self.forum.currentData()
        return blocking.block, {
            "ids": self._ids,
            "reason": "" if unstated else self.reason.text(),
            "owner": self.owner.text(),
            "needed_by": self.needed_by.text,
            "not_stated": unstated,
            "forum": forum,
            "question": self.question.text() if forum else "",
            "workstream": self._workstream,
        }


class Escalate(Form):
    """Put a blocker to a forum. The next one up the ladder stands first."""

    def __init__(self, performer: Performer, parent: QWidget, artefact: Artefact, done: Done | None = None) -> None:
        super().__init__(performer, f"Escalate {_name(artefact)}", "Escalate", parent, done)
        self._artefact = artefact.id
        board = performer.workspace.board
        above = escalation.next_forum(board, artefact)
        self.forum = self.choice("To", _forums(board), above.id if above else None)
        self.question = self.area("Question", rows=3)
        self.needed_by = self.date("Answer needed by")
        self.question.setFocus()

    def wish(self) -> Wish:
        """Escalate it."""
        return escalating.escalate, {
            "artefact": self._artefact,
            "forum": self.forum.currentData() or "",
            "question": self.question.toPlainText(),
            "needed_by": self.needed_by.text,
        }


class Answer(Form):
    """What a forum answered."""

    def __init__(self, performer: Performer, parent: QWidget, waiting: Escalation, done: Done | None = None) -> None:
        forum = performer.workspace.board.of(Forum)[waiting.forum]
        super().__init__(performer, f"Answer from {one_line(forum.short or forum.name, 60)}", "Record answer", parent, done)
        self._escalation = waiting.id
        if waiting.question:
            self.form.addRow(PlainLabel(waiting.question, role="quiet", wrap=True))
        self.answer = self.area("Answer", rows=4)
        self.answer.setFocus()

    def wish(self) -> Wish:
        """Record it; the blocker stays open until it is unblocked."""
        return escalating.answer, {"escalation": self._escalation, "answer": self.answer.toPlainText()}


class Unblock(Form):
    """Close what blocks an artefact; where nobody has stated its stage, the stage is stated here."""

    def __init__(self, performer: Performer, parent: QWidget, artefact: Artefact, done: Done | None = None) -> None:
        super().__init__(performer, f"Unblock {_name(artefact)}", "Unblock", parent, done)
        board = performer.workspace.board
        self._artefact = artefact.id
        self._kept_stage = artefact.stage
        stages: list[tuple[str, Any]] = [(stage.name, stage.id) for stage in board.stages]
        if artefact.stage is None:
            told = "The stage of this artefact is not stated. Say where it stands."
            self.form.addRow(PlainLabel(told, role="quiet", wrap=True))
            stages.insert(0, ("Choose a stage …", None))
        self.stage = self.choice("Stage", stages, artefact.stage)
        self.note = self.line("Note", "", "What settled it")
        (self.note if artefact.stage else self.stage).setFocus()

    def wish(self) -> Wish:
        """Unblock it into the stage chosen."""
        stage = self.stage.currentData()
        return blocking.unblock, {
            "artefact": self._artefact,
            "stage": stage if stage != self._kept_stage else None,
            "note": self.note.text(),
        }

    def grows(self) -> set[str]:
        """A stage further on or back may ask for a line."""
        return {"override", "reason"}
