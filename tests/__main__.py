"""`python -m tests [pytest's arguments]`: the whole suite, also without a display and where Qt's libraries are missing.

Arguments go to pytest. Where this machine lacks what Qt needs, the tests that need no Qt run, and the rest are skipped with
the line that would put that right.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mhhs_board import _bootstrap

_bootstrap.ensure("test")

import pytest  # noqa: E402  importable only once ensure() has returned

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Run pytest in the checkout and return its exit code."""
    os.chdir(ROOT)
    missing = _bootstrap.missing_system_libraries()
    if missing:
        print(f"Tests that draw are skipped. {missing}", file=sys.stderr, flush=True)
        arguments = ["-p", "no:pytest-qt", *arguments]
    return int(pytest.main(arguments))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
