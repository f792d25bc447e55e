"""A machine without fonts: every export and the window as anywhere, for the program brings its own; without that too, a sentence.

Boxes in the place of letters are what nobody may be given without a word (F33).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mhhs_board.base import assets
from tests.faults.programs import ROOT, environment

pytestmark = [pytest.mark.needs_qt, pytest.mark.skipif(sys.platform != "linux", reason="fontconfig is asked nowhere else")]

EMPTY = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir></fontconfig>
"""

SEEN = """
import sys, hashlib
from pathlib import Path
from mhhs_board.program.boards import open_workspace
from mhhs_board.program.window import run_window
def seen():
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication
    from mhhs_board.ui.window.main_window import MainWindow
    window = next(top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow))
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    print(hashlib.sha256(bytes(picture.constBits())).hexdigest())
    window.close()
try:
    run_window(open_workspace(Path(sys.argv[1]), kept=False), remember=False, painted=seen)
except Exception as error:
    raise SystemExit(str(error))
"""
"""A window's picture, told as a digest."""


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has no font."""
    folder = tmp_path / "no fonts"
    folder.mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(EMPTY.format(folder=folder))
    return {"FONTCONFIG_FILE": str(config), "FONTCONFIG_PATH": str(folder), "QT_QPA_FONTDIR": str(folder)}


@pytest.fixture
def without_its_own(tmp_path: Path) -> Path:
    """An installation whose typeface is lost or spoilt."""
    place = tmp_path / "installed"
    shutil.copytree(ROOT / "mhhs_board", place / "mhhs_board", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(assets.root(), place / "resources")
    (place / "resources" / "fonts" / "Inter-Regular.otf").write_bytes(b"no font" * 99)
    (place / "resources" / "fonts" / "Inter-SemiBold.otf").unlink()
    return place


def run(home: Path, more: dict[str, str], *words: str, place: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, with the program that is installed at `place`."""
    day = {"MHHS_BOARD_NOW": "2026-11-24T08:00:00Z", "QT_QPA_PLATFORM": "offscreen"}
    known = {**environment(home), **day, **more, "PYTHONPATH": str(place)}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=place, env=known, capture_output=True, text=True, timeout=120, check=False)


def board(home: Path) -> str:
    path = home / "board.mhhsboard"
    done = run(home, {}, "-m", "mhhs_board", "new", str(path))
    assert done.returncode == 0, done.stderr
    return str(path)


@pytest.mark.slow
def test_without_any_font_everything_looks_as_anywhere(tmp_path: Path, bare: dict[str, str]) -> None:
    path = board(tmp_path)
    for ending in ("png", "svg", "html", "pdf"):
        files = [tmp_path / f"{name}.{ending}" for name in ("with", "without")]
        for file, more in zip(files, ({}, bare), strict=True):
            done = run(tmp_path, more, "-m", "mhhs_board", "-b", path, "export", str(file))
            assert (done.returncode, done.stderr) == (0, ""), done
        ours, theirs = (file.read_bytes() for file in files)
        assert len(ours) == len(theirs) if ending == "pdf" else ours == theirs, ending  # a PDF tells the second it was made
    seen = [run(tmp_path, more, "-c", SEEN, path) for more in ({}, bare)]
    assert [one.returncode for one in seen] == [0, 0], seen
    assert seen[0].stdout == seen[1].stdout != ""


def test_without_its_own_typeface_it_uses_the_machines_or_says_so(
    tmp_path: Path, bare: dict[str, str], without_its_own: Path
) -> None:
    path, target = board(tmp_path), tmp_path / "out.png"
    for command in (("-m", "mhhs_board", "-b", path, "export", str(target)), ("-c", SEEN, path)):
        done = run(tmp_path, bare, *command, place=without_its_own)
        assert done.returncode == 1, done
        assert done.stderr.strip().endswith("so no text can be shown. Install it again."), done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert not target.exists()
    if os.path.isdir("/usr/share/fonts"):
        done = run(tmp_path, {}, "-m", "mhhs_board", "-b", path, "export", str(target), place=without_its_own)
        assert (done.returncode, target.exists()) in ((0, True), (1, False)), done.stderr
        assert "Traceback" not in done.stderr
