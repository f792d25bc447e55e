"""A board that was damaged by hand, and its user's way back to work: what the program says, and how many clicks it takes.

    python -m tests.features.damaged                       (without a screen, clicked by Qt's own test mouse)
    python -m tests.features.damaged --pictures FOLDER     (on DISPLAY, clicked with xdotool, with a picture of each step)

The real start of the program on the damaged file, in a process of its own. Nothing is done for the user but the clicks.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mhhs_board.cli.main import main as run_command
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.drawing import display
from mhhs_board.operations import moving
from mhhs_board.program import boards
from tests.faults.programs import ROOT, environment, faults_of, run

MOST_CLICKS = 3
PAGE = 4096


# -- what is done to the file ------------------------------------------------------------------------------------------


def cut_short(path: Path) -> None:
    """The second half is gone."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2 // PAGE * PAGE + 700])


def a_page_of_zeroes(path: Path) -> None:
    """The page of the artefacts' rows is empty."""
    content = path.read_bytes()
    at = _row(content) // PAGE * PAGE
    path.write_bytes(content[:at] + bytes(PAGE) + content[at + PAGE :])


def a_flipped_bit(path: Path) -> None:
    """One letter of one title is another letter: no look at the file's structure can see it."""
    content = bytearray(path.read_bytes())
    content[_row(content) + len("Process 1Process ")] ^= 2
    path.write_bytes(content)


def empty(path: Path) -> None:
    """Nothing is left but the name."""
    path.write_bytes(b"")


def another_text(path: Path) -> None:
    """Another program has saved its own text under this name."""
    path.write_text("Minutes of the Design Advisory Group\n\nItem 1: apologies\n" * 40)


def an_alien_table(path: Path) -> None:
    """Another program has made a table and a trigger in it."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("CREATE TABLE alien (x)")
        raw.execute("CREATE TRIGGER evil AFTER UPDATE ON artefact BEGIN DELETE FROM artefact; END")


def _row(content: bytes | bytearray) -> int:
    """Where the row of the first "Process 1" begins, behind its id."""
    return content.index(b"Process 1Process 1")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut short": cut_short,
    "a page of zeroes": a_page_of_zeroes,
    "a flipped bit": a_flipped_bit,
    "an empty file": empty,
    "another program's text": another_text,
    "an alien table": an_alien_table,
}
"""What is done, by its name."""
UNHARMED = ("a page of zeroes", "a flipped bit", "an alien table")
"""What leaves the history as it was, so that no entry may be lost; the others take what came after the backup with them,
or that part of it which they hit."""


# -- the program, which says what is on the screen -------------------------------------------------------------------------


def host(board: Path) -> int:
    """The real start on a board. `seen` on standard input is answered with what is on the screen and where it can be
    clicked; `click NAME` clicks there with Qt's test mouse; `close` closes the window."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        display.why_no_window = lambda: ""
    import sqlalchemy  # noqa: F401  before Qt, as the program itself does
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QApplication

    kept = QApplication(["mhhs-board"])

    class Heard(QObject):
        heard = Signal(str)

    listener = Heard(kept)
    listener.heard.connect(lambda line: print(json.dumps(_answer(*line.split(" ", 1))), flush=True))

    def listen() -> None:
        for line in sys.stdin:
            listener.heard.emit(line.strip())
        with contextlib.suppress(RuntimeError):  # the program may be gone already
            listener.heard.emit("close")

    threading.Thread(target=listen, daemon=True).start()
    return run_command(["-b", str(board), "--as", "Ana"])


def _answer(what: str, name: str = "") -> object:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    if what == "click":
        widget, rect = _places()[name]
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center())
    elif what == "close":
        QApplication.closeAllWindows()
    return _seen()


