"""Every command of the window, once: menu bar, toolbar, context menu, shortcuts and enabled-or-why-not come from here.

A command that the window gives no handler does not exist, so that no menu shows what the program cannot do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from mhhs_board.ui.kit.plain import menu_text, one_line, plain_tooltip

Handler = Callable[[], object]


class RecordKey(NamedTuple):
    """Which record of a board: of what kind, and its id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class State:
    """What the window knows when it asks which commands are open."""

    read_only: bool = False
    chosen: tuple[str, ...] = ()
    """Ids of the selected artefacts, else of the one in focus."""
    blocked: int = 0
    """How many of the chosen are blocked."""
    records: tuple[RecordKey, ...] = ()
    """The chosen records of a page whose rows are no artefacts."""
    waiting: int = 0
    """How many questions of the one chosen wait for an answer."""
    undo: str = ""
    """What Undo would take back, in a few words; empty where there is nothing."""
    redo: str = ""
    filtered: bool = False
    lanes: int = 1


Reason = Callable[[State], str]
"""Why a command is closed, or empty where it is open."""

READ_ONLY = "This board is open for reading only."
NOTHING = "No artefact is selected."


def _writes(state: State) -> str:
    return READ_ONLY if state.read_only else ""


def _any(state: State) -> str:
    return _writes(state) or ("" if state.chosen else NOTHING)


def _one(state: State) -> str:
    return _any(state) or ("" if len(state.chosen) == 1 else "Several artefacts are selected; choose one.")


def _one_seen(state: State) -> str:
    return "" if len(state.chosen) == 1 else "Choose one artefact."


def _blocked_one(state: State) -> str:
    return _one(state) or ("" if state.blocked else "The artefact is not blocked.")


def _waiting_one(state: State) -> str:
    return _one(state) or ("" if state.waiting else "No question of it waits for an answer.")


def _add(state: State) -> str:
    return _writes(state) or ("" if state.lanes else "The board has no workstream yet.")


def _undo(state: State) -> str:
    return _writes(state) or ("" if state.undo else "There is nothing of yours to undo.")


def _redo(state: State) -> str:
    return _writes(state) or ("" if state.redo else "There is nothing of yours to redo.")


def _filtered(state: State) -> str:
    return "" if state.filtered else "No filter is set."


def _always(state: State) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `board` keys work only while the board has the keyboard, so that letters can be typed elsewhere."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    why_not: Reason = _always
    board: bool = False
    checkable: bool = False
    group: str = ""
    tip: str = ""
    role: QAction.MenuRole = field(default=QAction.MenuRole.NoRole)


@dataclass(frozen=True, slots=True)
class PageCommand:
    """What a command does on one page in place of what it does elsewhere, when it is closed there (None: as elsewhere), and
    what it is called there (empty: as elsewhere)."""

    do: Handler
    why_not: Reason | None = None
    text: str = ""
    tip: str = ""


