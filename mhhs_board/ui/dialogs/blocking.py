"""Block and unblock: what keeps an artefact from going on, who must help, and what settled it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mhhs_board.base.drafts import FORM, Draft
from mhhs_board.base.text import NOTE_LIMIT
from mhhs_board.domain import dates
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.operations import blocking
from mhhs_board.operations.context import Wish, wish
from mhhs_board.operations.releasing import BLOCKER, ENDING, unanswered, waiting_among
from mhhs_board.ui.dialogs.escalating import forum_name, forums_to_ask, name_of, numbered
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.kit.controls import Tick, in_order
from mhhs_board.ui.kit.perform import ASKS, Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line
from mhhs_board.ui.kit.switch import Switch
from mhhs_board.workspace import Workspace

FORUM = "forum"
LEFT_OUT = "Saved again, the rest is saved without it."
NO_FORUM = "Choose the forum that is asked, or empty the question."
NEW = ""
"""In place of a blocker's id: one that is not put on yet."""
_TYPED = {"Why": "reason", "Who must unblock it": "owner", "Needed by": "needed_by"}
"""What is typed of a blocker, by the labels of the fields."""


class Said(NamedTuple):
    """What is said of a blocker, as its user types it."""

    reason: str = ""
    unstated: bool = False
    owner: str = ""
    needed_by: str = ""

    @property
    def stated(self) -> str:
        """The reason; empty where it is not stated."""
        return "" if self.unstated else self.reason


