"""`python -m tests [pytest's arguments]`: the whole suite, also without a display and where Qt's libraries are missing.

Arguments go to pytest. Where this machine lacks what Qt needs, the tests that need no Qt run, and the rest are skipped with
the line that would put that right. The suite holds on any day, so it may be run under libfaketime (`.ci/run` does); the monotonic
clock, by which programs wait, is then left alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mhhs_board import _bootstrap

_bootstrap.ensure("test")

import pytest  # noqa: E402  importable only once ensure() has returned

ROOT = Path(__file__).resolve().parent.parent


def compiled(source: Path, library: Path) -> Path:
    """Make the library from its C source, in one step for who else makes it meanwhile."""
    making = library.with_suffix(f".{os.getpid()}")
    compiler = ["cc", "-O1", "-shared", "-fPIC", "-o", str(making), str(source), "-ldl", "-lpthread"]
    subprocess.check_call(compiler, stdin=subprocess.DEVNULL)
    return making.replace(library)


def mend_the_faked_clock() -> None:
    """Under libfaketime, load `under_faketime.c` before it and become the same command again."""
    loaded, library = os.environ.get("LD_PRELOAD", ""), Path(sys.prefix, "lib", "under_faketime.so")
    if "libfaketime" not in loaded or str(library) in loaded.split(":"):
        return
    try:
        compiled(ROOT / "tests" / "under_faketime.c", library)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            "The tests cannot run here: libfaketime ends processes with threads, and what would mend that cannot be "
            f"compiled ({error}). Install a C compiler."
        )
    os.environ.update(LD_PRELOAD=f"{library}:{loaded}", DONT_FAKE_MONOTONIC="1", FAKETIME_DONT_FAKE_MONOTONIC="1")
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
    mend_the_faked_clock()
    raise SystemExit(main(sys.argv[1:]))
