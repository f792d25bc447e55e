"""Roles to colours. A theme is a file under `resources/themes`: a few hues, then every role naming one of them.

Whoever draws asks for a role ("card", "on_bad"), never for a colour, so that light, dark, high contrast and paper differ in
one file each. The pairs below say which roles meet; a test computes their contrast in every theme.
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

TEXT_ON: dict[str, tuple[str, ...]] = {
    "text": ("window", "panel", "input", "head", "card", "card_selected", "canvas", "accent_soft", "warn_soft", "drop_yes"),
    "text_quiet": (
        "window",
        "panel",
        "input",
        "head",
        "card",
        "card_selected",
        "canvas",
        "canvas_approved",
        "canvas_blocked",
        "canvas_unused",
    ),
    "on_accent": ("accent",),
    "on_accent_soft": ("accent_soft",),
    "accent": ("window", "panel", "card", "card_selected"),
    "on_chip": ("chip",),
    "good": ("card", "card_selected", "panel", "head"),
    "on_good_soft": ("good_soft",),
    "warn": ("card", "card_selected", "panel", "head", "canvas", "canvas_approved", "canvas_unused"),
    "on_warn_soft": ("warn_soft",),
    "bad": (
        "card",
        "card_selected",
        "panel",
        "head",
        "window",
        "canvas",
        "canvas_approved",
        "canvas_blocked",
        "canvas_unused",
        "warn_soft",
    ),
    "on_bad_soft": ("bad_soft",),
    "on_bad": ("bad",),
}
"""Each role that colours text, and what it is read on: 4.5:1 or better."""

MARKS_ON: dict[str, tuple[str, ...]] = {
    "focus": ("canvas", "card", "canvas_approved", "canvas_blocked", "canvas_unused", "panel"),
    "stage_stripe": ("card", "card_selected"),
    "done_stripe": ("card", "card_selected"),
    "bad": ("canvas_blocked", "canvas", "card"),
    "good": ("head",),
    "drop_edge": ("drop_yes", "canvas"),
    "drop_asks_edge": ("drop_asks", "canvas"),
    "control_edge": ("panel", "input"),
}
"""Each role of a mark that means something, and what it is seen on: 3:1 or better."""


class Theme:
    """The colours of one theme by role. Raises KeyError for an unknown role or hue, ValueError where roles are missing."""

    def __init__(self, name: str, title: str, dark: bool, hues: dict[str, str], roles: dict[str, str]) -> None:
        if differing := ROLES ^ roles.keys():
            raise ValueError(f"The theme {name!r} does not have the roles of one: {', '.join(sorted(differing))}.")
        self.name = name
        self.title = title
        self.dark = dark
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
    return Theme(name, read["title"], read["dark"], read["hues"], read["roles"])


def names() -> list[str]:
    """Every theme there is."""
    return assets.names("themes", ".toml")


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours after WCAG 2: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
