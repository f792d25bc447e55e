"""The page of the decisions: a register like any other, from which a decision is put to a forum and its answer taken."""

from __future__ import annotations

from collections.abc import Callable

from mhhs_board.domain.escalation import waiting_of
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.records import Escalation
from mhhs_board.ui.dialogs.escalating import Answer, EscalateDecision, Withdraw
from mhhs_board.ui.kit.actions import READ_ONLY, PageCommand, State
from mhhs_board.ui.kit.controls import ActionButton
from mhhs_board.ui.kit.page import PageContext
from mhhs_board.ui.registers.beside_board import RegisterBesideBoard

BUTTONS = {"escalate": "Escalate…", "answer": "Answer…", "withdraw": "Withdraw…"}
"""What is done with a chosen decision, by the window's commands. Their letters find rows here, as in every register."""


class DecisionsPage(RegisterBesideBoard):
    """The decisions, with what is asked about them."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, Decision.KIND)
        self.commands = {
            **self.commands,
            "escalate": PageCommand(self.escalate, self._not_one, tip="Put the chosen decision to a forum"),
            "answer": PageCommand(self.answer, self._not_asked, tip="Record what the forum answered"),
            "withdraw": PageCommand(self.withdraw, self._not_asked, tip="Say why it is no longer asked"),
        }
        for name, text in BUTTONS.items():
            self.put_button(ActionButton(context.actions[name], text))

    def _chosen(self) -> Decision | None:
        chosen = self.chosen_records()
        return chosen[0] if len(chosen) == 1 and isinstance(chosen[0], Decision) else None

    def _waiting(self) -> list[Escalation]:
        decision = self._chosen()
        return waiting_of(self._context.workspace.board, decision.id) if decision else []

    def _not_one(self, state: State) -> str:
        if state.read_only:
            return READ_ONLY
        return "" if self._chosen() else "Choose one decision."

    def _not_asked(self, state: State) -> str:
        return self._not_one(state) or ("" if self._waiting() else "No question about this decision waits for an answer.")

    def escalate(self) -> None:
        """Ask whom to put the chosen decision to."""
        if (decision := self._chosen()) and not self._context.workspace.read_only:
            EscalateDecision(self._performer, self.window(), decision).open()

    def answer(self) -> None:
        """Ask what the forum answered."""
        if (waiting := self._waiting()) and not self._context.workspace.read_only:
            Answer(self._performer, self.window(), waiting).open()

    def withdraw(self) -> None:
        """Ask why it is no longer put."""
        if (waiting := self._waiting()) and not self._context.workspace.read_only:
            Withdraw(self._performer, self.window(), waiting).open()

    def further(self) -> list[tuple[str, Callable[[], None], str, bool]]:
        """The same in the menu."""
        asked = bool(self._waiting())
        return [
            ("Escalate…", self.escalate, "", self._chosen() is not None),
            ("Answer…", self.answer, "", asked),
            ("Withdraw question…", self.withdraw, "", asked),
        ]
