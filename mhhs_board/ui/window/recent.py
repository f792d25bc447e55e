"""The boards that were open, in the settings."""

from __future__ import annotations

from pathlib import Path

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings

MOST = 10
"""The boards that are remembered in the menu."""


def recent(settings: Settings) -> list[str]:
    """The paths of the boards that were open, newest first."""
    return [path for path in settings.get(keys.RECENT) if isinstance(path, str) and path][:MOST]


def remember(settings: Settings, path: str) -> None:
    """A board has been opened."""
    named = str(Path(path).absolute())
    settings.latest(keys.RECENT)
    settings.set(keys.RECENT, [named, *(other for other in recent(settings) if other != named)][:MOST])
