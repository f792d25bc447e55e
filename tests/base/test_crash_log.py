"""What is kept of a fault: places, kinds and versions, and nothing of the board, of people or of this computer."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board.base import crash_log
from mhhs_board.domain.errors import Refused

TITLE, ACTOR, FOLDER = "Canary Title Zeta", "Canary Person Zeta", "/home/canary-zeta/secret"


class Holder:
    """Carries what no report may tell."""

    def __init__(self) -> None:
        self.title = TITLE
        self.actor = ACTOR


def _key() -> None:
    {}[TITLE]  # type: ignore[index]


def _refused() -> None:
    raise Refused(f"{ACTOR} may not move {TITLE}.")


def _file() -> None:
    raise FileNotFoundError(errno.ENOENT, "No such file", f"{FOLDER}/{TITLE}")


def _attribute() -> None:
    getattr(Holder(), TITLE)


def _chained() -> None:
    try:
        _file()
    except OSError as error:
        raise ValueError(TITLE) from error


def _unicode() -> None:
    TITLE.encode().decode("utf-16-le", "strict").encode("ascii")


def _sqlite() -> None:
    sqlite3.connect(":memory:").execute(f"SELECT '{TITLE}' FROM nothing")


def _group() -> None:
    raise ExceptionGroup(TITLE, [ValueError(ACTOR)])


def caught(act: Callable[[], None]) -> crash_log.Fault:
    try:
        act()
    except Exception as error:  # noqa: BLE001  whatever it is, its report is wanted
        return crash_log.fault(error)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("act", [_key, _refused, _file, _attribute, _chained, _unicode, _sqlite, _group])
def test_a_report_holds_no_canary(act: Callable[[], None], tmp_path: Path) -> None:
    found = caught(act)
    assert crash_log.keep(found, tmp_path / "a.log")
    told = found.text + found.key + (tmp_path / "a.log").read_text(encoding="utf-8")
    for secret in ("Canary", "canary", "secret", str(Path(__file__).resolve().parents[2]), str(Path.home())):
        assert secret not in told, told
    assert (
        f"tests/base/test_crash_log.py:{act.__code__.co_firstlineno + (2 if act is _chained else 1)} {act.__name__}" in told
    )


def test_numbers_of_errors_and_names_of_the_code_are_kept() -> None:
    assert "FileNotFoundError errno 2" in caught(_file).text
    assert "OperationalError SQLITE_ERROR" in caught(_sqlite).text
    assert "“titel”" in caught(lambda: print(Holder().titel)).text  # type: ignore[attr-defined]
    assert "after" in caught(_chained).text


def test_equal_faults_have_one_key_and_others_another() -> None:
    assert caught(_key).key == caught(_key).key != caught(_file).key


def test_the_log_turns_over_and_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "faults.log"
    big = crash_log.Fault("k", "x" * 100_000)
    for _ in range(30):
        assert crash_log.keep(big, path)
    files = sorted(path.parent.iterdir())
    assert len(files) == crash_log.FILES
    assert all(file.stat().st_size <= crash_log.BYTES for file in files)


def test_a_log_that_cannot_be_written_is_no_second_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not crash_log.keep(caught(_key), tmp_path / "file" / "a.log")
    (tmp_path / "folder").mkdir()
    assert not crash_log.keep(caught(_key), tmp_path / "folder")


def test_threads_write_whole_reports(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    found = caught(_key)
    threads = [threading.Thread(target=crash_log.keep, args=(found, path)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text(encoding="utf-8").count(found.text) == 8


def test_the_interpreters_own_report_is_masked() -> None:
    raw = 'Fatal Python error: Segmentation fault\n\n  File "/home/zeta/x/mhhs_board/ui/a.py", line 3 in f\n  File "C:\\Users\\z\\b.py", line 4 in g'
    masked = crash_log.masked(raw)
    assert "zeta" not in masked
    assert "Users" not in masked
    assert "mhhs_board/ui/a.py, line 3 in f" in masked
    assert "Segmentation fault" in masked
