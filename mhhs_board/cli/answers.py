"""What the command line answers: the objects of `--json`, and lines for people.

Text from a board is shown on one line with nothing in it that a terminal would obey; JSON holds it as it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from mhhs_board.base.text import NOTE_LIMIT, shown
from mhhs_board.cli.tables import cells_wide, fitted, padded, table
from mhhs_board.domain import agenda, cells, dates, escalation, evidence, stage_notes, telling
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.changes import what
from mhhs_board.domain.fields import Day, Declared, Link, typed
from mhhs_board.domain.governance import Decision, Forum, Item, Meeting
from mhhs_board.domain.imported import Imported, Questions, by_reason, counts
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import clipped_name, column_name, listed, quoted
from mhhs_board.domain.record import Named, Record, Registered
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Kind, Stage, Workstream
from mhhs_board.exchange.files import Sight
from mhhs_board.operations.importing import chosen

Object = dict[str, Any]

_LONGEST = 5 * NOTE_LIMIT
"""Letters of a field that are shown: a board from outside may hold any number, and breaking lines goes with the square."""


# -- objects -----------------------------------------------------------------------------------------------------------


def artefact_object(sight: Sight, artefact: Artefact) -> Object:
    """An artefact as `list --json` gives it; workstream, stage, column, kind and forum by what people call them."""
    board = sight.board
    blockers = board.open_blockers(artefact.id)
    waiting = board.open_escalations(artefact.id)
    late = escalation.overdue(board, artefact, sight.today)
    return {
        "id": artefact.id,
        "ref": artefact.ref,
        "title": artefact.title,
        "kind": name_of(board, Kind, artefact.kind),
        "workstream": name_of(board, Workstream, artefact.workstream),
        "stage": name_of(board, Stage, artefact.stage),
        "column": None if artefact.retired else column_name(board.column_of(artefact), board),
        "blocked": bool(blockers),
        "blocked_reason": blockers[0].reason if blockers else "",
        "escalated_to": short_name(board.of(Forum)[waiting[0].forum]) if waiting else None,
        "overdue": bool(late),
        "overdue_why": [one.words(board) for one in late],
        **_fields_of(sight, artefact, [one for one in typed(Artefact) if one.name not in _TOLD and one.field.shared]),
        "age_days": escalation.age_days(artefact, sight.today),
        "blocked_days": escalation.blocked_days(board, artefact, sight.today),
        "stage_note": artefact.stage_note,
        "retired": artefact.retired or None,
    }


_TOLD = ("ref", "title", "kind")
"""The fields of an artefact that `artefact_object` says by themselves."""


def _fields_of(sight: Sight, record: Record, fields: Iterable[Declared]) -> Object:
    """Fields by their names as JSON gives them: a day with the ISO day that it means beside it, a link by what people call
    it."""
    found: Object = {}
    for one in fields:
        value = getattr(record, one.name)
        if isinstance(one.field, Day):
            meant = cells.meant(record, one)
            found[one.name], found[f"{one.name}_on"] = dates.told(value, meant, sight.today), meant or None
        elif isinstance(one.field, Link):
            found[one.name] = telling.called(sight.board, one.field.kind, value) if value else None
        else:
            found[one.name] = list(value) if isinstance(value, tuple) else value
    return found


def record_object(sight: Sight, record: Registered) -> Object:
    """A record of a register as `TYPE list --json` gives it; `missing` are the fields that should be stated and are not."""
    links = {f"{one.name}_id": getattr(record, one.name) for one in typed(type(record)) if one.link is not None}
    return {
        "type": record.KIND,
        "id": record.id,
        "called": record.called(),
        **_fields_of(sight, record, typed(type(record))),
        **links,
        **{label.casefold(): named for label, named in cells.backwards(sight.board, record)},
        **({"escalated_to": _waits_at(sight.board, record)} if isinstance(record, Decision) else {}),
        "done": record.done(),
        "missing": [one.name for one in cells.gaps(record)],
        "retired": record.retired or None,
    }


def record_lines(
    sight: Sight, record: Registered, entries: Sequence[Entry], width: int, now: Iterable[str] = ()
) -> list[str]:
    """Everything about a record of a register, for reading; `now` is what is so of an agenda beside its reasons."""
    board = sight.board
    lines = [fitted(shown(f"{record.KIND.capitalize()} {record.called() or 'without a name'}"), width)]
    for one in typed(type(record)):
        value = cells.said(board, record, one) or ("not stated" if one.field.wanted else "")
        lines += _fact(one.label, value, width)
    for label, named in cells.backwards(board, record):
        lines += _fact(label, ", ".join(named), width)
    for told in now:
        lines += _fact("Now", told, width)
    lines += _fact("Retired", record.retired, width) + _fact("Id", record.id, width)
    for found in board.escalations_of(record.id) if isinstance(record, Decision) else ():
        lines += _fact("Escalated", _asked(sight, found), width)
    rows = [(str(entry.seq), entry.at, entry.actor, telling.sentence(entry, board)) for entry in entries]
    return [*lines, "", *table(("ENTRY", "AT", "WHO", "WHAT"), rows, width)]


def now_on_agenda(board: Board, record: Registered, closed: agenda.Closed) -> list[str]:
    """What an item waits for beyond its reason, or comes back from; of a meeting what each item on its agenda does."""
    if isinstance(record, Item):
        return agenda.since_then(board, record, closed)
    items = agenda.items(board, record.id) if isinstance(record, Meeting) else []
    found = [(one, "; ".join(agenda.since_then(board, one, closed))) for one in items]
    return [f"{f'{one.number}. ' if one.number else ''}{one.subject}: {told}" for one, told in found if told]


def asked_about(sight: Sight, record: Registered) -> Object:
    """What was asked about a decision, as `show --json` gives it; nothing of any other record."""
    if not isinstance(record, Decision):
        return {}
    return {"escalations": [_escalation_object(sight, found) for found in sight.board.escalations_of(record.id)]}


def _waits_at(board: Board, decision: Decision) -> str | None:
    waiting = escalation.waiting_of(board, decision.id)
    return short_name(board.of(Forum)[waiting[-1].forum]) if waiting else None


def _fact(name: str, value: str, width: int, wide: int = 13) -> list[str]:
    """A fact on as many lines as it takes; none where it says nothing."""
    if not value:
        return []
    text = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    wide = max(13, wide)
    folded = textwrap.wrap(shown(text), max(20, width - wide - 3)) or [""]
    return [f"  {name:<{wide}} {folded[0]}", *(f"  {'':<{wide}} {more}" for more in folded[1:])]


def show_object(sight: Sight, artefact: Artefact, entries: Iterable[Entry]) -> Object:
    """One artefact with its notes, every blocker it has had, and its history."""
    blockers = [_blocker_object(sight, blocker) for blocker in sight.board.blockers(artefact.id)]
    return {
        **artefact_object(sight, artefact),
        **_fields_of(sight, artefact, [one for one in typed(Artefact) if not one.field.shared]),
        "stage_since": artefact.stage_since or None,
        "review": evidence.review(sight.board, artefact),
        "blockers": blockers,
        "records": [
            {**record_object(sight, record), **asked_about(sight, record)}
            for record in evidence.concerning(sight.board, artefact)
        ],
        "history": [entry_object(entry, sight.board, artefact.id) for entry in entries],
    }


def _blocker_object(sight: Sight, blocker: Blocker) -> Object:
    board = sight.board
    held = [found.id for found in board.open_blockers(blocker.artefact)]
    return {
        "id": blocker.id,
        "number": held.index(blocker.id) + 1 if blocker.id in held else None,
        "reason": blocker.reason,
        "owner": blocker.owner,
        "since": blocker.since,
        "raised_by": blocker.raised_by,
        "needed_by": dates.told(blocker.needed_by, blocker.needed_on, sight.today),
        "needed_on": blocker.needed_on or None,
        "open": not blocker.closed,
        "closed": blocker.closed or None,
        "closing_note": blocker.closing_note,
        "escalations": [_escalation_object(sight, found) for found in board.escalations(blocker.id)],
    }


def _escalation_object(sight: Sight, found: Escalation) -> Object:
    board = sight.board
    return {
        "id": found.id,
        "to": short_name(board.of(Forum)[found.forum]),
        "question": found.question,
        "raised": found.raised,
        "raised_by": found.raised_by,
        "needed_by": dates.told(found.needed_by, found.needed_on, sight.today),
        "needed_on": found.needed_on or None,
        "answer": found.answer,
        "returned": found.returned or None,
        "ended": escalation.how_ended(board, found) or None,
    }


def entry_object(entry: Entry, board: Board, subject: str = "") -> Object:
    """An entry as `history --json` gives it; with a subject (an artefact id) only what it changed of that."""
    changes = telling.changes_of(entry, board, subject) if subject else entry.changes
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "verb": entry.verb,
        "note": entry.note,
        "undoes": entry.undoes,
        "changes": [
            {"kind": change.kind, "id": change.id, "before": change.before, "after": change.after} for change in changes
        ],
    }


def saved_object(sight: Sight, entry: Entry | None, artefacts: Sequence[str]) -> Object:
    """What a changing verb answers: the entry, or nulls where nothing changed, the artefacts it was about, and the records
    of registers that it changed or put to a forum."""
    records = sight.board.of(Artefact)
    keys = [(one.kind, one.id) for one in entry.changes] if entry else []
    asked = [sight.board.of(Escalation).get(record_id) for kind, record_id in keys if kind == Escalation.KIND]
    keys += [(Decision.KIND, one.decision) for one in asked if one and one.decision]
    changed = [sight.board.get(*key) for key in dict.fromkeys(keys)]
    return {
        "seq": entry.seq if entry else None,
        "verb": entry.verb if entry else None,
        "undoes": entry.undoes if entry else None,
        "warnings": list(entry.warnings) if entry else [],
        "artefacts": [artefact_object(sight, records[found]) for found in artefacts if found in records],
        "records": [record_object(sight, found) for found in changed if isinstance(found, Registered)],
    }


def import_object(taken: Imported) -> Object:
    """What `import --json` answers, with or without `--dry-run`."""
    said = ("line", "ref", "title", "verdict", "why")
    rows = [
        {
            "record": verdict.record,
            **{name: getattr(verdict, name) for name in said},
            "fields": taken.fields.get(verdict.record, {}),
            "changes": [msgspec.to_builtins(change) for change in verdict.changes],
        }
        for verdict in taken.verdicts
    ]
    seq = taken.entry.seq if taken.entry else None
    read = {"mapping": taken.mapping, "questions": taken.questions, "suggestions": taken.suggestions}
    return read | {"rows": rows, "counts": counts(taken.verdicts), "remarks": list(taken.remarks), "seq": seq}


def name_of(board: Board, record_type: type[Named], record_id: str | None) -> str | None:
    """What a record is called; None where there is none."""
    return None if record_id is None else board.of(record_type)[record_id].name


def short_name(record: Named) -> str:
    """The short name where there is one."""
    return record.short or record.name


# -- text --------------------------------------------------------------------------------------------------------------


def list_lines(sight: Sight, artefacts: Sequence[Artefact], width: int) -> list[str]:
    """The artefacts as a table, one line each."""
    board = sight.board
    rows = []
    for artefact in artefacts:
        days = escalation.age_days(artefact, sight.today)
        rows.append(
            (
                artefact.ref or "–",
                short_name(board.of(Workstream)[artefact.workstream]),
                standing(sight, artefact),
                "–" if days is None else f"{days} d",
                artefact.owner,
                artefact.title,
            )
        )
    return table(("REF", "WORKSTREAM", "STAGE", "AGE", "OWNER", "TITLE"), rows, width) if rows else []


def standing(sight: Sight, artefact: Artefact) -> str:
    """Where an artefact stands and what is wrong, in a few words: "Blocked in In Progress, with DAG, overdue"."""
    board = sight.board
    if artefact.retired:
        return "Retired"
    stage = short_name(board.of(Stage)[artefact.stage]) if artefact.stage else "not stated"
    if not board.is_blocked(artefact.id):
        words = [stage]
    else:
        words = [f"Blocked ({stage})"]
    if waiting := board.open_escalations(artefact.id):
        words.append(f"with {short_name(board.of(Forum)[waiting[0].forum])}")
    if escalation.overdue(board, artefact, sight.today):
        words.append("overdue")
    return ", ".join(words)


def show_lines(sight: Sight, artefact: Artefact, entries: Sequence[Entry], width: int) -> list[str]:
    """Everything about one artefact, for reading."""
    board = sight.board
    told = artefact_object(sight, artefact)
    lines = [fitted(shown(" · ".join(filter(None, [artefact.ref, artefact.title]))), width)]
    facts = [
        ("Workstream", told["workstream"]),
        ("Stage", told["stage"] or "not stated"),
        ("Standing", standing(sight, artefact)),
        ("Overdue", "; ".join(told["overdue_why"])),
        ("Days in stage", "" if told["age_days"] is None else str(told["age_days"])),
        *((_SAID_AS.get(one.name, one.label), _said(sight, artefact, one)) for one in typed(Artefact)[2:]),
        *(("Move note", note.sentence) for note in stage_notes.of(board, artefact)),
        ("Id", artefact.id),
    ]
    numbers = {blocker.id: f" {number}" for number, blocker in enumerate(board.open_blockers(artefact.id), 1)}
    for blocker in board.blockers(artefact.id):
        said = blocker.reason or "reason not stated"
        ended = f", unblocked {blocker.closed[:10]}" if blocker.closed else ""
        who = blocker.owner or "nobody stated"
        day = dates.told(blocker.needed_by, blocker.needed_on, sight.today)
        needed = f", needed by {day}" if day else ""
        facts.append(
            (
                f"Blocker{numbers.get(blocker.id, '')}",
                f"{said} (since {blocker.since[:10]}; {who} must unblock{needed}{ended})",
            )
        )
        facts += [("Escalated", _asked(sight, found)) for found in board.escalations(blocker.id)]
    for record in evidence.concerning(board, artefact):
        parts = [cells.said(board, record, one) for one in typed(type(record)) if not one.link]
        facts.append((record.KIND.capitalize(), " · ".join(dict.fromkeys(filter(None, parts)))))
        for found in board.escalations_of(record.id) if isinstance(record, Decision) else ():
            facts.append(("Escalated", f"{clipped_name(record)} {_asked(sight, found)}"))
    wide = max(len(name) for name, value in facts if value)
    for name, value in facts:
        lines += _fact(name, str(value or ""), width, wide)
    return [*lines, "", *history_lines(board, entries, width, artefact.id)]


def _asked(sight: Sight, found: Escalation) -> str:
    """To whom something was put and when, what was asked, and how and when that ended."""
    how = _ENDED[escalation.how_ended(sight.board, found)]
    ended = (
        how.format(found.answer, on=_on(found.returned))
        if found.answer or not found.returned
        else f"Closed{_on(found.returned)}"
    )
    question = f"{found.question} " if found.question else ""
    day = dates.told(found.needed_by, found.needed_on, sight.today)
    needed = f", answer needed by {day}" if day else ""
    return f"to {name_of(sight.board, Forum, found.forum)}{_on(found.raised)}{needed}. {question}{ended}"


def _on(instant: str) -> str:
    """` on 12 November 2026`; empty where nobody knows when."""
    day = dates.instant_day(instant)
    return f" on {dates.written(day)}" if day is not None else ""


_SAID_AS = {"outcome": "Outcome", "notes": "Notes"}
"""What a field is called here, where it is called otherwise elsewhere."""


def _said(sight: Sight, artefact: Artefact, one: Declared) -> str:
    if one.name == "outcome":
        return evidence.said_outcome(sight.board, artefact)
    if one.name == "decision":
        return evidence.said_decision(sight.board, artefact)
    if isinstance(one.field, Day):
        return dates.told(getattr(artefact, one.name), cells.meant(artefact, one), sight.today)
    return cells.said(sight.board, artefact, one)


_ENDED: dict[escalation.Ended, str] = {
    "": "No answer yet.",
    "answered": "Answered{on}: {}",
    "withdrawn": "Withdrawn{on}: {}",
    "passed_on": "Ended{on}: {}",
    "closed": "Closed{on}, with the note: {}",
}
"""How an escalation ended, around the words that were said."""


def history_lines(board: Board, entries: Iterable[Entry], width: int, subject: str = "") -> list[str]:
    """Entries as sentences, oldest first; with a subject only what they did to that artefact."""
    rows = [(str(entry.seq), entry.at, entry.actor, telling.sentence(entry, board, subject)) for entry in entries]
    return table(("ENTRY", "AT", "WHO", "WHAT"), rows, width) if rows else ["Nothing has happened."]


def changes_lines(groups: dict[str, list[Object]], width: int) -> list[str]:
    """The groups that hold anything, each under its own head."""
    lines: list[str] = []
    for group, elements in groups.items():
        if not elements:
            continue
        lines += [*([""] if lines else []), f"{group.replace('_', ' ').capitalize()} ({len(elements)})"]
        for element in elements:
            name = element["ref"] or element["title"]
            if "type" in element:
                about = f" (about {element['title']})" if element["title"] else ""
                name = f"{element['type'].capitalize()} {name or 'without a name'}{about}"
                done = element.get("done", "")
                told = what(element) if done in ("", "edited") else ""
                line = f"{name}{f', {done}' if done else ''}{told}"
            else:
                line = f"{name} ({element['workstream']}){what(element)}"
            lines.append("  " + fitted(shown(line), width - 2))
    return lines or ["Nothing changed."]


def import_lines(taken: Imported, width: int) -> list[str]:
    """The rows that need somebody's eye, what is said of many of them once, and the counts."""
    rows = []
    for verdict, number in by_reason(taken.verdicts):
        if not verdict.why:
            continue
        if number == 1:
            rows.append((str(verdict.record), verdict.ref, verdict.verdict, verdict.why))
        else:
            rows.append((f"{verdict.record} …", "", verdict.verdict, f"{number:,} rows: {verdict.why}"))
    lines = table(("ROW", "REF", "VERDICT", "WHY"), rows, width) if rows else []
    return [*lines, taken.sentence]


