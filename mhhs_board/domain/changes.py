"""What changed between two moments, sorted into the kinds of change that a checkpoint asks for.

Compares two boards and not the entries between them: what was done and undone again is no news. A move into a stage of role
`done` counts as approved and not as moved as well; order in a cell is never news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mhhs_board.domain import cells, dates, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.escalation import PASSED_ON, Ended, how_ended
from mhhs_board.domain.fields import Note, by_name, typed
from mhhs_board.domain.governance import Decision, Forum
from mhhs_board.domain.journal import Change
from mhhs_board.domain.record import Named, Record, Registered
from mhhs_board.domain.records import RECORDS, REGISTERS, Artefact, Blocker, Escalation, Stage, Workstream

GROUPS = (
    "added", "moved", "back", "blocked", "unblocked", "escalated", "answered", "withdrawn", "passed_on", "approved",
    "retired", "edited", "registers",
)  # fmt: skip
"""The kinds of change, in the order in which they are told."""


Element = dict[str, Any]
Groups = dict[str, list[Element]]


def changes_between(old: Board, new: Board) -> Groups:
    """Every group of GROUPS with its elements, each with at least `id, ref, title, workstream` and what changed.

    `registers` are the records of registers (`type` says which), each with what was `done` to it and its `fields`; their
    workstream is that of the artefact they are about.
    Workstreams, stages and kinds are given by name, `None` where not stated, forums by their short name.
    What was escalated is an artefact, for its blocker, or with `type` a decision, whose `title` and workstream are those of
    the artefact it is about, as in `registers`.
    Artefacts come in the order of `new.artefacts()`, then the retired ones, then decisions.
    """
    groups: Groups = {group: [] for group in GROUPS}
    before = old.of(Artefact)
    for artefact in [*new.artefacts(), *new.retired()]:
        _compare(groups, old, new, before.get(artefact.id), artefact)
    for artefact in before.values():
        if artefact.id not in new.of(Artefact) and not artefact.retired:
            groups["retired"].append({**_element(old, artefact), "note": "undone"})
    for decision in sorted(new.of(Decision).values(), key=lambda record: record.order()):
        if found := new.escalations_of(decision.id):
            _compare_escalations(groups, old, new, found, _element_about(new, decision))
    for kind in REGISTERS:
        groups["registers"] += _registered(old, new, kind)
    return groups


def _registered(old: Board, new: Board, kind: str) -> Iterator[Element]:
    """What became of the records of a register, in their order; what was added and taken off again is no news."""
    before, after = old.of(REGISTERS[kind]), new.of(REGISTERS[kind])
    for now in sorted(after.values(), key=lambda record: record.order()):
        was = before.get(now.id)
        if was is not None and was.retired and now.retired:
            continue
        if was is None or was.retired != now.retired:
            done = "added" if was is None and not now.retired else "retired" if now.retired else "brought back"
            if was is None and now.retired:
                continue
            fields = {one.name: ["", cells.said(new, now, one)] for one in typed(type(now)) if getattr(now, one.name)}
            yield _element_of(new, now, done, fields if was is None else {})
        elif fields := _edits(old, new, was, now):
            yield _element_of(new, now, "edited", fields)
    for was in before.values():
        if was.id not in after and not was.retired:
            yield _element_of(old, was, "undone", {})


def _element_of(board: Board, record: Registered, done: str, fields: dict[str, list[Any]]) -> Element:
    return {**_element_about(board, record), "done": done, "fields": fields}


def _element_about(board: Board, record: Registered) -> Element:
    change = Change(record.KIND, record.id, None, None)
    about = board.of(Artefact).get(telling.artefact_of(board, change))
    return {
        "type": record.KIND,
        "id": record.id,
        "ref": record.called(),
        "title": about.ref or about.title if about else "",
        "workstream": _name(board, Workstream, about.workstream) if about else None,
    }


def _compare(groups: Groups, old: Board, new: Board, was: Artefact | None, now: Artefact) -> None:
    element = _element(new, now)
    if now.retired:
        if was is not None and not was.retired:
            groups["retired"].append({**element, "retired": now.retired})
        return
    if was is None or was.retired:
        groups["added"].append({**element, "stage": _name(new, Stage, now.stage), "restored": was is not None})
    moved = was is not None and (was.stage, was.workstream) != (now.stage, now.workstream)
    if (was is None and _done(new, now)) or (was is not None and _done(new, now) and not _done(old, was)):
        groups["approved"].append({**element, **_move(old, new, was, now), "decision": now.decision})
    elif was is not None and moved:
        groups["back" if _is_back(new, was, now) else "moved"].append({**element, **_move(old, new, was, now)})
    _compare_blockers(groups, old, new, now, element)
    if was is not None and (fields := _edits(old, new, was, now)):
        groups["edited"].append({**element, "fields": fields})


def _compare_blockers(groups: Groups, old: Board, new: Board, artefact: Artefact, element: Element) -> None:
    for blocker in new.blockers(artefact.id):
        earlier = old.of(Blocker).get(blocker.id)
        told = {**element, "reason": blocker.reason, "owner": blocker.owner, "since": blocker.since}
        if not blocker.closed and (earlier is None or earlier.closed):
            groups["blocked"].append({**told, "needed_by": dates.whole(blocker.needed_by, blocker.needed_on)})
        elif blocker.closed and (earlier is None or not earlier.closed):
            still = new.is_blocked(artefact.id)
            groups["unblocked"].append({**told, "note": blocker.closing_note, "still_blocked": still})
        _compare_escalations(groups, old, new, new.escalations(blocker.id), element)


def _compare_escalations(
    groups: Groups, old: Board, new: Board, escalations: Iterable[Escalation], element: Element
) -> None:
    for escalation in escalations:
        asked = old.of(Escalation).get(escalation.id)
        told_up = {**element, "to": _forum(new, escalation.forum), "question": escalation.question}
        if not escalation.returned and (asked is None or asked.returned):
            needed = dates.whole(escalation.needed_by, escalation.needed_on)
            groups["escalated"].append({**told_up, "needed_by": needed})
        elif escalation.returned and (asked is None or not asked.returned):
            _tell_ending(groups, how_ended(new, escalation), told_up, escalation.answer)


def _tell_ending(groups: Groups, how: Ended, told: Element, words: str) -> None:
    """How an escalation ended. What older boards closed with its blocker is told by the unblocking alone."""
    if how == "answered":
        groups["answered"].append({**told, "answer": words})
    elif how == "withdrawn":
        groups["withdrawn"].append({**told, "why": words})
    elif how == "passed_on":
        groups["passed_on"].append({**told, "passed_to": words.removeprefix(PASSED_ON).rstrip(".")})


def _element(board: Board, artefact: Artefact) -> Element:
    return {
        "id": artefact.id,
        "ref": artefact.ref,
        "title": artefact.title,
        "workstream": _name(board, Workstream, artefact.workstream),
    }


def _move(old: Board, new: Board, was: Artefact | None, now: Artefact) -> Element:
    told: Element = {
        "from": None if was is None else _name(old, Stage, was.stage),
        "to": _name(new, Stage, now.stage),
        "note": now.stage_note,
    }
    if was is not None and was.workstream != now.workstream:
        told["from_workstream"] = _name(old, Workstream, was.workstream)
    return told


def _is_back(board: Board, was: Artefact, now: Artefact) -> bool:
    """Whether the stage is now an earlier one; a stage that was not stated has no earlier."""
    stages = board.of(Stage)
    if was.stage is None or now.stage is None or was.stage not in stages:
        return False
    return (stages[now.stage].rank, now.stage) < (stages[was.stage].rank, was.stage)


def _done(board: Board, artefact: Artefact) -> bool:
    return artefact.stage is not None and board.of(Stage)[artefact.stage].role == "done"


def _edits(old: Board, new: Board, was: Record, now: Record) -> dict[str, list[Any]]:
    """Field name to what it said and what it says; where it stands and what follows from other fields is told elsewhere."""
    found: dict[str, list[Any]] = {}
    for one in typed(type(now)):
        before, after = getattr(was, one.name), getattr(now, one.name)
        if before == after:
            continue
        if one.many:
            found[one.name] = [list(before), list(after)]
        elif isinstance(one.field, Note):
            found[one.name] = [before, after]
        else:
            said = [cells.said(old, was, one) or None, cells.said(new, now, one) or None]
            said = said if one.link is not None else [text or "" for text in said]
            found |= {one.name: said} if said[0] != said[1] else {}
    return found


def _forum(board: Board, forum_id: str) -> str:
    forum = board.of(Forum)[forum_id]
    return forum.short or forum.name


def _name(board: Board, record_type: type[Named], record_id: str | None) -> str | None:
    """What a record is called; None where there is none."""
    return None if record_id is None else board.of(record_type)[record_id].name


def what(element: Element) -> str:
    """What changed, in words that stand behind an artefact's name."""
    if "to" in element and "from" in element:
        came = f" from {element['from_workstream']}" if "from_workstream" in element else ""
        note = f" — {element['note']}" if element["note"] else ""
        return f"{came}: {element['from'] or 'not stated'} → {element['to'] or 'not stated'}{note}"
    if "to" in element:
        passed = f"to {element['passed_to']}" if "passed_to" in element else ""
        said = element.get("answer") or element.get("why") or passed or element["question"]
        return f": {element['to']}{f' — {said}' if said else ''}"
    if "reason" in element:
        return f": {element.get('note') or element['reason'] or 'reason not stated'}"
    if "fields" in element:
        known = by_name(RECORDS[element.get("type", Artefact.KIND)])
        told = [(known[name].word if name in known else name, was, now) for name, (was, now) in element["fields"].items()]
        return ": " + "; ".join(f"{name} {_told(was)} → {_told(now)}" for name, was, now in told)
    return f": {element['stage'] or 'stage not stated'}" if "stage" in element else ""


def _told(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else value
    return f"“{text}”" if text else "empty"
