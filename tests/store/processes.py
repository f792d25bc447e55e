"""Other processes for the tests of the store, made by fork so that they start at once."""

from __future__ import annotations

import ctypes
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="starts other processes by fork")


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
    """What `work` returns where what a file permits its owner binds the user, also where that is root. Whoever it is, the
    checkout and the interpreter may lie where nobody else may look."""

    def demoted() -> str:
        if os.getuid() == 0:
            _give_up_rights()
        return work()

    return answer(demoted)


def _give_up_rights() -> None:
    """Be root in name alone: on Linux root's rights are capabilities, which may be laid down."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # the third version, this process
    none = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, each in two halves
    if ctypes.CDLL(None, use_errno=True).capset(header, none) != 0:
        raise OSError(ctypes.get_errno(), "the rights of root cannot be laid down")
