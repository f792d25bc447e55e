"""What was chosen for a table is offered again for one with the same headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.domain.imported import Choices
from mhhs_board.domain.names import normal

_MOST = 40
"""Tables that are remembered, by their headings."""
_LARGEST = 20_000
"""Letters of what is remembered of one."""


def known(settings: Settings) -> Callable[[Mapping[str, str]], Choices | None]:
    """What was chosen for tables, by their columns, as it is now: for any thread. None where nothing was."""
    every = [kept for kept in settings.latest(keys.IMPORTS) if isinstance(kept, dict)]

    def choices(columns: Mapping[str, str]) -> Choices | None:
        shape = _shape(columns)
        for kept in every:
            if shape and kept.get("headings") == shape:
                try:
                    return msgspec.convert(kept.get("choices"), Choices)
                except msgspec.ValidationError:
                    return None
        return None

    return choices


def keep(settings: Settings, columns: Iterable[str], chosen: Choices) -> None:
    """Remember what was chosen for a table that has these columns before anything is chosen; what was said of single rows
    is of that file alone."""
    shape = _shape(columns)
    told = msgspec.to_builtins(msgspec.structs.replace(chosen, rows={}, gone=""))
    if not shape:
        return
    kept = [one for one in settings.latest(keys.IMPORTS) if isinstance(one, dict) and one.get("headings") != shape]
    if told and len(msgspec.json.encode([shape, told])) <= _LARGEST:
        kept.insert(0, {"headings": shape, "choices": told})
    settings.set(keys.IMPORTS, kept[:_MOST])


def _shape(columns: Iterable[str]) -> list[str]:
    return sorted(map(normal, columns))
