"""The verbs of the command line that change a board or show a window, and every verb by its word."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mhhs_board import app, cli, cli_keeping, cli_reading, display, files, program
from mhhs_board import cli_answers as answers
from mhhs_board.base import terminal
from mhhs_board.base.litter import passing_folder
from mhhs_board.base.safe_write import why
from mhhs_board.base.text import shown
from mhhs_board.cli_reading import note, open_board, opened, print_lines
from mhhs_board.domain import telling
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import BoardError, Refused, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called, find_artefact, match, match_column
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Forum
from mhhs_board.files import Sight
from mhhs_board.operations import blocking, configuring, editing, escalating, moving
from mhhs_board.operations.context import Wish, wish
from mhhs_board.operations.releasing import named as named_escalations

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


# -- the window, and what stands for it where there is no display -----------------------------------------------------


def window(arguments: Namespace) -> int:
    """No verb: the window on the named board, the one shown last, or the user's own."""
    hindrance = display.why_no_window()
    if hindrance:
        raise cli.NoDisplay(hindrance)
    notice = ""
    try:
        workspace = open_board(arguments, window=True)
    except BoardError as error:
        named, last = arguments.board is not None, app.last_board()
        no_other = named or last is None
        if no_other:
            note(str(error))  # before the dialog: whoever reads a terminal or a log waits for nobody
        path = app.located(arguments.board) if named else last or app.own_board()
        if done := program.put_back_instead(path, error, always=no_other, actor=arguments.actor or ""):
            return program.run_window(open_board(arguments, window=True), done=done)
        if no_other:
            return cli.REFUSED
        workspace = open_board(arguments)  # the one shown last must not keep its user from a window
        notice = f"{error} Your own board is shown instead."
    return program.run_window(workspace, notice=notice)


def demo(arguments: Namespace) -> int:
    """`demo`: the example on a board of its own that is gone afterwards; without a display as text and files."""
    if arguments.board is not None:
        raise Refused("demo lays out the example on a board of its own, so it takes no --board.")
    with passing_folder() as folder:
        path = folder / f"example{app.EXTENSION}"
        app.create_board(path, app.EXAMPLE, example=True)
        workspace = app.open_workspace(path, read_only=arguments.read_only, actor=arguments.actor or "", kept=False)
        hindrance = display.why_no_window()
        if not hindrance:
            return program.run_window(workspace, remember=False)
        try:
            return _demo_as_text(workspace, Path("out"), hindrance if display.has_display() else "")
        finally:
            workspace.close()


def _demo_as_text(workspace: Workspace, out: Path, missing_for_window: str) -> int:
    sight = Sight.now(workspace)
    terminal.say(f"{shown(workspace.board.details.name)}\n")
    print_lines(answers.grid_lines(sight, min(answers.terminal_width(), 132)))
    why_none = "No window could be opened" if missing_for_window else "There is no display for the window"
    terminal.say(f"\n{why_none}, so here is the board as text. {missing_for_window}".rstrip())
    if out.is_symlink():  # whoever made it says where the files would go, and nobody named them
        raise Refused(f"{out} here is a link to somewhere else, so nothing was written. Go to another folder.")
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder {out} cannot be made: {why(error)}. Go to another folder.") from error
    written = []
    missing = display.missing_for_pictures()
    if missing:
        terminal.say(f"No pictures were made. {missing}")
    else:
        for theme in ("light", "dark"):
            files.export(workspace, sight, out / f"board-{theme}.png", theme=theme, follow=False)
            written.append(f"board-{theme}.png")
    for name in ("board.csv", "board.json", "board.md"):
        files.export(workspace, sight, out / name, follow=False)
        written.append(name)
    terminal.say(f"Written to {out.absolute()}: {', '.join(written)}")
    return cli.DONE


def self_test(arguments: Namespace) -> int:
    """`self-test`: whether this program does its work on this machine."""
    from mhhs_board import selftest

    return selftest.run()


# -- writing -----------------------------------------------------------------------------------------------------------


def new(arguments: Namespace) -> int:
    """`new BOARD`."""
    path = app.located(arguments.file, new=True)
    app.create_board(path, arguments.template, name=arguments.name, actor=arguments.actor or "")
    if arguments.json:
        terminal.say_json({"board": str(path)})
    else:
        terminal.say(f"Made {path}")
    return cli.DONE


