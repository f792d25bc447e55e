"""What is said of every record type holds of one that was made up for it, which no list can know."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "mhhs_board" / "store" / "migrations"
GUARDS = sorted(
    str(path.relative_to(ROOT))
    for where in ("tests/**/test_declared*.py", "tests/guards/test_*.py")
    for path in ROOT.glob(where)
)
"""The modules that try what follows from a declaration, in any room: what they try of one record type they try of all."""


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own, in a program with the made-up type."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.made_up", "-p", "no:cacheprovider", "-v", *words]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("guard", GUARDS)
def test_all_that_is_declared_holds_of_a_made_up_record_type(guard: str) -> None:
    ended = run(guard)
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    assert "made up: record type risk" in ended.stdout
    tests = re.findall(r"^\S+\.py::(\w+)(?:\[(\S*)\])? PASSED", ended.stdout, re.MULTILINE)
    declared, made_up = (
        {name for name, parameters in tests if kind in parameters.split("-")} for kind in ("action", "risk")
    )
    assert made_up
    assert declared <= made_up


@pytest.mark.parametrize("written", ["", "1"])
def test_it_leaves_nothing_behind(written: str) -> None:
    """No file says that there is such a type: not the source, nor what Python keeps of it, nor the migrations."""
    files = set(MIGRATIONS.rglob("*.py"))
    ended = run("--collect-only", "-q", "tests/store/test_declared.py", PYTHONDONTWRITEBYTECODE=written)
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-2000:]
    assert "[risk]" in ended.stdout
    asked = "from mhhs_board.domain.records import RECORDS; print(*RECORDS)"
    plain = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "action" in plain.stdout.split()
    assert "risk" not in plain.stdout.split()
    assert set(MIGRATIONS.rglob("*.py")) == files
