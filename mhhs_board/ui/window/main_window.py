"""The main window: places its parts and connects them. It holds no rule, no wording of its own and no file format."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QSplitter, QVBoxLayout, QWidget

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.domain import dates, telling
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact, Blocker
from mhhs_board.drawing.geometry import Density
from mhhs_board.operations import undoing
from mhhs_board.operations.context import NOT_STATED
from mhhs_board.ui.board.adding import Adding
from mhhs_board.ui.board.model import BoardModel
from mhhs_board.ui.board.page import BoardPage
from mhhs_board.ui.board.view import BoardView
from mhhs_board.ui.finding.filter_bar import FilterBar
from mhhs_board.ui.finding.filtering import Filtering
from mhhs_board.ui.kit import plain, theme_palette
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.actions import Actions, Handler, State
from mhhs_board.ui.kit.banner import Foot, MessageBar, PromptBar
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.doors import Doors
from mhhs_board.ui.kit.page import PageSpec
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.registers.pages import PAGES
from mhhs_board.ui.window.acts import Acts
from mhhs_board.ui.window.ages import Ages
from mhhs_board.ui.window.desk import Desk
from mhhs_board.ui.window.files import Files
from mhhs_board.ui.window.handouts import Handouts, Taken
from mhhs_board.ui.window.parts import Parts
from mhhs_board.ui.window.reading import Glimpse, Reading
from mhhs_board.ui.window.side import Side
from mhhs_board.ui.window.title_row import StatusRow, TitleRow
from mhhs_board.ui.window.welcome import WelcomeBar
from mhhs_board.workspace import Workspace

if TYPE_CHECKING:
    from mhhs_board.base.drafts import Drafts
    from mhhs_board.ui.window.drafting import Drafting

LARGEST = QSize(1680, 1050)
"""The window's first size, where the screen has the room."""
POLL_MS = 500
"""How often the window looks for what others wrote; a second is what people are promised."""


