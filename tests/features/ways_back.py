"""The three ways back, walked by hand: a board that was damaged, emptied or deleted, under a window or before it is opened,
with a copy, a link or a second program in the way. Played by `python -m tests.features.by_hand back`.

The real start of the program, its home a folder of its own, clicked with xdotool. Every sentence seen is printed, and a
picture of each step is kept where `BY_HAND_PICTURES` names a folder. `BY_HAND_THEME` is the theme, `BY_HAND_ONLY` a part of
the names of the walks that are played.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mhhs_board.domain.errors import BoardError
from tests.faults.programs import faults_of, run
from tests.features.damaged import DAMAGES, Program

Harm = Callable[[Path], None]
HARMS: dict[str, Harm] = {
    "damaged": DAMAGES["a page of zeroes"],
    "emptied": DAMAGES["an empty file"],
    "deleted": Path.unlink,
}
WAYS = ("nothing", "copy", "link", "hard link", "window", "command")
WHEN = ("before", "under")
UNTRUE = re.compile("is damaged|is not there|is gone|is empty")
"""What no window may say of a board once another has put it back."""
PATIENCE = 120.0
"""Seconds that anything may take to be seen, on a machine that others use."""


class Walk:
    """One board, what was acknowledged on it, and what is in the way."""

    def __init__(self, home: Path, way: str) -> None:
        self.home, self.way = home, way
        self.folder = home / "Boards"
        self.folder.mkdir()
        self.board = self.folder / "Our board.mhhsboard"
        self.opened = self.board
        self.acknowledged: list[str] = []
        self.ended = threading.Event()
        self._turn = threading.Lock()
        assert run(home, "new", str(self.board)).returncode == 0
        self.edit("Ana was here")
        self.backed_up = self.backup(self.board)
        self.edit("Ana went on")
        if way == "copy":
            copy = self.folder / "Our board copy.mhhsboard"
            assert run(home, "-b", str(self.board), "backup", str(copy)).returncode == 0
            for title in ("Played with", "Played with again", "And again"):
                assert self.said(copy, "edit", "Smart:Process 4", f"title={title}")[0] == 0
            self.backup(copy)
        elif way == "link":
            self.opened = home / "On the desk.mhhsboard"
            self.opened.symlink_to(self.board)
        elif way == "hard link":
            os.link(self.board, self.folder / "Another name.mhhsboard")

    def said(self, board: Path, *words: str) -> tuple[int, str]:
        """A command's exit code and what it said."""
        done = run(self.home, "-b", str(board), *words)
        return done.returncode, (done.stdout + done.stderr).decode().strip()

    def edit(self, title: str) -> bool:
        """Give a card a title that says which change it was; whether that was acknowledged."""
        if self.said(self.board, "edit", "Smart:Process 5", f"title={title}")[0]:
            return False
        self.acknowledged.append(title)
        return True

    def backup(self, board: Path) -> str:
        """Back a board up; what its backup is called on the screen."""
        assert self.said(board, "backup")[0] == 0
        listed = json.loads(self.said(board, "backup", "--list", "--json")[1])
        return str(listed[0]["taken"])

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """The command in the way holds still: what it saves in the same second is written over the harm from its memory, or
        hides from the window that there was any (docs/reliability.md)."""
        if self.way != "command":
            yield
            return
        with self._turn:
            time.sleep(2)
            yield
            time.sleep(2)

    def titles(self) -> list[str]:
        """Every title that the card ever had, as the history tells it."""
        code, text = self.said(self.board, "history", "--json")
        assert code == 0, text
        return [title for title in self.acknowledged if json.dumps(title) in text]

    @contextlib.contextmanager
    def others(self) -> Iterator[Program | None]:
        """The second program at work, where there is one."""
        if self.way == "window":
            second = Program(self.home, self.board)
            second.until(lambda seen: seen["window"], PATIENCE)
            try:
                yield second
            finally:
                errors = second.close()
                assert "Traceback" not in errors, errors
        elif self.way == "command":
            writing = threading.Thread(target=self._write)
            writing.start()
            try:
                yield None
            finally:
                self.ended.set()
                writing.join()
        else:
            yield None

    def _write(self) -> None:
        number = 0
        while not self.ended.is_set():
            number += 1
            with self._turn:
                self.edit(f"Written beside {number}")
            time.sleep(0.05)  # so that whoever waits for a turn has one


