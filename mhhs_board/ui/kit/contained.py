"""Faults in what Qt calls: an overridden method never lets an exception out into C++.

PySide keeps such an exception until the call that led there returns to Python, and every override that Qt calls meanwhile
answers nothing instead of what it must: where a selection changes, the process dies of it. So the fault is told at once,
through `sys.excepthook` as a fault in a slot is, and Qt gets an answer that means nothing is there.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt

Kind = TypeVar("Kind", bound=type)

_NOTHING: dict[str, Callable[[], Any]] = {
    "bool": bool,
    "int": int,
    "QModelIndex": QModelIndex,
    "QRect": QRect,
    "QSize": QSize,
    "Qt.ItemFlag": lambda: Qt.ItemFlag.NoItemFlags,
    "Qt.DropAction": lambda: Qt.DropAction.IgnoreAction,
}
"""What an override answers where it failed, by what it is declared to return; anything else is None."""


def contained(kind: Kind) -> Kind:
    """A class whose overrides of Qt's methods tell their faults instead of raising them."""
    qt = [base for base in kind.__mro__ if base.__module__.startswith("PySide6")]
    for name, method in list(vars(kind).items()):
        overrides = callable(method) and not name.startswith("_") and any(name in vars(base) for base in qt)
        if overrides and hasattr(method, "__code__"):
            setattr(kind, name, _telling(method))
    return kind


def _telling(method: Callable[..., Any]) -> Callable[..., Any]:
    nothing = _NOTHING.get(str(method.__annotations__.get("return")), lambda: None)

    @functools.wraps(method)
    def called(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except Exception as error:  # noqa: BLE001  told, whatever it is
            sys.excepthook(type(error), error, error.__traceback__)
            return nothing()

    return called
