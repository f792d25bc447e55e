"""Which colours meet in what the program draws, and how well two of them can be told apart."""

from __future__ import annotations

from PySide6.QtGui import QColor

from mhhs_board.base import assets

THEMES = assets.names("themes", ".toml")

TEXT_ON: dict[str, tuple[str, ...]] = {
    "text": (
        "window",
        "panel",
        "input",
        "head",
        "card",
        "card_selected",
        "canvas",
        "accent_soft",
        "warn_soft",
        "drop_yes",
        "chip",
    ),
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
    "warn": ("card", "card_selected", "panel", "head", "chip", "canvas", "canvas_approved", "canvas_unused"),
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
    "bad": ("canvas_blocked", "canvas", "card", "bar_track"),
    "good": ("head", "bar_track"),
    "drop_edge": ("drop_yes", "canvas"),
    "drop_asks_edge": ("drop_asks", "canvas"),
    "control_edge": ("panel", "input"),
}
"""Each role of a mark that means something, and what it is seen on: 3:1 or better."""


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours after WCAG 2: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
