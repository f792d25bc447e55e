"""`python3 -m tests.packaging.replace_qt BUILD WHEELS`: put another release of Qt into a copy of a build and run its self-test.

BUILD is a folder that `mhhs_board.spec` made, WHEELS a folder with the wheels of another release:

    python3 -m pip download --no-deps --only-binary :all: -d WHEELS PySide6-Essentials==6.10.3 shiboken6==6.10.3

What the LGPL asks for is that this works; docs/packaging.md tells how to do it by hand. Of what the build does not have only the
two libraries with their release in the name are added, and the build itself is not touched. Exits with 1 where nothing was
replaced or the self-test fails.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.packaging.building import PROGRAM, self_test

PARTS = ("PySide6", "shiboken6")
NAMED_BY_RELEASE = re.compile(
    r"/lib(pyside6|shiboken6)\.abi3\.so\.\d+\.\d+$|/lib(pyside6|shiboken6)\.abi3\.\d+\.\d+\.dylib$"
)


def replace(build: Path, wheels: Path) -> int:
    """Write every file of the wheels over the one of the same name in a build; how many were replaced.

    Raises FileNotFoundError where there is no such build.
    """
    inside = next((build / name for name in ("_internal", "Contents/Frameworks") if (build / name).is_dir()), None)
    if inside is None:
        raise FileNotFoundError(f"{build} is no packaged build.")
    count = 0
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as packed:
            for name in packed.namelist():
                target = inside / name
                if name.partition("/")[0] not in PARTS or target.is_symlink():
                    continue
                if target.is_file():
                    count += 1
                elif not NAMED_BY_RELEASE.search(name):
                    continue
                target.write_bytes(packed.read(name))
    return count


def main(arguments: list[str]) -> int:
    """Copy, replace, run; says how many files were replaced."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    build, wheels = map(Path, arguments)
    with tempfile.TemporaryDirectory(prefix="mhhs-replaced-") as folder:
        copy = Path(folder) / "mhhs-board"
        shutil.copytree(build, copy, symlinks=True)
        count = replace(copy, wheels)
        named = ", ".join(wheel.name for wheel in sorted(wheels.glob("*.whl")))
        print(f"{count} files of {copy / PROGRAM} replaced by those of {named}.", flush=True)
        return 0 if count and self_test(copy) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