COMMANDS: tuple[Command | None, ...] = (
    Command("new_board", "File", "New board…", ("Ctrl+Shift+N",)),
    Command("new_template", "File", "New from template…", (), tip="New board: the Level 4 lanes, the example, or empty"),
    Command("open_board", "File", "Open…", ("Ctrl+O",)),
    Command("open_reading", "File", "Open read-only…", ("Ctrl+Shift+O",), tip="Open a board for reading"),
    None,
    Command("save_copy", "File", "Save a copy…", (), tip="Copy the whole board with its history to another file"),
    Command(
        "save_readers", "File", "Save a copy for readers…", (), tip="A copy without history and private notes, to read"
    ),
    Command("backups", "File", "Backups…", (), tip="Earlier states of this board: make one, or go back to one"),
    None,
    Command("import", "File", "Import…", ("Ctrl+I",), _writes, tip="Import artefacts from a table or a workbook"),
    Command("export", "File", "Export…", ("Ctrl+Shift+E",), tip="Export the artefacts shown to CSV, JSON or Markdown"),
    Command("snapshot", "File", "Snapshot…", ("Ctrl+Shift+P",), tip="The board as a PDF, a picture, a page or text"),
    Command("document", "File", "Document…", (), tip="Agenda pack, headline report or a log as DOCX, PDF, HTML or text"),
    Command("print", "File", "Print…", ("Ctrl+P",), tip="Print the page shown, with a look at it before"),
    None,
    Command("quit", "File", "Quit", ("Ctrl+Q",), role=QAction.MenuRole.QuitRole),
    Command("undo", "Edit", "Undo", ("Ctrl+Z",), _undo),
    Command("redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), _redo),
    None,
    Command("filter", "Edit", "Filter", ("Ctrl+F", "/"), tip="Go to the filter"),
    Command("clear_filter", "Edit", "Show all", ("Ctrl+Shift+F",), _filtered, tip="Clear the filter"),
    Command("mine", "Edit", "Only mine", ("Ctrl+Shift+M",), checkable=True, tip="Show only what you own"),
    None,
    Command("copy_picture", "Edit", "Copy as picture", ("Ctrl+Shift+C",), tip="Copy the board as shown as a picture"),
    Command("copy_table", "Edit", "Copy as table", (), tip="Copy the artefacts shown as a table, for a spreadsheet"),
    None,
    Command("palette", "Edit", "Command palette…", ("Ctrl+K",), tip="Find a command, a card or a view"),
    Command("board_settings", "Edit", "Board settings…", ("Ctrl+,",), tip="Workstreams, stages, forums, limits, gates"),
    Command("name", "Edit", "Your name…", (), tip="Who you are in the history of every board"),
    Command(
        "add", "Artefact", "Add artefact", ("N",), _add, board=True, tip="Add an artefact in this cell; Enter keeps adding"
    ),
    Command(
        "add_form", "Artefact", "Add with all fields…", ("Shift+N",), _add, board=True, tip="Add an artefact in a dialog"
    ),
    Command("edit", "Artefact", "Edit…", ("F2",), _one, board=True),
    None,
    Command("block", "Artefact", "Block…", ("B",), _any, board=True),
    Command("escalate", "Artefact", "Escalate…", ("E",), _one, board=True),
    Command("answer", "Artefact", "Answer…", ("A",), _waiting_one, board=True, tip="Record what the forum answered"),
    Command(
        "withdraw", "Artefact", "Withdraw question…", ("W",), _waiting_one, board=True, tip="Say why it is no longer asked"
    ),
    Command("unblock", "Artefact", "Unblock…", ("U",), _blocked_one, board=True),
    None,
    Command("retire", "Artefact", "Retire…", ("Del",), _any, board=True),
    Command("save_view", "View", "Save this view…", ("Ctrl+Shift+S",), _writes, tip="Keep filter, density and folding"),
    None,
    Command("fit", "View", "Fit to window", ("Ctrl+0",), tip="The most of every card that shows the whole board"),
    Command("fold_lane", "View", "Fold workstream", ("F",), board=True, tip="Fold the workstream in focus, or unfold it"),
    Command("fold_stage", "View", "Fold stage", ("Shift+F",), board=True, tip="Fold the stage in focus, or unfold it"),
    Command("fold_all", "View", "Fold all workstreams", ("Shift+O",), board=True),
    Command("unfold_all", "View", "Unfold all", ("O",), board=True, tip="Unfold every workstream and stage"),
    None,
    Command("inspector", "View", "Inspector", ("F4",), checkable=True, tip="Show or hide the inspector (Space)"),
    Command(
        "review", "View", "Review", ("R",), _one_seen, board=True, tip="What groups made of the artefact, in its order"
    ),
    None,
    Command("density_dots", "View", "Dots", (), checkable=True, group="Density"),
    Command("density_compact", "View", "Compact", (), checkable=True, group="Density"),
    Command("density_normal", "View", "Normal", (), checkable=True, group="Density"),
    Command("density_full", "View", "Full", (), checkable=True, group="Density"),
    Command("theme_system", "View", "As the system", (), checkable=True, group="Theme"),
    Command("theme_light", "View", "Light", (), checkable=True, group="Theme"),
    Command("theme_dark", "View", "Dark", (), checkable=True, group="Theme"),
    Command("theme_high_contrast", "View", "High contrast", (), checkable=True, group="Theme"),
    Command("help", "Help", "Help", ("F1",)),
    Command("key_sheet", "Help", "All keys…", ("?",)),
    None,
    Command("about", "Help", "About L4 Design Board", (), role=QAction.MenuRole.AboutRole),
)
"""In the order of the menus; None draws a line. The pages of a window stand before what else there is to view."""

SUBMENUS = {"Saved views": "save_view", "Open recent": "open_reading"}
"""Behind which command a submenu stands, where not behind Edit."""

Submenu = Callable[[QMenu], None]
"""Fills a submenu each time it is opened."""


class Told(NamedTuple):
    """A command as the palette and the sheet of keys tell it."""

    id: str
    menu: str
    text: str
    keys: str


class Actions(QObject):
    """The window's QActions by command id. `on_board` is where the board's own keys work, `pages` show its pages."""

    def __init__(
        self,
        window: QWidget,
        on_board: QWidget,
        handlers: Mapping[str, Handler],
        submenus: Mapping[str, Submenu],
        pages: Sequence[Command] = (),
    ) -> None:
        super().__init__(window)
        at = next(place for place, command in enumerate(COMMANDS) if command is not None and command.menu == "View")
        self._order = (*COMMANDS[:at], *pages, *COMMANDS[at:])
        self._handlers = handlers
        self._here: Mapping[str, PageCommand] = {}
        self._actions: dict[str, QAction] = {}
        self._said: dict[str, tuple[str, PageCommand | None]] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._commands = {command.id: command for command in self._order if command and command.id in handlers}
        self._submenus = submenus
        self.state = State()
        for command in self._commands.values():
            action = QAction(command.text, self)
            action.setMenuRole(command.role)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            if command.board:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.setCheckable(command.checkable)
            if command.group:
                group = self._groups.setdefault(command.group, QActionGroup(self))
                group.addAction(action)
            action.triggered.connect(lambda _checked=False, name=command.id: self._do(name))
            (on_board if command.board else window).addAction(action)
            self._actions[command.id] = action

    def _do(self, command_id: str) -> None:
        here = self._here.get(command_id)
        (here.do if here is not None else self._handlers[command_id])()

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def told(self) -> list[Told]:
        """Every command there is, in the order of the menus, with its keys as this platform writes them."""
        style = QKeySequence.SequenceFormat.NativeText
        found: list[Told] = []
        for command in self._commands.values():
            text = self._actions[command.id].text().replace("&&", "&")
            keys = " or ".join(QKeySequence(key).toString(style) for key in command.keys)
            found.append(Told(command.id, command.menu, f"{command.group}: {text}" if command.group else text, keys))
        return found

    def plain_text(self, command_id: str) -> str:
        """What a command is called, without what it would do just now."""
        return self._commands[command_id].text

    def why_not(self, command_id: str) -> str:
        """Why a command is closed now, or empty."""
        here = self._here.get(command_id)
        why_not = here.why_not if here is not None else None
        return (why_not or self._commands[command_id].why_not)(self.state)

    def refresh(self, state: State, here: Mapping[str, PageCommand] | None = None) -> None:
        """Open and close commands, with the reason in each tooltip, and say what undo and redo would do. `here` is what
        commands do on the page that is shown."""
        self.state, self._here = state, here or {}
        for command_id, action in self._actions.items():
            command, on_page = self._commands[command_id], self._here.get(command_id)
            why = self.why_not(command_id)
            if self._said.get(command_id) != (why, on_page):
                self._said[command_id] = (why, on_page)
                action.setText((on_page.text if on_page is not None else "") or command.text)
                action.setEnabled(not why)
                action.setToolTip(plain_tooltip(self._tip(command, why)))
                action.setStatusTip(why)
        for command_id, what in (("undo", state.undo), ("redo", state.redo)):
            action, command = self._actions[command_id], self._commands[command_id]
            action.setText(menu_text(f"{command.text}: {what}") if what else command.text)
            told = f"{command.text}: {one_line(what, 200)}" if what else self._tip(command, self.why_not(command_id))
            action.setToolTip(plain_tooltip(told))

    def _tip(self, command: Command, why: str) -> str:
        """What a command does and by which keys, or why it is closed."""
        keys = self._actions[command.id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        here = self._here.get(command.id)
        tip = (here.tip or here.text.rstrip("…") if here is not None else "") or command.tip or command.text.rstrip("…")
        return f"{tip}: {why}" if why else f"{tip} ({keys})" if keys else tip

    def fill(self, bar: QMenuBar) -> None:
        """Build the menu bar."""
        for name in ("File", "Edit", "Artefact", "View", "Help"):
            menu = bar.addMenu(f"&{name}")
            menu.setToolTipsVisible(True)
            self._fill_menu(menu, name)

    def _fill_menu(self, menu: QMenu, name: str) -> None:
        groups: dict[str, QMenu] = {}
        for command in self._order:
            if command is None:
                if menu.actions() and not menu.actions()[-1].isSeparator():
                    menu.addSeparator()  # one that ends a menu is folded away by Qt
            elif command.menu == name and command.id in self._actions:
                target = menu
                if command.group:
                    target = groups.get(command.group) or groups.setdefault(command.group, menu.addMenu(command.group))
                target.addAction(self._actions[command.id])
                self._add_submenus(menu, command.id)

    def _add_submenus(self, menu: QMenu, behind: str) -> None:
        """Add the submenus that stand behind a command."""
        for title, fill in self._submenus.items():
            if SUBMENUS.get(title, "edit") != behind:
                continue
            submenu = menu.addMenu(title)
            submenu.setToolTipsVisible(True)
            submenu.aboutToShow.connect(lambda fill=fill, submenu=submenu: (submenu.clear(), fill(submenu)))
            # An empty submenu would not open and so never be filled.
            submenu.addAction("…").setEnabled(False)

    def context_menu(self, parent: QWidget) -> QMenu:
        """What can be done with the chosen artefacts, at the pointer."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        self._fill_menu(menu, "Artefact")
        return menu
