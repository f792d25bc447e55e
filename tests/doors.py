"""Doors of a window that lead nowhere, for windows whose files are not asked for."""

from __future__ import annotations

from typing import Any

from mhhs_board.ui.kit.doors import Doors


def doors(**opened: Any) -> Doors:
    """Doors of which only those named lead anywhere."""

    def nowhere(*_: object) -> Any:
        raise AssertionError("A door was opened that this test did not mean to open.")

    names = Doors.__dataclass_fields__.keys() - {"damage"}
    return Doors(**(dict.fromkeys(names, nowhere) | opened))
