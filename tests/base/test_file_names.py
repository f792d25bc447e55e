"""Names of files made from titles: none leads out of its folder, opens a device, or is another than it says."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.base import safe_write
from mhhs_board.base.file_names import LONGEST, proposed, why_not_on_windows
from mhhs_board.base.safe_write import NotWritten, write_file

TITLES = {
    "Change of Meter": "Change of Meter.csv",
    "../../etc/passwd": "etc passwd.csv",
    "..\\..\\x": "x.csv",
    "/etc/passwd": "etc passwd.csv",
    "C:\\Windows\\system.ini": "C Windows system.ini.csv",
    "\\\\host\\share\\x": "host share x.csv",
    "//host/share": "host share.csv",
    "a:b": "a b.csv",
    "board.csv::$DATA": "board.csv $DATA.csv",
    "CON": "board CON.csv",
    "con": "board con.csv",
    "NUL": "board NUL.csv",
    "nul.txt": "board nul.txt.csv",
    "AUX.": "board AUX.csv",
    "PRN ": "board PRN.csv",
    "COM1": "board COM1.csv",
    "LPT9.tar.gz": "board LPT9.tar.gz.csv",
    "COM¹": "board COM¹.csv",
    "CONIN$": "board CONIN$.csv",
    "Console": "Console.csv",
    "COM10": "COM10.csv",
    "trailing dots...": "trailing dots.csv",
    "trailing blanks   ": "trailing blanks.csv",
    " . . ": "board.csv",
    "": "board.csv",
    ".": "board.csv",
    "..": "board.csv",
    ".hidden": "hidden.csv",
    "~/x": "x.csv",
    "-rf": "rf.csv",
    "*?<>|\"": "board.csv",
    "what? | why": "what why.csv",
    "two\nlines\tand a tab": "two lines and a tab.csv",
    "nul\x00byte": "nulbyte.csv",
    "evil\u202egnp.exe": "evilgnp.exe.csv",
    "half \ud800 a letter": "half \ufffd a letter.csv",
    "x" * 300: "x" * LONGEST + ".csv",
    "😀" * 100: "😀" * 50 + ".csv",
    "v1.2 of 8 May": "v1.2 of 8 May.csv",
    "Überprüfung 5": "Überprüfung 5.csv",
    "%TEMP%": "%TEMP%.csv",
    "$(reboot)": "$(reboot).csv",
}  # fmt: skip


def safe(name: str) -> bool:
    """Whether a name is one plain file on every system."""
    return (
        PurePosixPath(name).name == name
        and PureWindowsPath(name).name == name
        and not PureWindowsPath(name).is_reserved()
        and not PureWindowsPath(name.partition(".")[0]).is_reserved()
        and not name.startswith((".", "-", "~", " "))
        and name == name.rstrip(" .")
        and name.isprintable()
        and len(name.encode()) <= 255
        and not why_not_on_windows(name)
    )


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_forty_titles(tmp_path: Path, title: str) -> None:
    name = proposed(title, ".csv")
    assert name == TITLES[title]
    assert safe(name)
    write_file(tmp_path / name, b"new")
    assert os.listdir(tmp_path) == [name]


@given(st.text(max_size=2000))
def test_whatever_the_title(title: str) -> None:
    name = proposed(title, ".pdf")
    assert safe(name), name
    assert name.endswith(".pdf")
    assert len(name) > 4


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("CON", "device"),
        ("nul.csv", "device"),
        ("lpt1.tar.gz", "device"),
        ("a:b.csv", "“:”"),
        ("what?.csv", "“?”"),
        ("a\tb.csv", "no letter"),
        ("board.csv.", "no dot and no blank"),
        ("board.csv ", "no dot and no blank"),
    ],
)
def test_what_windows_would_keep_elsewhere_is_not_written_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    assert why in why_not_on_windows(name)
    monkeypatch.setattr(safe_write, "ON_WINDOWS", True)
    with pytest.raises(NotWritten, match="was not written: ") as told:
        write_file(tmp_path / name, b"new")
    assert why in str(told.value)
    assert os.listdir(tmp_path) == []
    write_file(tmp_path / "board.csv", b"new")
    monkeypatch.setattr(safe_write, "ON_WINDOWS", False)
    write_file(tmp_path / name, b"new")  # elsewhere they are names like any other
