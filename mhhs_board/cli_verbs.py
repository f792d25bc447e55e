"""What each verb of the command line does: from typed words to an operation and an answer."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mhhs_board import app, cli
from mhhs_board import cli_answers as answers
from mhhs_board.cli_answers import Sight
from mhhs_board.domain import dates, references, telling
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.changes import changes_between
from mhhs_board.domain.errors import Damaged, Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import find_artefact, match, match_column
from mhhs_board.domain.query import parse
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.operations import blocking, configuring, editing, escalating, moving
from mhhs_board.operations.context import Operation

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


@contextmanager
def opened(arguments: Namespace) -> Iterator[Workspace]:
    """The board that the command line names, for the length of one verb."""
    workspace = open_board(arguments)
    try:
        yield workspace
    finally:
        workspace.close()


def open_board(arguments: Namespace) -> Workspace:
    """The named board, or the user's own."""
    actor = app.settings_name() if arguments.actor is None else arguments.actor
    if arguments.board is None:
        return app.open_own(read_only=arguments.read_only, actor=actor)
    return app.open_workspace(app.located(arguments.board), read_only=arguments.read_only, actor=actor)


# -- moments -----------------------------------------------------------------------------------------------------------


def seq_of(workspace: Workspace, when: str) -> int:
    """WHEN as the number of the newest entry at that moment; 0 before the first. Raises Refused for the future."""
    if when.strip().isascii() and when.strip().isdigit():
        if len(when) > 18 or int(when) > workspace.head.seq:
            raise Refused(f"The history has no entry {when.strip()[:20]} yet; the newest is {workspace.head.seq}.")
        return int(when)
    moment = dates.moment(when, workspace.today)
    day = dates.instant_day(moment)
    if day is not None and day > workspace.today:
        raise Refused(f"{dates.written(day)} is still to come; leave it out for the board as it is now.")
    return workspace.seq_at(moment)


def sight_of(workspace: Workspace, when: str) -> Sight:
    """The board now, or as it was at WHEN, on the day that it was then."""
    if not when:
        return Sight(workspace.board, workspace.today)
    seq = seq_of(workspace, when)
    first = next(workspace.entries(0, 1))
    if seq < 1:
        day = dates.instant_day(first.at)
        raise Refused(f"The board did not exist then; its history begins on {dates.written(day) if day else first.at}.")
    if when.strip().isdigit():
        at = next(workspace.entries(seq - 1, seq)).at
    else:
        at = dates.moment(when, workspace.today)
    return Sight(workspace.as_at(seq), dates.instant_day(at) or workspace.today)


def filtered(workspace: Workspace, sight: Sight, text: str) -> list[Artefact]:
    """The artefacts that a query shows, in reading order. What a part of it cannot know is said beside the answer."""
    query = parse(text)
    asked = query.matcher(sight.board, sight.today, workspace.actor, changed=_changed(workspace, sight, text))
    for sentence in query.notes(sight.board, workspace.actor):
        note(sentence)
    return [artefact for artefact in sight.board.artefacts() if asked(artefact)]


def _changed(workspace: Workspace, sight: Sight, query: str) -> dict[str, str]:
    """When each artefact was last touched, where a query may ask for it; reading the whole history costs too much else."""
    if "changed" not in query.casefold():
        return {}
    board = sight.board
    touched: dict[str, str] = {}
    for entry in workspace.entries(0, board.seq):
        for change in entry.changes:
            artefact = telling.artefact_of(board, change)
            if artefact:
                touched[artefact] = entry.at
    return touched


# -- reading -----------------------------------------------------------------------------------------------------------


def list_(arguments: Namespace) -> int:
    """`list`: what the filter shows, in reading order."""
    with opened(arguments) as workspace:
        sight = sight_of(workspace, arguments.as_at)
        found = filtered(workspace, sight, arguments.filter)
        if arguments.json:
            answers.print_json([answers.artefact_object(sight, artefact) for artefact in found])
        else:
            print_lines(answers.list_lines(sight, found, answers.terminal_width()))
            total = sight.board.count()
            print(f"{len(found)} of {total} shown · {total - len(found)} hidden")
    return cli.DONE


def show(arguments: Namespace) -> int:
    """`show REF`."""
    with opened(arguments) as workspace:
        sight = Sight(workspace.board, workspace.today)
        artefact = known(workspace.board, arguments.ref)
        entries = history_of(workspace, artefact)
        if arguments.json:
            answers.print_json(answers.show_object(sight, artefact, entries))
        else:
            print_lines(answers.show_lines(sight, artefact, entries, answers.terminal_width()))
    return cli.DONE


