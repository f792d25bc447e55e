"""What is done to an agenda: to what is proposed for it, its items, and the positions on them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mhhs_board.domain import meetings
from mhhs_board.domain.agenda import DECIDES
from mhhs_board.domain.governance import Action, Decision, Item, Position
from mhhs_board.domain.journal import Entry
from mhhs_board.operations import agenda as on_agenda
from mhhs_board.operations import registering
from mhhs_board.operations.context import wish
from mhhs_board.ui.dialogs.agenda import PullItem, TakeOff
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.page import PageContext
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.registers.agenda_part import AgendaPart

AGREED = "consensus"
"""What one key records of a consent block; another outcome is chosen from the menu."""


class AgendaActs:
    """The acts, on what is chosen in a part; `fill` fills the whole page anew."""

    def __init__(self, context: PageContext, part: AgendaPart, fill: Callable[[], None]) -> None:
        self._context = context
        self._performer = context.performer
        self._part = part
        self._fill = fill

    def closed(self) -> bool:
        """Whether nothing may be written, which is said."""
        if self._context.workspace.read_only:
            self._context.messages.refuse(READ_ONLY)
        return self._context.workspace.read_only

    def open_form(self, kind: str, record_id: str) -> None:
        """Open the form of an item or a position."""
        found = self._context.workspace.board.get(kind, record_id)
        if isinstance(found, Item | Position) and not self.closed():
            RegisterForm(self._performer, self._part.window(), kind, found).open()

    # -- items -------------------------------------------------------------------------------------------------------------

    def new_item(self) -> None:
        """Ask for a new item of this agenda, which a forum that decides is mostly asked to decide."""
        if (meeting := self._part.meeting) is not None and not self.closed():
            forum = meetings.forum_of(self._context.workspace.board, meeting.id)
            given, window = {"meeting": meeting.id}, self._part.window()
            given |= {"purpose": "decision"} if forum is not None and forum.level <= DECIDES else {}
            RegisterForm(self._performer, window, Item.KIND, done=self._chosen_after, given=given).open()

    def _chosen_after(self, entry: Entry | None) -> None:
        self._choose(entry)
        self._part.focus()

    def _choose(self, entry: Entry | None) -> None:
        if entry is not None and entry.changes:
            self._part.agenda.choose(entry.changes[0].id)

    def edit_item(self) -> None:
        """Open the form of the chosen item."""
        if (item := self._part.item) is not None:
            self.open_form(Item.KIND, item.id)

    def retire_item(self) -> None:
        """Ask why the chosen item goes out of use."""
        if (item := self._part.item) is not None and not self.closed():
            found = self._context.workspace.board.of(Item)[item.id]
            RetireRecords(self._performer, self._part.window(), Item.KIND, [found]).open()

    def enter(self) -> None:
        """Put a proposal on the agenda; of an item go to its card, else open its form."""
        if self._part.agenda.chosen.proposal is not None:
            self.put_chosen()
        elif self._part.item is not None and self._part.artefact:
            self._context.show_card(self._part.artefact)
        else:
            self.edit_item()

    def put_chosen(self) -> None:
        """Put the chosen proposal on the agenda."""
        if (proposal := self._part.agenda.chosen.proposal) is not None:
            self.put(proposal.key)

    def put(self, key: str) -> None:
        """Put a proposal on the agenda; the next one is chosen."""
        meeting, part = self._part.meeting, self._part
        if meeting is None or self.closed():
            return
        keys = [one.key for one in part.rows.proposals]
        following = keys[keys.index(key) + 1 :][:1] or keys[: keys.index(key)][-1:] if key in keys else []

        def done(entry: Entry | None) -> None:
            part.rows.look_now()
            if following:
                part.agenda.choose(f"proposed {following[0]}")
            else:
                self._choose(entry)
            self._fill()

        self._performer.perform(
            wish(on_agenda.fill, meeting=meeting.id, proposals=[key], closed=part.rows.closings.known), done
        )

    def fill(self) -> None:
        """Put all that is proposed on the agenda."""
        meeting, part = self._part.meeting, self._part
        if meeting is None or not part.rows.proposals or self.closed():
            return

        def done(entry: Entry | None) -> None:
            part.rows.look_now()
            self._choose(entry)
            self._fill()
            part.focus()

        self._performer.perform(wish(on_agenda.fill, meeting=meeting.id, closed=part.rows.closings.known), done)

    def place_item(self, item: str, before: str | None) -> None:
        """Give an item its place before another, or the last."""
        if not self.closed():
            self._performer.perform(wish(on_agenda.reorder, item=item, before=before))

    def take_off(self) -> None:
        """Ask why the chosen item is taken off."""
        if (item := self._part.item) is not None and not item.taken_off and not self.closed():
            TakeOff(self._performer, self._part.window(), item).open()

    def carry(self) -> None:
        """Take the chosen item to the next meeting of the forum."""
        item, meeting = self._part.item, self._part.meeting
        if item is None or meeting is None or self.closed():
            return
        following = meetings.following(self._context.workspace.board, meeting)
        if following is None:
            self._context.messages.refuse(f"No meeting behind {meeting.number} is on the board yet; add that first.")
            return
        told = f"{one_line(item.subject, 60)} is carried to {following.number}"
        done: Callable[[Entry | None], None] = lambda _entry: self._context.messages.tell(told)  # noqa: E731
        self._performer.perform(wish(on_agenda.carry, item=item.id, meeting=following.id), done)

    def turn_consent(self) -> None:
        """Put the chosen item into the consent block, or ask who pulls it out."""
        item = self._part.item
        if item is None or self.closed():
            return
        if item.consent == "block":
            PullItem(self._performer, self._part.window(), item).open()
        else:
            values, seen = {"consent": "block", "pulled_by": ""}, {"consent": item.consent}
            self._performer.perform(wish(registering.edit, kind=Item.KIND, id=item.id, values=values, seen=seen))

    def agree(self, outcome: str = AGREED) -> None:
        """Record the outcome of all that is left in the consent block, as the chair's."""
        if (meeting := self._part.meeting) is not None and not self.closed():
            self._performer.perform(wish(on_agenda.consent, meeting=meeting.id, outcome=outcome))

    # -- what comes of an item ---------------------------------------------------------------------------------------------

    def new_action(self) -> None:
        """Ask for an action from the chosen item."""
        self._from_item(Action.KIND)

    def new_decision(self) -> None:
        """Ask for a decision from the chosen item."""
        self._from_item(Decision.KIND)

    def _from_item(self, kind: str) -> None:
        item, meeting = self._part.item, self._part.meeting
        if item is not None and meeting is not None and not self.closed():
            given = {"meeting": meeting.id, "item": item.id}
            given |= {"artefact": item.artefact} if item.artefact else {}
            self._ask(kind, given, self._part.agenda)

    def new_position(self) -> None:
        """Ask for a position in its form, of the chosen seat where it is silent, else of whoever has none."""
        item, stance = self._part.item, self._part.panel.table.chosen
        if item is not None and not self.closed():
            given = {"item": item.id}
            if stance is not None and stance.seat is not None and stance.latest is None:
                given["seat"] = stance.seat
            self._ask(Position.KIND, given, self._part.panel.table)

    def _ask(self, kind: str, given: dict[str, str], back: QWidget) -> None:
        """Open a form for a new record; the keyboard goes back to where it was asked for."""
        done: Callable[[Entry | None], None] = lambda _entry: back.setFocus(Qt.FocusReason.OtherFocusReason)  # noqa: E731
        RegisterForm(self._performer, self._part.window(), kind, done=done, given=given).open()

    def edit_position(self) -> None:
        """Open the latest position of the chosen seat in its form; of one that is silent a new one."""
        stance = self._part.panel.table.chosen
        if stance is not None and stance.latest is not None:
            self.open_form(Position.KIND, stance.latest.id)
        else:
            self.new_position()

    def retire_position(self) -> None:
        """Ask why the latest position of the chosen seat goes out of use; the one before counts again."""
        stance = self._part.panel.table.chosen
        if stance is not None and stance.latest is not None and not self.closed():
            RetireRecords(self._performer, self._part.window(), Position.KIND, [stance.latest]).open()
