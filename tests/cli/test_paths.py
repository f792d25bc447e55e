"""Every verb that takes a path, and every way to say one: what is made lies where it was asked, and nowhere else anything."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board.program import boards
from tests.conftest import MISSING_QT
from tests.running import Runner, made
from tests.store.processes import answer, as_nobody, needs_fork

pytestmark = pytest.mark.usefixtures("fixed_clock")

needs_links = pytest.mark.skipif(os.name == "nt", reason="symbolic links")

SPELLINGS = {
    "bare": "{name}",
    "here": "./{name}",
    "doubled": ".//./{name}",
    "above": "../beside/{name}",
    "back": "sub dir/../{name}",
    "below": "sub dir/{name}",
    "blanks": "sub dir/ a  b {name}",
    "dashed": "-{name}",
    "marks": "sub dir/“é”‑%20#?&;{name}",
    "linked": "link/{name}",
    "out of a link": "link/../{name}",
    "whole": "{here}/{name}",
    "whole above": "{here}/../beside/{name}",
}
"""Ways to say a path, from a folder that holds `sub dir` and `link`, which leads to `beside`."""

TEXTS, PICTURES = ("csv", "json", "md", "html"), ("svg", "png", "pdf")


class Place:
    """A folder to be in, with a board, and what else there is."""

    def __init__(self, board: Runner, root: Path) -> None:
        self.board = board
        self.root = root
        self.here = root / "here"

    def say(self, name: str, spelling: str) -> str:
        """A path as it is typed."""
        return SPELLINGS[spelling].format(name=name, here=self.here)

    def trees(self) -> dict[str, bytes | None]:
        """All that there is here, and the names at the root of the disk."""
        found: dict[str, bytes | None] = {f"/{name}": None for name in os.listdir("/")}
        for path in sorted(self.root.rglob("*")):
            found[str(path)] = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        return found

    def made(self, *words: str) -> dict[str, bytes | None]:
        """Run a command that must be done; what it made or changed."""
        before = self.trees()
        self.board.say(*words)
        after = self.trees()
        assert before.keys() <= after.keys(), words
        return {path: data for path, data in after.items() if path not in before or before[path] != data}

    def refused(self, *words: str) -> str:
        """Run a command that must be refused and make nothing; its sentence."""
        before = self.trees()
        said = self.board.refused(*words)
        assert self.trees() == before, words
        assert not any(strange in said for strange in ("Errno", "Traceback", ".part", ".building", "directory")), said
        return said


@pytest.fixture
def place(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """In `here`, with a board of a few artefacts, folders beside and below, and a link where there are links."""
    for name in ("here/sub dir", "beside"):
        (tmp_path / name).mkdir(parents=True)
    if os.name != "nt":
        (tmp_path / "here" / "link").symlink_to(tmp_path / "beside")
    board = made(capsys, tmp_path / "here", "l4-bare")
    board.say("add", "An artefact", "--workstream", "Smart", "--ref", "X1")
    monkeypatch.chdir(tmp_path / "here")
    return Place(board, tmp_path)


def usable(spelling: str) -> bool:
    return os.name != "nt" or spelling not in ("linked", "out of a link", "marks", "blanks")


@pytest.mark.slow
@pytest.mark.parametrize("spelling", [spelling for spelling in SPELLINGS if usable(spelling)])
def test_what_is_written_lies_where_it_was_asked_and_nowhere_else(place: Place, spelling: str) -> None:
    def only(name: str, *words: str) -> Path:
        """The one file that a command made, which must be what the path means."""
        said = place.say(name, spelling)
        found = [Path(path) for path in place.made(*words, said)]
        assert [os.path.realpath(path) for path in found] == [os.path.realpath(place.here / said)], words
        return found[0]

    no_board = Runner(place.board._capsys, None)
    own, place.board = place.board, no_board
    for template in ("l4-bare", "empty"):
        only(f"{template}.mhhsboard", "new", "--template", template)
    place.board = own
    copied = only("copy.mhhsboard", "backup")
    assert len(Runner(own._capsys, copied).cards()) == 1
    for ending in TEXTS:
        only(f"out.{ending}", "export")
    only("out2.json", "export", "--history", "--private")


@pytest.mark.parametrize("spelling", ["bare", "above", *(["linked", "out of a link", "marks"] if os.name != "nt" else [])])
def test_a_copy_of_the_window_lies_where_it_was_asked(place: Place, spelling: str) -> None:
    assert place.board.board is not None
    for name, copied in (("copy.mhhsboard", boards.copy_board), ("readers.mhhsboard", boards.copy_for_readers)):
        said, before = place.say(name, spelling), place.trees()
        with contextlib.closing(boards.open_workspace(place.board.board, kept=False)) as workspace:
            copied(workspace, Path(said))
        made_now = place.trees().keys() - before.keys()
        assert [os.path.realpath(path) for path in made_now] == [os.path.realpath(place.here / said)]


@pytest.mark.skipif(bool(MISSING_QT), reason=MISSING_QT)
@pytest.mark.parametrize("ending", PICTURES)
@pytest.mark.parametrize("spelling", ["above", "blanks"] if os.name != "nt" else ["above"])
def test_a_picture_lies_where_it_was_asked(place: Place, spelling: str, ending: str) -> None:
    said = place.say(f"out.{ending}", spelling)
    assert [os.path.realpath(path) for path in place.made("export", said)] == [os.path.realpath(place.here / said)]


@pytest.mark.parametrize("spelling", [spelling for spelling in SPELLINGS if usable(spelling)])
def test_what_is_read_is_found_and_left_as_it_is(place: Place, spelling: str) -> None:
    copy, table, data = (place.say(name, spelling) for name in ("copy.mhhsboard", "in.csv", "in.json"))
    place.board.say("backup", copy)
    place.board.say("export", data)
    (place.here / table).write_text("ref,title,workstream\nX2,Another,Smart\n", "utf-8")
    assert place.made("import", table, "--dry-run") == place.made("import", data, "--dry-run") == {}
    assert place.made("import", table).keys() == {str(place.board.board)}
    assert len(place.board.cards()) == 2
    assert place.made("restore", copy).keys() == {str(place.board.board)}
    assert len(place.board.cards()) == 1
    named = Place(Runner(place.board._capsys, None), place.root)
    for words in (["list"], ["check"], ["show", "X1"], ["history"], ["backup"], ["backup", "--list"]):
        assert named.made("-b", copy, *words) == {}, words
        assert named.made(*words, f"--board={copy}") == {}, words
    named.board.say("-b", copy, "add", "Third", "--workstream", "Smart")
    assert len(Runner(place.board._capsys, place.here / copy).cards()) == 2
    assert len(place.board.cards()) == 1


NO_FILES = ("/", ".", "..", "", " ", "sub dir/", "sub dir/.", "sub dir/..", "none.mhhsboard/")
"""Paths that name no file: folders, nothing, and what is a folder by its end."""


@pytest.mark.parametrize("said", NO_FILES)
@pytest.mark.parametrize(
    "words",
    [
        ("new",),
        ("backup",),
        ("restore",),
        *((verb, "-b") for verb in ("list", "check", "backup", "restore", "undo", "export")),
    ],
    ids=" ".join,
)
def test_a_path_that_names_no_file_is_refused_in_one_sentence(place: Place, words: tuple[str, ...], said: str) -> None:
    more = [str(place.here / "out.json")] if words[0] == "export" else []
    assert place.refused(*words, said, *more)


@pytest.mark.parametrize("said", NO_FILES)
@pytest.mark.parametrize("verb", ["export", "import"])
def test_a_path_without_an_ending_is_no_export_and_no_table(place: Place, verb: str, said: str) -> None:
    before = place.trees()
    answer = place.board(verb, said)
    assert (answer.code, answer.out) == (2, "")
    assert "the file's name must end in" in answer.err
    assert place.trees() == before


WRITING = (
    ("new", "{path}.mhhsboard"),
    ("backup", "{path}.mhhsboard"),
    *(("export", f"{{path}}.{ending}") for ending in (*TEXTS, *(() if MISSING_QT else ("svg", "pdf")))),
)
"""Commands that write to a path."""
READING = (
    ("list", "-b", "{path}.mhhsboard"),
    ("check", "-b", "{path}.mhhsboard"),
    ("backup", "-b", "{path}.mhhsboard"),
    ("restore", "-b", "{path}.mhhsboard"),
    ("undo", "-b", "{path}.mhhsboard"),
    ("restore", "{path}.mhhsboard"),
    ("import", "{path}.csv"),
    ("import", "{path}.json"),
)
"""Commands that read from one."""


def filled(words: tuple[str, ...], path: str) -> list[str]:
    return [word.format(path=path) for word in words]


@pytest.mark.parametrize("spelling", ["bare", "above", "blanks"])
def test_where_there_is_no_such_folder(place: Place, spelling: str) -> None:
    for words in (*WRITING, *READING):
        said = place.refused(*filled(words, f"{place.say('none', spelling)}/file"))
        assert "file" in said or "none" in said
        assert any(reason in said for reason in ("There is no ", "its folder is not there")), said


def test_where_the_folder_is_a_file(place: Place) -> None:
    told = ("There is no ", "folder is not a folder", "is no folder", "its folder is not there")
    for words in (*WRITING, *READING):
        said = place.refused(*filled(words, "board.mhhsboard/file"))
        assert any(reason in said for reason in told), said
        assert "its disk" not in said


def test_where_a_folder_has_the_name(place: Place) -> None:
    for ending in ("mhhsboard", *TEXTS, *PICTURES):
        (place.here / f"place.{ending}").mkdir()
    for words in (*WRITING, *READING):
        said = place.refused(*filled(words, "place"))
        assert "is a folder" in said or "is there already" in said, said
        assert "open it with -b" not in said


@needs_links
@pytest.mark.parametrize("name", ["round", "gone"])
def test_where_a_link_leads_nowhere_or_in_a_circle(place: Place, name: str) -> None:
    for ending in ("mhhsboard", *TEXTS, *PICTURES):
        to = f"round.{ending}" if name == "round" else place.root / "none" / "file"
        (place.here / f"{name}.{ending}").symlink_to(to)
    for words in (*WRITING, *READING):
        said = place.refused(*filled(words, name))
        assert name in said or "file" in said
        assert "its disk" not in said


# -- where nothing may be written --------------------------------------------------------------------------------------


def on_a_disk_that_may_only_be_read(folder: Path, work: Callable[[], str]) -> str:
    """What `work` says where a folder is on a read-only disk: mounted so in a process of its own, for which it is gone with it."""

    def mounted() -> str:
        libc = ctypes.CDLL(None, use_errno=True)
        private, again = 0x20000, (0x4000, 0x1000, 0x20 | 0x1000 | 0x1)  # CLONE_NEWNS; REC, BIND, REMOUNT | BIND | RDONLY
        place = os.fsencode(folder)
        if libc.unshare(private) or libc.mount(None, b"/", None, again[0] | 0x40000, None):
            return "no mounts here"
        if libc.mount(place, place, None, again[1], None) or libc.mount(None, place, None, again[2], None):
            return "no mounts here"
        return work()

    return answer(mounted)


def sentences(place: Place, folder: Path) -> str:
    """What each writing command says where a folder may not be written, one a line; what stands there is left as it is."""
    own = place.board
    said = []
    for words in WRITING:
        for name in ("file", "old"):
            said.append(place.refused(*filled(words, str(folder / name))))
    place.board = Runner(own._capsys, folder / "board.mhhsboard")
    exported = str(place.here / "a.json")
    assert place.made("list") == place.made("check") == {}
    assert place.made("export", exported).keys() == {exported}
    for words in (["add", "X", "--workstream", "Smart"], ["undo"], ["configure", "name=X"]):
        said.append(place.refused(*words))
    place.board = own
    return "\n".join(said)


@pytest.fixture
def shut(place: Place) -> Path:
    """A folder with a board and old exports in it."""
    folder = place.root / "shut"
    folder.mkdir()
    made(place.board._capsys, folder, "l4-bare")
    for ending in (*TEXTS, *PICTURES):
        (folder / f"old.{ending}").write_text("old", "utf-8")
    made(place.board._capsys, folder, "l4-bare", "old")
    return folder


@needs_fork
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts as Linux does")
def test_a_disk_that_may_only_be_read(place: Place, shut: Path) -> None:
    said = on_a_disk_that_may_only_be_read(shut, lambda: sentences(place, shut))
    if said == "no mounts here":
        pytest.skip("this user may not mount anything")
    for sentence in said.splitlines():
        assert any(
            reason in sentence for reason in ("the disk may only be read", "is there already", "for reading only")
        ), sentence
    assert said.count("the disk may only be read") >= 2 * len(WRITING) - 2


@needs_fork
def test_a_folder_that_may_only_be_read(place: Place, shut: Path) -> None:
    for path in (shut, *shut.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        said = as_nobody(lambda: sentences(place, shut))
    finally:
        shut.chmod(0o755)
    for sentence in said.splitlines():
        assert any(reason in sentence for reason in ("you may not write there", "is there already", "for reading only")), (
            sentence
        )
    assert said.count("you may not write there") >= 2 * len(WRITING) - 2


@needs_fork
def test_what_may_not_be_read(place: Place, shut: Path) -> None:
    for path in shut.iterdir():
        path.chmod(0)
    before = sorted(os.listdir(shut))

    def use() -> str:
        said = []
        for words in READING:
            path = shut / ("board" if "-b" in words else "old")
            said.append(place.board.refused(*filled(words, str(path))))
        return "\n".join(said)

    for sentence in as_nobody(use).splitlines():
        assert "may not" in sentence, sentence
        assert "its disk" not in sentence
    assert sorted(os.listdir(shut)) == before


def test_a_home_is_a_home_in_every_path(place: Place, home: Path) -> None:
    for words in (["backup", "~/copy.mhhsboard"], ["export", "~/out.json"]):
        assert place.made(*words) == {}
    assert {path.name for path in home.iterdir()} >= {"copy.mhhsboard", "out.json"}
    place.board.say("import", "~/out.json", "--dry-run")
    place.board.say("restore", "~/copy.mhhsboard")


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be taken away there")
def test_where_the_folder_one_is_in_is_gone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = place.root / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for words in (*WRITING, *READING):
        assert "the folder in which you are is gone" in place.refused(*filled(words, "file"))
