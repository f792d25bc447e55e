"""`python -m tests [pytest's arguments]`: the whole suite, also without a display and where Qt's libraries are missing.

Arguments go to pytest. Where this machine lacks what Qt needs, the tests that need no Qt run, and the rest are skipped with
the line that would put that right. The suite holds on any day, so it may be run under libfaketime, with the monotonic clock left
alone (`.ci/run` does).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from mhhs_board import _bootstrap

_bootstrap.ensure("test")

import pytest  # noqa: E402  importable only once ensure() has returned

ROOT = Path(__file__).resolve().parent.parent


def sleep_as_ever() -> None:
    """Where a faked clock keeps Python from sleeping, load `asleep.c` before it and become the same command again."""
    try:
        time.sleep(0.001)
        return
    except OSError as error:
        first, loaded = Path(sys.prefix, "lib", "asleep.so"), os.environ.get("LD_PRELOAD", "")
        if str(first) in loaded.split(":"):
            sys.exit(f"The tests cannot run here: Python cannot sleep ({error}).")
    making = first.with_suffix(f".{os.getpid()}")
    compiler = ["cc", "-O1", "-shared", "-fPIC", "-o", str(making), str(ROOT / "tests" / "asleep.c"), "-ldl"]
    try:
        subprocess.check_call(compiler, stdin=subprocess.DEVNULL)
        making.replace(first)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            "The tests cannot run here: this libfaketime keeps Python from sleeping, and what would mend that cannot be "
            f"compiled ({error}). Take libfaketime 0.9.12 or newer, or install a C compiler."
        )
    os.environ["LD_PRELOAD"] = f"{first}:{loaded}"
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def main(arguments: list[str]) -> int:
    """Run pytest in the checkout and return its exit code."""
    os.chdir(ROOT)
    missing = _bootstrap.missing_system_libraries()
    if missing:
        print(f"Tests that draw are skipped. {missing}", file=sys.stderr, flush=True)
        arguments = ["-p", "no:pytest-qt", *arguments]
    return int(pytest.main(arguments))


if __name__ == "__main__":
    sleep_as_ever()
    raise SystemExit(main(sys.argv[1:]))
