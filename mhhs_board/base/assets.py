"""The only door to `resources/`: themes, fonts, icons, templates, licences.

They lie beside the frozen program in a packaged build, inside the package in a wheel, and at the top of a checkout.
"""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def root() -> Path:
    """The folder that holds the resources. Raises FileNotFoundError where the installation lacks them."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else [package / "_resources", package.parent / "resources"]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"The program's resources are missing; looked in {', '.join(map(str, places))}.")


def path(name: str) -> Path:
    """The path of a resource such as `themes/light.toml`; it need not exist. Raises ValueError outside the folder."""
    found = (root() / name).resolve()
    if not found.is_relative_to(root().resolve()):
        raise ValueError(f"{name!r} is not the name of a resource.")
    return found


def data(name: str) -> bytes:
    """The bytes of a resource. Raises FileNotFoundError."""
    return path(name).read_bytes()


def text(name: str) -> str:
    """The text of a resource. Raises FileNotFoundError."""
    return data(name).decode("utf-8")


def toml(name: str) -> dict[str, Any]:
    """A TOML resource, read. Raises FileNotFoundError or tomllib.TOMLDecodeError."""
    return tomllib.loads(text(name))


def names(folder: str, suffix: str) -> list[str]:
    """The stems of the resources in a folder that end so, sorted: `names("themes", ".toml")`."""
    return sorted(found.stem for found in path(folder).glob(f"*{suffix}"))