def _places() -> dict[str, tuple[Any, Any]]:
    """What can be clicked, by its text: buttons of what is in front, the heads of the menu bar, entries of open menus."""
    from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton

    from mhhs_board.ui.window.main_window import MainWindow

    found: dict[str, tuple[Any, Any]] = {}
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    for top in tops:
        if isinstance(top, MainWindow):
            bar = top.menuBar()
            found |= {_plain(one.text()): (bar, bar.actionGeometry(one)) for one in bar.actions()}
    for top in tops:
        if isinstance(top, QMenu):
            found |= {_plain(one.text()): (top, top.actionGeometry(one)) for one in top.actions() if one.isEnabled()}
        elif isinstance(top, QDialog | MainWindow):
            buttons = [one for one in top.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
            found |= {_plain(one.text()): (one, one.rect()) for one in buttons}
    return found


def _plain(text: str) -> str:
    return text.replace("&", "")


def _seen() -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication, QDialog, QLabel

    from mhhs_board.ui.window.main_window import MainWindow

    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    boxes = {}
    for name, (widget, rect) in _places().items():
        corner = widget.mapToGlobal(rect.topLeft())
        boxes[name] = [corner.x(), corner.y(), rect.width(), rect.height()]
    told: dict[str, Any] = {"boxes": boxes, "dialog": "", "words": "", "window": ""}
    for top in tops:
        if isinstance(top, QDialog):
            told["dialog"] = top.windowTitle()
            told["words"] = "\n".join(label.text() for label in top.findChildren(QLabel) if label.isVisible())
        elif isinstance(top, MainWindow):
            workspace = top.workspace
            told |= {
                "window": top.windowTitle(),
                "seq": workspace.head.seq,
                "cells": cells_of(workspace.board),
                "titles": sorted(artefact.title for artefact in workspace.board.artefacts()),
                "message": top.messages.sentence.text() if top.messages.isVisible() else "",
                "backup": f"{top.status_row.backup.text()} {top.status_row.backup.toolTip()}",
            }
    return told


def cells_of(board: Board) -> dict[str, list[str]]:
    """Every cell that is not empty, with its cards."""
    columns = [*(stage.id for stage in board.stages), BLOCKED]
    found = {f"{lane.id}/{column}": list(board.cell(lane.id, column)) for lane in board.workstreams for column in columns}
    return {cell: ids for cell, ids in found.items() if ids}


# -- its user ----------------------------------------------------------------------------------------------------------


class Program:
    """The program before its user's eyes and hand. `pictures` is where pictures of the screen go; then the hand is
    xdotool's, else Qt's."""

    def __init__(self, home: Path, board: Path, pictures: Path | None = None) -> None:
        self.clicks = 0
        self._pictures = pictures
        shown = {name: os.environ[name] for name in ("DISPLAY", "XAUTHORITY") if name in os.environ}
        platform = {"QT_QPA_PLATFORM": "xcb", **shown} if pictures else {"QT_QPA_PLATFORM": "offscreen"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.features.damaged", "--host", str(board)],
            cwd=ROOT,
            env={**environment(home), **platform},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        while answer := self._process.stdout.readline():
            if answer.startswith("{"):
                found: dict[str, Any] = json.loads(answer)
                return found
        assert self._process.stderr is not None
        raise AssertionError(f"the program is gone: {self._process.stderr.read()}")

    def until(self, wanted: Callable[[dict[str, Any]], object], seconds: float = 30) -> dict[str, Any]:
        """What is on the screen once it is what is waited for."""
        end = time.monotonic() + seconds
        while not wanted(found := self._ask("seen")):
            if time.monotonic() > end:
                raise AssertionError(f"never seen; instead {found}")
            time.sleep(0.1)
        return found

    def click(self, name: str) -> None:
        """One click on what is called so."""
        box = self.until(lambda seen: name in seen["boxes"])["boxes"][name]
        self.clicks += 1
        if self._pictures is None:
            self._ask(f"click {name}")
        else:
            at = str(box[0] + box[2] // 2), str(box[1] + box[3] // 2)
            subprocess.run(["xdotool", "mousemove", *at, "click", "1"], check=True)

    def picture(self, name: str) -> None:
        """A picture of the screen, where there is one."""
        if self._pictures is not None:
            time.sleep(0.5)
            subprocess.run(["import", "-window", "root", str(self._pictures / f"{name}.png")], check=True)

    def close(self) -> str:
        """Close it; what it wrote to standard error."""
        with contextlib.suppress(AssertionError, BrokenPipeError):
            self._ask("close")
        try:
            _, errors = self._process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            _, errors = self._process.communicate()
        return errors


@dataclass
class Told:
    """What its user met: what was said first, how many clicks it took, and everything that is wrong."""

    said: str = ""
    remedy: str = ""
    clicks: int = 0
    seconds: float = 0.0
    after: str = ""
    wrong: list[str] = field(default_factory=list)


def board_of(home: Path) -> tuple[Path, int]:
    """A board on which Ana worked, and with which entry its one backup ends; she has gone on since."""
    path = home / "Our board.mhhsboard"
    boards.create_board(path, boards.EXAMPLE, actor="Ana")
    for part in range(2):
        with contextlib.closing(boards.open_workspace(path, actor="Ana", kept=False)) as workspace:
            for artefact in list(workspace.board.artefacts())[part::4]:
                if artefact.stage and not workspace.board.is_blocked(artefact.id):
                    stage = "backlog" if artefact.stage == "in-progress" else "in-progress"
                    workspace.run(moving.move, ids=[artefact.id], stage=stage, reason="Seen again", override="Agreed")
            seq = workspace.head.seq
        if part == 0:
            kept = seq
            assert run(home, "-b", str(path), "backup").returncode == 0
    return path, kept


def story(name: str, home: Path, pictures: Path | None = None) -> Told:
    """Damage a board in one of the ways, start the program on it, and click what it offers."""
    path, backed_up = board_of(home)
    with contextlib.closing(boards.open_workspace(path, kept=False)) as workspace:
        whole = cells_of(workspace.board), workspace.head.seq, sorted(one.title for one in workspace.board.artefacts())
    DAMAGES[name](path)
    spoilt = path.read_bytes()
    told = Told()
    program = Program(home, path, pictures)
    file = name.replace(" ", "-").replace("'", "")
    try:
        began = time.monotonic()
        if name == "a flipped bit":
            _noticed_later(program, told, file)
        else:
            _told_at_once(program, told, file)
        seen = program.until(lambda seen: seen["window"] and not seen["dialog"] and "Put back from" in seen["message"])
        told.seconds, told.clicks, told.after = time.monotonic() - began, program.clicks, seen["message"]
        program.picture(f"{file}-3-after")
        if not backed_up <= seen["seq"] <= whole[1]:
            told.wrong.append(
                f"It stands at entry {seen['seq']}; the backup ended with {backed_up}, the board with {whole[1]}."
            )
        elif name in UNHARMED and (seen["cells"], seen["seq"], seen["titles"]) != whole:
            told.wrong.append(f"It shows another board than before the damage, at entry {seen['seq']} of {whole[1]}.")
    finally:
        errors = program.close()
    if "Traceback" in errors or "Error" in errors:
        told.wrong.append(errors)
    told.wrong += faults_of(path)
    asides = list(home.glob("Our board (damaged *).mhhsboard"))
    if [aside.read_bytes() for aside in asides] != [spoilt]:
        told.wrong.append("The damaged file was not kept as it was.")
    if told.clicks > MOST_CLICKS:
        told.wrong.append(f"It took {told.clicks} clicks.")
    return told


def _told_at_once(program: Program, told: Told, file: str) -> None:
    seen = program.until(lambda seen: seen["dialog"])
    told.said = seen["words"]
    program.picture(f"{file}-1-told")
    program.click("Put back")


def _noticed_later(program: Program, told: Told, file: str) -> None:
    """The board opens; the look over it behind the window finds what the start could not see."""
    seen = program.until(lambda seen: seen["window"] and "not as it was written" in seen["message"] + seen["backup"])
    told.said = seen["message"] or seen["backup"]
    program.picture(f"{file}-1-told")
    program.click("File")
    program.click("Backups…")
    program.until(lambda seen: seen["dialog"])
    program.picture(f"{file}-2-backups")
    program.click("Put back")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pictures", type=Path, help="a folder; the stories are played on DISPLAY with xdotool")
    parser.add_argument("--damage", choices=sorted(DAMAGES), action="append", default=[])
    parser.add_argument("--host", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.host:
        raise SystemExit(host(given.host))
    bad = False
    for name in given.damage or DAMAGES:
        with tempfile.TemporaryDirectory() as home:
            told = story(name, Path(home), given.pictures)
        bad |= bool(told.wrong)
        print(
            f"{name}: {told.clicks} clicks, {told.seconds:.1f} s to the board\n  {told.said!r}\n  {told.after!r}",
            flush=True,
        )
        print("".join(f"  WRONG {sentence}\n" for sentence in told.wrong), end="")
    raise SystemExit(bad)


if __name__ == "__main__":
    main()
