"""What a screen reader is told, read over the accessibility bus of a Linux desktop: the cards by name, and the focus.

Run by hand, as docs/accessibility.md says: it needs a display, `dbus-run-session`, the accessibility bus and PyGObject, and
ends with 1 where the bus tells another board than the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gi.repository import Gio, GLib  # type: ignore[import-not-found]

PYTHON = os.environ.get("BOARD_PYTHON", sys.executable)
"""The interpreter that runs the program; PyGObject need not be installed there."""
ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
CARD_ROLES = ("list item",)
FOCUSABLE = 11
SHOWING = 25
"""Places of those states in the two words that `GetState` answers."""
NAMED_ROLES = frozenset(
    (
        "push button",
        "button",
        "toggle button",
        "check box",
        "combo box",
        "text",
        "entry",
        "list",
        "menu item",
        "radio button",
    )
)


class Bus:
    """The accessibility bus of this session."""

    def __init__(self) -> None:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, 5000, None
        ).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.heard: list[tuple[str, str, str, Any]] = []
        for event in ("object:state-changed:focused", "object:active-descendant-changed", "object:announcement"):
            self._ask(
                "org.a11y.atspi.Registry", "/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "RegisterEvent", event
            )
        self.connection.signal_subscribe(
            None, "org.a11y.atspi.Event.Object", None, None, None, Gio.DBusSignalFlags.NONE, self._hear
        )

    def _ask(self, name: str, path: str, interface: str, method: str, *words: Any) -> Any:
        arguments = GLib.Variant("(" + "s" * len(words) + ")", words) if words else None
        answer = self.connection.call_sync(name, path, interface, method, arguments, None, 0, 5000, None)
        return answer.unpack()

    def _hear(self, _connection: Any, sender: str, path: str, _interface: str, signal: str, said: Any) -> None:
        detail, first, _second, more, *_ = said.unpack()
        self.heard.append((signal, str(detail), path if sender else "", (first, more, sender)))

    def name(self, place: tuple[str, str]) -> str:
        """What an object is called."""
        return str(self._ask(*place, "org.freedesktop.DBus.Properties", "Get", ACCESSIBLE, "Name")[0])

    def role(self, place: tuple[str, str]) -> str:
        """What an object is."""
        return str(self._ask(*place, ACCESSIBLE, "GetRoleName")[0])

    def states(self, place: tuple[str, str]) -> set[int]:
        """The numbers of the states that hold."""
        low, high = self._ask(*place, ACCESSIBLE, "GetState")[0]
        whole = low | high << 32
        return {number for number in range(64) if whole >> number & 1}

    def children(self, place: tuple[str, str]) -> list[tuple[str, str]]:
        """What an object holds."""
        return [(name, path) for name, path in self._ask(*place, ACCESSIBLE, "GetChildren")[0]]

    def tree(self, place: tuple[str, str], depth: int = 0) -> Iterator[tuple[int, tuple[str, str]]]:
        """An object and everything in it."""
        yield depth, place
        for child in self.children(place):
            yield from self.tree(child, depth + 1)

    def wait(self, seconds: float) -> None:
        """Take in what the bus says meanwhile."""
        end = time.monotonic() + seconds
        context = GLib.MainContext.default()
        while time.monotonic() < end:
            if not context.iteration(False):
                time.sleep(0.01)

    def program(self) -> tuple[str, str]:
        """The one program on the bus."""
        for _ in range(100):
            found = self.children(("org.a11y.atspi.Registry", ROOT))
            if found and any(self.children(one) for one in found):
                return next(one for one in found if self.children(one))
            self.wait(0.2)
        raise SystemExit("No program came to the accessibility bus.")


def expected(board: Path) -> list[str]:
    """The names of the cards, as the program itself makes them from the file."""
    script = (
        "import json, sys; from pathlib import Path; from mhhs_board.program import boards\n"
        "w = boards.open_workspace(Path(sys.argv[1]), read_only=True, kept=False)\n"
        "from mhhs_board.ui.kit.accessible import card_name\n"
        "print(json.dumps([card_name(w.board, a, w.today) for a in w.board.artefacts()]))"
    )
    out = subprocess.run([PYTHON, "-c", script, str(board)], check=True, capture_output=True, text=True).stdout
    return list(json.loads(out))


def main() -> int:
    """Read a fresh example over the bus; 1 where something is missing."""
    folder = Path(tempfile.mkdtemp(prefix="over-the-bus-"))
    board = folder / "board.mhhsboard"
    environment = os.environ | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    subprocess.run([PYTHON, "-m", "mhhs_board", "new", str(board), "--template", "l4"], check=True, env=environment)
    for words in (
        ["block", "smart:Process 4", "--reason", "No answer yet"],
        ["escalate", "smart:Process 4", "--to", "DAG"],
    ):
        subprocess.run([PYTHON, "-m", "mhhs_board", "-b", str(board), *words], check=True, env=environment)
    bus = Bus()
    program = subprocess.Popen([PYTHON, "-m", "mhhs_board", "-b", str(board)], env=environment)
    try:
        return _read(bus, expected(board))
    finally:
        program.terminate()
        program.wait(10)


def _read(bus: Bus, wanted: list[str]) -> int:
    root = bus.program()
    bus.wait(1.5)
    objects = [(depth, place, bus.role(place), bus.name(place)) for depth, place in bus.tree(root)]
    cards = [name for _, _, role, name in objects if role in CARD_ROLES]
    for depth, _, role, name in objects:
        print(f"{'  ' * depth}{role}: {name}")
    missing = sorted(set(wanted) - set(cards))
    print(f"{len(cards)} cards on the bus, {len(wanted)} on the board, {len(missing)} missing")
    for name in missing:
        print(f"  missing: {name}")
    unnamed = [
        (role, place[1])
        for _, place, role, name in objects
        if role in NAMED_ROLES and not name.strip() and {FOCUSABLE, SHOWING} <= bus.states(place)
    ]
    print(f"{len(unnamed)} focusable objects without a name: {unnamed}")
    focused = _walk(bus, wanted)
    return int(bool(missing or unnamed or not focused))


def _walk(bus: Bus, wanted: list[str]) -> list[str]:
    """Arrow keys from card to card; the names that the focus reached, as the bus tells them."""
    bus.heard.clear()
    told: list[str] = []
    for key in ("Down", "Right", "Right"):
        subprocess.run(["xdotool", "key", key], check=True)
        bus.wait(0.6)
    for signal, detail, path, (on, more, sender) in bus.heard:
        name = bus.name((sender, path))
        print(f"heard {signal} {detail} {on} {name!r} {more if isinstance(more, str) else ''}")
        if signal == "StateChanged" and detail == "focused" and on and name in wanted:
            told.append(name)
    print(f"{len(told)} cards heard under the focus: {told}")
    return told


if __name__ == "__main__":
    sys.exit(main())
