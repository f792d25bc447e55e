"""The verbs of the command line that change what is on a board."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mhhs_board.base import terminal
from mhhs_board.base.text import shown
from mhhs_board.cli import answers
from mhhs_board.cli.ends import DONE, REFUSED
from mhhs_board.cli.opening import opened
from mhhs_board.cli.tables import note, print_lines, terminal_width
from mhhs_board.domain import telling
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.escalation import waiting_of
from mhhs_board.domain.fields import typed
from mhhs_board.domain.governance import Decision, Forum
from mhhs_board.domain.imported import NO_CHOICES, Choices, Imported, Merged, Order
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called, clipped_name, find_any, find_artefact, match, match_column, quoted
from mhhs_board.domain.record import artefact_about
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.exchange import formats, incoming
from mhhs_board.exchange.files import Sight
from mhhs_board.operations import blocking, editing, escalating, moving
from mhhs_board.operations.context import Wish, wish
from mhhs_board.operations.releasing import named as named_escalations
from mhhs_board.program import boards

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


def new(arguments: Namespace) -> int:
    """`new BOARD`."""
    path = boards.located(arguments.file, new=True)
    told = boards.create_own_board(path, arguments.template, name=arguments.name, actor=arguments.actor or "")
    if arguments.json:
        terminal.say_json({"board": str(path)})
    else:
        terminal.say(f"Made {path}")
    if told:
        note(told)
    return DONE


def add(arguments: Namespace) -> int:
    """`add TITLE --workstream W`."""
    with opened(arguments) as workspace:
        board = workspace.board
        lane = match(arguments.workstream, board.workstreams, "workstream").id
        stage = _stage(board, arguments.stage) if arguments.stage else None
        fields: dict[str, Any] = {one.name: getattr(arguments, one.name) for one in typed(Artefact) if one.name != "title"}
        fields["override"] = arguments.override
        entry = workspace.run(editing.add, title=arguments.title, workstream=lane, stage=stage, **fields)
        made = [change.id for change in entry.changes if change.kind == Artefact.KIND] if entry else []
        return saved(workspace, entry, made, arguments)


def edit(arguments: Namespace) -> int:
    """`edit REF field=value …`."""
    values = assigned(arguments.values)
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
    """`escalate REF --to FORUM`: what blocks an artefact, or a decision."""

    def wished(board: Board, found: Artefact | Decision) -> Wish:
        forum = match(arguments.to, board.forums, "forum").id
        said = {"question": arguments.question, "needed_by": arguments.needed_by, "on": arguments.on}
        number = arguments.blocker
        if isinstance(found, Decision):
            _refuse_numbered(found, number)
            return wish(escalating.escalate_decision, decision=found.id, forum=forum, **said)
        blocker = None if number is None else _numbered(board, found, number).id
        return wish(escalating.escalate, artefact=found.id, forum=forum, blocker=blocker, **said)

    return _about_escalated(arguments, wished)


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

    def wished(board: Board, found: Artefact | Decision) -> Wish:
        meant = _escalation(board, found, arguments).id
        if arguments.verb == "answer":
            return wish(escalating.answer, escalation=meant, answer=arguments.text, on=arguments.on)
        return wish(escalating.withdraw, escalation=meant, why=arguments.text, on=arguments.on)

    return _about_escalated(arguments, wished)


def _escalation(board: Board, found: Artefact | Decision, arguments: Namespace) -> Escalation:
    """The one open escalation that the words mean: of a decision, or of what blocks an artefact and of the decisions about
    it. Raises Refused with the list where several fit."""
    if isinstance(found, Decision):
        _refuse_numbered(found, arguments.blocker)
        waiting = waiting_of(board, found.id)
    else:
        waiting = [one for held in board.blockers(found.id) for one in board.escalations(held.id) if not one.returned]
        waiting += board.open_escalations(found.id, of=Decision)
    if not waiting:
        name = called(found) if isinstance(found, Artefact) else clipped_name(found)
        raise Refused(f"{name} waits for no forum's answer.")
    fitting = waiting
    if arguments.forum:
        forums = {one.forum: board.of(Forum)[one.forum] for one in waiting}
        meant = match(arguments.forum, forums.values(), "forum that was asked").id
        fitting = [one for one in fitting if one.forum == meant]
    if arguments.blocker is not None and isinstance(found, Artefact):
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
        return saved(workspace, entry, touched(workspace.board, entry), arguments)


def redo(arguments: Namespace) -> int:
    """`redo`: what this actor undid last."""
    with opened(arguments) as workspace:
        entry = workspace.redo(bring_back=arguments.bring_back)
        return saved(workspace, entry, touched(workspace.board, entry), arguments)


def import_(arguments: Namespace) -> int:
    """`import FILE [--blanks keep|clear] [--dry-run]`: refused where no row could be taken in."""
    with opened(arguments) as workspace:
        path = boards.typed_path(arguments.file)
        choices = chosen(arguments)
        taken = incoming.import_file(workspace, path, blanks=arguments.blanks, dry_run=arguments.dry_run, choices=choices)
        return said_of_import(taken, arguments)


def chosen(arguments: Namespace) -> Choices:
    """What the command line says of a table: of --answers FILE, and over that its other options. Raises Refused for a word
    without its `=`, and for a file that holds no answers."""
    answers = NO_CHOICES
    if getattr(arguments, "answers", ""):
        answers = formats.answers(boards.typed_path(arguments.answers))
    columns = dict(_parted(pair, "--map COLUMN=FIELD") for pair in arguments.map)
    everywhere = dict(_parted(pair, "--set FIELD=VALUE", first=True) for pair in arguments.set)
    values: dict[str, dict[str, str]] = {}
    for pair in getattr(arguments, "value", ()):
        form = "--value FIELD:WORD=WORD"
        place, name = _parted(pair, form)
        field, colon, word = place.partition(":")
        if not colon:
            raise Refused(f"{quoted(pair)} is not of the form {form}.")
        values.setdefault(field.strip().casefold(), {})[word.strip()] = name
    return answers.under(
        Choices(
            sheet=arguments.sheet,
            headings=getattr(arguments, "headings", None),
            columns=columns,
            rest=getattr(arguments, "rest", ""),
            all=everywhere,
            values=values,
            days=_DAYS[getattr(arguments, "days", "")],
            merged=_MERGED[getattr(arguments, "merged", "")],
            rows=dict(_parted(pair, "--row N=REF", first=True) for pair in getattr(arguments, "row", ())),
            gone="retire" if getattr(arguments, "retire_gone", False) else "",
        )
    )


_DAYS: dict[str, Order] = {"": "", "day-first": "day first", "month-first": "month first"}
_MERGED: dict[str, Merged] = {"": "", "fill": "fill down", "leave": "leave"}


def _parted(pair: str, form: str, *, first: bool = False) -> tuple[str, str]:
    """What stands before the last `=`, or the first, and behind it."""
    before, equals, behind = pair.partition("=") if first else pair.rpartition("=")
    if not equals or not before.strip():
        raise Refused(f"{quoted(pair)} is not of the form {form}.")
    return before.strip(), behind.strip()


def said_of_import(taken: Imported, arguments: Namespace) -> int:
    """Say what an import made of each row, and how the command ends by that."""
    if taken.entry is not None and taken.entry.warnings:
        note(f"Saved. {' '.join(taken.entry.warnings)}")
    if arguments.json:
        terminal.say_json(answers.import_object(taken))
    else:
        for remark in (*taken.remarks, *answers.asked_lines(taken.questions, taken.suggestions)):
            note(remark)
        print_lines(answers.import_lines(taken, terminal_width()))
    if taken.failed:
        note("Nothing was taken in: every row is a question or skipped.")
    return REFUSED if taken.failed else DONE


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
    return DONE


def _about_escalated(arguments: Namespace, wished: Callable[[Board, Artefact | Decision], Wish]) -> int:
    """Run what is wished of the artefact or the decision that REF names."""
    with opened(arguments) as workspace:
        board = workspace.board
        # By its id also a retired decision: what was asked about it may have to be answered all the same.
        found = board.of(Decision).get(arguments.ref.strip()) or find_any(board, arguments.ref, (Decision.KIND,))
        if not isinstance(found, Artefact | Decision):
            raise Refused(f"What blocks an artefact, or a decision, is put to a forum; {arguments.ref} is neither.")
        entry = workspace.run(wished(board, found))
        about = artefact_about(found, board)
        return saved(workspace, entry, [about] if about else [], arguments)


def _refuse_numbered(decision: Decision, number: int | None) -> None:
    if number is not None:
        raise Refused(f"--blocker numbers what blocks an artefact, and {clipped_name(decision)} is a decision.")


def touched(board: Board, entry: Entry | None) -> list[str]:
    """The artefacts that an entry is about, each once."""
    changes_ = entry.changes if entry else ()
    return [found for found in dict.fromkeys(telling.artefact_of(board, change) for change in changes_) if found]


def _stage(board: Board, text: str) -> str:
    column = match_column(text, board)
    if column == BLOCKED:
        raise Refused("Blocked is no stage: name the stage it stands in, then block it.")
    return column


def assigned(words: Sequence[str]) -> dict[str, str]:
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
