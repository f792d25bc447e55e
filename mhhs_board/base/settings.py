"""What one user prefers, as JSON in the platform's configuration folder. Each setting is declared here once.

Never part of a board and never needed to read one: a file that is missing or damaged means the defaults, and a sentence
about it for whoever shows one. Written whole or not at all; a setting of a newer program is kept though not understood.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from mhhs_board.base.safe_read import read_file
from mhhs_board.base.safe_write import private_folder
from mhhs_board.base.text import TITLE_LIMIT, clean_text

FILE = "settings.json"
LARGEST = 4 * 1024 * 1024
"""The largest file that is read, in bytes: hundreds of boards, each with what was folded in it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its key in the file, and its default, which also gives its type. `among` names the only values of a text
    that has few; a `line` goes into records, and is cleaned and limited as those are."""

    key: str
    default: str | bool | int | list[Any]
    among: tuple[str, ...] = ()
    line: bool = False

    def cleaned(self, value: Any) -> Any:
        """A value as it is used; one that stays as it is does not fit."""
        if not self.line or not isinstance(value, str) or len(value) > TITLE_LIMIT * 4:
            return value
        return clean_text(value, len(value) * 16)

    def fits(self, value: object) -> bool:
        """Whether a value from a file may stand for this setting."""
        if type(value) is not type(self.default):
            return False
        if self.line and isinstance(value, str) and (len(value) > TITLE_LIMIT or self.cleaned(value) != value):
            return False
        return not self.among or value in self.among


NAME = Setting("name", "", line=True)
"""Who you are in the history of a board; empty is told as “not stated”."""

NAMED = Setting("named", False)
"""Whether its user has said who they are, or that they will not."""

THEME = Setting("theme", "system", ("system", "light", "dark", "high_contrast"))
"""The colours, or what the system wishes."""

DENSITY = Setting("density", "compact", ("dots", "compact", "normal", "full"))
"""How much each card shows."""

INSPECTOR = Setting("inspector", False)
"""Whether the inspector stands open at the right."""

WELCOME = Setting("welcome", True)
"""Whether the line is shown that names the example and asks who you are."""

LAST_BOARD = Setting("last_board", "")
"""The board that opens when none is named."""

STARTED = Setting("started", False)
"""Whether the panel of the first start has been answered."""

RECENT = Setting("recent", [])
"""The boards that were open, newest first, as their paths."""

IMPORTS = Setting("imports", [])
"""How tables were read: their headings, and what was chosen for them."""

READING = Setting("reading", [])
"""The boards that were opened for reading only, as their paths."""

PLACE = Setting("place", [])
"""Where the window was: left, top, width, height, and 1 where it filled the screen."""

BOARDS = Setting("boards", [])
"""How each board was looked at last: its path, density, filter, what is folded."""

_ALL = (NAME, NAMED, THEME, DENSITY, INSPECTOR, WELCOME, LAST_BOARD, STARTED, RECENT, READING, PLACE, BOARDS)
SETTINGS = {setting.key: setting for setting in _ALL}
"""Every setting by its key."""

Write = Callable[[Path, bytes], object]


def default_path() -> Path:
    """Where this user's settings lie; the folder need not exist."""
    return Path(platformdirs.user_config_dir("mhhs-board", appauthor=False)) / FILE


class Settings:
    """One user's settings. `notice` says in a sentence what was wrong with the file, or is empty."""

    def __init__(
        self, values: dict[str, Any] | None = None, *, path: Path | None = None, write: Write | None = None
    ) -> None:
        self.notice = ""
        self._values = dict(values or {})
        self._path = path
        self._write = write

    @classmethod
    def load(cls, path: Path, write: Write) -> Settings:
        """Read a file; whatever is wrong with it means defaults and a notice. `write` puts bytes in place whole."""
        try:
            read = json.loads(read_file(path, LARGEST))
            if not isinstance(read, dict):
                raise ValueError("no object")
        except FileNotFoundError:
            return cls(path=path, write=write)
        except (OSError, ValueError, RecursionError):
            settings = cls(path=path, write=write)
            settings.notice = f"The settings in {path} cannot be read, so the defaults are used."
            return settings
        for key, setting in SETTINGS.items():
            if key in read:
                read[key] = setting.cleaned(read[key])
        settings = cls(read, path=path, write=write)
        wrong = [key for key, setting in SETTINGS.items() if key in read and not setting.fits(read[key])]
        if wrong:
            settings.notice = f"Settings that cannot be used were left at their defaults: {', '.join(wrong)}."
        return settings

    def unsaved(self) -> Settings:
        """The same settings for a window that shall leave nothing behind: what is changed there goes with it."""
        unsaved = Settings(self._values)
        unsaved.notice = self.notice
        return unsaved

    def _on_disk(self) -> dict[str, Any]:
        """What the file says now: another program of the same user may have kept something else since. What cannot be read
        is replaced."""
        assert self._path is not None
        try:
            read = json.loads(read_file(self._path, LARGEST))
        except (OSError, ValueError, RecursionError):
            return self._values
        return read if isinstance(read, dict) else self._values

    def get(self, setting: Setting) -> Any:
        """The value of a setting, or its default."""
        value = self._values.get(setting.key, setting.default)
        return value if setting.fits(value) else setting.default

    def latest(self, setting: Setting) -> Any:
        """The value of a setting as the file says it now, since another program may have kept something there."""
        if self._path is not None and setting.key in (found := self._on_disk()):
            self._values[setting.key] = setting.cleaned(found[setting.key])
        return self.get(setting)

    def set(self, setting: Setting, value: str | bool | int | list[Any]) -> None:
        """Change a setting and keep it. Raises ValueError for a value that does not fit; a disk that does not take it only
        leaves a notice, because no preference is worth stopping work for."""
        value = setting.cleaned(value)
        if not setting.fits(value):
            raise ValueError(f"{value!r} does not fit the setting {setting.key}.")
        if self._values.get(setting.key, setting.default) == value:
            return
        self._values[setting.key] = value
        if self._path is None or self._write is None:
            return
        try:
            private_folder(self._path.parent)
            kept = self._on_disk() | {setting.key: value}
            text = json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
            self._write(self._path, text.encode("utf-8", "surrogatepass"))  # a path may hold bytes that are no text
        except OSError as error:
            self.notice = f"The settings could not be kept: {error.strerror or error}."
