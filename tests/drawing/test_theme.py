"""Every theme has every role, and every pair that meets can be told apart."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from mhhs_board.drawing import theme
from tests.drawing.contrast import MARKS_ON, TEXT_ON, THEMES, contrast

NAMES = ("light", "dark", "high_contrast", "print")


def test_these_are_the_themes() -> None:
    assert sorted(NAMES) == THEMES


@pytest.mark.parametrize("name", NAMES)
def test_text_is_readable_on_whatever_it_stands(name: str) -> None:
    colours = theme.load(name)
    poor = {
        f"{role} on {ground}": round(ratio, 2)
        for role, grounds in TEXT_ON.items()
        for ground in grounds
        if (ratio := contrast(colours[role], colours[ground])) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("name", NAMES)
def test_marks_that_mean_something_can_be_seen(name: str) -> None:
    colours = theme.load(name)
    poor = {
        f"{role} on {ground}": round(ratio, 2)
        for role, grounds in MARKS_ON.items()
        for ground in grounds
        if (ratio := contrast(colours[role], colours[ground])) < 3
    }
    assert poor == {}


def test_in_high_contrast_card_edges_can_be_seen_too() -> None:
    colours = theme.load("high_contrast")
    assert contrast(colours["card_edge"], colours["canvas"]) >= 3
    assert contrast(colours["lane_line"], colours["canvas"]) >= 3
    assert contrast(colours["bar_track"], colours["head"]) >= 3


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast(QColor("#000"), QColor("#fff")) == pytest.approx(21)
    assert contrast(QColor("#777"), QColor("#fff")) == pytest.approx(4.48, abs=0.01)


def test_a_theme_that_lacks_a_role_is_refused() -> None:
    with pytest.raises(ValueError, match="focus"):
        theme.Theme("broken", "Broken", {"ink": "#000000"}, dict.fromkeys(theme.ROLES - {"focus"}, "ink"))
