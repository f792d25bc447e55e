"""What is typed and not yet saved, kept beside the board and never in it, so that a crash or a logout loses nothing.

One small JSON file for a board and a running window, in the platform's folder for state. Drafts of a window that is gone
are offered by the next one on the same board.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mhhs_board.base.safe_read import read_file
from mhhs_board.base.safe_write import private_folder
from mhhs_board.base.session import alive, folder

MOST, LONGEST = 200, 100_000
"""Drafts of a board, characters of one."""
_LARGEST = 16 * 1024 * 1024
"""Bytes of the file of one window."""
Write = Callable[[Path, bytes], object]
FORM, SETTINGS, PAGE = "form:", "settings:", "page:"
"""How the name of a draft begins that was typed in a dialog about artefacts, in the board's settings, or on the page of a
record, whose type follows."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in the field `field` of what people see as `where`. `name`, `artefact` and `seen` say how it is put back: in
    the inspector which field of which artefact, and what stood there; elsewhere what opens again, about which records, and
    where. Without a name it can only be copied."""

    where: str
    field: str
    text: str
    artefact: str = ""
    name: str = ""
    seen: str = ""


class Drafts:
    """The drafts of one window on the board at `location`; `session` names the running program."""

    def __init__(self, location: str, session: str, write: Write, where: Path | None = None) -> None:
        root = where or folder()
        self._windows = root / "windows"
        self._folder = root / "drafts"
        self._key = hashlib.sha256(location.encode("utf-8", "surrogateescape")).hexdigest()[:24]
        self._path = self._folder / f"{self._key}.{session}.json"
        self._write = write
        self._kept: list[Draft] = []

    def keep(self, drafts: Iterable[Draft]) -> None:
        """Keep these drafts and no others; nothing is written where they are what is kept. A disk that takes none is
        passed over, because whoever types must not be stopped by it."""
        now = [draft for draft in drafts if draft.text][:MOST]
        if now == self._kept:
            return
        self._kept = now
        with contextlib.suppress(OSError):
            if not now:
                self._path.unlink(missing_ok=True)
                return
            private_folder(self._folder.parent)
            private_folder(self._folder)
            told = [asdict(draft) | {"text": draft.text[:LONGEST]} for draft in now]
            self._write(self._path, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))

    def left(self) -> list[Draft]:
        """What windows that are gone left for this board. A damaged file counts as empty."""
        found: list[Draft] = []
        for path in self._orphans():
            with contextlib.suppress(OSError, ValueError, RecursionError):
                read = json.loads(read_file(path, _LARGEST))
                found += [draft for draft in map(_draft, read if isinstance(read, list) else []) if draft is not None]
        return found[:MOST]

    def forget(self) -> None:
        """What windows that are gone left is taken over or no longer wanted."""
        for path in self._orphans():
            with contextlib.suppress(OSError):
                path.unlink()

    def _orphans(self) -> list[Path]:
        def gone(path: Path) -> bool:
            return path != self._path and not alive(self._windows / f"{path.name.split('.')[1]}.txt")

        with contextlib.suppress(OSError):
            return [path for path in sorted(self._folder.glob(f"{self._key}.*.json")) if gone(path)]
        return []


def _draft(read: Any) -> Draft | None:
    fields = Draft.__dataclass_fields__
    fits = isinstance(read, dict) and read.keys() <= fields.keys() and all(isinstance(text, str) for text in read.values())
    if not fits or not {"where", "field", "text"} <= read.keys() or len(read["text"]) > LONGEST:
        return None
    return Draft(**read)
