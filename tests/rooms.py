"""The rooms as their imports have them: `python -m tests.rooms` draws them in docs/architecture.md. Run it when a test says so.

The layers are those of the contracts in pyproject.toml. Every import counts, also one inside a function and one that only mypy
follows. How often one room imports another is not said: that changes with every small commit and tells nobody anything.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
PACKAGE = "mhhs_board"
BEGIN, END = "<!-- what python -m tests.rooms writes -->", "<!-- what python -m tests.rooms has written -->"
DRAWN = (PACKAGE, f"{PACKAGE}.ui", f"{PACKAGE}.program", f"{PACKAGE}.cli")
"""The packages of which the inside is drawn; each has a contract of layers."""


@cache
def imports() -> dict[str, tuple[str, ...]]:
    """By module, which modules of the package it imports."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    return {module: tuple(sorted(graph.find_modules_directly_imported_by(module))) for module in sorted(graph.modules)}


def layers(package: str) -> tuple[list[list[str]], list[str]]:
    """What the contract says of a package's inside: its layers from the top down, and the rooms to which it gives none."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(
        one
        for one in settings["tool"]["importlinter"]["contracts"]
        if one["type"] == "layers" and one["containers"] == [package]
    )
    rows = [layer.replace("|", " ").replace(":", " ").split() for layer in contract["layers"]]
    return rows, sorted(contract.get("exhaustive_ignores", []))


def reached(package: str) -> dict[str, set[str]]:
    """By room of a package, the other rooms of it that its modules import."""
    rooms: dict[str, set[str]] = {}
    depth = package.count(".") + 1
    inside = package + "."
    for module, imported in imports().items():
        for other in imported:
            if module.startswith(inside) and other.startswith(inside):
                ours, theirs = module.split(".")[depth], other.split(".")[depth]
                if ours != theirs:
                    rooms.setdefault(ours, set()).add(theirs)
    return rooms


def drawn(package: str) -> list[str]:
    """A package's layers by number, each room with those that it imports."""
    rows, without = layers(package)
    imported = reached(package)
    order = [room for row in [*rows, without] for room in row]
    width = max(map(len, order))
    lines = [package]
    for place, row in [*enumerate(rows, 1), ("–", without)]:
        for at, room in enumerate(row):
            said = [other for other in order if other in imported.get(room, ())]
            lines.append(f"  {'' if at else place:>2}  {room:<{width}}  {', '.join(said)}".rstrip())
    return lines


def page() -> str:
    """What docs/architecture.md is to say, wholly."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{PAGE.name} has lost {BEGIN if not begin else END}: write it where the rooms are to be drawn.")
    diagram = "\n\n".join("\n".join(drawn(package)) for package in DRAWN)
    return f"{before}{BEGIN}\n```\n{diagram}\n```\n{END}{after}"


def circles() -> set[frozenset[str]]:
    """The modules that reach each other by what they import, each circle with all that is tied into it."""
    found: dict[str, set[str]] = {}
    for module in imports():
        found[module], waiting = set(), [module]
        while waiting:
            for other in imports()[waiting.pop()]:
                if other not in found[module]:
                    found[module].add(other)
                    waiting.append(other)
    return {
        frozenset(other for other in found[module] if module in found[other]) for module in found if module in found[module]
    }


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
