"""A machine of another language: what the program says stays in its own, also once Qt has taken over the machine's."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.faults.programs import ROOT

LANGUAGE = "tr_TR.UTF-8"
"""One with other months, another decimal sign and two letters I; `.ci/run` installs it."""

SAID = """
import os
from datetime import date
from locale import localeconv
{begin}
    print(os.strerror(2), f"{{date(2026, 11, 24):%A %b}}", localeconv()["decimal_point"], sep=", ")
"""
BEGINNINGS = {
    "a picture": "from mhhs_board.exchange import files\nfiles.ready_to_draw()\nif True:",
    "a window": "from mhhs_board.program import window\nwith window._application():",
}


def run(program: str, language: str = LANGUAGE) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {
        "LC_ALL": language,
        "LANGUAGE": "",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-c", program], env=surroundings, capture_output=True, encoding="utf-8", check=False, timeout=60
    )


@pytest.fixture(scope="module")
def turkish() -> None:
    if run("import locale; locale.setlocale(locale.LC_ALL, '')").returncode:
        pytest.skip(f"{LANGUAGE} is not installed here")


@pytest.mark.needs_qt
@pytest.mark.usefixtures("turkish")
@pytest.mark.parametrize("begin", BEGINNINGS.values(), ids=list(BEGINNINGS))
def test_the_system_speaks_the_programs_language(begin: str) -> None:
    done = run(SAID.format(begin=begin))
    assert done.stdout == "No such file or directory, Tuesday Nov, .\n", done.stderr


@pytest.mark.needs_qt
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="letters are UTF-8 there")
@pytest.mark.parametrize("begin", BEGINNINGS.values(), ids=list(BEGINNINGS))
def test_where_letters_are_not_utf_8_nothing_is_said_of_it(begin: str) -> None:
    done = run(SAID.format(begin=begin), "C")
    assert (done.stdout, done.stderr) == ("No such file or directory, Tuesday Nov, .\n", "")