def asked_lines(questions: Questions, suggestions: Questions) -> list[str]:
    """What has to be said before all rows can be taken in, each with the words that say it, and what may be answered."""
    told = []
    for field in questions.get("set", {}):
        told.append(f"No column is the {field}: name one with --map COLUMN={field}, or all of it with --set {field}=NAME.")
    if questions.get("columns"):
        named = listed([quoted(column) for column in [*questions["columns"]][:_ASKED]])
        told.append(f"Say what a column holds with --map COLUMN=FIELD: {named}.")
        told += [f"That may be {quoted(f'{said}={field}')}." for said, field in suggestions.get("columns", {}).items()]
    for field, words in questions.get("values", {}).items():
        more = f" and {len(words) - _ASKED} more" if len(words) > _ASKED else ""
        named = listed([quoted(word) for word in [*words][:_ASKED]])
        adds = ", + to add it" if chosen.may_add(field) else ""
        form = f"--value {field}:WORD=NAME"
        told.append(f"No {field} here is called {named}{more}: say which it is with {form}{adds}, or - to leave it out.")
        told += _suggested(field, suggestions.get("values", {}).get(field, {}))
    if rows := questions.get("rows"):
        named = listed([*rows][:_ASKED])
        more = f" and {len(rows) - _ASKED} more" if len(rows) > _ASKED else ""
        form = "--row N=REF, --row N=new, or --row N=- to leave it out"
        told.append(f"Say of {_rows(named, len(rows))}{more} what it is with {form}.")
    told += [sentence for name, sentence in _SAID_BY.items() if name in questions]
    return told


