"""What desktops are told of the program agrees with the program: extension, mark, names, paths."""

from __future__ import annotations

import configparser
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from mhhs_board.cli.main import main as run_command
from mhhs_board.cli.parser import parser
from mhhs_board.drawing import display
from mhhs_board.program import boards
from mhhs_board.program import window as program_window
from mhhs_board.store import schema
from mhhs_board.workspace import Workspace
from tests.packaging.replace_qt import replace

ROOT = Path(__file__).resolve().parent.parent.parent
PLATFORM = ROOT / "resources" / "platform"
MIME = "application/vnd.mhhs-board"


def test_the_desktop_entry_opens_boards_with_commands_that_exist() -> None:
    entry = configparser.RawConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(PLATFORM / "linux" / "mhhs-board.desktop", encoding="utf-8")
    main = entry["Desktop Entry"]
    assert main["MimeType"] == f"{MIME};"
    assert main["Exec"] == "mhhs-board %f"
    named = {name.removeprefix("Desktop Action ") for name in entry.sections() if name.startswith("Desktop Action ")}
    assert named == set(main["Actions"].strip(";").split(";"))
    for name in named:
        words = entry[f"Desktop Action {name}"]["Exec"].split()
        assert words[0] == "mhhs-board"
        parser().parse_args(words[1:])


def test_the_magic_of_the_mime_type_is_that_of_a_real_board(tmp_path: Path) -> None:
    (kind,) = ElementTree.parse(PLATFORM / "linux" / "mhhs-board.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    assert kind.get("type") == MIME
    assert [glob.get("pattern") for glob in kind.iter(f"{space}glob")] == [f"*{boards.EXTENSION}"]
    path = tmp_path / "board.mhhsboard"
    boards.create_board(path, "empty")
    head = path.read_bytes()[:100]
    matches = list(kind.iter(f"{space}match"))
    assert len(matches) == 2
    for match in matches:
        value = (match.get("value") or "").encode().replace(rb"\x00", b"\0")
        assert head[int(match.get("offset") or -1) :].startswith(value)
    assert matches[1].get("value") == schema.APPLICATION_ID.to_bytes(4, "big").decode()


def test_the_installer_and_the_bundle_name_files_that_are_there() -> None:
    script = (PLATFORM / "windows" / "mhhs-board.iss").read_text(encoding="utf-8")
    for name in re.findall(r"^(?:LicenseFile|SetupIconFile)=(.+)$", script, re.MULTILINE):
        assert (PLATFORM / "windows" / name.replace("\\", "/")).is_file()
    assert f"Software\\Classes\\{boards.EXTENSION}" in script
    assert boards.EXTENSION.removeprefix(".") in (ROOT / "mhhs_board.spec").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "build.yml").read_text(encoding="utf-8")
    for path in re.findall(r"resources/\S+", workflow):
        assert (ROOT / path).is_file()


def test_a_board_that_a_file_manager_names_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown: list[tuple[str, bool]] = []

    def run_window(workspace: Workspace, **_: Any) -> int:
        shown.append((workspace.location, workspace.read_only))
        workspace.close()
        return 0

    monkeypatch.setattr(display, "why_no_window", lambda: "")
    monkeypatch.setattr(program_window, "run_window", run_window)
    path = tmp_path / "Ein Brett é.MHHSboard"
    boards.create_board(path, "l4")
    assert run_command([str(path)]) == 0
    assert run_command(["--read-only", str(path)]) == 0
    assert shown == [(str(path), False), (str(path), True)]
    for words in ([str(path), str(path)], ["nothing.txt"], ["--unknown.mhhsboard"]):
        with pytest.raises(SystemExit):
            run_command(words)


def test_another_qt_takes_the_places_of_the_first(tmp_path: Path) -> None:
    inside = tmp_path / "build" / "_internal"
    for name in ("PySide6/Qt/lib/libQt6Core.so.6", "PySide6/QtCore.abi3.so", "alembic/x.py"):
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_bytes(b"old")
    (inside / "libQt6Core.so.6").symlink_to("PySide6/Qt/lib/libQt6Core.so.6")
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as wheel:
        for name in ("PySide6/Qt/lib/libQt6Core.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", "PySide6/libpyside6.abi3.so.6.10"):
            wheel.writestr(name, b"new")
        wheel.writestr("alembic/x.py", b"new")
    assert replace(tmp_path / "build", tmp_path) == 1
    assert (inside / "libQt6Core.so.6").read_bytes() == b"new"
    assert (inside / "PySide6" / "libpyside6.abi3.so.6.10").read_bytes() == b"new"
    assert (inside / "alembic" / "x.py").read_bytes() == b"old"
    assert not (inside / "PySide6/Qt/lib/libQt6Qml.so.6").exists()
    with pytest.raises(FileNotFoundError):
        replace(tmp_path, tmp_path)
