"""The registry of faults and holes is whole: every named test is there, and what waits is known."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.faults.registry import FAULTS, HOLES, WAITING, Guarded
from tests.running import made

ROOT = Path(__file__).resolve().parents[2]
ROWS = {**FAULTS, **HOLES}


@cache
def collected() -> frozenset[str]:
    """The id of every test that pytest would run of the folders of files that the registry names."""
    files = {test.partition("::")[0] for row in ROWS.values() for test in row.tests}
    folders = {file.rpartition("/")[0] for file in files} - {"tests"}
    named = sorted(folders | {file for file in files if file.rpartition("/")[0] == "tests"})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *named]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, timeout=300, check=False)
    found = {line.strip() for line in done.stdout.splitlines() if "::" in line}
    return frozenset(found | {name.partition("[")[0] for name in found})


@pytest.mark.parametrize("name", sorted(ROWS))
def test_its_tests_are_there(name: str) -> None:
    row = ROWS[name]
    if row.waiting:
        assert not row.tests
        return
    assert row.tests, f"{name} is neither guarded nor waiting"
    missing = []
    for test in row.tests:
        file, _, function = test.partition("::")
        if test in collected():
            continue
        written = {
            node.name for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
        }
        # Without Qt's libraries a module that draws is not collected at all.
        if any(one.startswith(f"{file}::") for one in collected()) or function.partition("[")[0] not in written:
            missing.append(test)
    assert missing == []


def test_the_matrix_is_whole_and_what_waits_is_known() -> None:
    assert list(FAULTS) == [f"F{number:02}" for number in range(1, 46)]
    assert {name for name, row in FAULTS.items() if row.waiting} == WAITING
    assert len(HOLES) == 18
    assert not any(row.waiting for row in HOLES.values())


def test_a_test_that_is_gone_would_be_noticed() -> None:
    ROWS["gone"] = Guarded("a trap", ("tests/faults/test_registry.py::test_that_is_not_there",))
    try:
        with pytest.raises(AssertionError):
            test_its_tests_are_there("gone")
    finally:
        del ROWS["gone"]


def _users_of(*modules: str) -> set[str]:
    """Which modules of the program import one of these."""
    found: set[str] = set()
    for path in sorted((ROOT / "mhhs_board").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            if any(name == module or name.startswith(module + ".") for name in names for module in modules):
                found.add(path.relative_to(ROOT / "mhhs_board").as_posix())
    return found


def test_no_archive_is_unpacked_but_a_workbook_within_its_limits_and_our_own_document() -> None:
    assert _users_of("json")
    theirs, ours = "exchange/xlsx/packed.py", "exchange/documents/docx.py"
    assert _users_of("zipfile", "tarfile", "gzip", "bz2", "lzma") == {theirs, ours}


def test_no_xml_is_read_but_that_of_a_workbook() -> None:
    """What else knows XML looks over what the program has just drawn; no file of others comes near it."""
    assert _users_of("xml", "lxml", "defusedxml") <= {"program/selftest.py", "exchange/xlsx/markup.py"}
    assert "read" not in dir(__import__("mhhs_board.exchange.svg", fromlist=["write"]))


def test_an_import_acts_as_whoever_imports(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    board = made(capsys, tmp_path)
    (tmp_path / "x.csv").write_text("ref,title,workstream,actor,by\nX1,Mine,smart,Eve,Eve\n")
    board.say("import", str(tmp_path / "x.csv"), "--as", "Ana")
    assert board.say("history", "--json").json[-1]["actor"] == "Ana"
    exported = tmp_path / "board.json"
    board.say("export", str(exported), "--private", "--history")
    exported.write_text(exported.read_text("utf-8").replace('"Ana"', '"Eve"'), "utf-8")
    other = made(capsys, tmp_path, "empty", "other")
    other.say("import", str(exported), "--as", "Ben")
    assert {entry["actor"] for entry in other.say("history", "--json").json[1:]} == {"Ben"}


def test_nothing_is_imported_from_beside_a_board(tmp_path: Path) -> None:
    for name in ("sqlite3", "msgspec", "platformdirs", "json", "sitecustomize", "mhhs_plugin"):
        (tmp_path / f"{name}.py").write_text("import os; os._exit(77)")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MHHS_NO_BOOTSTRAP": "1"}
    script = Path(sys.executable).with_name("mhhs-board")
    command = [str(script)] if script.exists() else [sys.executable, "-P", "-m", "mhhs_board"]
    done = subprocess.run(
        [*command, "new", "b.mhhsboard"], cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
