"""Roles to colours. A theme is a file under `resources/themes`: a few hues, then every role naming one of them.

Whoever draws asks for a role ("card", "on_bad"), never for a colour, so that light, dark, high contrast and paper differ in
one file each. Which roles meet is in `tests/drawing/contrast.py`, and a test
computes the contrast of each pair in every theme.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor

from mhhs_board.base import assets

_ROLES = """
window panel input line control_edge text text_quiet text_disabled accent accent_strong on_accent accent_soft
on_accent_soft focus canvas canvas_approved canvas_blocked canvas_unused head lane_line cell_line card card_edge
card_hover card_selected stage_stripe done_stripe chip on_chip good good_soft on_good_soft warn warn_soft on_warn_soft
bad bad_soft on_bad_soft on_bad bar_track drop_yes drop_asks drop_edge drop_asks_edge dimmed
"""
ROLES = frozenset(_ROLES.split())
"""What a theme must colour."""


class Theme:
    """The colours of one theme by role. Raises KeyError for an unknown role or hue, ValueError where roles are missing."""

    def __init__(self, name: str, title: str, hues: dict[str, str], roles: dict[str, str]) -> None:
        if differing := ROLES ^ roles.keys():
            raise ValueError(f"The theme {name!r} does not have the roles of one: {', '.join(sorted(differing))}.")
        self.name = name
        self.title = title
        self._hex = {role: hues[hue] for role, hue in roles.items()}
        self._colours = {role: QColor(value) for role, value in self._hex.items()}

    def __getitem__(self, role: str) -> QColor:
        """The colour of a role."""
        return self._colours[role]

    def hex(self, role: str) -> str:
        """The colour of a role as `#rrggbb`, for style sheets and vector files."""
        return self._hex[role]


@cache
def load(name: str) -> Theme:
    """The theme of that name: light, dark, high_contrast or print. Raises FileNotFoundError."""
    read = assets.toml(f"themes/{name}.toml")
    return Theme(name, read["title"], read["hues"], read["roles"])
