"""Small files that may be anything: what is no ordinary file is refused at once, and no more is read than may be there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mhhs_board.base.safe_read import NotOrdinary, TooLarge, read_file
from mhhs_board.base.safe_write import write_over

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no such files")


def test_an_ordinary_file_is_read_up_to_a_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_file(path, 5) == b"12345"
    with pytest.raises(TooLarge):
        read_file(path, 4)
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "nowhere", 5)


@needs_pipes
@pytest.mark.parametrize("kind", ["fifo", "zero", "folder", "full", "tty"])
def test_what_is_no_ordinary_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(f"/dev/{kind}")
    begun = time.monotonic()
    with pytest.raises(NotOrdinary, match="it is a folder" if kind == "folder" else "it is not an ordinary file"):
        read_file(path, 100)
    assert time.monotonic() - begun < 1


@needs_pipes
def test_a_link_is_followed_only_where_that_is_wished(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert read_file(tmp_path / "b", 5) == b"1"
    with pytest.raises(NotOrdinary):
        read_file(tmp_path / "b", 5, follow=False)


@needs_pipes
def test_a_record_is_written_over_in_an_ordinary_file_only(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with pytest.raises(OSError):  # noqa: PT011  whichever the system says
        write_over(tmp_path / "a", b"1")
    (tmp_path / "b").write_bytes(b"12345")
    write_over(tmp_path / "b", b"7")
    assert (tmp_path / "b").read_bytes() == b"7"