def add(arguments: Namespace) -> int:
    """`add TITLE --workstream W`."""
    with opened(arguments) as workspace:
        board = workspace.board
        lane = match(arguments.workstream, board.workstreams, "workstream").id
        stage = _stage(board, arguments.stage) if arguments.stage else None
        names = ("ref", "kind", "owner", "priority", "due", "version", "outcome", "decision", "notes", "labels", "links")
        fields = {name: getattr(arguments, name) for name in names}
        fields["override"] = arguments.override
        entry = workspace.run(editing.add, title=arguments.title, workstream=lane, stage=stage, **fields)
        made = [change.id for change in entry.changes if change.kind == Artefact.KIND] if entry else []
        return saved(workspace, entry, made, arguments)


def edit(arguments: Namespace) -> int:
    """`edit REF field=value …`."""
    values = _assigned(arguments.values)
    return _about(arguments, lambda board, found: wish(editing.edit, artefact=found.id, values=values))


def move(arguments: Namespace) -> int:
    """`move REF STAGE`; to Blocked it is `block`."""

    def wished(board: Board, found: Artefact) -> Wish:
        lane = match(arguments.workstream, board.workstreams, "workstream").id if arguments.workstream else None
        column = match_column(arguments.stage, board)
        for name in ("note", "answer", "withdraw"):
            if getattr(arguments, name) and not arguments.unblock:
                raise Refused(f"--{name} goes with --unblock only.")
        if column == BLOCKED:
            if arguments.unblock:
                raise Refused("--unblock goes with a move to a stage.")
            if lane and board.is_blocked(found.id) and not (arguments.reason or arguments.not_stated):
                return wish(moving.move, ids=[found.id], workstream=lane)
            return wish(blocking.block, **_blocker(arguments, found), workstream=lane)
        for name in ("not_stated", "owner", "needed_by"):
            if getattr(arguments, name):
                raise Refused(f"--{name.replace('_', '-')} goes with a move to Blocked only.")
        said = {name: getattr(arguments, name) for name in _SAID}
        said["unblock"] = arguments.unblock
        return wish(moving.move, ids=[found.id], workstream=lane, stage=column, **said)

    return _about(arguments, wished)


def block(arguments: Namespace) -> int:
    """`block REF`."""
    return _about(arguments, lambda board, found: wish(blocking.block, **_blocker(arguments, found)))


def _blocker(arguments: Namespace, found: Artefact) -> dict[str, Any]:
    if arguments.reason.strip() and arguments.not_stated:
        raise Refused("--reason and --not-stated exclude each other.")
    names = ("reason", "not_stated", "owner", "needed_by")
    return {"ids": [found.id], **{name: getattr(arguments, name) for name in names}}


def escalate(arguments: Namespace) -> int:
    """`escalate REF --to FORUM`."""

    def wished(board: Board, found: Artefact) -> Wish:
        forum = match(arguments.to, board.forums, "forum").id
        said = {"question": arguments.question, "needed_by": arguments.needed_by}
        number = arguments.blocker
        blocker = None if number is None else _numbered(board, found, number).id
        return wish(escalating.escalate, artefact=found.id, forum=forum, blocker=blocker, **said)

    return _about(arguments, wished)


def unblock(arguments: Namespace) -> int:
    """`unblock REF`."""

    def wished(board: Board, found: Artefact) -> Wish:
        stage = _stage(board, arguments.stage) if arguments.stage else None
        said: dict[str, Any] = {name: getattr(arguments, name) for name in _SAID}
        if arguments.blocker is not None:
            said["blockers"] = [_numbered(board, found, arguments.blocker).id]
        return wish(blocking.unblock, artefact=found.id, stage=stage, **said)

    return _about(arguments, wished)


_SAID = ("note", "reason", "override", "answer", "withdraw")
"""What may be said of a step out of Blocked."""