def walk(harm: str, when: str, way: str, pictures: Path) -> list[str]:
    """Play one; everything seen, line by line."""
    home = Path(tempfile.mkdtemp(prefix="by-hand-back-"))
    told: list[str] = []
    try:
        with contextlib.ExitStack() as stack:
            _play(Walk(home, way), harm, when, told, pictures, f"{harm}-{when}-{way}".replace(" ", "-"), stack)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return told


def _play(  # one story, told from its beginning to its end
    at: Walk, harm: str, when: str, told: list[str], pictures: Path, name: str, stack: contextlib.ExitStack
) -> None:
    def say(what: str, text: object) -> None:
        told.append(f"    {what}: {str(text)!r}")

    if theme := os.environ.get("BY_HAND_THEME"):
        config = at.home / "config" / "mhhs-board"
        config.mkdir(parents=True)
        (config / "settings.json").write_text(json.dumps({"theme": theme}))
    if when == "before":
        HARMS[harm](at.board)
        second = stack.enter_context(at.others()) if at.way == "command" else None
        program = Program(at.home, at.opened, pictures)
    else:
        second = stack.enter_context(at.others())
        program = Program(at.home, at.opened, pictures)
        program.until(
            lambda seen: seen["window"] and "backup" in seen["backup"].lower() and "No" not in seen["backup"], PATIENCE
        )
        if at.way != "hard link":
            at.edit("Shown in the window")
            program.until(lambda seen: "Shown in the window" in seen["titles"] or at.way == "command", PATIENCE)
        with at.quiet():
            HARMS[harm](at.board)
    errors = ""
    try:
        if when == "before":
            seen = program.until(lambda seen: seen["dialog"] or seen["window"], PATIENCE)
            program.picture(f"{name}-1")
            say("dialog", f"{seen['dialog']} | {seen['words']}")
            say("window", f"{seen['window']} {seen.get('message', '')}")
            offer = seen["words"]
        else:
            seen = program.until(lambda seen: seen["message"], PATIENCE)
            say("message", seen["message"])
            program.picture(f"{name}-1")
            program.click("File")
            program.click("Backups…")
            seen = program.until(lambda seen: seen["dialog"], PATIENCE)
            say("dialog", f"{seen['dialog']} | {seen['words']}")
            program.picture(f"{name}-2")
            offer = seen["words"]
        if "Put back" in seen["boxes"]:
            assert "another copy" not in offer, "a backup of another copy is offered"
            program.click("Put back")
            seen = program.until(lambda seen: seen["window"] and seen["message"] and not seen["dialog"], PATIENCE)
            say("after", f"{seen['message']} | {seen['backup']}")
            program.picture(f"{name}-3")
        else:
            say("no way back", sorted(seen["boxes"]))
            assert at.way == "hard link", "only a second name is in the way of putting a board back"
            program.close()
            (at.folder / "Another name.mhhsboard").unlink()  # as the sentence says
            program = Program(at.home, at.opened, pictures)
            program.click("Put back")
            seen = program.until(lambda seen: seen["window"] and seen["message"] and not seen["dialog"], PATIENCE)
            say("after", f"{seen['message']} | {seen['backup']}")
        if second is not None:
            seen = second.until(lambda seen: not UNTRUE.search(seen["message"]), PATIENCE)
            say("the other window", f"{seen['message']} | {seen['window']} | entry {seen['seq']}")
            assert not UNTRUE.search(seen["message"]), "the other window still says what is no longer so"
    finally:
        at.ended.set()
        stack.close()
        errors = program.close()
    assert "Traceback" not in errors, errors
    if at.board.exists():
        say("faults", faults_of(at.board))
        lost = [title for title in at.acknowledged if title not in at.titles()]
        say("lost", lost)
        assert not lost, "what was acknowledged is lost"
    say("folder", sorted(one.name for one in at.folder.iterdir()))


def back(_folder: Path) -> str:
    """Every harm, before and under a window, with everything in the way."""
    pictures = Path(os.environ.get("BY_HAND_PICTURES", "") or tempfile.mkdtemp(prefix="by-hand-pictures-"))
    pictures.mkdir(parents=True, exist_ok=True)
    only = os.environ.get("BY_HAND_ONLY", "")
    failed: list[Any] = []
    count = 0
    for harm in HARMS:
        for way in WAYS:
            for when in WHEN:
                if any(part in (name := f"{harm} {when} {way}") for part in only.split(",")):
                    count += 1
                    print(f"  {name}", flush=True)
                    try:
                        print("\n".join(walk(harm, when, way, pictures)), flush=True)
                    except (AssertionError, BoardError) as error:
                        failed.append(name)
                        print(f"    FAILED {error}", flush=True)
    assert not failed, failed
    return f"{count} walks, pictures in {pictures}"