class Block(Form):
    """Who must unblock it and why, or that nobody has said; put to a forum at once where that is known."""

    kept_as = "block"

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
        what = name_of(artefacts[0]) if len(artefacts) == 1 else f"{len(artefacts)} artefacts"
        super().__init__(performer, f"Block {what}", "Block", parent, done)
        self._ids = [artefact.id for artefact in artefacts]
        self._workstream = workstream
        board = performer.workspace.board
        held = sum(board.is_blocked(one) for one in self._ids)
        self.told = PlainLabel(_joins(held, len(self._ids)), role="quiet", wrap=True)
        self.form.addRow(self.told)
        self.form.setRowVisible(self.told, bool(self.told.text()))
        self.reason = self.line("Why", "", "What keeps it from going on")
        self.not_stated = Tick("The reason is not stated")
        self.not_stated.toggled.connect(self.reason.setDisabled)
        self.not_stated.toggled.connect(self.settled)
        self.form.addRow("", self.not_stated)
        self.owner = self.line("Who must unblock it", "", "A person, an organisation or a forum")
        self.needed_by = self.date("Needed by", needed_by)
        choices = [("Not escalated", None), *forums_to_ask(board)]
        self.forum = self.choice("Escalate to", choices, forum)
        self.question = self.line("Question", question, "What the forum is asked", limit=NOTE_LIMIT)
        self.forum.currentIndexChanged.connect(self._offer_question)
        self._offer_question()
        self.reason.setFocus()

    def _offer_question(self) -> None:
        """Offer the question where a forum is chosen; what is typed stays in sight."""
        self.form.setRowVisible(self.question, self.forum.currentData() is not None or bool(self.question.text()))

    def about(self) -> str:
        """Those that shall be blocked."""
        return " ".join(self._ids)

    def place(self, label: str) -> str:
        """The workstream that they were dropped in."""
        return self._workstream or ""

    def said(self) -> Said:
        """What the fields say of a blocker."""
        return Said(self.reason.text(), self.not_stated.isChecked(), self.owner.text(), self.needed_by.text)

    @property
    def asks_nobody(self) -> bool:
        """Whether a question is typed and no forum chosen that is asked."""
        return self.forum.currentData() is None and bool(self.question.text().strip())

    def wish(self) -> Wish:
        """Block them, and escalate where a forum is chosen."""
        return wish(blocking.block, **self.blocked(self.said()))

    def blocked(self, said: Said) -> dict[str, Any]:
        """The arguments that block them so, put to the forum that is chosen. Raises Refused for a question to none."""
        forum = self.forum.currentData()
        if self.asks_nobody:
            raise Refused(NO_FORUM, needs=FORUM)
        return {
            "ids": self._ids,
            "reason": "" if said.unstated else said.reason,
            "owner": said.owner,
            "needed_by": said.needed_by,
            "not_stated": said.unstated,
            "forum": forum,
            "question": self.question.text(),
            "workstream": self._workstream,
        }

    def at_fault(self, refusal: Refused) -> QWidget | None:
        """The reason, where neither it nor the tick is given, or the forum that a question lacks."""
        wanted: dict[str, QWidget] = {"not_stated": self.reason, FORUM: self.forum}
        return wanted.get(refusal.needs) or super().at_fault(refusal)

    def put_back(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Fill in what was typed of one blocker; of another it would be mixed with that."""
        of_one = [draft for draft in drafts if draft.seen == drafts[0].seen]
        super().put_back(of_one)
        return [draft for draft in drafts if draft not in of_one]


class Blocked(Block):
    """An artefact that is blocked already: what blocks it, which can be edited here, or joined by another blocker. What is
    typed for each is kept while the dialog is open, and its button saves all of it."""

    kept_as = "blocked"

    def __init__(
        self, performer: Performer, parent: QWidget, artefact: Artefact, blocker: str = "", done: Done | None = None
    ) -> None:
        super().__init__(performer, parent, [artefact], done=done)
        board = performer.workspace.board
        self._held = {held.id: held for held in board.open_blockers(artefact.id)}
        self._stood = {held.id: _as_typed(held) for held in self._held.values()} | {NEW: Said()}
        self._texts = dict(self._stood)
        self._tried: dict[str, dict[str, Any]] = {}
        self._gone: set[str] = set()
        """Blockers that were told to be closed since; what is typed of them stops no other from being saved."""
        title = f"{name_of(artefact)} is blocked"
        self.setWindowTitle(one_line(title, 80))
        self.head.setText(title)
        self.told.setText("\n".join(blocked_by(performer.workspace, held) for held in self._held.values()))
        self.told.setProperty("role", "")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.form.setRowVisible(self.told, True)
        several = len(self._held) > 1
        names = ("Edit what blocks it", "Add another blocker" if several else "Add a second blocker")
        hints = ("Correct or complete what is said of it", "It is blocked until all of them are settled")
        self.ways = Switch(names, hints, name="What to do")
        for button in self.ways.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the reason goes on being typed
        self.ways.show_page(0)
        self.ways.chosen.connect(lambda _way: self.turn())
        self.form.insertRow(1, self.ways)
        self.blocker = self.choice("Which", numbered(list(self._held.values())), blocker or None, row=2)
        self.blocker.currentIndexChanged.connect(lambda _row: self.turn())
        self.rest = PlainLabel("", role="quiet", wrap=True)
        self.form.addRow(self.rest)
        in_order(*self.ways.buttons, self.blocker, self.reason)
        self._filled = self._edited
        self._show()

    @property
    def _edited(self) -> str:
        """The id of the blocker that is edited; NEW where another is added."""
        return str(self.blocker.currentData()) if self.ways.number == 0 else NEW

    def turn(self) -> None:
        """Another blocker is meant, or a new one; what was typed for the one before is kept."""
        self._remember()
        self._filled = self._edited
        self._show()

    def turn_to(self, blocker: str) -> None:
        """Show one blocker, or NEW."""
        self.ways.show_page(1 if blocker == NEW else 0)
        if blocker != NEW:
            self.blocker.setCurrentIndex(self.blocker.findData(blocker))
        self.turn()

    def _remember(self) -> None:
        self._texts[self._filled] = self.said()

    def _show(self) -> None:
        """What is said of the blocker that is meant, as it is typed so far."""
        edited = self._filled
        held, said = self._held.get(edited), self._texts[edited]
        self.needed_by.show_kept(_as_typed(held).needed_by if held else "", held.needed_on if held else "")
        for field, text in ((self.reason, said.reason), (self.owner, said.owner), (self.needed_by.line, said.needed_by)):
            field.setText(text)
            field.setCursorPosition(0)
        self.not_stated.setChecked(said.unstated)
        self.form.setRowVisible(self.blocker, edited != NEW and len(self._held) > 1)
        self.form.setRowVisible(self.forum, edited == NEW)
        self.form.setRowVisible(self.question, False)
        if edited == NEW:
            self._offer_question()
        self._tell_rest()
        self.settled()
        if not any(button.hasFocus() for button in self.ways.buttons):
            self.reason.setFocus()

    def _tell_rest(self) -> None:
        """What the button saves beside what is seen."""
        rest = [self._called(one) for one in self._typed_of() if one != self._filled and one not in self._gone]
        self.rest.setText(f"Saved with it: {' and '.join(rest)}." if rest else "")
        self.form.setRowVisible(self.rest, bool(rest))
        self.go.setText("Save all" if rest else "Block" if self._filled == NEW else "Save")

    def _called(self, blocker: str) -> str:
        if blocker == NEW:
            return "the new blocker"
        number = [*self._held].index(blocker) + 1
        return f"the change of blocker {number}" if len(self._held) > 1 else "the change of what blocks it"

    def _typed_of(self) -> list[str]:
        """The blockers of which something else is typed than stood there, NEW last."""
        asked = {NEW} if self.question.text().strip() else set()
        return [one for one, stood in self._stood.items() if one in asked or self._texts[one] != stood]

    def about(self) -> str:
        """The blocked artefact."""
        return self._ids[0]

    def wish(self) -> Wish:
        """Save all that is typed: each blocker corrected only in what was altered, and a new one put on."""
        self._remember()
        self._tried = {}
        typed = self._typed_of()
        meant = [one for one in typed if one not in self._gone] or typed or [self._filled]
        for one in meant:
            said = self._texts[one]
            if not said.unstated and not said.reason.strip():
                self.turn_to(one)
                raise Refused(blocking.NO_REASON, needs="not_stated")
        if self.asks_nobody:
            self.turn_to(NEW)
        self._tried = {one: self.blocked(self._texts[NEW]) if one == NEW else self._amended(one) for one in meant}
        amended = [arguments for one, arguments in self._tried.items() if one != NEW]
        return wish(blocking.amend_and_block, amended=amended, blocked=self._tried.get(NEW))

    def _amended(self, blocker: str) -> dict[str, Any]:
        said, stood, held = self._texts[blocker], self._stood[blocker], self._held[blocker]
        altered: dict[str, str] = {}
        if said.stated != stood.stated:
            altered["reason"] = said.stated
        if said.owner != stood.owner:
            altered["owner"] = said.owner
        if said.needed_by != stood.needed_by:
            altered["needed_by"] = said.needed_by
        return {"blocker": blocker, "seen": {name: getattr(held, name) for name in altered}, **altered}

    def at_fault(self, refusal: Refused) -> QWidget | None:
        """The blocker whose change is refused is shown; a second try knows what this one was told of it."""
        found = self._refused_one()
        if found is None:
            return super().at_fault(refusal)
        standing = self._performer.workspace.board.of(Blocker).get(found)
        if standing is not None:
            self._held[found] = standing
        if found != NEW and (standing is None or standing.closed):
            self._gone.add(found)
            self.sentence.setText(f"{refusal} {LEFT_OUT}" if len(self._tried) > 1 else str(refusal))
        if found == self._filled:
            return super().at_fault(refusal)
        self.turn_to(found)
        self.sentence.show()
        return self.reason

    def _refused_one(self) -> str | None:
        """Of what was tried, the first that the rules are against."""
        workspace = self._performer.workspace
        for one, arguments in self._tried.items():
            wished = wish(blocking.block, **arguments) if one == NEW else wish(blocking.amend, **arguments)
            try:
                wished(workspace.board, workspace.context())
            except Refused:
                return one
        return None

    # -- what outlives a crash -----------------------------------------------------------------------------------------

    def drafts(self) -> list[Draft]:
        """What is typed of each blocker and not saved, what is seen first."""
        self._remember()
        return [draft for one in sorted(self._stood, key=lambda one: one != self._filled) for draft in self._drafts_of(one)]

    def _drafts_of(self, blocker: str) -> list[Draft]:
        said, stood = self._texts[blocker], self._stood[blocker]
        typed = [
            (label, getattr(said, name)) for label, name in _TYPED.items() if getattr(said, name) != getattr(stood, name)
        ]
        if blocker == NEW and self.question.text():
            typed.append(("Question", self.question.text()))
        if not any(text.strip() for _label, text in typed):
            return []
        if blocker == NEW and self.forum.currentData() is not None:
            typed.append(("Escalate to", self.forum.currentText()))
        where = f"{self.windowTitle()}, {self._called(blocker)}"
        return [Draft(where, label, text, self.about(), FORM + self.kept_as, blocker) for label, text in typed]

    def put_back(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Fill in what was typed of each blocker; of one that is closed since it has no room."""
        self._remember()
        first = {(draft.seen, draft.field): draft for draft in reversed(drafts) if draft.seen in self._stood}
        for draft in first.values():
            if draft.field == "Escalate to":
                self.forum.setCurrentIndex(max(0, self.forum.findText(draft.text)))
            elif draft.field == "Question":
                self.question.setText(draft.text)
            elif draft.field in _TYPED:
                typed: dict[str, Any] = {_TYPED[draft.field]: draft.text}
                if draft.field == "Why":
                    typed["unstated"] = False
                self._texts[draft.seen] = self._texts[draft.seen]._replace(**typed)
        self._show()
        return [draft for draft in drafts if first.get((draft.seen, draft.field)) != draft]


class Unblock(Form):
    """Close what blocks an artefact. Where nobody has stated its stage, it is stated here; where a question waits, how that
    ended is said here, for a note is never an answer."""

    kept_as = "unblock"

    def __init__(
        self, performer: Performer, parent: QWidget, artefact: Artefact, blocker: str = "", done: Done | None = None
    ) -> None:
        super().__init__(performer, f"Unblock {name_of(artefact)}", "Unblock", parent, done)
        board = performer.workspace.board
        self._artefact = artefact.id
        self._kept_stage = artefact.stage
        held = board.open_blockers(artefact.id)
        every: list[tuple[str, Any]] = [(f"All {len(held)} blockers", None)]
        self.blocker = self.choice("What is settled", [*every, *numbered(held)], blocker or None)
        stages: list[tuple[str, Any]] = [
            (stage.name, stage.id) for stage in board.stages if not stage.retired or stage.id == artefact.stage
        ]
        if artefact.stage is None:
            told = "The stage of this artefact is not stated. Say where it stands."
            self.form.addRow(PlainLabel(told, role="quiet", wrap=True))
            stages.insert(0, ("Choose a stage …", None))
        self.stage = self.choice("Stage", stages, artefact.stage)
        self.asked = PlainLabel("", role="quiet", wrap=True)
        self.form.addRow(self.asked)
        self.ways = Switch([way.name for way in _WAYS], [way.hint for way in _WAYS], name="How it ended")
        for button in self.ways.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the words go on being typed
        self.ways.chosen.connect(lambda _way: self._hint())
        self.form.addRow(PlainLabel("How it ended", role="quiet"), self.ways)
        self.ended = self.area("In words", rows=2)
        self.note = self.line("Note", "", "What settled it")
        self.form.setRowVisible(self.blocker, len(held) > 1)
        self.blocker.currentIndexChanged.connect(lambda _row: self._offer())
        self._hint()
        self._offer()
        first = self.stage if artefact.stage is None else self.ended if self._waiting() else self.note
        first.setFocus()

    def _waiting(self) -> list[Escalation]:
        """What waits for an answer of what would be closed, as the board is now."""
        chosen = self.blocker.currentData()
        board = self._performer.workspace.board
        artefact = board.of(Artefact).get(self._artefact)
        return waiting_among(board, [artefact] if artefact else [], None if chosen is None else [chosen])

    def _hint(self) -> None:
        hints = [way.hint for way in _WAYS] if self.ways.undecided else [_WAYS[self.ways.number].hint]
        self.ended.setPlaceholderText(" Or: ".join(hints))
        self.settled()

    def _offer(self) -> None:
        """Ask how a question ended where one waits; the stage is asked for where the last blocker goes."""
        board, waiting = self._performer.workspace.board, self._waiting()
        told = unanswered(board, waiting)
        self.asked.setText(str(told) if told else "")
        self.form.setRowVisible(self.asked, told is not None)
        asks = len(waiting) == 1 or bool(self.ended.toPlainText())  # what is typed stays in sight
        self.form.setRowVisible(self.ways, asks)
        self.form.setRowVisible(self.ended, asks)
        closes_all = self.blocker.currentData() is None or len(board.open_blockers(self._artefact)) < 2
        self.form.setRowVisible(self.stage, closes_all)

    def wish(self) -> Wish:
        """Unblock it into the stage chosen."""
        chosen, way = self.blocker.currentData(), _WAYS[self.ways.number]
        words = self.ended.toPlainText()
        if len(self._waiting()) == 1 and self.ways.undecided:
            raise Refused("Say whether the question was answered or withdrawn.", needs=ENDING)
        if not words.strip() and len(self._waiting()) == 1:
            raise Refused(way.missing, needs=ENDING)
        stage = self.stage.currentData() if self.stage.isVisibleTo(self) else self._kept_stage
        unblocked = wish(
            blocking.unblock,
            artefact=self._artefact,
            stage=stage if stage != self._kept_stage else None,
            note=self.note.text(),
            blockers=None if chosen is None else [chosen],
        )
        return unblocked.but(**{way.argument: words})

    def about(self) -> str:
        """The artefact unblocked."""
        return self._artefact

    def place(self, label: str) -> str:
        """The blocker meant; empty for all."""
        return self.blocker.currentData() or ""

    def grows(self) -> set[str]:
        """A stage further on or back may ask for a line."""
        return {"override", "reason"}

    def at_fault(self, refusal: Refused) -> QWidget | None:
        """What the rules still want to know; somebody else may have put it to a forum meanwhile."""
        self._offer()
        decide = self.ways.undecided and bool(self.ended.toPlainText().strip())
        wanted: dict[str, QWidget] = {
            ENDING: self.ways.buttons[0] if decide else self.ended,
            BLOCKER: self.blocker,
            "stage": self.stage,
        }
        return wanted.get(refusal.needs) or super().at_fault(refusal)


_WAYS = ASKS[ENDING]


def _as_typed(held: Blocker) -> Said:
    """What is said of a blocker, as its user would type it."""
    return Said(held.reason, not held.reason, held.owner, dates.lasting(held.needed_by, held.needed_on))


def _joins(held: int, of: int) -> str:
    """What is said before artefacts are blocked of which some are blocked already."""
    if not held:
        return ""
    those = "All of them are" if held == of else f"{held} of them {'is' if held == 1 else 'are'}"
    return f"{those} blocked already; this blocker joins what blocks {'it' if held == 1 else 'them'}."


def blocked_by(workspace: Workspace, held: Blocker) -> str:
    """What blocks, who must unblock it, and which forum was asked, on one line."""
    board, since = workspace.board, dates.instant_day(held.since)
    waiting = [forum_name(board, one) for one in board.escalations(held.id) if not one.returned]
    told = [f"⊘ {held.reason or 'Reason not stated'}"]
    told += [f"{held.owner} must unblock it"] if held.owner else []
    told += [f"since {dates.short(since, workspace.today)}"] if since else []
    told += [f"escalated to {waiting[0]}"] if waiting else []
    return one_line(" · ".join(told), 300)
