"""Which board, and how it is opened, made and copied."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from mhhs_board.base import assets, clock
from mhhs_board.domain import leaving
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import ReadOnly, Refused, Unavailable
from mhhs_board.operations.context import NOT_STATED, Context, actor_named

if TYPE_CHECKING:
    from mhhs_board.base.settings import Settings
    from mhhs_board.store.keeping import OpenBoard
    from mhhs_board.workspace import Workspace

EXTENSION = ".mhhsboard"
EXAMPLE = "l4"
"""The template a user's own board starts with: the example of the L4 slide."""

PATIENCE = 15.0
"""For how many seconds a command waits for others who are writing. A window tries for two; nobody sits before a command."""

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)


def own_board() -> Path:
    """The user's own board in the platform's data folder; it need not exist yet."""
    import platformdirs

    return Path(platformdirs.user_data_dir("mhhs-board", appauthor=False)) / f"board{EXTENSION}"


def located(text: str, *, new: bool = False) -> Path:
    """The path that `--board` names, from a path or a `sqlite:///` URL, or that a `new` board is to have. Raises Refused
    for any other URL, Unavailable for a relative path where the folder that it begins in is gone."""
    if "\0" in text or not text.strip():
        raise Refused("A board is named by the path of its file.")
    url = _URL.fullmatch(text)
    if url is None:
        return path_for_new(text) if new else typed_path(text)
    scheme, rest = url[1].lower(), url[2]
    if scheme.partition("+")[0] == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return _from_here(Path(rest[1:]))
    if scheme.partition("+")[0] in ("sqlite", "file"):
        raise Refused("A board's URL is written sqlite:///PATH; the path alone does as well.")
    raise Refused(f"A board is a file; boards at {scheme}:// addresses cannot be opened.")


def typed_path(text: str) -> Path:
    """A path as somebody typed it, `~` their home. Raises Unavailable as `located`."""
    try:
        return _from_here(Path(text).expanduser())
    except RuntimeError:  # nobody of that name has a home here: a file may be called so
        return _from_here(Path(text))


def path_for_new(text: str) -> Path:
    """The path of a file that is to be made, as somebody typed it. Raises Refused where that names no file, and as
    `typed_path`."""
    if not text.strip():
        raise Refused("A file is named by its path, and this one is empty, so nothing was written.")
    path = typed_path(text)
    if text.endswith((os.sep, os.altsep or os.sep)) and not path.is_dir():
        raise Refused(f"{text} names a folder by its end, so nothing was written. Leave {text[-1]} away for a file.")
    return path


def _from_here(path: Path) -> Path:
    if not path.is_absolute():
        try:
            os.getcwd()
        except OSError as error:
            raise Unavailable(
                f"{path} cannot be found: the folder in which you are is gone. Go to another, or give the whole path."
            ) from error
    return path


def create_board(path: Path, template: str, *, name: str = "", example: bool = False, actor: str = "") -> None:
    """Make a board file from one of the templates. Raises Refused where something stands there, or under a name that is
    not a board's: an export of that name would one day be written over it."""
    from mhhs_board.operations import founding
    from mhhs_board.store.opening import create_store

    if path.suffix.lower() != EXTENSION:
        raise Refused(f"The name of a board ends in {EXTENSION}, so no board was made at {path}. Choose such a name.")
    if os.path.lexists(path):
        if path.is_dir():
            raise Refused(f"{path} is a folder, so no board was made. Choose another name.")
        raise Refused(f"{path} is there already; choose another name, or open it with -b.")
    data = founding.template(assets.data(f"templates/{template}.toml"))
    context = Context(actor=actor_named(actor), now=clock.instant(clock.now()), today=clock.today())
    entry = founding.found(Board(), context, template=data, name=name, example=example)
    create_store(path, entry).close()


def create_own_board(path: Path, template: str, *, name: str = "", actor: str = "") -> str:
    """The same for a board that somebody means to keep: its place is remembered as its own, whatever stood there before.
    Where backups are kept of another board that did, a sentence of that; else nothing."""
    from mhhs_board.program import safety

    create_board(path, template, name=name, actor=actor)
    return " ".join(safety.backups_of(path).claim())


