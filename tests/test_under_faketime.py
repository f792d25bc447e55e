"""What stands between libfaketime and the suite: a list of variables that is never taken away, and waits that wait."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.__main__ import ROOT, compiled

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not shutil.which("cc"), reason="is made of C, for Linux"
)

VARIABLES = """
import ctypes, os

def held(place):
    entries = ctypes.cast(place, ctypes.POINTER(ctypes.c_void_p))
    found = []
    while entries[len(found)]:
        found.append(ctypes.string_at(entries[len(found)]))
    return found

c = ctypes.CDLL(None, use_errno=True)
place = ctypes.c_void_p.in_dll(c, "environ")
os.environ["FIRST"] = "1"
read, then = place.value, held(place.value)
for number in range(100):
    os.environ[f"MORE_{number}"] = "x" * number
os.environ["OTHER"] = "2"
for number in range(100):
    del os.environ[f"MORE_{number}"]
assert held(read) == then, "who still reads the list finds another"
assert sorted(held(place.value)) == sorted([*then, b"OTHER=2"])
os.environ["FIRST"] = "3"
assert c.setenv(b"FIRST", b"4", 0) == 0 and c.setenv(b"SECOND", b"", 0) == 0
assert sorted(os.popen("env | grep -E '^(FIRST|SECOND|FIR)='").read().split()) == ["FIRST=3", "SECOND="]
for name in (b"", b"A=B"):
    assert c.setenv(name, b"1", 1) == c.unsetenv(name) == -1 and ctypes.get_errno() == 22
"""

WAITS = """
import ctypes, datetime, errno, struct, time

assert datetime.date.today().year == 2033
time.sleep(0.001)
c = ctypes.CDLL(None)
for of, now in ((time.CLOCK_MONOTONIC, time.monotonic), (time.CLOCK_REALTIME, time.time)):
    condition, mutex, clock = (ctypes.create_string_buffer(64) for _ in range(3))
    c.pthread_condattr_init(clock), c.pthread_condattr_setclock(clock, of), c.pthread_cond_init(condition, clock)
    c.pthread_mutex_init(mutex, None), c.pthread_mutex_lock(mutex)
    until = now() + 0.1
    moment = struct.pack("ll", int(until), int(until % 1 * 10**9))
    assert c.pthread_cond_timedwait(condition, mutex, moment) == errno.ETIMEDOUT
    assert until - 0.001 <= now() < until + 60, (of, now() - until)
    c.pthread_cond_destroy(condition)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(ROOT / "tests" / "under_faketime.c", tmp_path_factory.mktemp("library") / "under_faketime.so")


def test_a_list_of_variables_stays_for_those_who_read_it(library: Path) -> None:
    subprocess.run([sys.executable, "-c", VARIABLES], env={"LD_PRELOAD": str(library), "PATH": "/usr/bin:/bin"}, check=True)


def test_sleeping_and_waiting_last_as_long_as_they_were_told(library: Path) -> None:
    faketime = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if faketime is None:
        pytest.skip("libfaketime is not installed")
    there = {
        "FAKETIME": "@2033-07-01 12:00:00",
        "TZ": "UTC",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    subprocess.run([sys.executable, "-c", WAITS], env={"LD_PRELOAD": f"{library}:{faketime}", **there}, check=True)