def history(arguments: Namespace) -> int:
    """`history [REF]`."""
    with opened(arguments) as workspace:
        after = seq_of(workspace, arguments.since) if arguments.since else 0
        subject = ""
        if arguments.ref:
            artefact = known(workspace.board, arguments.ref)
            subject = artefact.id
            entries = [entry for entry in history_of(workspace, artefact) if entry.seq > after]
        else:
            entries = list(workspace.entries(after))
        if arguments.json:
            answers.print_json([answers.entry_object(entry) for entry in entries])
        else:
            print_lines(answers.history_lines(workspace.board, entries, answers.terminal_width(), subject))
    return cli.DONE


def changes(arguments: Namespace) -> int:
    """`changes --since WHEN [--until WHEN]`."""
    with opened(arguments) as workspace:
        since = seq_of(workspace, arguments.since)
        until = seq_of(workspace, arguments.until) if arguments.until else workspace.head.seq
        if since > until:
            raise Refused("--since is later than --until; please turn them round.")
        if since < 1:
            note("The board did not exist yet at --since, so everything on it counts as new.")
        old = Board() if since < 1 else workspace.as_at(since)
        new = Board() if until < 1 else workspace.as_at(until)
        groups = changes_between(old, new)
        if arguments.json:
            answers.print_json(groups)
        else:
            print_lines(answers.changes_lines(groups, answers.terminal_width()))
    return cli.DONE


def check(arguments: Namespace) -> int:
    """`check`: ends with 1 where anything is wrong, also where the board cannot even be opened."""
    path = app.own_board() if arguments.board is None else app.located(arguments.board)
    try:
        findings = app.check_board(path)
    except Damaged as error:
        findings = [{"subject": "file", "sentence": str(error)}]
    if arguments.json:
        answers.print_json({"ok": not findings, "findings": findings})
    elif not findings:
        print(f"{path.name} is sound: its file, its history and every record.")
    for finding in findings:
        note(finding["sentence"])
    return cli.REFUSED if findings else cli.DONE


def known(board: Board, ref: str) -> Artefact:
    """An artefact by reference or id, also a retired one where nothing on the board has that name."""
    try:
        return find_artefact(board, ref)
    except Refused:
        plain = references.normal(ref)
        gone = [found for found in board.retired() if ref.strip() == found.id or references.normal(found.ref) == plain]
        if len(gone) == 1:
            return gone[0]
        raise


def history_of(workspace: Workspace, artefact: Artefact) -> list[Entry]:
    """The entries that touch an artefact, its blockers or their escalations, oldest first."""
    board = workspace.board
    touching = list(workspace.history(Artefact.KIND, artefact.id))
    for blocker in board.blockers(artefact.id):
        touching += workspace.history(Blocker.KIND, blocker.id)
        for escalation in board.escalations(blocker.id):
            touching += workspace.history(Escalation.KIND, escalation.id)
    return sorted({entry.seq: entry for entry in touching}.values(), key=lambda entry: entry.seq)


# -- writing -----------------------------------------------------------------------------------------------------------


def new(arguments: Namespace) -> int:
    """`new BOARD`."""
    path = app.located(arguments.file)
    app.create_board(path, arguments.template, name=arguments.name, actor=arguments.actor or "")
    if arguments.json:
        answers.print_json({"board": str(path)})
    else:
        print(f"Made {path}")
    return cli.DONE


def add(arguments: Namespace) -> int:
    """`add TITLE --workstream W`."""
    with opened(arguments) as workspace:
        board = workspace.board
        lane = match(arguments.workstream, board.workstreams, "workstream").id
        stage = _stage(board, arguments.stage) if arguments.stage else None
        names = ("ref", "kind", "owner", "priority", "due", "version", "outcome", "decision", "notes", "labels", "links")
        fields = {name: getattr(arguments, name) for name in names}
        entry = workspace.run(editing.add, title=arguments.title, workstream=lane, stage=stage, **fields)
        made = [change.id for change in entry.changes if change.kind == Artefact.KIND] if entry else []
        return saved(workspace, entry, made, arguments)


def edit(arguments: Namespace) -> int:
    """`edit REF field=value …`."""
    values = _assigned(arguments.values)
    return _about(arguments, lambda board, found: (editing.edit, {"artefact": found.id, "values": values}))


def move(arguments: Namespace) -> int:
    """`move REF STAGE`; to Blocked it is `block`."""

    def wish(board: Board, found: Artefact) -> tuple[Operation, dict[str, Any]]:
        lane = match(arguments.workstream, board.workstreams, "workstream").id if arguments.workstream else None
        column = match_column(arguments.stage, board)
        if column == BLOCKED:
            return blocking.block, {**_blocker(arguments, found), "workstream": lane}
        for name in ("not_stated", "owner", "needed_by"):
            if getattr(arguments, name):
                raise Refused(f"--{name.replace('_', '-')} goes with a move to Blocked only.")
        said = {"reason": arguments.reason, "override": arguments.override}
        return moving.move, {"ids": [found.id], "workstream": lane, "stage": column, **said}

    return _about(arguments, wish)


