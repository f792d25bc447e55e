"""Every error of the database has one sentence: what happened, what is safe, what to do."""

from __future__ import annotations

import re
import sqlite3

import pytest

from mhhs_board.domain.errors import BoardError
from mhhs_board.store import errors

SAFE = re.compile(r"nothing was (changed|saved|written|made|read)", re.IGNORECASE)
TO_DO = re.compile(
    r"\b(try again|try it|make room|open it|open the board|open another|put it back|ask its owner|save a copy|look (after|at|whether)"
    r"|choose another|close other|check the board|type it again)",
    re.IGNORECASE,
)


def raised(code: int) -> sqlite3.Error:
    """What the database raises with a code."""
    error = sqlite3.OperationalError("table Canary-Zeta is canary")
    error.sqlite_errorcode = code
    return error


SENTENCES: list[tuple[str, BaseException]] = [
    *((f"code {code}", raised(code)) for code in sorted(errors._BY_CODE)),
    ("bytes that are no text", UnicodeDecodeError("utf-8", b"\xff", 0, 1, "canary")),
    ("half a character", UnicodeEncodeError("utf-8", "\ud800", 0, 1, "canary")),
]


@pytest.mark.parametrize(("what", "error"), SENTENCES, ids=[what for what, _ in SENTENCES])
def test_a_sentence_says_what_is_safe_and_what_to_do(what: str, error: BaseException) -> None:
    told = errors.board_error(error, "board.mhhsboard")
    assert isinstance(told, BoardError)
    sentence = str(told)
    assert SAFE.search(sentence), sentence
    assert TO_DO.search(sentence), sentence
    assert "anary" not in sentence  # the database's own words never reach a person
    assert "{" not in sentence
    assert len(sentence) < 260


def test_every_code_that_a_disk_can_cause_is_known() -> None:
    for name in (
        "BUSY",
        "LOCKED",
        "NOMEM",
        "READONLY",
        "IOERR",
        "CORRUPT",
        "FULL",
        "CANTOPEN",
        "NOTADB",
        "PERM",
        "AUTH",
        "TOOBIG",
    ):
        told = errors.board_error(raised(getattr(sqlite3, f"SQLITE_{name}")), "a")
        assert told is not None, name


def test_extended_codes_mean_what_their_kind_means() -> None:
    for code in (
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_CORRUPT_INDEX,
        sqlite3.SQLITE_BUSY_SNAPSHOT,
    ):
        assert str(errors.board_error(raised(code), "a")) == str(errors.board_error(raised(code & 0xFF), "a"))


def test_a_bug_of_ours_is_not_called_a_fault_of_the_disk() -> None:
    assert errors.board_error(raised(sqlite3.SQLITE_MISUSE), "a") is None
    assert errors.board_error(KeyError("a"), "a") is None