def end_escalation(arguments: Namespace) -> int:
    """`answer REF TEXT` and `withdraw REF TEXT`."""

    def wished(board: Board, found: Artefact) -> Wish:
        meant = _escalation(board, found, arguments).id
        if arguments.verb == "answer":
            return wish(escalating.answer, escalation=meant, answer=arguments.text, on=arguments.on)
        return wish(escalating.withdraw, escalation=meant, why=arguments.text, on=arguments.on)

    return _about(arguments, wished)


def _escalation(board: Board, found: Artefact, arguments: Namespace) -> Escalation:
    """The one open escalation of an artefact that the words mean. Raises Refused with the list where several fit."""
    waiting = [one for held in board.blockers(found.id) for one in board.escalations(held.id) if not one.returned]
    if not waiting:
        raise Refused(f"{called(found)} waits for no forum's answer.")
    fitting = waiting
    if arguments.forum:
        forums = {one.forum: board.of(Forum)[one.forum] for one in waiting}
        meant = match(arguments.forum, forums.values(), "forum that was asked").id
        fitting = [one for one in fitting if one.forum == meant]
    if arguments.blocker is not None:
        held = _numbered(board, found, arguments.blocker).id
        fitting = [one for one in fitting if one.blocker == held]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise Refused(f"That escalation is not open; waiting are: {named_escalations(board, waiting)}.")
    raise Refused(f"More than one escalation fits: {named_escalations(board, fitting)}. Please say which.", needs="blocker")


def _numbered(board: Board, found: Artefact, number: int) -> Blocker:
    """An open blocker by the number that `show` prints. Raises Refused."""
    held = board.open_blockers(found.id)
    if not held:
        raise Refused(f"{called(found)} is not blocked.")
    if not 1 <= number <= len(held):
        count = "one open blocker" if len(held) == 1 else f"{len(held)} open blockers"
        raise Refused(f"{called(found)} has {count}, numbered from 1; there is no number {number}.")
    return held[number - 1]


def retire(arguments: Namespace) -> int:
    """`retire REF`."""
    return _about(arguments, lambda board, found: wish(editing.retire, ids=[found.id], reason=arguments.reason))


def undo(arguments: Namespace) -> int:
    """`undo`: this actor's newest entry."""
    with opened(arguments) as workspace:
        entry = workspace.undo(bring_back=arguments.bring_back)
        return saved(workspace, entry, _touched(workspace.board, entry), arguments)


def redo(arguments: Namespace) -> int:
    """`redo`: what this actor undid last."""
    with opened(arguments) as workspace:
        entry = workspace.redo(bring_back=arguments.bring_back)
        return saved(workspace, entry, _touched(workspace.board, entry), arguments)


def named(arguments: Namespace) -> int:
    """`workstream|stage|forum|kind add|rename|reorder|retire`."""
    kind = arguments.verb
    with opened(arguments) as workspace:
        board = workspace.board
        records = configuring.named(board, kind)
        if arguments.act == "add":
            fields: dict[str, Any] = {"short": arguments.short or "", "aliases": arguments.aliases or ()}
            if kind == "stage":
                fields["role"] = arguments.role
            if kind == "forum":
                parent = match(arguments.parent, board.forums, "forum").id if arguments.parent else None
                fields |= {"level": arguments.level, "parent": parent, "cadence": arguments.cadence or ""}
            entry = workspace.run(configuring.add_named, kind=kind, name=arguments.name, **fields)
            return saved(workspace, entry, [], arguments)
        record = match(arguments.name, records, kind).id
        if arguments.act == "rename":
            words = {"name": arguments.new_name, "short": arguments.short, "aliases": arguments.aliases}
            if kind == "stage":
                words["role"] = arguments.role
            if kind == "forum":
                above = match(arguments.parent, board.forums, "forum").id if arguments.parent else arguments.parent
                words |= {"level": arguments.level, "parent": above, "cadence": arguments.cadence}
            if all(word is None for word in words.values()):
                more = {"stage": ", or --role", "forum": ", or --level, --parent or --cadence"}.get(kind, "")
                raise Refused(f"Say the new name, or --short or --alias{more}.")
            entry = workspace.run(configuring.amend_named, kind=kind, id=record, **words)
        elif arguments.act == "reorder":
            before = match(arguments.before, records, kind).id if arguments.before else None
            entry = workspace.run(configuring.reorder, kind=kind, id=record, before=before)
        else:
            entry = workspace.run(configuring.retire_named, kind=kind, id=record)
        return saved(workspace, entry, [], arguments)