def block(arguments: Namespace) -> int:
    """`block REF`."""
    return _about(arguments, lambda board, found: (blocking.block, _blocker(arguments, found)))


def _blocker(arguments: Namespace, found: Artefact) -> dict[str, Any]:
    if arguments.reason.strip() and arguments.not_stated:
        raise Refused("--reason and --not-stated exclude each other.")
    names = ("reason", "not_stated", "owner", "needed_by")
    return {"ids": [found.id], **{name: getattr(arguments, name) for name in names}}


def escalate(arguments: Namespace) -> int:
    """`escalate REF --to FORUM`."""

    def wish(board: Board, found: Artefact) -> tuple[Operation, dict[str, Any]]:
        forum = match(arguments.to, board.forums, "forum").id
        said = {"question": arguments.question, "needed_by": arguments.needed_by}
        return escalating.escalate, {"artefact": found.id, "forum": forum, **said}

    return _about(arguments, wish)


def unblock(arguments: Namespace) -> int:
    """`unblock REF`."""

    def wish(board: Board, found: Artefact) -> tuple[Operation, dict[str, Any]]:
        stage = _stage(board, arguments.stage) if arguments.stage else None
        said = {name: getattr(arguments, name) for name in ("note", "reason", "override")}
        return blocking.unblock, {"artefact": found.id, "stage": stage, **said}

    return _about(arguments, wish)


def retire(arguments: Namespace) -> int:
    """`retire REF`."""
    return _about(arguments, lambda board, found: (editing.retire, {"ids": [found.id], "reason": arguments.reason}))


def undo(arguments: Namespace) -> int:
    """`undo`: this actor's newest entry."""
    with opened(arguments) as workspace:
        entry = workspace.undo()
        return saved(workspace, entry, _touched(workspace.board, entry), arguments)


def redo(arguments: Namespace) -> int:
    """`redo`: what this actor undid last."""
    with opened(arguments) as workspace:
        entry = workspace.redo()
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
                fields |= {"level": arguments.level, "parent": parent, "cadence": arguments.cadence}
            entry = workspace.run(configuring.add_named, kind=kind, name=arguments.name, **fields)
            return saved(workspace, entry, [], arguments)
        record = match(arguments.name, records, kind).id
        if arguments.act == "rename":
            words = {"name": arguments.new_name, "short": arguments.short, "aliases": arguments.aliases}
            if all(word is None for word in words.values()):
                raise Refused("Say the new name, or --short or --alias.")
            entry = workspace.run(configuring.rename, kind=kind, id=record, **words)
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
            answers.print_json(settings)
        else:
            print_lines([answers.shown(f"{name}={value}") for name, value in settings.items()])
    return cli.DONE


Wish = Callable[[Board, Artefact], tuple[Operation, Mapping[str, Any]]]


def _about(arguments: Namespace, wish: Wish) -> int:
    """Run what is wished of the artefact that REF names."""
    with opened(arguments) as workspace:
        found = find_artefact(workspace.board, arguments.ref)
        operation, given = wish(workspace.board, found)
        entry = workspace.run(operation, **given)
        return saved(workspace, entry, [found.id], arguments)


def saved(workspace: Workspace, entry: Entry | None, artefacts: Sequence[str], arguments: Namespace) -> int:
    """Say what was saved, on standard error what is missing all the same."""
    if entry is not None and entry.warnings:
        note(f"Saved. {' '.join(entry.warnings)}")
    if arguments.json:
        answers.print_json(answers.saved_object(Sight(workspace.board, workspace.today), entry, artefacts))
    elif entry is None:
        print("Nothing to change.")
    else:
        print(answers.shown(f"{telling.sentence(entry, workspace.board)} (entry {entry.seq})"))
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
            raise Refused(f"“{answers.shown(word[:60])}” is not written NAME=VALUE.")
        if name.strip().lower() in values:
            raise Refused(f"{answers.shown(name.strip()[:60])} is given twice.")
        values[name.strip().lower()] = value
    return values


def note(sentence: str) -> None:
    """A sentence beside the answer."""
    print(answers.shown(sentence), file=sys.stderr)


def print_lines(lines: Sequence[str]) -> None:
    """Lines on standard output."""
    for line in lines:
        print(line)


VERBS: dict[str, Callable[[Namespace], int]] = {
    "new": new,
    "list": list_,
    "show": show,
    "add": add,
    "edit": edit,
    "move": move,
    "block": block,
    "escalate": escalate,
    "unblock": unblock,
    "retire": retire,
    "undo": undo,
    "redo": redo,
    "workstream": named,
    "stage": named,
    "forum": named,
    "kind": named,
    "configure": configure,
    "history": history,
    "changes": changes,
    "check": check,
}
"""Every verb by its word."""
