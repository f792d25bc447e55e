"""The self-test fails where something that a packaged build may lack is missing, and names the step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mhhs_board.exchange import formats

ROOT = Path(__file__).resolve().parent.parent.parent
SPOILT = """
import sys
from mhhs_board.exchange import files
from mhhs_board.base import assets
from mhhs_board.exchange import formats
from mhhs_board.program import selftest
from mhhs_board.store import migrations
{}
sys.exit(selftest.run())
"""
pytestmark = pytest.mark.needs_qt


def _run(spoil: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the self-test ends Qt's event loop."""
    return subprocess.run(
        [sys.executable, "-c", SPOILT.format(spoil)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "MHHS_NO_BOOTSTRAP": "1"},
    )


def test_every_format_is_exported_and_read_back() -> None:
    done = _run("")
    assert done.returncode == 0, done.stdout + done.stderr
    for suffix in formats.WRITERS:
        assert f"ok      export {suffix[1:]} and read it back\n" in done.stdout
    assert done.stdout.endswith("ok      quit\nThe self-test passed.\n")


CASES = {
    "migrate": "migrations.FOLDER = migrations.FOLDER / 'nowhere'",
    "a board from each template": "assets.names = lambda folder, suffix: ['none']",
    "themes and help": "real = assets.text; assets.text = lambda name: '' if 'help/' in name else real(name)",
    "export svg and read it back": "formats.WRITERS['.svg'] = 'mhhs_board.exchange.lost'",
    "print": "from mhhs_board.ui.printing import printing; printing.paint = lambda printer, sheet: None",
}


@pytest.mark.parametrize(("step", "spoil"), CASES.items(), ids=CASES)
def test_a_step_that_lacks_its_part_fails(step: str, spoil: str) -> None:
    done = _run(spoil)
    assert done.returncode == 1
    assert f"FAILED  {step}: " in done.stdout


@pytest.mark.parametrize("suffix", formats.WRITERS)
def test_a_file_that_is_empty_is_not_taken_for_an_export(suffix: str) -> None:
    done = _run(
        "real = files.export\n"
        "def export(workspace, sight, path, **more):\n"
        "    real(workspace, sight, path, **more)\n"
        f"    if path.suffix == {suffix!r}: path.write_bytes(b'')\n"
        "files.export = export"
    )
    assert done.returncode == 1
    assert f"FAILED  export {suffix[1:]} and read it back: " in done.stdout
