"""A file that nobody else has made."""

from __future__ import annotations

import os
from pathlib import Path


def make_first(path: Path, mode: int = 0o666) -> None:
    """An empty file that nobody else has made: says why none can be made, which a database does not. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), mode))
