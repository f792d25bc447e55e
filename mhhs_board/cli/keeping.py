"""The verbs of the command line that keep a board: check, backup, restore."""

from __future__ import annotations

import shlex
from argparse import Namespace
from pathlib import Path

from mhhs_board.base import terminal
from mhhs_board.base.text import shown
from mhhs_board.cli.ends import DONE, REFUSED
from mhhs_board.cli.tables import note, print_lines
from mhhs_board.domain.errors import Damaged, ReadOnly, Refused
from mhhs_board.program import boards, safety


def _path(arguments: Namespace) -> Path:
    return (boards.own_board() if arguments.board is None else boards.located(arguments.board)).absolute()


def check(arguments: Namespace) -> int:
    """`check`: ends with 1 where anything is wrong, also where the board cannot even be opened; says what would help.

    A rule that does not hold is no damage: it comes with the command that mends it, and needs no backup.
    """
    path = _path(arguments)
    try:
        findings = boards.check_board(path)
    except Damaged as error:
        findings = [{"subject": "file", "sentence": str(error)}]
    damage = any(map(boards.is_damage, findings))
    remedy = safety.remedy(path).sentence if damage else ""
    besides = None if damage else safety.besides(path)
    if besides is not None and besides.unlike:
        which = f" {shlex.quote(str(besides.backup))}" if besides.backup is not None else ""
        mend = f"mhhs-board -b {shlex.quote(str(path))} restore{which}" if which or besides.older else ""
        findings.append({"subject": "backup", "sentence": besides.sentence, **({"mend": mend} if mend else {})})
    remarks = besides.remarks if besides is not None else []
    if arguments.json:
        more = {**({"remedy": remedy} if remedy else {}), **({"remarks": remarks} if remarks else {})}
        terminal.say_json({"ok": not findings, "findings": findings, **more})
    elif not findings:
        agrees = besides.sentence if besides is not None else ""
        terminal.say(f"{path.name} is sound: its file, its history and every record. {agrees}")
    elif {finding["subject"] for finding in findings} == {"backup"}:
        terminal.say(f"{path.name} is whole: its file, its history and every record; but it lacks what was kept of it.")
    elif not damage:
        terminal.say(
            f"{path.name} is undamaged: its file, its history and every record; but what must hold of a board does not."
        )
    for finding in findings:
        said, mend = finding["sentence"], finding.get("mend", "")
        back = "To bring its state back by an entry" if mend and not mend.endswith(" restore") else "To bring them back"
        if besides is not None and besides.another:
            back = "To have that board here again"
        act = back if finding["subject"] == "backup" else "To mend it"
        note(f"{said} {act}: {mend}" if mend else said)
    for remark in remarks:
        note(remark)
    if remedy:
        note(remedy)
    return REFUSED if findings else DONE


def backup(arguments: Namespace) -> int:
    """`backup [FILE]`: a copy that was read back; `--list` shows those there are."""
    path = _path(arguments)
    if arguments.list:
        return _list(path, arguments)
    safety.put_right(path)
    boards.open_workspace(path, read_only=True, kept=False).close()  # what is no board is refused in the usual words
    backups = safety.backups_of(path)
    if arguments.file is not None:
        target = boards.path_for_new(arguments.file)
        for sentence in backups.take_to(target):
            note(sentence)
        made, told = target, f"Written and read back: {target}"
    else:
        taken = backups.kept()
        made, told = taken.path, f"The board is kept as at entry {taken.seq}: {taken.path}"
    if arguments.json:
        terminal.say_json({"backup": str(made)})
    else:
        terminal.say(shown(told))
    return DONE


def _list(path: Path, arguments: Namespace) -> int:
    found = safety.choices(path)
    if arguments.json:
        terminal.say_json([{"backup": str(one.path), "taken": one.when, "later": one.later, **_of(one)} for one in found])
        return DONE
    own = [shown(f"{one.when}  {one.path}") for one in found if not one.board]
    print_lines(own or ["There is no backup yet."])
    for one in found:
        if one.board:
            terminal.say(shown(f"“{one.board}” was at this place before, up to entry {one.entry}: {one.when}  {one.path}"))
    return DONE


def _of(one: safety.Choice) -> dict[str, str]:
    return {"board": one.board} if one.board else {}


def restore(arguments: Namespace) -> int:
    """`restore [FILE]`: a sound board goes back by an entry; a damaged one is put back, its file set aside."""
    if arguments.read_only:
        raise ReadOnly("--read-only and restore exclude each other, so nothing was changed.")
    path = _path(arguments)
    chosen = None if arguments.file is None else boards.typed_path(arguments.file)
    if chosen is not None and not arguments.file.strip():
        raise Refused("A backup is named by the path of its file, and this one is empty, so nothing was changed.")
    if chosen is not None and not chosen.is_file():
        what = f"{chosen} is a folder and no backup" if chosen.is_dir() else f"There is no backup {chosen}"
        raise Refused(f"{what}, so nothing was changed.")
    actor = boards.settings_name() if arguments.actor is None else arguments.actor
    done = safety.put_back(path, chosen, actor=actor)
    if arguments.json:
        entry = done.entry.seq if done.entry else None
        terminal.say_json({"sentence": done.sentence, "entry": entry, "aside": str(done.aside) if done.aside else None})
    else:
        terminal.say(shown(done.sentence))
    return DONE
