"""Makes the packaged build somewhere else than in the checkout, for what is tried by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = "mhhs-board.exe" if os.name == "nt" else "mhhs-board"
LARGEST_MB = 170


def build(folder: Path, entry: Path | None = None) -> Path:
    """Build into `folder`, with another script than the program's own where one is named; the folder that was made.

    Raises CalledProcessError where PyInstaller fails.
    """
    words = ["--noconfirm", "--log-level", "ERROR", "--workpath", str(folder / "work"), "--distpath", str(folder / "dist")]
    environment = {**os.environ, **({"MHHS_BUILD_ENTRY": str(entry)} if entry else {})}
    subprocess.run([sys.executable, "-m", "PyInstaller", *words, "mhhs_board.spec"], cwd=ROOT, env=environment, check=True)
    return folder / "dist" / "mhhs-board"


def megabytes(folder: Path) -> float:
    """What the files of a folder take on the disk, links not followed, in MiB."""
    sizes = [
        getattr(found, "st_blocks", (found.st_size + 511) // 512) * 512
        for found in (path.lstat() for path in folder.rglob("*"))
    ]
    return sum(sizes) / 2**20


def self_test(folder: Path) -> bool:
    """Run a build's self-test with nothing of this machine's Python; what it says is printed."""
    done = subprocess.run(
        [folder / PROGRAM, "self-test"],
        env={name: os.environ[name] for name in ("HOME", "SYSTEMROOT", "TEMP", "USERPROFILE") if name in os.environ},
        stdin=subprocess.DEVNULL,
        timeout=180,
        check=False,
    )
    return done.returncode == 0