_SAID_BY = {
    "headings": "Say in which line the headings are with --headings N, 0 where there are none.",
    "days": "Say which stands first in its days with --days day-first or --days month-first.",
    "merged": "What is merged over rows, or a workstream that is said once, is of the first row alone: "
    "--merged fill has the rows below say it too, --merged leave agrees.",
    "rest": "Columns that are no field are passed over: --rest notes puts them into the notes, --rest leave agrees.",
}


def _suggested(field: str, names: Mapping[str, str]) -> list[str]:
    """What may be said of words, in the form in which it is said."""
    forms = [quoted(f"{field}:{word}={name}") for word, name in [*names.items()][:_ASKED]]
    return [f"That may be {listed(forms)}."] if forms else []


def _rows(named: str, count: int) -> str:
    return f"row {named}" if count == 1 else f"each of the rows {named}"


_ASKED = 5
"""So many words or columns are named; --dry-run --json has all."""


def grid_lines(sight: Sight, width: int) -> list[str]:
    """The board as the grid it is: workstreams down, columns across, references in the cells."""
    board = sight.board
    columns = board.columns
    names = [short_name(board.of(Stage)[column]) if column != BLOCKED else "Blocked" for column in columns]
    lanes = [short_name(lane) for lane in board.workstreams]
    head = min(24, max(map(cells_wide, ["", *lanes])))
    wide = max(8, min(22, (min(width, 132) - head) // max(1, len(columns)) - 3))
    rule = "-+-".join("-" * part for part in [head, *[wide] * len(columns)])
    lines = _grid_row(["", *names], head, wide)
    for lane, name in zip(board.workstreams, lanes, strict=True):
        cells = [
            ", ".join(shown(telling.called(board, Artefact.KIND, found)) for found in board.cell(lane.id, column))
            for column in columns
        ]
        lines += [rule, *_grid_row([shown(name), *cells], head, wide)]
    return lines


def _grid_row(values: Sequence[str], head: int, wide: int) -> list[str]:
    widths = [head, *[wide] * (len(values) - 1)]
    folded = [textwrap.wrap(value, width) or [""] for value, width in zip(values, widths, strict=True)]
    height = max(map(len, folded))
    filled = [cell + [""] * (height - len(cell)) for cell in folded]
    return [" | ".join(map(padded, line, widths)).rstrip() for line in zip(*filled, strict=True)]
