"""Other processes for the tests of the store, made by fork so that they start at once."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="starts other processes by fork")

NOBODY = 65534


@contextmanager
def child(work: Callable[[Callable[[bytes], None]], None]) -> Iterator[tuple[int, int]]:
    """Run `work(say)` in another process; gives its id and the file descriptor on which what it says is read.

    The child is ended when the block ends.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            work(lambda text: _say(writing, text))
            code = 0
        except BaseException:  # noqa: BLE001 - a child has nobody above it
            traceback.print_exc(file=sys.stderr)
        finally:
            os._exit(code)
    os.close(writing)
    try:
        yield pid, reading
    finally:
        os.close(reading)
        finish(pid)


def _say(handle: int, text: bytes) -> None:
    os.write(handle, text)


def finish(pid: int) -> int:
    """End a child, or wait for one that has ended; its exit code, negative for a signal, 0 where it is gone already."""
    try:
        os.kill(pid, 9)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except (ProcessLookupError, ChildProcessError):
        return 0


def answer(work: Callable[[], str]) -> str:
    """What `work` returns in another process."""
    with child(lambda say: say(work().encode())) as (_, reading):
        return heard(reading)


def heard(reading: int) -> str:
    """Everything that a child says until it ends."""
    parts = []
    while part := os.read(reading, 65536):
        parts.append(part)
    return b"".join(parts).decode()


def as_nobody(work: Callable[[], str]) -> str:
    """What `work` returns where the user is not root, to whom every file may be written."""

    def demoted() -> str:
        if os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return work()

    return answer(demoted)
