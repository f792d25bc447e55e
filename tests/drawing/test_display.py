"""When there is a display."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from mhhs_board.drawing import display


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A Linux session without any display."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_no_display_is_said_with_the_way_on(nothing_set: pytest.MonkeyPatch) -> None:
    assert not display.has_display()
    assert "mhhs-board list" in display.why_no_window()


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=10"])
def test_a_platform_that_shows_nothing_is_no_display(nothing_set: pytest.MonkeyPatch, platform: str) -> None:
    nothing_set.setattr(sys, "platform", "win32")
    assert display.has_display()
    nothing_set.setenv("QT_QPA_PLATFORM", platform)
    assert not display.has_display()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs Unix sockets")
def test_a_display_is_one_that_answers(nothing_set: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing_set.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    nothing_set.setenv("WAYLAND_DISPLAY", "wl")
    assert not display.has_display()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wl"))
        server.listen(4)
        assert display.has_display()
    assert not display.has_display()
    nothing_set.setenv("DISPLAY", ":98765")
    assert not display.has_display()
