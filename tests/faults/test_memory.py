"""Memory that really runs out in an export: a sentence, the old file as it was, the board untouched, no dead process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mhhs_board.exchange import formats
from mhhs_board.store.opening import create_store
from tests.benchmarks.boards import founding_entry
from tests.faults.programs import ROOT, environment
from tests.store.boards import NOW, digest_of

ROOMS = (256, 4096, 8192, 20480)
"""Kibibytes: from too little to open the board to too little to pack a picture."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs_qt,
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="cannot tell here how much memory a process has"),
]


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand artefacts."""
    path = tmp_path_factory.mktemp("starved") / "board.mhhsboard"
    create_store(path, founding_entry(2000), now=NOW, salt="0" * 16).close()
    return path


FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir><include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>
"""
"""Fonts as the machine has them, but a starved process must not write the list of them that all programs read."""


@pytest.fixture
def starved(tmp_path: Path) -> dict[str, str]:
    """The surroundings of such a process."""
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(FONTS.format(cache=tmp_path / "font-cache"), encoding="utf-8")
    return environment(tmp_path) | {"FONTCONFIG_FILE": str(fonts)}


@pytest.mark.slow
@pytest.mark.parametrize("ending", sorted(formats.WRITERS))
def test_an_export_without_memory_ends_in_a_sentence(
    tmp_path: Path, board: Path, starved: dict[str, str], ending: str
) -> None:
    target = tmp_path / f"out{ending}"
    before = digest_of(board)
    codes = []
    for room in (*ROOMS, 1024**2):
        target.write_bytes(b"the good old file")
        command = [sys.executable, "-m", "tests.faults.starved", str(room), "-b", str(board), "export", str(target)]
        done = subprocess.run(command, cwd=ROOT, env=starved, capture_output=True, text=True, timeout=120, check=False)
        codes.append(done.returncode)
        if done.returncode:
            assert done.returncode == 1, (room, done.returncode, done.stderr)
            assert "memory" in done.stderr.splitlines()[-1], (room, done.stderr)
            assert "damaged" not in done.stderr, (room, done.stderr)
            assert target.read_bytes() == b"the good old file", room
        else:
            assert target.stat().st_size > 100_000, room
    assert codes[0] == 1
    assert codes[-1] == 0
    assert digest_of(board) == before
