"""The ranges of pyproject.toml, and why Qt for Python stops before 6.12.

On Python 3.11, PySide6 6.12.0 drops one reference to None in every void call of Qt and one to True in every signal emitted;
a board of 23 cards ends the process within 30 repaints. The releases from 6.8.3 to 6.11.3 keep every reference.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = {requirement.name: requirement for requirement in map(Requirement, PROJECT["dependencies"])}

COUNT = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter

class Speaker(QObject):
    said = Signal(int)

app = QGuiApplication([])
image = QImage(8, 8, QImage.Format.Format_ARGB32)
painter = QPainter(image)
speaker, heard = Speaker(), []
speaker.said.connect(heard.append)
before = [sys.getrefcount(value) for value in (None, True)]
for turn in range(500):
    painter.drawPoint(1, 1)
after_calls = sys.getrefcount(None)
for turn in range(2000):
    speaker.said.emit(turn)
after = [sys.getrefcount(value) for value in (None, True)]
painter.end()
assert len(heard) == 2000
print(before[0] - after_calls, before[0] - after[0], before[1] - after[1])
"""


def test_the_range_leaves_out_the_release_that_ends_the_process() -> None:
    allowed = DEPENDENCIES["PySide6-Essentials"].specifier
    assert Version("6.8.3") in allowed
    assert Version("6.11.3") in allowed
    assert Version("6.12.0") not in allowed
    assert Version("6.12.1") not in allowed


@pytest.mark.needs_qt
def test_qt_calls_and_signals_keep_their_references() -> None:
    """In a process of its own, because a release that drops them would end this one. Python 3.12 made None immortal."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    lost = [int(word) for word in done.stdout.split()]
    assert max(lost) < 100, f"references lost to None by 500 calls, to None and to True by then 2,000 signals: {lost}"


@pytest.mark.parametrize("requirement", DEPENDENCIES.values(), ids=str)
def test_what_is_installed_is_in_its_range(requirement: Requirement) -> None:
    assert Version(importlib.metadata.version(requirement.name)) in requirement.specifier
    assert any(part.operator in ("<", "<=") for part in requirement.specifier), "a range without an end"


def test_only_the_essentials_of_qt_are_asked_for() -> None:
    """The add-ons hold modules under the GPL alone."""
    assert not {"PySide6", "PySide6-Addons"} & set(DEPENDENCIES)
