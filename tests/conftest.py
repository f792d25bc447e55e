"""What every test stands on: a home of its own, no network, a day of its own, and a plain word where Qt cannot load."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from mhhs_board import _bootstrap
from tests.zones import zone

NOW = "2026-11-24T08:00:00Z"
"""The moment at which a test with the fixture `fixed_clock` happens; a Tuesday."""

MISSING_QT = _bootstrap.missing_system_libraries()
"""Why Qt cannot be loaded here; empty where it can."""

settings.register_profile(
    "board",
    deadline=None,  # the machines that run this are shared; time is measured in tests/benchmarks alone
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("board")

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class _SkipsQt:
    """Turns an import of PySide6 into a skip, of the module or of the test that asks for it."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] == "PySide6":
            pytest.skip(MISSING_QT, allow_module_level=True)
        return None


if MISSING_QT:
    sys.meta_path.insert(0, _SkipsQt())

    @pytest.fixture
    def qtbot() -> NoReturn:
        """Stands in for pytest-qt, which cannot load."""
        pytest.skip(MISSING_QT)


def pytest_configure(config: pytest.Config) -> None:
    """Settings and markers of pytest-qt are known also where it cannot be loaded."""
    config.addinivalue_line("markers", "needs_qt: starts a process that draws; skipped where Qt's libraries are missing")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare pytest-qt's settings in pyproject.toml where it is not there to do so."""
    if not pluginmanager.has_plugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "a setting of pytest-qt")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what is marked `needs_qt` where Qt cannot be loaded."""
    if MISSING_QT and item.get_closest_marker("needs_qt"):
        pytest.skip(MISSING_QT)


@pytest.fixture(scope="session", autouse=True)
def one_application(request: pytest.FixtureRequest) -> None:
    """The window's kind of application stands from the start: a test that only draws would make a lesser one, and a
    process has only one."""
    if request.config.pluginmanager.has_plugin("pytest-qt"):
        request.getfixturevalue("qapp")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, so that a test neither reads nor writes the user's boards and settings."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name, part in (
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_STATE_HOME", ".local/state"),
        ("APPDATA", "AppData/Roaming"),
        ("LOCALAPPDATA", "AppData/Local"),
    ):
        monkeypatch.setenv(name, str(folder / part))
    for name in os.environ:
        if name.startswith("MHHS_") and name != "MHHS_NO_BOOTSTRAP":
            monkeypatch.delenv(name)
    return folder


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program never speaks to a network by itself; a test in which it tries fails."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise AssertionError(f"A connection to {address} was tried.")
        connect(self, address)

    def refused(*arguments: Any, **named: Any) -> NoReturn:
        raise AssertionError(f"A name was looked up on the network: {arguments[:1]}")

    monkeypatch.setattr(socket.socket, "connect", local_only)
    monkeypatch.setattr(socket.socket, "connect_ex", local_only)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture
def utc() -> Iterator[None]:
    """A time zone with neither summer time nor offset, for this process and those it starts."""
    with zone("UTC"):
        yield


@pytest.fixture
def fixed_clock(utc: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """`NOW` for this process and those it starts, in UTC."""
    monkeypatch.setenv("MHHS_BOARD_NOW", NOW)
    return NOW
