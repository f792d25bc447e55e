"""What is kept of a fault of the program itself: where in the code, which kind, which versions. Nothing that anybody typed.

A message of an exception may hold a title, a name or a path, so none is ever kept: only names that the code itself speaks,
numbers of errors, and places in the code. The log lies in the platform's folder for logs, five files of 256 kB at most.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import platformdirs

from mhhs_board import __version__
from mhhs_board.base import clock
from mhhs_board.base.safe_write import private_folder
from mhhs_board.base.text import shown_lines

FILE = "faults.log"
FILES, BYTES = 5, 256 * 1024
DEEPEST = 40
"""Places of one exception that are kept, counted from where it was raised."""
_CHAIN = 8

_ROOTS = ("mhhs_board", "tests", "PySide6", "shiboken6", "sqlalchemy", "alembic", "msgspec")
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault as it may be kept and shown. `key` is equal for equal faults; `text` is the whole report."""

    key: str
    text: str


def folder() -> Path:
    """Where the log lies; the folder need not exist."""
    return Path(platformdirs.user_log_dir("mhhs-board", appauthor=False))


def fault(error: BaseException, trace: TracebackType | None = None, *, where: str = "window") -> Fault:
    """What may be kept of an exception. `where` is one of our own words for what was running: window, thread, start."""
    lines: list[str] = []
    for link, tb in _chain(error, trace or error.__traceback__):
        if lines:
            lines.append("  after")
        lines += [f"  {place}" for place in _places(tb)]
        lines.append(f"  {_named(link, tb)}")
    places = list(_places(trace or error.__traceback__))
    key = f"{type(error).__qualname__} {places[-1] if places else ''}"
    return Fault(key, "\n".join([f"fault in {where}", *lines, *_versions()]))


def note(kind: str, place: str) -> Fault:
    """A fault without an exception, of a library: `kind` and `place` are words of that library's own code."""
    return Fault(f"{kind} {place}", "\n".join([f"{kind}: {place}", *_versions()]))


def keep(found: Fault, path: Path | None = None) -> bool:
    """Write a fault to the log; whether the disk took it. Never raises: a log is not worth a second fault."""
    from logging.handlers import RotatingFileHandler  # 14 ms that only a fault costs

    target = path or folder() / FILE
    try:
        with _writing:
            private_folder(target.parent)
            handler = RotatingFileHandler(target, maxBytes=BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True)
            handler.handleError = _raise  # type: ignore[method-assign]
            text = shown_lines(f"{clock.instant(clock.now())} {found.text}")
            with contextlib.closing(handler):
                handler.emit(logging.LogRecord("fault", logging.ERROR, "", 0, text, None, None))
    except Exception:  # noqa: BLE001  whatever it was, the fault itself is what counts
        return False
    return True


def _raise(record: logging.LogRecord) -> None:
    raise


def masked(text: str) -> str:
    """Text of the interpreter's own report of a dead process, without the folders that say whose computer this is."""
    kept = []
    for line in text.splitlines():
        start, quote, rest = line.partition('"')
        path, end, tail = rest.partition('"')
        kept.append(f"{start}{_short(path)}{tail}" if quote and end else line)
    return "\n".join(kept)[: BYTES // 4]


def _chain(error: BaseException, trace: TracebackType | None) -> Iterator[tuple[BaseException, TracebackType | None]]:
    """What led to an exception, first cause first."""
    links: list[tuple[BaseException, TracebackType | None]] = [(error, trace)]
    seen = {id(error)}
    while len(links) < _CHAIN:
        last = links[-1][0]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None or id(before) in seen:
            break
        seen.add(id(before))
        links.append((before, before.__traceback__))
    return reversed(links)


def _places(trace: TracebackType | None) -> Iterator[str]:
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace)]
    for code, line in frames[-DEEPEST:]:
        yield f"{_short(code.co_filename)}:{line} {code.co_name}"


def _short(path: str) -> str:
    """A file of the code without the folders above the library it belongs to."""
    parts = path.replace("\\", "/").split("/")
    for number, part in enumerate(parts):
        if part in _ROOTS and number < len(parts) - 1:
            return "/".join(parts[number:])
    return parts[-1]


def _named(error: BaseException, trace: TracebackType | None) -> str:
    """The kind of an exception with its number, and an attribute or a name only where the code itself says it."""
    said = [type(error).__qualname__]
    if isinstance(error, OSError) and error.errno is not None:
        said.append(f"errno {error.errno} ({os.strerror(error.errno)})")
    inner = getattr(error, "orig", error)
    if type(inner).__module__ == "sqlite3":
        said.append(f"{type(inner).__qualname__} {getattr(inner, 'sqlite_errorname', '') or ''}".rstrip())
    if isinstance(error, AttributeError | NameError) and error.name and trace is not None:
        frames = [frame for frame, _ in traceback.walk_tb(trace)]
        code = frames[-1].f_code if frames else None
        if code is not None and error.name in (*code.co_names, *code.co_varnames):
            said.append(f"“{error.name}”")
    return " ".join(said)


def _versions() -> list[str]:
    found = [f"program {__version__}", f"Python {platform.python_version()}"]
    for name, module, version in (("SQLite", "sqlite3", "sqlite_version"), ("Qt", "PySide6", "__version__")):
        if module in sys.modules:  # only told of, never loaded for it
            found.append(f"{name} {getattr(sys.modules[module], version, '?')}")
    return [f"  {', '.join(found)}", f"  {platform.system()} {platform.release()} {platform.machine()}"]
