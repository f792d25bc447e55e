"""A record type that nobody has listed: `python -m pytest -p tests.made_up tests/store/test_declared.py` runs tests in a
program that has one more, declared here and nowhere else. What holds of it holds of the next one that is really declared.

A plugin of pytest, to be named with `-p`, which loads it before any test or `conftest.py` imports the records. It changes
the declarations as they are imported and no file: the class below and its place in TYPES are put into their source, a
revision is written from them into a copy of the migrations, and the shapes of its schema are added in memory. A process
that a test starts is the program as it is, unless it is given the plugin too.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from mhhs_board.store import shapes

RECORDS = "mhhs_board.domain.records"
KIND = "risk"
NUMBER = max(shapes.KNOWN) + 1
"""The schema that brings it."""

CLASS = f'''
class Risk(Registered, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What may go wrong, made up for the tests: R-01."""

    KIND, MANY, SINCE = "{KIND}", "risks", {NUMBER}
    TITLE = "Risks"
    COLUMNS = ("ref", "text", "review", "weight", "artefact", "action")

    ref: Annotated[str, Line("Reference", hint="R-01", wanted=True, unique="warn", shared=True)] = ""
    text: Annotated[str, Note("Risk", required=True, shared=True)] = ""
    review: Annotated[str, Day("Review by", wanted=True, shared=True)] = ""
    weight: Annotated[Literal["low", "medium", "high"], Choice("Weight", shared=True)] = "low"
    artefact: Annotated[str | None, Link("Artefact", kind="artefact", about=True, shared=True)] = None
    action: Annotated[str | None, Link("Action", kind="action", shared=True)] = None
    keeper: Annotated[str, Line("Keeper")] = ""

    def called(self) -> str:
        """Its reference, else how its text begins."""
        return self.ref or " ".join(self.text.split())
'''


def with_it(source: str) -> str:
    """The source of the records with the class and its place behind all others."""
    before, start, behind = source.partition("\nTYPES: ")
    listed, end, after = behind.partition("\n)")
    if not start or not end:
        raise RuntimeError(f"{RECORDS} has no list TYPES that a record type could be added to")
    return f"{before}\n{CLASS}\n{start}{listed}\n    Risk,{end}{after}"


class _Loader(SourceFileLoader):
    """Makes the module anew each time: what Python keeps of it beside its source is neither read nor written."""

    def get_source(self, fullname: str) -> str:
        return with_it(super().get_source(fullname) or "")

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.get_source(fullname), f"<{fullname} with a {KIND}>", "exec", dont_inherit=True)


class _Finder:
    """Finds the records, and leaves all else to the others."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == RECORDS else None
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin)
            spec.cached = None
        return spec


def declare() -> None:
    """Have the program of this process know it."""
    if RECORDS in sys.modules:
        raise RuntimeError(f"{RECORDS} is imported already; name tests.made_up with -p, before all that imports it")
    sys.meta_path.insert(0, _Finder)
    from mhhs_board.store import migrations, schema
    from tests.store import fingerprints, revisions

    assert schema.NUMBER == NUMBER, "its schema is the next one"
    home = Path(tempfile.mkdtemp(prefix="made-up-"))
    _remove_at_end(home)
    folder = home / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    migrations.FOLDER = folder
    revisions.write("made_up", folder)
    looks = set()
    for start in range(NUMBER + 1):
        with fingerprints.built(NUMBER, start) as raw:
            looks.add(fingerprints.fingerprint_of(raw))
    shapes.KNOWN[NUMBER] = frozenset(looks)


def _remove_at_end(folder: Path) -> None:
    mine = os.getpid()  # a child made by fork leaves it to its parent

    def remove() -> None:
        if os.getpid() == mine:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)


def pytest_report_header() -> str:
    """What this run is."""
    return f"made up: record type {KIND}, schema {NUMBER}"


declare()
