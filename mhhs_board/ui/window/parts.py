"""What a window is made of, as far as more than one of its helpers needs it: each is handed these and never the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QMainWindow

from mhhs_board.base.settings import Settings
from mhhs_board.ui.board.view import BoardView
from mhhs_board.ui.finding.filter_bar import FilterBar
from mhhs_board.ui.finding.filtering import Filtering
from mhhs_board.ui.kit.banner import MessageBar, PromptBar
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.window.title_row import StatusRow, TitleRow
from mhhs_board.ui.window.welcome import WelcomeBar
from mhhs_board.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one window; all of them are there before the first helper is. `view` says which theme is drawn with."""

    window: QMainWindow
    """Qt's window alone: over it dialogs are opened, and it is that which has a place on the screen."""
    workspace: Workspace
    settings: Settings
    performer: Performer
    view: BoardView
    filtering: Filtering
    filter_bar: FilterBar
    messages: MessageBar
    prompt: PromptBar
    welcome: WelcomeBar
    title_row: TitleRow
    status_row: StatusRow
