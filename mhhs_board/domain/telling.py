"""Entries as sentences, for the history of a card, the Undo menu and the command line: one wording for all.

A sentence is read off the changes and not off the verb, so that an import, an undo and a drag tell the same thing in the
same words. Names are looked up on the board given, or "no longer there" where it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.escalation import told_ending
from mhhs_board.domain.fields import Day, Declared, Link, Note, article, by_name, declared, typed
from mhhs_board.domain.governance import Decision, Forum, Item, Meeting
from mhhs_board.domain.journal import NOT_STATED, Change, Entry, Fields
from mhhs_board.domain.record import Named, Registered, naming
from mhhs_board.domain.records import ABOUT, RECORDS, REFERENCES, REGISTERS, Artefact, Blocker, Details, Escalation, Limit

LONGEST = 200
"""Characters of one value told in a sentence; the record holds the whole."""

_UNTOLD = {one.name for one in declared(Artefact)} - {one.name for one in typed(Artefact)}
"""Fields of an artefact that follow from others, or that have a sentence of their own."""

_REORDERED = "Moved within its cell"

_NOTHING = {"answer": "", "returned": "", "ended": ""}
"""What an escalation holds that waits for an answer."""

_SAID = {Blocker.KIND: "reason", Escalation.KIND: "question"}
"""What a sentence says of a new one, and its entry's note begins with."""

_DERIVED = {Artefact.KIND, *ABOUT}
_BESIDE = {Blocker.KIND, Escalation.KIND}
"""What has no sentence of its own where the artefact it is about is gone; an escalation of a decision has."""


