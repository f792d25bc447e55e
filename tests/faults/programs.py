"""The real program as a process: started, killed at a random moment, and its board looked over afterwards.

python -m tests.faults.programs --kills 20
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from mhhs_board.store import schema
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from tests.store.fingerprints import built, fingerprint_of

ROOT = Path(__file__).resolve().parents[2]


def environment(home: Path) -> dict[str, str]:
    """A home of its own, and no display."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    for name, part in (("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")):
        kept[name] = str(home / part)
    return {**kept, "PYTHONPATH": str(ROOT), "MHHS_NO_BOOTSTRAP": "1"}


def run(home: Path, *words: str, program: str = "") -> subprocess.CompletedProcess[bytes]:
    """One command to its end. `program` is Python that runs before, in the same process."""
    return subprocess.run(
        _command(words, program),
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def _command(words: Sequence[str], program: str) -> list[str]:
    if not program:
        return [sys.executable, "-m", "mhhs_board", *words]
    return [
        sys.executable,
        "-c",
        f"{program}\nfrom mhhs_board.cli.main import main\nraise SystemExit(main({list(words)!r}))",
    ]


def kill(home: Path, *words: str, after: float, program: str = "") -> bool:
    """Start a command and kill it after some seconds; whether it was killed before its end."""
    with subprocess.Popen(
        _command(words, program),
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        time.sleep(after)
        process.kill()
        return process.wait() != 0


LATER = """
from mhhs_board.store import migrations, schema, structure
import pathlib
migrations.FOLDER = pathlib.Path({folder!r})
wanted = dict(structure.objects())
wanted["table", "artefact"] = wanted["table", "artefact"].replace("digest BLOB", "mood TEXT DEFAULT '' NOT NULL, \\n\\tdigest BLOB")
schema.NUMBER += 1
schema.READABLE = schema.NUMBER
structure.objects = lambda number=0: wanted
schema.KNOWN = {{**schema.KNOWN, schema.NUMBER: {{{shape!r}}}}}
"""
"""A program whose schema is one ahead of this one's."""

NEXT = schema.NUMBER + 1
MOOD = "ALTER TABLE artefact ADD COLUMN mood TEXT DEFAULT '' NOT NULL"
SECOND = f"""
from alembic import op

revision = "{NEXT:04}"
down_revision = "{schema.NUMBER:04}"


def upgrade():
    op.execute("{MOOD}")
"""


def later_program(folder: Path) -> str:
    """Python that turns the program into tomorrow's; its revisions are laid out in `folder`."""
    import shutil

    from mhhs_board.store import migrations

    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"v{NEXT:04}_mood.py").write_text(SECOND)
    with built(schema.NUMBER, schema.NUMBER) as raw:
        raw.execute(MOOD)
        return LATER.format(folder=str(folder), shape=fingerprint_of(raw))


def number_of(path: Path) -> int:
    """The number of a file's schema."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        found: int = raw.execute("PRAGMA user_version").fetchone()[0]
        return found


def faults_of(path: Path) -> list[str]:
    """What `check` says of a board."""
    with open_store(path) as store:
        return [finding.sentence for finding in check(store)]


# -- kills of one command after the other ------------------------------------------------------------------------------


def _board(home: Path) -> Path:
    board = home / "board.mhhsboard"
    assert run(home, "new", str(board)).returncode == 0
    assert run(home, "-b", str(board), "backup").returncode == 0
    return board


def _seq(board: Path) -> int:
    with open_store(board, read_only=True) as store:
        return store.head().seq


def moves(home: Path, kills: int, chance: random.Random) -> list[str]:
    """The command `move`, killed: a move that was told is there, one that was not is whole or not there."""
    board, wrong = _board(home), []
    for number in range(kills):
        before = _seq(board)
        stage = "in progress" if number % 2 == 0 else "backlog"
        killed = kill(home, "-b", str(board), "move", "smart:Process 5", stage, after=chance.uniform(0.05, 0.6))
        after = _seq(board)
        if after not in (before, before + 1) or (not killed and after == before and number == 0):
            wrong.append(f"move {number}: from {before} to {after}")
        wrong += faults_of(board)
        if after == before:
            run(home, "-b", str(board), "move", "smart:Process 5", stage)
    return wrong


def imports(home: Path, kills: int, chance: random.Random) -> list[str]:
    """The command `import`, killed: the whole file or nothing of it."""
    board, wrong, file = _board(home), [], home / "many.csv"
    for number in range(kills):
        file.write_text("ref,title,workstream\n" + "".join(f"K{number}-{n},Title {n},smart\n" for n in range(400)))
        before = _seq(board)
        kill(home, "-b", str(board), "import", str(file), after=chance.uniform(0.2, 1.0))
        with open_store(board) as store:
            refs = sum(getattr(record, "ref", "").startswith(f"K{number}-") for record in store.load()[0])
            after = store.head().seq
        if (after - before, refs) not in ((0, 0), (1, 400)):
            wrong.append(f"import {number}: {after - before} entries, {refs} of 400 rows")
        wrong += faults_of(board)
    return wrong


def backups(home: Path, kills: int, chance: random.Random) -> list[str]:
    """The command `backup`, killed: every file that counts as a backup is one, and the board stays as it was."""
    board, wrong = _board(home), []
    for number in range(kills):
        run(home, "-b", str(board), "move", "smart:Process 5", "in progress" if number % 2 == 0 else "backlog")
        before = board.read_bytes()
        kill(home, "-b", str(board), "backup", after=chance.uniform(0.1, 0.5))
        if board.read_bytes() != before:
            wrong.append(f"backup {number}: the board changed")
        for kept in (home / "data").rglob("* entry *.mhhsboard"):
            wrong += faults_of(kept)
    return wrong


def restores(home: Path, kills: int, chance: random.Random) -> list[str]:
    """The command `restore` on a damaged board, killed: a second one brings every entry back."""
    board, wrong = _board(home), []
    run(home, "-b", str(board), "move", "smart:Process 5", "in progress")
    whole = _seq(board)
    for number in range(kills):
        with contextlib.closing(sqlite3.connect(board, isolation_level=None)) as raw:
            raw.execute("UPDATE artefact SET owner = ? WHERE ref = 'Process 6'", (f"Eve {number}",))
        kill(home, "-b", str(board), "restore", after=chance.uniform(0.1, 0.6))
        if not board.exists() or faults_of(board):
            ended = run(home, "-b", str(board), "restore")
            if ended.returncode:
                wrong.append(f"restore {number}: {ended.stderr.decode()}")
        if _seq(board) != whole:
            wrong.append(f"restore {number}: at entry {_seq(board)} of {whole}")
        wrong += faults_of(board)
    return wrong


def migrations(home: Path, kills: int, chance: random.Random) -> list[str]:
    """Opening with a later program, killed: the old board or the new one, and a copy of the old one beside the new."""
    wrong = []
    later = later_program(home / "migrations")
    for number in range(kills):
        place = home / f"m{number}"
        place.mkdir()
        board = place / "board.mhhsboard"
        run(home, "new", str(board))
        kill(home, "-b", str(board), "list", after=chance.uniform(0.2, 0.9), program=later)
        found = number_of(board)
        if found not in (schema.NUMBER, schema.NUMBER + 1):
            wrong.append(f"migration {number}: schema {found}")
        if found == schema.NUMBER:
            wrong += faults_of(board)
        elif not list(place.glob("board before update*")):
            wrong.append(f"migration {number}: no copy")
        run(home, "-b", str(board), "list", program=later)  # brings up to date what the kill left as it was
        ended = run(home, "-b", str(board), "check", program=later)
        if ended.returncode:
            wrong.append(f"migration {number}: {ended.stderr.decode()}")
    return wrong


PLAYS: dict[str, Callable[[Path, int, random.Random], list[str]]] = {
    "move": moves,
    "import": imports,
    "backup": backups,
    "restore": restores,
    "migration": migrations,
}
"""What is killed, by its name."""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20, help="of each")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    bad = False
    for name, play in PLAYS.items():
        with tempfile.TemporaryDirectory() as home:
            wrong = play(Path(home), given.kills, random.Random(given.seed))
        bad |= bool(wrong)
        print(f"{name}: {given.kills} kills of the program, {len(wrong)} faults", flush=True)
        print("\n".join(f"  {sentence}" for sentence in wrong[:10]), end="\n" if wrong else "")
    raise SystemExit(bad)


if __name__ == "__main__":
    main()