def configure(arguments: Namespace) -> int:
    """`configure [NAME=VALUE …]`."""
    with opened(arguments) as workspace:
        if arguments.values:
            entry = workspace.run(configuring.configure, values=_assigned(arguments.values))
            return saved(workspace, entry, [], arguments)
        settings = configuring.settings(workspace.board)
        if arguments.json:
            terminal.say_json(settings)
        else:
            print_lines([shown(f"{name}={value}") for name, value in settings.items()])
    return cli.DONE


def import_(arguments: Namespace) -> int:
    """`import FILE [--blanks keep|clear] [--dry-run]`: refused where no row could be taken in."""
    with opened(arguments) as workspace:
        path = app.typed_path(arguments.file)
        taken = files.import_file(workspace, path, blanks=arguments.blanks, dry_run=arguments.dry_run)
        if taken.entry is not None and taken.entry.warnings:
            note(f"Saved. {' '.join(taken.entry.warnings)}")
        if arguments.json:
            terminal.say_json(answers.import_object(taken))
        else:
            for remark in taken.remarks:
                note(remark)
            print_lines(answers.import_lines(taken, answers.terminal_width()))
        if taken.failed:
            note("Nothing was taken in: every row is a question or skipped.")
    return cli.REFUSED if taken.failed else cli.DONE


def _about(arguments: Namespace, wished: Callable[[Board, Artefact], Wish]) -> int:
    """Run what is wished of the artefact that REF names."""
    with opened(arguments) as workspace:
        found = find_artefact(workspace.board, arguments.ref)
        entry = workspace.run(wished(workspace.board, found))
        return saved(workspace, entry, [found.id], arguments)


def saved(workspace: Workspace, entry: Entry | None, artefacts: Sequence[str], arguments: Namespace) -> int:
    """Say what was saved, on standard error what is missing all the same."""
    if entry is not None and entry.warnings:
        note(f"Saved. {' '.join(entry.warnings)}")
    if arguments.json:
        terminal.say_json(answers.saved_object(Sight.now(workspace), entry, artefacts))
    elif entry is None:
        terminal.say("Nothing to change.")
    else:
        terminal.say(shown(f"{telling.sentence(entry, workspace.board)} (entry {entry.seq})"))
    return cli.DONE


def _touched(board: Board, entry: Entry | None) -> list[str]:
    """The artefacts that an entry is about, each once."""
    changes_ = entry.changes if entry else ()
    return [found for found in dict.fromkeys(telling.artefact_of(board, change) for change in changes_) if found]


def _stage(board: Board, text: str) -> str:
    column = match_column(text, board)
    if column == BLOCKED:
        raise Refused("Blocked is no stage: name the stage it stands in, then block it.")
    return column


def _assigned(words: Sequence[str]) -> dict[str, str]:
    """`name=value` words. Raises Refused where one has no `=` or a name stands twice."""
    values: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            raise Refused(f"“{shown(word[:60])}” is not written NAME=VALUE.")
        if name.strip().lower() in values:
            raise Refused(f"{shown(name.strip()[:60])} is given twice.")
        values[name.strip().lower()] = value
    return values


VERBS: dict[str, Callable[[Namespace], int]] = {
    "window": window,
    "demo": demo,
    "self-test": self_test,
    "new": new,
    "list": cli_reading.list_,
    "show": cli_reading.show,
    "add": add,
    "edit": edit,
    "move": move,
    "block": block,
    "escalate": escalate,
    "answer": end_escalation,
    "withdraw": end_escalation,
    "unblock": unblock,
    "retire": retire,
    "undo": undo,
    "redo": redo,
    "workstream": named,
    "stage": named,
    "forum": named,
    "kind": named,
    "configure": configure,
    "history": cli_reading.history,
    "changes": cli_reading.changes,
    "check": cli_keeping.check,
    "backup": cli_keeping.backup,
    "restore": cli_keeping.restore,
    "export": cli_reading.export,
    "import": import_,
}
"""Every verb by its word."""