@contained
class MainWindow(QMainWindow):
    """One board in a window, with `pages` beside it. `doors` do what only the program's start can do, and `sheet` takes the
    board as it stands."""

    desk: Desk
    actions_by_id: Actions

    closing = Signal()
    """The window is about to let go of the board."""
    named = Signal(str)
    """Its user goes by another name from now on."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        settings: Settings,
        doors: Doors,
        sheet: Taken,
        sqlite: str = "",
        pages: Sequence[PageSpec] = PAGES,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.settings = settings
        self.theme = theme_palette.named(settings.get(keys.THEME))
        theme_palette.dress(self.theme)  # before any widget, so that all start with its font
        self.title_row, self.status_row, self.filter_bar = TitleRow(), StatusRow(), FilterBar()
        self.messages, self.prompt, self.welcome = MessageBar(), PromptBar(), WelcomeBar(workspace, settings)
        self.performer = Performer(workspace, self.messages, self.prompt, self)
        self.model = BoardModel(workspace if workspace.glimpse is None else Glimpse(workspace))
        self.view = BoardView(self.model, self.theme)
        self.filtering = Filtering(workspace, self.model, self.filter_bar)
        parts = self.parts = Parts(
            window=self,
            workspace=workspace,
            settings=settings,
            performer=self.performer,
            view=self.view,
            filtering=self.filtering,
            filter_bar=self.filter_bar,
            messages=self.messages,
            prompt=self.prompt,
            welcome=self.welcome,
            title_row=self.title_row,
            status_row=self.status_row,
        )
        self.files, self.handouts = Files(parts, doors), Handouts(parts, sheet)
        self.acts = Acts(
            self,
            self.performer,
            self.messages,
            chosen=lambda: self.desk.page.chosen(),
            blocker=lambda: self.desk.chosen_record(Blocker.KIND),
            cell=lambda: self.desk.focused_cell(),
            seen=self.bring_into_view,
        )
        self.adding = Adding(self.view, self.performer, self.bring_into_view)
        board = BoardPage(self.view, self.adding)
        self.nothing_fits = board.nothing_fits
        actions = lambda: self.actions_by_id  # noqa: E731  they are made of what all the helpers do
        self.desk = Desk(parts, board, pages, actions=actions, turned=self.page_turned, sqlite=sqlite)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.side = Side(
            parts,
            self.acts,
            self.splitter,
            actions=actions,
            focused=lambda: self.desk.page.focused(),
            shows=self.desk.show_record,
        )
        self.ages = Ages(self, workspace, self._aged)
        self._place()
        self.model.setParent(self)  # after the view, to go after it: a view that loses its model calls into Python
        self.actions_by_id = Actions(
            self,
            self.view,
            self._handlers(),
            {"Move to": self.acts.fill_stages, "Move to workstream": self.acts.fill_lanes}
            | self.desk.submenus()
            | self.files.submenus(),
            self.desk.commands(),
        )
        self.actions_by_id.fill(self.menuBar())
        self._connect()
        self._undo: Entry | None = None
        self._redo: Entry | None = None
        self._told: dict[int, tuple[int, str]] = {}  # by its number: when an entry was worded, and how
        self._reading = Reading(parts) if workspace.glimpse is not None else None
        self._set_theme(settings.get(keys.THEME))
        self._set_density(settings.get(keys.DENSITY))
        self.side.show(settings.get(keys.INSPECTOR))
        workspace.when_whole(self._whole)
        self._show_board()
        self.welcome.greet()
        if settings.notice:
            self.messages.refuse(settings.notice)
        self.resize(LARGEST.boundedTo(self.screen().availableSize() * 0.92))
        self.view.setFocus()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._poll)
        self._timer.start(POLL_MS)

    # -- placing and connecting --------------------------------------------------------------------------------------

    def _place(self) -> None:
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.desk.pages)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for bar in (self.title_row, self.filter_bar, self.welcome):
            rows.addWidget(bar)
        rows.addWidget(self.splitter, 1)
        rows.addWidget(self.status_row)
        self.setCentralWidget(page)
        self.foot = Foot(page, self.desk.pages, self.messages, self.prompt, avoid=self._looked_at)

    def _handlers(self) -> dict[str, Handler]:
        acts = self.acts
        handlers: dict[str, Handler] = {
            "quit": self.close,
            "name": self.ask_name,
            "undo": self.performer.undo,
            "redo": self.performer.redo,
            "filter": self._go_to_filter,
            "clear_filter": lambda: self.filter_bar.set_text(""),
            "add": acts.add,
            "add_form": acts.add,
            "fit": self.view.fit,
            "fold_lane": self.view.folding.lane,
            "fold_stage": self.view.folding.stage,
            "fold_all": self.view.folding.all_lanes,
            "unfold_all": self.view.folding.nothing,
            "edit": acts.edit,
            "block": acts.block,
            "escalate": acts.escalate,
            "answer": acts.answer,
            "withdraw": acts.withdraw,
            "unblock": acts.unblock,
            "retire": acts.retire,
            "inspector": self.side.toggle,
            "review": self.side.review,
        }
        for density in keys.DENSITY.among:
            handlers[f"density_{density}"] = partial(self._set_density, density)
        for theme in keys.THEME.among:
            handlers[f"theme_{theme}"] = partial(self._set_theme, theme)
        return handlers | self.files.handlers() | self.handouts.handlers() | self.desk.handlers()

    def _connect(self) -> None:
        view, acts, commands = self.view, self.acts, self.actions_by_id
        view.on_move = acts.move
        view.on_open = acts.edit
        view.on_peek = self.side.toggle
        view.on_menu = lambda ids, place: commands.context_menu(self).popup(place)
        view.on_add = self.adding.open
        self.nothing_fits.cleared.connect(commands["clear_filter"].trigger)
        self.adding.on_open = self.messages.put_away
        view.on_say = self.messages.refuse
        view.on_escape = self.messages.put_away
        view.focus_changed.connect(self.page_turned)
        view.focus_changed.connect(lambda _card: self.foot.place())
        view.selected_changed.connect(self._refresh_actions)
        view.view_changed.connect(self._view_changed)
        view.movable = not self.workspace.read_only
        self.filtering.changed.connect(self._refresh_actions)
        self.filtering.changed.connect(self.foot.place)
        for bar in (self.messages, self.prompt):
            bar.left.connect(self.desk.focus_page)
        self.welcome.start.clicked.connect(self.files.ask_new_board)
        self.welcome.given.connect(self.take_name)
        self.welcome.given.connect(lambda _name: self.desk.focus_page())
        row = self.title_row
        for button in (row.add_button(commands["undo"], "↶", "icon"), row.add_button(commands["redo"], "↷", "icon")):
            button.left.connect(self.desk.focus_page)
        row.add_button(commands["add"], _added)
        row.add_button(commands["snapshot"], "Snapshot…", "primary")
        self._ends = [self.workspace.subscribe(self._taken), self.workspace.on_reload(self._read_again)]

    # -- what the board says -----------------------------------------------------------------------------------------

    def _taken(self, entry: Entry | None) -> None:
        """The board has taken an entry in, ours or another's; everything around the grid follows."""
        self._undo, self._redo = self.workspace.undoable(), self.workspace.redoable()
        self.status_row.refresh(self.workspace)
        self.filtering.refresh(entry)
        self._show_board()
        if entry is not None and entry.verb not in undoing.SKIPPED:
            self._hear(entry)

    def _hear(self, entry: Entry) -> None:
        """What another did is named, and lights up where it stands; what is done here takes its place."""
        if self.workspace.wrote(entry):
            self.title_row.hear("")
            return
        board = self.workspace.board
        told, at = telling.heard(entry, board), dates.local_time(entry.at)
        self.title_row.hear(told, f"{at:%H:%M}" if at else "")
        touched = {telling.artefact_of(board, change) for change in entry.changes} - {""}
        self.view.light(touched, telling.who(entry))
        announce(self.title_row.others, told)

    def _show_board(self) -> None:
        """What the window says of a board also while the most of it has not been read."""
        self.setWindowTitle(f"{plain.one_line(self.workspace.seen.details.name or 'Board', 80)} – L4 Design Board")
        self.title_row.refresh(self.workspace)
        self.desk.taken()
        self.page_turned()

    def _whole(self) -> None:
        """The whole board is there, at once or after its first cards were shown."""
        if self._reading is not None:
            self._reading.end()
            self._reading = None
            self.model.set_source(self.workspace)
        self._taken(None)

    def _read_again(self) -> None:
        """The file holds another history now (put back, or replaced from elsewhere): nothing of the old board is kept."""
        self.model.set_source(self.workspace)
        self.filtering.begin_again()
        self.title_row.hear("")
        self._taken(None)
        self.messages.refuse("This board was put back to another state meanwhile, so it has been read again.")

    def _poll(self) -> None:
        """Take in what others wrote, but never under cards that are held in the air."""
        if not self.view.dragging and self._reading is None:
            self.performer.poll()
            self.ages.look()

    def _aged(self) -> None:
        """A new day, or it has been found out how long artefacts stay in each stage."""
        self.view.refresh()
        self.page_turned()

    def _refresh_actions(self) -> None:
        board, page = self.workspace.seen, self.desk.page
        chosen = page.chosen()
        self.actions_by_id.refresh(
            State(
                read_only=self.workspace.read_only,
                chosen=tuple(chosen),
                records=tuple(page.records()),
                blocked=sum(map(board.is_blocked, chosen)),
                waiting=len(board.open_escalations(chosen[0])) if len(chosen) == 1 else 0,
                undo=self._told_of(self._undo),
                redo=self._told_of(self._redo),
                filtered=bool(self.filter_bar.text.strip()),
                lanes=len(board.workstreams),
            ),
            page.commands,
        )

    def _told_of(self, entry: Entry | None) -> str:
        """What Undo or Redo would take back, worded once an entry: a key shall not wait for the words of a large import."""
        if entry is None:
            return ""
        if (known := self._told.get(entry.seq)) is None or known[0] != self.workspace.seen.seq:
            self._told = {one: told for one, told in self._told.items() if told[0] == self.workspace.seen.seq}
            self._told[entry.seq] = known = (self.workspace.seen.seq, telling.label(entry, self.workspace.seen))
        return known[1]

    def page_turned(self) -> None:
        """Another page, or another artefact on it, is looked at."""
        self.side.follow()
        self._refresh_actions()

    def _looked_at(self) -> QRect:
        """Where what is looked at lies among the pages; empty where nothing there is in the way."""
        page = self.desk.page
        place = page.looked_at()
        return place.translated(page.widget.pos()) if not place.isEmpty() else place

    def bring_into_view(self, artefact_id: str) -> None:
        """Give a card the focus after it was added or moved, or say that the filter hides it."""
        if self.filtering.hides(artefact_id):
            artefact = self.workspace.board.of(Artefact)[artefact_id]
            self.messages.add(f"{artefact.ref or artefact.title} is saved, but the filter hides it.")
        else:
            self.view.follow_card(artefact_id)
            self.foot.place()

    # -- the view ----------------------------------------------------------------------------------------------------

    def keep_drafts(self, drafts: Drafts) -> Drafting:
        """Keep what is typed and not saved in these, and offer what an earlier window left in them."""
        from mhhs_board.ui.window.drafting import Drafting

        drafting = Drafting(self.parts, drafts, side=self.side, adding=self.adding, acts=self.acts, desk=self.desk)
        self.closing.connect(drafting.end)
        return drafting

    def _set_density(self, density: str) -> None:
        self.view.set_density(Density[density.upper()])
        self._view_changed()

    def _view_changed(self) -> None:
        """The density may have been changed in the view itself, by key or wheel."""
        density = self.view.density.name.lower()
        self.actions_by_id[f"density_{density}"].setChecked(True)
        self.settings.set(keys.DENSITY, density)

    def _set_theme(self, wish: str) -> None:
        self.theme = theme_palette.named(wish)
        theme_palette.dress(self.theme)
        self.view.set_theme(self.theme)
        self.side.set_theme(self.theme)
        self.desk.set_theme()
        self.actions_by_id[f"theme_{wish}"].setChecked(True)
        self.settings.set(keys.THEME, wish)

    def _go_to_filter(self) -> None:
        self.filter_bar.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_bar.line.selectAll()

    def ask_name(self) -> None:
        """Ask who the user is, with the name there is."""
        from mhhs_board.ui.dialogs.name import YourName

        actor = self.workspace.actor
        YourName(self, "" if actor == NOT_STATED else actor, self.take_name).open()

    def take_name(self, name: str) -> None:
        """The user has said who they are, for every board, or that they will not."""
        self.settings.set(keys.NAME, " ".join(name.split()))
        self.workspace.actor = self.settings.get(keys.NAME)
        self.settings.set(keys.NAMED, True)
        self.named.emit(self.workspace.actor)
        self.welcome.greet()
        self._taken(None)

    def let_go(self) -> None:
        """Look at the board no more: it is about to be closed under this window, or with it."""
        self._timer.stop()
        self.ages.stop()
        if self._reading is not None:
            self._reading.end()
        while self._ends:
            self._ends.pop()()
        self.model.close()

    # -- the window itself -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as in a dialog; Qt leaves that to Space here."""
        button = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QAbstractButton):
            if not event.isAutoRepeat():
                button.click()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the board; everything is on the disk already."""
        self.closing.emit()
        self.let_go()
        super().closeEvent(event)


def _added(command: str) -> str:
    """What the button says of a command that adds: `+ Artefact` of `Add artefact`."""
    what = command.removeprefix("Add ")
    return f"+ {what[:1].upper()}{what[1:]}"
