"""A real board on the disk, opened as the window opens it, and the pieces of a window around it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from mhhs_board.domain.board import Board
from mhhs_board.operations import founding
from mhhs_board.store.opening import create_store, open_store
from mhhs_board.workspace import Workspace
from tests import boards
from tests.ui.windows import made, window

__all__ = ["made", "window"]  # fixtures of every module here

Opener = Callable[..., Workspace]


@pytest.fixture(autouse=True)
def no_dialog_is_left() -> Iterator[None]:
    """A dialog that a test leaves open would be the next one's too, whichever that is."""
    yield
    while QApplication.instance() is not None and (left := QApplication.activeModalWidget()) is not None:
        left.close()
        left.hide()  # where it asks before it closes


@pytest.fixture
def board_path(tmp_path: Path, fixed_clock: str) -> Path:
    """The L4 example in a file."""
    path = tmp_path / "board.mhhsboard"
    entry = founding.found(Board(), boards.context(), template=boards.template(), example=True)
    create_store(path, entry, now=boards.NOW, salt="salt").close()
    return path


@pytest.fixture
def opened(board_path: Path) -> Iterator[Opener]:
    """Opens the board for somebody, as often as wanted; everything is closed at the end."""
    all_opened: list[Workspace] = []

    def open_it(actor: str = "Ana", *, read_only: bool = False) -> Workspace:
        workspace = Workspace(open_store(board_path, read_only=read_only), actor=actor)
        all_opened.append(workspace)
        return workspace

    yield open_it
    for workspace in all_opened:
        workspace.close()


@pytest.fixture
def workspace(opened: Opener) -> Workspace:
    """The board, opened to write."""
    return opened()