def open_workspace(
    path: Path,
    *,
    read_only: bool = False,
    actor: str = "",
    kept: bool = True,
    glimpsed: bool = False,
    patience: float | None = None,
) -> Workspace:
    """A board opened for somebody, with its backups unless it is only for a look (`kept` false).

    `glimpsed` is for a window, which shows a large board before all of it has been read; `patience` for who need not stand
    still for nobody, as a command: so many seconds others are waited for.

    Raises Unavailable, Damaged or ReadOnly with a sentence.
    """
    if kept:
        from mhhs_board.program import safety

        workspace, _kept[workspace] = safety.open_kept(
            path, read_only=read_only, actor=actor, glimpsed=glimpsed, patience=patience
        )
        return workspace
    from mhhs_board.store.opening import open_store
    from mhhs_board.workspace import Workspace

    return Workspace(open_store(path, read_only=read_only), actor=actor, glimpsed=glimpsed)


def open_own(
    *, read_only: bool = False, actor: str = "", glimpsed: bool = False, patience: float | None = None
) -> Workspace:
    """The user's own board, made as the example at its first use."""
    from mhhs_board.base.safe_write import private_folder, why

    path = own_board()
    if not path.exists():
        if read_only:
            raise ReadOnly("You have no board yet, and --read-only makes none. Without it the example is laid out.")
        try:
            private_folder(path.parent)
        except OSError as error:
            raise Unavailable(f"The folder {path.parent} for your board cannot be made: {why(error)}.") from error
        try:
            create_board(path, EXAMPLE, example=True, actor=actor)
        except Refused:  # another start made it just now
            if not path.exists():
                raise
    return open_workspace(path, read_only=read_only, actor=actor, glimpsed=glimpsed, patience=patience)


_kept: WeakKeyDictionary[Workspace, OpenBoard] = WeakKeyDictionary()
"""What watches over each board that is open: its backups, and on a share its one writer."""


def watched(workspace: Workspace) -> OpenBoard | None:
    """What watches over an open board; None where it was opened only for a look."""
    return _kept.get(workspace)


def copy_board(workspace: Workspace, target: Path) -> str:
    """A copy of a whole board with its history, read back before it counts. Returns what is kept of another board that was
    there before. Raises Unavailable, also where something is there already, or Damaged."""
    from mhhs_board.program import safety

    return " ".join(safety.backups_of(Path(workspace.location)).take_to(target))


def copy_for_readers(workspace: Workspace, target: Path) -> str:
    """A board of what stands on this one now, without history and what is private, that opens for reading only. Returns a
    sentence about what was left out.

    Raises Refused where something is there already, Unavailable where it cannot be written.
    """
    from mhhs_board.operations import copying
    from mhhs_board.store.opening import create_store

    entry = copying.for_readers(Board(), replace(workspace.context(), actor=NOT_STATED), source=workspace.board)
    create_store(target, entry, like=Path(workspace.location)).close()
    board = workspace.board
    left = leaving.left(board, {artefact.id for artefact in board.artefacts()}).sentence
    return f"{left}." if left else ""


def check_board(path: Path) -> list[dict[str, str]]:
    """Everything wrong with a board, each with `subject` and `sentence`, a breach of a rule also with `mend`, the command
    that mends it. Raises Damaged or Unavailable as opening does."""
    from mhhs_board.program import safety
    from mhhs_board.store.check import Finding, check
    from mhhs_board.store.opening import open_store

    with open_store(path, read_only=True, mend=True) as opened:
        found = check(opened)
    if strange := safety.strange_identity(path):
        found.insert(0, Finding("file", strange))
    return [
        {
            "subject": one.subject,
            "sentence": one.sentence,
            **({"mend": f'mhhs-board -b "{path}" {one.mend}'} if one.mend else {}),
        }
        for one in found
    ]


def is_damage(finding: dict[str, str]) -> bool:
    """Whether a finding of `check_board` is damage, and no rule that does not hold."""
    from mhhs_board.store import check

    return check.is_damage(finding["subject"])


def settings() -> Settings:
    """This user's settings."""
    from mhhs_board.base.safe_write import write_private
    from mhhs_board.base.settings import Settings, default_path

    return Settings.load(default_path(), write_private)


def settings_name() -> str:
    """Who the user is by their settings; empty where they never said."""
    from mhhs_board.base.settings import NAME

    return str(settings().get(NAME))


def last_board() -> Path | None:
    """The board that a window showed last. It may be gone since, which whoever opens it is told."""
    from mhhs_board.base.settings import LAST_BOARD

    kept = settings().get(LAST_BOARD)
    return Path(kept) if "\0" not in kept and os.path.isabs(kept) else None


def reads_only(path: Path) -> bool:
    """Whether a board was opened for reading when it was shown last."""
    from mhhs_board.base.settings import READING

    return os.path.realpath(path) in settings().get(READING)
