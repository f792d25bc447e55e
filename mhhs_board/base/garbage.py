"""When Python looks for garbage, and when it had better not."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def collection_paused(*, kept: bool = False) -> Iterator[None]:
    """No garbage collection while many records are made; they hold no cycles and would be walked again and again. Those
    that are `kept` for a while are not walked afterwards either: in a window that takes half a second at 100,000 rows."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if kept:
            gc.freeze()
        if collecting:
            gc.enable()


def let_go(*many: list[Any] | dict[Any, Any]) -> None:
    """Have much freed one by one: freed at once it keeps the interpreter from every other thread all the while."""
    for held in many:
        take = held.popitem if isinstance(held, dict) else held.pop
        while held:
            take()