def clipped(text: str, longest: int = LONGEST) -> str:
    """A value on one line, cut with an ellipsis."""
    line = " ".join(text[: longest * 4].split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def called(board: Board, kind: str, record_id: str | None) -> str:
    """What people call a record: reference or title, name, or "not stated" where there is none."""
    if not record_id:
        return "not stated"
    record = board.get(kind, record_id)
    if isinstance(record, Artefact):
        return clipped(record.ref or record.title, 60)
    if isinstance(record, Forum):
        return clipped(record.short or record.name, 60)
    if isinstance(record, Named):
        return clipped(record.name, 60)
    if isinstance(record, Registered):
        return clipped(record.called(), 60) or f"{article(kind)} {kind} without a name"
    return f"{article(kind)} {kind} no longer there"


def artefact_of(board: Board, change: Change) -> str:
    """The id of the artefact a change belongs to, itself or through what it is about; empty where there is none."""
    return next(iter(_artefacts_of(board, change)), "")


def _artefacts_of(board: Board, change: Change) -> list[str]:
    """The artefacts that a change belongs to: of a record that is about another one since, both."""
    if change.kind == Artefact.KIND:
        return [change.id]
    found: dict[str, None] = {}
    record = board.get(change.kind, change.id)
    for side in ({}, change.after or {}, change.before or {}):
        stated = ((field, side.get(field, getattr(record, field, None))) for field in ABOUT.get(change.kind, ()))
        field, named = next(((field, str(named)) for field, named in stated if named), ("", ""))
        target = REFERENCES[change.kind][field] if field else ""
        if target == Artefact.KIND:
            found[named] = None
        elif board.get(target, named) is not None:
            found.update(dict.fromkeys(_artefacts_of(board, Change(target, named, None, None))))
    return list(found)


def _either(change: Change, name: str) -> str:
    return (change.after or {}).get(name) or (change.before or {}).get(name) or ""


def sentence(entry: Entry, board: Board, subject: str = "") -> str:
    """What an entry did, on one line, without who and when. With `subject` (an artefact id) only what it did to that."""
    if entry.verb == "new":
        return "Laid out with the board" if subject else "Board laid out"
    by_artefact = _sorted_out(entry, board)
    on_agenda = "" if subject else _of_agenda(board, entry.changes)
    if on_agenda:
        told, by_artefact = on_agenda, {}
    elif subject:
        told = "; ".join(_facts(board, by_artefact.get(subject, ()), entry.at))
    elif len(by_artefact) > 1:
        told = _of_several(board, by_artefact, entry.at)
    elif by_artefact:
        artefact_id, changes = next(iter(by_artefact.items()))
        name = called(board, Artefact.KIND, artefact_id) if board.get(Artefact.KIND, artefact_id) else _gone(changes)
        told = "; ".join(_facts(board, changes, entry.at))
        if not all(_decision_of(board, change) for change in changes):  # that names the decision
            told = f"{name}: {told}"
    else:
        told = ""
    placed = {id(change) for changes in by_artefact.values() for change in changes}
    others = [change for change in (() if subject or on_agenda else entry.changes) if id(change) not in placed]
    told = "; ".join(part for part in [told, *_of_others(board, others, entry.at)] if part) or "Changed"
    if entry.undoes is not None:
        told = f"{'Redone' if entry.verb == 'redo' else 'Undone'}: {told}"
    elif (note := _own_words(entry, board, subject)) and note not in told:
        told = f"{told} — {note}"
    return told


def _of_agenda(board: Board, changes: Sequence[Change]) -> str:
    """What was done to several items of one meeting's agenda alike; empty where it is anything else."""
    if len(changes) < 2 or any(change.kind != Item.KIND for change in changes):
        return ""
    found = {(board.get(Item.KIND, change.id), _either(change, "meeting")) for change in changes}
    of = {said or (one.meeting if isinstance(one, Item) else "") for one, said in found}
    if len(of) != 1:
        return ""
    meeting, count = called(board, Meeting.KIND, of.pop()), len(changes)
    if all(change.before is None for change in changes):
        return f"{count} items put on the agenda of {meeting}"
    if all(change.after is None for change in changes):
        return f"{count} items taken off the agenda of {meeting}"
    fields = {name for change in changes for name in change.after or {}}
    if fields == {"number"}:
        return f"The agenda of {meeting} put in another order"
    outcomes = {(change.after or {}).get("outcome") for change in changes}
    if fields == {"outcome"} and len(outcomes) == 1:
        items = [one for one, _ in found if isinstance(one, Item)]
        agreed = len(items) == count and all(one.consent == "block" for one in items)
        whose = "The chair's outcome" if agreed else "Outcome"
        return f"{whose} of {count} items of {meeting}: {outcomes.pop() or 'none'}"
    return ""


def _own_words(entry: Entry, board: Board, subject: str) -> str:
    """The note without what the program wrote into it: of a move between workstreams, and beside one artefact of an import
    what became of all the others."""
    note = entry.note
    if subject and entry.verb == "import":
        note = note.rpartition(": ")[0] or note
    for change in entry.changes:
        if change.before is None and change.after and change.kind in _SAID:
            note = note.removeprefix(change.after.get(_SAID[change.kind], "")).strip()
        if change.kind == Artefact.KIND and change.before and change.after and "workstream" in change.after:
            was, now = (called(board, "workstream", side["workstream"]) for side in (change.before, change.after))
            note = note.replace(f"From {was} to {now}.", "")
    return clipped(note)


def label(entry: Entry, board: Board) -> str:
    """A few words for "Undo …": "Move of Process 4", "Edit of 3 artefacts"."""
    by_artefact = _sorted_out(entry, board)
    verb = "Change of the blocker" if entry.verb == "amend" else entry.verb.replace("-", " ").capitalize()
    verb = verb if entry.undoes is None else "Undo"
    if asked := _asked_about(entry, board):
        return f"{verb} of {clipped(asked, 40)}"
    if not by_artefact or all(change.kind in REGISTERS for change in entry.changes):
        told = _of_agenda(board, entry.changes) or "; ".join(_of_others(board, entry.changes, entry.at))
        return clipped(told if entry.undoes is None else f"{verb} of: {told}", 60) or verb
    if len(by_artefact) > 1:
        return f"{verb} of {len(by_artefact)} artefacts"
    artefact_id, changes = next(iter(by_artefact.items()))
    name = called(board, Artefact.KIND, artefact_id) if board.get(Artefact.KIND, artefact_id) else _gone(changes)
    return f"{verb} of {clipped(name, 40)}"


_DONE = {
    "add": "added",
    "amend": "changed what blocks",
    "answer": "recorded an answer about",
    "block": "blocked",
    "edit": "edited",
    "escalate": "escalated",
    "import": "imported",
    "move": "moved",
    "redo": "did again a change of",
    "retire": "retired",
    "unblock": "unblocked",
    "undo": "took back a change of",
    "withdraw": "withdrew a question about",
}


def who(entry: Entry) -> str:
    """Who acted, in a sentence that begins with it."""
    return clipped(entry.actor, 40) if entry.actor != NOT_STATED else "Somebody"


def heard(entry: Entry, board: Board) -> str:
    """What another did, in a few words with their name: "AB moved BP009", "Somebody edited 3 artefacts"."""
    by_artefact = _sorted_out(entry, board)
    if asked := _asked_about(entry, board):
        return f"{who(entry)} {_DONE.get(entry.verb, 'changed')} {clipped(asked, 40)}"
    if not by_artefact or all(change.kind in REGISTERS for change in entry.changes):
        return clipped(f"{who(entry)}: {sentence(entry, board)}", 90)
    artefact_id, changes = next(iter(by_artefact.items()))
    name = called(board, Artefact.KIND, artefact_id) if board.get(Artefact.KIND, artefact_id) else _gone(changes)
    what = clipped(name, 40) if len(by_artefact) == 1 else f"{len(by_artefact)} artefacts"
    return f"{who(entry)} {_DONE.get(entry.verb, 'changed')} {what}"


def _decision_of(board: Board, change: Change) -> str:
    """The id of the decision of which a change is an escalation; empty for any other change."""
    if change.kind != Escalation.KIND:
        return ""
    record = board.of(Escalation).get(change.id)
    return _either(change, "decision") or (record.decision or "" if record else "")


def _asked_about(entry: Entry, board: Board) -> str:
    """What people call the one decision whose escalations are all that an entry changed; empty where it changed others."""
    if any(change.kind != Escalation.KIND for change in entry.changes):
        return ""
    decisions = {_decision_of(board, change) for change in entry.changes}
    return called(board, Decision.KIND, decisions.pop()) if len(decisions) == 1 and "" not in decisions else ""


def _gone(changes: Iterable[Change]) -> str:
    for change in changes:
        if change.kind == Artefact.KIND:
            fields = change.before or change.after or {}
            return clipped(fields.get("ref") or fields.get("title") or "", 60) or "An artefact"
    return "An artefact"


def _sorted_out(entry: Entry, board: Board) -> dict[str, list[Change]]:
    """The changes of an entry by the artefact they belong to, in the entry's order."""
    blockers = {change.id: _either(change, "artefact") for change in entry.changes if change.kind == Blocker.KIND}
    found: dict[str, list[Change]] = {}
    for change in entry.changes:
        if change.kind == Artefact.KIND:  # as most of a large entry
            found.setdefault(change.id, []).append(change)
            continue
        owners = _artefacts_of(board, change) if change.kind in _DERIVED else []
        if not owners and change.kind == Escalation.KIND:
            owners = list(filter(None, [blockers.get(_either(change, "blocker"), "")]))
        for owner in owners:
            found.setdefault(owner, []).append(change)
    return found


def about(board: Board, record_id: str, kind: str = Artefact.KIND) -> list[tuple[str, str]]:
    """Kind and id of every record whose history belongs to that of an artefact, or of a record of another type: itself
    first, and what is about it."""
    found = {(kind, record_id): None}
    way = list(found)
    for kind, record_id in way:
        for other in ABOUT:
            those = [(other, record.id) for record in naming(board, RECORDS[other], kind, record_id)]
            way += [key for key in those if key not in found]
            found.update(dict.fromkeys(those))
    return list(found)


def changes_of(entry: Entry, board: Board, artefact: str) -> list[Change]:
    """What an entry changed of one artefact: itself, and what is about it."""
    return _sorted_out(entry, board).get(artefact, [])


def _of_several(board: Board, by_artefact: dict[str, list[Change]], at: str) -> str:
    """One sentence for many artefacts: shared where all had the same done to them."""
    told = {"; ".join(_facts(board, changes, at)) for changes in by_artefact.values()}
    named = list(by_artefact.items())[:3]
    names = [
        called(board, Artefact.KIND, one) if board.get(Artefact.KIND, one) else _gone(changes) for one, changes in named
    ]
    which = ", ".join(names) + (f" and {len(by_artefact) - 3} more" if len(by_artefact) > 3 else "")
    return f"{which}: {told.pop()}" if len(told) == 1 else f"{len(by_artefact)} artefacts changed: {which}"


def _facts(board: Board, changes: Iterable[Change], at: str) -> list[str]:
    facts: list[str] = []
    changes = tuple(changes)
    for change in changes:
        if change.kind == Artefact.KIND:
            facts.extend(_of_artefact(board, change, at))
        elif change.kind == Blocker.KIND:
            facts.extend(_of_blocker(board, change, at))
        elif change.kind in REGISTERS:
            facts.append(_of_registered(board, change, at))
        elif decision := _decision_of(board, change):
            of_it = [one for one in changes if _decision_of(board, one) == decision]
            told_of_it = "; ".join(_of_escalation(board, one, changes, at) for one in of_it)
            facts.append(f"{called(board, Decision.KIND, decision)}: {told_of_it}")
        else:
            facts.append(_of_escalation(board, change, changes, at))
    told = [fact for fact in dict.fromkeys(facts) if fact != _REORDERED]
    return told or ([_REORDERED] if facts else ["Changed"])  # a place in the cell follows from whatever else was done


def _of_artefact(board: Board, change: Change, at: str) -> list[str]:
    before, after = change.before, change.after
    if before is None and after is not None:
        place = called(board, "workstream", after.get("workstream"))
        stage = called(board, "stage", after["stage"]) if after.get("stage") else "stage not stated"
        return [f"Added to {place}, {stage}"]
    if after is None or before is None:
        return ["Taken off the board"]
    facts = []
    if "stage" in after:
        facts.append(f"Moved {_stage(board, before['stage'])} → {_stage(board, after['stage'])}")
    if "workstream" in after:
        was, now = (called(board, "workstream", side["workstream"]) for side in (before, after))
        facts.append(f"Moved from {was} to {now}")
    if "retired" in after:
        facts.append("Retired" if after["retired"] else "Brought back")
    for name in after:
        if name not in _UNTOLD:
            facts.append(_edit(board, name, *_sides(before, after, name, at)))
    if not facts and "rank" in after:
        facts.append(_REORDERED)
    return facts


def _stage(board: Board, stage: str | None) -> str:
    return called(board, "stage", stage) if stage else "stage not stated"


def _edit(board: Board, name: str, was: Any, now: Any, word: str = "") -> str:
    one = by_name(Artefact).get(name) if not word else None
    if one is not None and isinstance(one.field, Note) and not one.field.shared:
        return f"Edited {one.word.removeprefix('private ')}"
    word = word or (one.word if one is not None else name.replace("_", " "))
    old, new = (_value(board, one, value) for value in (was, now))
    said = word[:1].upper() + word[1:]
    if not old:
        return f"{said} set to {new}"
    return f"{said} changed from {old} to {new}" if new else f"{said} cleared (was {old})"


def _value(board: Board, one: Declared | None, value: Any) -> str:
    if one is not None and isinstance(one.field, Link):
        return called(board, one.field.kind, value) if value else ""
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    return clipped(str(value or ""), 80)


_OF_BLOCKER = {"reason": "reason of the block", "owner": "who must unblock it", "needed_by": "needed by"}
"""What is said of a blocker and can be corrected."""
_DATES = frozenset({"due", "needed_by"})


def _dated(fields: Fields, name: str, at: str, beside: str = "") -> str:
    """A date as it is read in any year: as written where that names the day wholly, else the day that stands beside it, or
    that it meant at the entry's moment. `beside` is what the same day was called before or after."""
    text, on = fields.get(name) or "", fields.get(name.partition("_")[0] + "_on")
    day = dates.instant_day(at)
    if day is not None and not on and dates.is_relative(text):
        on = dates.iso_meant(text, day)
    elif day is not None and on is None:
        on = dates.iso_meant(text, dates.meant(beside, day) or day)
    return dates.whole(text, on or "")


def _sides(before: Fields, after: Fields, name: str, at: str) -> tuple[Any, Any]:
    """A field before an entry and after it."""
    if name not in _DATES:
        return before.get(name), after.get(name)
    return _dated(before, name, at, after.get(name) or ""), _dated(after, name, at, before.get(name) or "")


def _of_blocker(board: Board, change: Change, at: str) -> list[str]:
    before, after = change.before, change.after
    if after is None:
        return ["Blocker taken back"]
    if before is None or (before.get("closed") and "closed" in after and not after["closed"]):
        reason = clipped(after.get("reason", ""))
        told = f"Blocked: {reason or 'reason not stated'}" if before is None else "Blocked again"
        if after.get("owner"):
            told += f"; {clipped(after['owner'], 60)} must unblock it"
        if needed := _dated(after, "needed_by", at):
            told += f", needed by {clipped(needed, 40)}"
        return [told]
    if after.get("closed"):
        note = clipped(after.get("closing_note", ""))
        return [f"Unblocked: {note}" if note else "Unblocked"]
    edited = []
    for name, word in _OF_BLOCKER.items():
        if name in after:
            edited.append(_edit(board, name, *_sides(before, after, name, at), word=word))
    return edited or ["Blocker edited"]


def _of_escalation(board: Board, change: Change, beside: tuple[Change, ...], at: str) -> str:
    before, after = change.before, change.after
    if after is None:
        return "Escalation taken back"
    record = board.of(Escalation).get(change.id)
    forum = (
        called(board, "forum", record.forum if record else after.get("forum") or "")
        if record or before is None
        else "The forum"
    )
    if before is None and not after.get("returned"):
        question = clipped(after.get("question", ""))
        told = f"Escalated to {forum}: {question}" if question else f"Escalated to {forum}"
        wanted = clipped(_dated(after, "needed_by", at), 40)
        return f"{told}; answer needed by {wanted}" if wanted else told
    if after.get("returned"):
        return _ended(forum, change, beside)
    if before is not None and before.get("returned"):
        return f"Waits for {forum} again"
    return "Escalation edited"


def _ended(forum: str, change: Change, beside: tuple[Change, ...]) -> str:
    """How an escalation ended, read off the entry that ended it."""
    fields = {**_NOTHING, **(change.after or {})}
    held = next((one for one in beside if one.kind == Blocker.KIND and (one.after or {}).get("closed")), None)
    closed = (held.after or {}) if held else {}
    escalation = Escalation(id="", blocker="", forum="", **{name: fields[name] for name in _NOTHING})
    blocker = Blocker(id="", artefact="", closed=closed.get("closed", ""), closing_note=closed.get("closing_note", ""))
    raised = [one.after["raised"] for one in beside if one.kind == Escalation.KIND and one.after and "raised" in one.after]
    words = clipped(escalation.answer)
    match told_ending(escalation, blocker if held else None, raised):
        case "answered":
            return f"{forum} answered: {words}" if words else f"{forum} answered"
        case "withdrawn":
            return f"Question to {forum} withdrawn: {words}"
        case "passed_on":
            return f"{words.rstrip('.')}, away from {forum}"
        case _:
            return f"Escalation to {forum} closed, with the note: {words}" if words else f"Escalation to {forum} closed"


def _of_registered(board: Board, change: Change, at: str) -> str:
    """A change of a record that has a register: what became of it, and of each of its fields."""
    record_type, before, after = REGISTERS[change.kind], change.before, change.after
    word, record = change.kind.capitalize(), board.get(change.kind, change.id)
    name = called(board, change.kind, change.id) if record is not None else _once_called(change)
    if before is None:
        days = [one for one in declared(record_type) if isinstance(one.field, Day) and (after or {}).get(one.name)]
        return f"{word} {name} added" + "".join(f", {one.word} {_told(board, one, after or {}, at)}" for one in days)
    if after is None:
        return f"{word} {name} taken off"
    told: list[str] = []
    if "retired" in after:
        told.append("retired" if after["retired"] else "brought back")
    for one in declared(record_type):
        if one.name not in after or one.name == "retired":
            continue
        if isinstance(one.field, Note) and not one.field.shared:
            told.append(f"{one.word} edited")
            continue
        was, now = (_told(board, one, side, at) for side in (before, after))
        if not was:
            told.append(f"{one.word} set to {now}")
        else:
            told.append(f"{one.word} changed from {was} to {now}" if now else f"{one.word} cleared (was {was})")
    return f"{word} {name}: {'; '.join(told)}" if told else f"{word} {name} changed"


def _once_called(change: Change) -> str:
    """What a record that is gone was called, as far as its change says it."""
    fields = {**(change.before or {}), **(change.after or {})}
    try:
        record = msgspec.convert({"id": change.id, **fields}, REGISTERS[change.kind])
    except msgspec.ValidationError:
        return "without a name"
    return clipped(record.called(), 60) or "without a name"


def _told(board: Board, one: Declared, fields: Fields, at: str) -> str:
    """One field of a change, on one line."""
    value = fields.get(one.name)
    if isinstance(one.field, Link):
        return called(board, one.field.kind, str(value)) if value else ""
    if isinstance(one.field, Day):
        text = str(value or "")
        day = dates.instant_day(at)
        meant = dates.kept_day(text) or (dates.iso_meant(text, day) if day else "")
        return clipped(dates.whole(text, meant), 40)
    if isinstance(value, list | tuple):
        return clipped(", ".join(map(str, value)), 80)
    return clipped(str(value or ""), 80)


def _of_others(board: Board, changes: Sequence[Change], at: str) -> list[str]:
    """What was changed that belongs to no artefact: the board's own furniture, registers, what was asked of decisions."""
    asked = [change for change in changes if _decision_of(board, change)]
    told = [_of_board(board, change, at) for change in changes if change.kind not in _BESIDE]
    return told + (_facts(board, asked, at) if asked else [])


def _of_board(board: Board, change: Change, at: str) -> str:
    """A change of the board's own furniture (a lane, a stage, a limit, the settings) or of a register."""
    after = change.after
    if change.kind in REGISTERS:
        return _of_registered(board, change, at)
    if change.kind == Details.KIND:
        names = ", ".join(name.replace("_", " ") for name in (after or {}))
        return f"Board settings: {names}" if names else "Board settings"
    if change.kind == Limit.KIND:
        return _of_limit(board, change)
    name = called(board, change.kind, change.id)
    if board.get(change.kind, change.id) is None:
        name = clipped(_either(change, "name"), 60)
    word = change.kind.capitalize()
    if change.before is None:
        return f"{word} {name} added"
    if after is None:
        return f"{word} {name} taken off"
    if "retired" in after:
        return f"{word} {name} {'retired' if after['retired'] else 'brought back'}"
    if "name" in after:
        return f"{word} {clipped(str(change.before.get('name', '')), 60)} renamed to {clipped(str(after['name']), 60)}"
    return f"{word} {name} reordered" if set(after) == {"rank"} else f"{word} {name} changed"


def _of_limit(board: Board, change: Change) -> str:
    """Where a limit is, and what it says now."""
    record = board.get(change.kind, change.id)
    if isinstance(record, Limit):
        place, most, gate = (record.workstream, record.stage), record.most, record.gate
    else:
        fields = change.before or change.after or {}
        place, most, gate = (
            (fields.get("workstream"), fields.get("stage")),
            fields.get("most", 0),
            fields.get("gate", "warn"),
        )
    named = [called(board, kind, one) for kind, one in zip(("workstream", "stage"), place, strict=True) if one]
    where = f" in {', '.join(named)}" if named else ""
    return f"Limit{where} removed" if change.after is None else f"Limit{where} set to {most}, {gate}"
