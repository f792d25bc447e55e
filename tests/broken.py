"""Boards on which something does not hold, as older programs left them: written past every rule."""

from __future__ import annotations

from pathlib import Path

from mhhs_board.domain.journal import Change, Entry
from mhhs_board.store.opening import open_store


def written(path: Path, *changes: Change | None, verb: str = "undo", at: str = "2026-11-24T10:00:00Z") -> None:
    """Keep changes as an entry of the board at a path, whatever they break."""
    kept = tuple(change for change in changes if change is not None)
    with open_store(path) as store:
        head = store.head()
        entry = Entry(uid=f"past-every-rule-{head.seq}", verb=verb, actor="Ana", changes=kept)
        assert isinstance(store.append(entry, head, now=at, salt="salt"), Entry)
