"""What only a real pointer can show: drags under an X server, driven with xdotool. `python3 -m tests.features.by_hand`.

Run by hand where DISPLAY is a screen with a window manager and `xdotool` and ImageMagick's `import` are installed; it takes
a few minutes and prints a line per story. Offscreen Qt has no drag loop, so the suite drives drags by their events alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mhhs_board.cli.main import main as run_command
from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.workflow import verdict
from mhhs_board.operations import blocking, moving
from mhhs_board.program import boards
from tests.features import meeting_by_hand, ways_back

COLUMNS = ("backlog", "in-progress", "l4-review", "dag-review", "approved", BLOCKED)
EMPTY = (
    ("smart", "l4-review", "Process 4"),
    ("registrations", "approved", "Process 1"),
    ("registrations", BLOCKED, "Process 5"),
    ("advanced", BLOCKED, "Process 6"),
    ("unmetered", "dag-review", "Process 1"),
    ("unmetered", "approved", "Process 2"),
    ("unmetered", BLOCKED, "Process 3"),
    ("elexon", "approved", "Process 1"),
    ("elexon", BLOCKED, "Process 5"),
)
"""The nine empty cells of the example, and the card of the same lane that is dropped there."""


def hand(*words: object, pause: float = 0.15) -> None:
    """Real events of the X server."""
    subprocess.run(["xdotool", *map(str, words)], check=True)
    time.sleep(pause)


class Program:
    """One running window on a board."""

    def __init__(self, board: Path) -> None:
        self.board = board
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.features.hosted", str(board)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"MHHS_BOARD_NOW": "2026-11-24T08:00:00Z", "TZ": "UTC"},
        )
        assert self._read() == "ready"
        time.sleep(0.6)

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def ask(self, *question: str) -> Any:
        """Where something is, or what is seen."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        if isinstance(answer, dict) and "error" in answer:
            raise AssertionError((question, answer))
        return answer

    def until(self, seen: Callable[[dict[str, Any]], object], seconds: float = 4) -> dict[str, Any]:
        """Wait until something is seen; what is seen then, whether or not it is that."""
        end = time.monotonic() + seconds
        while True:
            found: dict[str, Any] = self.ask("seen")
            if seen(found) or time.monotonic() > end:
                return found
            time.sleep(0.05)

    def click(self, *question: str, button: int = 1) -> None:
        """A click in the middle of something."""
        end = time.monotonic() + 4
        while (box := self.ask(*question)) is None and time.monotonic() < end:
            time.sleep(0.05)
        assert box is not None, f"{question} is not on the screen"
        hand("mousemove", box[0] + box[2] // 2, box[1] + box[3] // 2, "click", button)

    def rest(self) -> None:
        """The pointer stands on nothing."""
        left, top, _, _ = self.ask("board")
        hand("mousemove", left + 60, top + 12)

    def press(self, card: tuple[str, str]) -> None:
        """Take a card up."""
        box = self.ask("card", *card)
        x, y = box[0] + box[2] // 2, box[1] + 10
        hand("mousemove", x, y, "mousedown", 1, pause=0.08)
        for step in range(1, 5):
            hand("mousemove", x + 4 * step, y + 3 * step, pause=0.03)

    def to(self, x: int, y: int) -> None:
        """Carry it to a place, in steps."""
        place = subprocess.run(["xdotool", "getmouselocation", "--shell"], check=True, capture_output=True, text=True)
        where = dict(line.split("=") for line in place.stdout.split())
        from_x, from_y = int(where["X"]), int(where["Y"])
        for step in range(1, 7):
            hand("mousemove", from_x + (x - from_x) * step // 6, from_y + (y - from_y) * step // 6, pause=0.03)
        hand("mousemove", x, y, pause=0.12)

    def drag(self, card: tuple[str, str], lane: str, column: str, part: float = 0.5) -> dict[str, Any]:
        """Drag a card to a cell; what was seen just before it was let go."""
        self.press(card)
        box = self.ask("cell", lane, column)
        self.to(box[0] + box[2] // 2, box[1] + int(box[3] * part))
        seen: dict[str, Any] = self.ask("seen")
        hand("mouseup", 1, pause=0.25)
        return seen

    def picture(self) -> bytes:
        """The board as it stands on the screen, as bare pixels."""
        left, top, width, height = self.ask("board")
        shot = ["import", "-window", "root", "-crop", f"{width}x{height}+{left}+{top}", "-depth", "8", "rgb:-"]
        return subprocess.run(shot, check=True, capture_output=True).stdout

    def bytes(self) -> dict[str, str]:
        """A digest of each file of the board that holds records."""
        return {
            suffix: hashlib.sha256(path.read_bytes()).hexdigest()
            for suffix in ("", "-wal", "-journal")
            if (path := self.board.with_name(self.board.name + suffix)).exists()
        }

    def close(self) -> None:
        """Quit by key."""
        hand("key", "ctrl+q")
        self._process.wait(10)


@contextmanager
def program(board: Path) -> Iterator[Program]:
    """A window for one story."""
    found = Program(board)
    try:
        yield found
    finally:
        with contextlib.suppress(Exception):
            found.close()
        if found._process.poll() is None:
            found._process.kill()


def _column(board: Path, card: tuple[str, str]) -> tuple[str, str]:
    """Where a card of that reference stands now; of all that have it, the one that is in the lane or was."""
    with contextlib.closing(boards.open_workspace(board, kept=False)) as workspace:
        (found,) = [one for one in workspace.board.artefacts() if (one.workstream, one.ref) == card]
        return found.workstream, str(workspace.board.column_of(found))


def _order(board: Path, lane: str, column: str) -> list[str]:
    with contextlib.closing(boards.open_workspace(board, kept=False)) as workspace:
        return [workspace.board.artefact(one).ref for one in workspace.board.cell(lane, column)]


def _made(folder: Path, name: str) -> Path:
    path = folder / f"{name}.mhhsboard"
    boards.create_board(path, boards.EXAMPLE, example=True, actor="Ana")
    return path


def _command(board: Path, *words: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command(["-b", str(board), *words])
    return code, err.getvalue().strip()


# -- the stories ---------------------------------------------------------------------------------------------------------


def pairs(folder: Path) -> str:
    """All 36 pairs of stage by a drag: the verdict of the command line, and a refused drop changes nothing."""
    counts = {"allowed": 0, "asks": 0, "refused": 0}
    for source in COLUMNS:
        board = _made(folder, f"from-{source}")
        with contextlib.closing(boards.open_workspace(board, kept=False)) as workspace:
            (card,) = [one.id for one in workspace.board.artefacts() if (one.workstream, one.ref) == ("smart", "Process 4")]
            stage = "l4-review" if source == BLOCKED else source
            workspace.run(moving.move, ids=[card], stage=stage, override="set up", reason="set up")
            if source == BLOCKED:
                workspace.run(blocking.block, ids=[card], not_stated=True)
        for target in COLUMNS:
            here = folder / f"{source}-{target}.mhhsboard"
            boards.copy_board(boards.open_workspace(board, kept=False), here)
            twin = folder / f"{source}-{target}-twin.mhhsboard"
            boards.copy_board(boards.open_workspace(board, kept=False), twin)
            with contextlib.closing(boards.open_workspace(here, kept=False)) as workspace:
                unblock = target != BLOCKED
                judged = verdict(workspace.board, workspace.board.artefact(card), "smart", target, unblock=unblock)
            expected = "allowed" if judged.allowed else "asks" if judged.needs else "refused"
            extra = ("--not-stated",) if target == BLOCKED else ("--unblock",) if source == BLOCKED else ()
            code, said = _command(twin, "move", card, "Blocked" if target == BLOCKED else target, *extra)
            with program(here) as window:
                window.click("card", "smart", "Process 4")
                window.rest()
                before, picture = window.bytes(), window.picture()
                held = window.drag(("smart", "Process 4"), "smart", target, 0.6)
                assert held["dragging"], (source, target, "the card was not taken up")
                seen = window.until(lambda one: one["prompt"] or one["dialogs"] or one["message"], 0.6)
                window.rest()
                at = _column(here, ("smart", "Process 4"))[1]
                if expected == "refused":
                    assert code == 1, (source, target, code)
                    assert held["reason"], (source, target, held)
                    assert said.startswith(held["reason"].rstrip(".")), (source, target, held, said)
                    assert window.bytes() == before, (source, target, "bytes differ")
                    assert window.ask("seen")["reason"] == f"⊘ {held['reason']}", "it is said after the drop, too"
                    hand("key", "Escape")
                    window.rest()
                    assert window.picture() == picture, (source, target, "pictures differ")
                    assert at == source
                elif expected == "asks" and judged.needs == "block":
                    assert seen["dialogs"], (source, target, seen)
                    assert at == source
                    assert window.bytes() == before
                    hand("key", "Escape")
                elif expected == "asks":
                    assert seen["prompt"], (source, target, seen)
                    assert said.startswith(seen["prompt"].rstrip(".")), (source, target, seen, said)
                    assert code == 1
                    assert window.bytes() == before
                    assert at == source
                    hand("key", "Escape")
                else:
                    assert code == 0, (source, target, said)
                    assert at == target, (source, target, at, seen)
            counts[expected] += 1
            print(f"  {source:12} -> {target:12} {expected}", flush=True)
    return ", ".join(f"{number} {word}" for word, number in counts.items())


def lanes_and_slots(folder: Path) -> str:
    """Between lanes, and between slots of a cell, both ways."""
    board = _made(folder, "lanes")
    with program(board) as window:
        window.drag(("smart", "Process 5"), "registrations", "backlog", 0.9)
        seen = window.until(lambda one: one["prompt"] or one["message"], 0.6)
        with contextlib.closing(boards.open_workspace(board, kept=False)) as workspace:
            refs = sorted(workspace.board.artefact(one).ref for one in workspace.board.cell("registrations", "backlog"))
        assert refs == ["Process 5", "Process 5"], (refs, seen)
        first = _order(board, "registrations", "l4-review")
        box = window.ask("card", "registrations", first[1])
        window.press(("registrations", first[0]))
        window.to(box[0] + box[2] // 2, box[1] + box[3] - 3)
        hand("mouseup", 1, pause=0.4)
        assert _order(board, "registrations", "l4-review") == first[::-1]
        box = window.ask("card", "registrations", first[1])
        window.press(("registrations", first[0]))
        window.to(box[0] + box[2] // 2, box[1] + 3)
        hand("mouseup", 1, pause=0.4)
        assert _order(board, "registrations", "l4-review") == first
        before = window.bytes()
        window.press(("registrations", first[0]))
        box = window.ask("cell", "advanced", "approved")
        window.to(box[0] + box[2] // 2, box[1] + box[3] // 2)
        hand("key", "Escape", pause=0.3)
        hand("mouseup", 1, pause=0.3)
        assert not window.ask("seen")["dragging"]
        assert window.bytes() == before, "Escape cancels a drag"
    return "lane, slot down, slot up, Escape"


def empty_cells(folder: Path) -> str:
    """Each of the nine empty cells takes a drop that is there after a restart."""
    board = _made(folder, "empty")
    with program(board) as window:
        for lane, column, ref in EMPTY:
            assert _order(board, lane, column) == [], (lane, column)
            window.drag((lane, ref), lane, column)
            seen = window.until(lambda one: one["prompt"] or one["dialogs"], 0.6)
            if seen["prompt"] or seen["dialogs"]:
                hand("type", "--delay", 4, "Waiting for the code of connection")
                hand("key", "Return", pause=0.3)
            assert _order(board, lane, column) == [ref], (lane, column, seen, window.ask("seen"))
    with program(board) as window:
        for lane, column, ref in EMPTY:
            box, cell = window.ask("card", lane, ref), window.ask("cell", lane, column)
            card = window.ask("card", lane, ref)
            cell = window.ask("cell", lane, column)
            assert cell[0] <= card[0] <= cell[0] + cell[2], (lane, column, box, cell)
    return f"{len(EMPTY)} of 9"


def acceptance(folder: Path) -> str:
    """Block Smart's Process 4, escalate it to the DAG, filter, picture, undo everything, restart, redo."""
    board = _made(folder, "story")
    card = ("smart", "Process 4")
    picture = folder / "escalated.png"
    first = _exported(board, folder / "first.json")
    with program(board) as window:
        window.click("card", *card)
        hand("key", "b", pause=0.4)
        hand("type", "--delay", 4, "No answer on the interface")
        hand("key", "Return", pause=0.4)
        assert _column(board, card)[1] == BLOCKED
        hand("key", "e", pause=0.4)
        assert window.ask("seen")["dialogs"], window.ask("seen")
        hand("type", "--delay", 4, "Which segment owns it?")
        hand("key", "shift+Tab", pause=0.1)
        hand("type", "--delay", 4, "DAG")
        window.click("button", "Escalate")
        hand("key", "ctrl+f", pause=0.2)
        hand("type", "--delay", 4, "is:escalated")
        hand("key", "Return", pause=0.4)
        seen = window.ask("seen")
        assert seen["count"].startswith("1 of 23 shown"), seen
        hand("key", "ctrl+shift+p")
        window.until(lambda one: one["dialogs"])
        hand("type", "Picture")
        hand("key", "Return")
        window.until(lambda one: len(one["dialogs"]) == 2 and one["focus"] == "QLineEdit", 8)
        time.sleep(0.5)
        hand("type", "--delay", 4, str(picture))
        hand("key", "Return", pause=0.3)
        told = window.until(lambda one: picture.exists() and one["message"], 8)
        assert picture.is_file(), told
        assert picture.read_bytes()[:4] == b"\x89PNG"
        hand("key", "ctrl+shift+f", pause=0.3)
        steps = 0
        while window.ask("seen")["undo"] and steps < 20:
            hand("key", "ctrl+z", pause=0.3)
            steps += 1
        assert _exported(board, folder / "undone.json") == first, "undo everything gives the first bytes"
    with program(board) as window:
        for _ in range(steps):
            hand("key", "ctrl+shift+z", pause=0.3)
        assert not window.ask("seen")["redo"]
        assert b"Which segment owns it?" in _exported(board, folder / "redone.json")
        assert _column(board, card)[1] == BLOCKED
    return f"undone and redone after a restart in {steps} steps; {picture.stat().st_size} bytes of picture"


PLAN = """\
ref,title,workstream,stage,owner
BP001,Read registers,Smart,In Progress,MS
BP002,Change of supplier,Registrations,L4 Review,MS
BP003,Settlement timetable,Elexon,Backlog,AB
BP004,Meter exchange,Smart,In Progress,AB
BP005,Appointment of agents,Advanced,Backlog,
"""


def mondays(folder: Path) -> str:
    """The same plan every Monday, while cards are blocked, escalated, moved, answered and retired by hand between."""
    board, plan = folder / "plan.mhhsboard", folder / "plan.csv"
    boards.create_board(board, "l4-bare", actor="Ana")
    plan.write_text(PLAN)
    said: list[str] = []

    def monday(window: Program) -> None:
        before = _standing(board)
        code, told = _command(board, "import", str(plan))
        assert code == 0, told
        time.sleep(1.2)  # the window follows what others wrote
        if said:
            assert _standing(board) == before, (before, _standing(board))
        said.append(told)

    with program(board) as window:
        monday(window)
        window.drag(("smart", "BP001"), "smart", BLOCKED)
        assert window.until(lambda one: one["dialogs"])["dialogs"]
        hand("type", "--delay", 4, "No agreed interface")
        hand("key", "Return", pause=0.4)
        hand("key", "e", pause=0.4)
        hand("type", "--delay", 4, "Which interface?")
        hand("key", "shift+Tab", pause=0.1)
        hand("type", "--delay", 4, "DAG")
        window.click("button", "Escalate")
        time.sleep(0.4)
        assert _standing(board)["BP001"] == ("smart", BLOCKED, "in-progress", "open")
        monday(window)
        window.drag(("smart", "BP004"), "smart", "l4-review")
        window.drag(("elexon", "BP003"), "elexon", "in-progress")
        window.drag(("advanced", "BP005"), "unmetered", "backlog")
        time.sleep(0.4)
        assert _standing(board)["BP004"][1] == "l4-review"
        assert _standing(board)["BP005"][0] == "unmetered"
        monday(window)
        window.click("card", "registrations", "BP002")
        hand("key", "Delete", pause=0.4)
        if window.ask("seen")["dialogs"]:
            hand("key", "Return", pause=0.4)
        assert "BP002" not in _standing(board)
        monday(window)
        window.drag(("smart", "BP001"), "smart", "l4-review")
        window.until(lambda one: one["prompt"])
        before = _standing(board)
        assert before["BP001"][3] == "open", "nothing is written before it is said how the question ended"
        hand("type", "--delay", 4, "Interface B")
        window.click("button", "Answered")
        hand("key", "Return", pause=0.5)
        assert _standing(board)["BP001"] == ("smart", "l4-review", "l4-review", "answered"), _standing(board)
        monday(window)
    return f"{len(said)} Mondays, nothing undone: {_standing(board)}"


def meeting(folder: Path) -> str:
    """The meeting of the source by mouse and keys; its report is that of the same meeting from a file."""
    reports = []
    for name in ("hand", "file"):
        board = folder / f"{name}.mhhsboard"
        boards.create_board(board, "l4-bare", actor="Ana")
        assert _command(board, "milestone", "add", "M10", "--day", "31 March 2025")[0] == 0
        for ref, title in meeting_by_hand.REQUESTS:
            said = (
                "--ref",
                ref,
                "--workstream",
                "Smart",
                "--kind",
                "Change Request",
                "--version",
                "1.0",
                "--milestone",
                "M10",
            )
            assert _command(board, "add", title, *said)[0] == 0
        for number, day in (("DAG034", "13 March 2024"), ("DAG036", "8 May 2024"))[: 1 if name == "hand" else 2]:
            ends = ("--status", "approved") if number == "DAG034" else ("--begins", "10am")
            assert _command(board, "meeting", "add", number, "--forum", "DAG", "--day", day, *ends)[0] == 0
        if name == "hand":
            with program(board) as window:
                pen = meeting_by_hand.write_down(window, lambda told: print(f"  {told}", flush=True))
        else:
            code, told = _command(board, "meeting", "import", str(meeting_by_hand.written(folder / "meeting.json")))
            assert code == 0, told
        report = folder / f"{name}.md"
        code, told = _command(board, "export", str(report), "--document", "headline", "--meeting", "DAG035")
        assert code == 0, told
        reports.append(report)
    meeting_by_hand.same(*reports)
    return f"{pen.keys} keys and {pen.letters} letters; both reports say the same"


def _standing(board: Path) -> dict[str, tuple[str, str, str, str]]:
    """Lane, column, stage, and how the last question ended, of each card by its reference."""
    with contextlib.closing(boards.open_workspace(board, kept=False)) as workspace:
        found = workspace.board
        return {
            one.ref: (
                one.workstream,
                str(found.column_of(one)),
                str(one.stage),
                next(
                    (asked.ended or "open" for held in found.blockers(one.id) for asked in found.escalations(held.id)), ""
                ),
            )
            for one in found.artefacts()
        }


def _exported(board: Path, path: Path) -> bytes:
    path.unlink(missing_ok=True)
    code, said = _command(board, "export", str(path), "--private")
    assert code == 0, said
    return path.read_bytes()


STORIES: dict[str, Callable[[Path], str]] = {
    "acceptance": acceptance,
    "lanes": lanes_and_slots,
    "empty": empty_cells,
    "pairs": pairs,
    "mondays": mondays,
    "meeting": meeting,
    "back": ways_back.back,
}


def main(names: list[str]) -> int:
    """Play the stories named, or all; 1 where one failed."""
    failed = False
    for name in names or list(STORIES):
        folder = Path(tempfile.mkdtemp(prefix="by-hand-"))
        try:
            print(f"{name}: {STORIES[name](folder)}", flush=True)
        except AssertionError as error:
            failed = True
            print(f"{name}: FAILED {error} ({folder})", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
