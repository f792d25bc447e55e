"""What the old kinds of record have by hand, every record type has by its declaration."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mhhs_board.cli.verbs import VERBS
from mhhs_board.domain import cells, invariants, leaving, names, telling
from mhhs_board.domain.board import Board, difference, fields_of, revised
from mhhs_board.domain.changes import changes_between
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.fields import Day, Note, Several, declared, typed
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import ABOUT, FURNITURE, REFERENCES, REGISTERS, SHARED
from mhhs_board.exchange import json_board, register_table
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations import copying, registering, undoing
from mhhs_board.operations.importing import registered
from mhhs_board.operations.importing.importing import import_rows, judge
from tests.boards import TODAY, act, board_of, context
from tests.guards.records import DAY, KINDS, canary, filled, free, furnished, laid, values
from tests.running import Runner, made

pytestmark = pytest.mark.parametrize("kind", KINDS)


def other_text(kind: str) -> tuple[str, str]:
    """A field of text and what else may stand in it."""
    name = free(kind)[0].name
    return name, canary(kind, name) + " otherwise"


def rendered(board: Board, **said: Any) -> bytes:
    ids = [artefact.id for artefact in board.artefacts()]
    return json_board.write(Sheet.of(board, ids, TODAY, as_at="24 November 2026, 08:00", **said))


# -- the board ---------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_nothing_is_broken(kind: str) -> None:
    board, card, record = filled(kind)
    for one in typed(REGISTERS[kind]):
        value = getattr(record, one.name)
        assert value or one.link is not None, one.name
        assert cells.said(board, record, one) or not value
    assert not invariants.breaches(board)
    for name in ABOUT.get(kind, ()):
        if REFERENCES[kind][name] == "artefact":
            assert [found.id for found in board.linked(kind, name, card.id)] == [record.id]


def test_undo_and_redo(kind: str) -> None:
    board = board_of()
    card = next(iter(board.artefacts()))
    values = _alone(board, kind, card.id)
    before = [fields_of(record) for record in board.all_records()]
    added = act(board, registering.add, kind=kind, values=values)
    now = [fields_of(record) for record in board.all_records()]
    later: Any = lambda *_: []  # noqa: E731 - nobody else wrote
    undone = act(board, undoing.undo, entry=added, later=later)
    assert [fields_of(record) for record in board.all_records()] == before
    act(board, undoing.redo, entry=undone, later=later)
    assert [fields_of(record) for record in board.all_records()] == now


def _alone(board: Board, kind: str, card: str) -> dict[str, Any]:
    """Values without links to other registers but for those that it cannot be without, which are put on the board."""
    links = {one.name: one for one in typed(REGISTERS[kind]) if one.link is not None and one.link.kind in REGISTERS}
    needed = {name: laid(board, one.link.kind, card=card) for name, one in links.items() if one.link and one.field.required}
    found = {name: value for name, value in values(board.copy(), kind, card=card).items() if name not in links}
    return {**found, **needed}


def test_as_at_and_the_difference(kind: str) -> None:
    board, _card, record = filled(kind)
    old = board.copy()
    name, text = other_text(kind)
    entry = act(board, registering.edit, kind=kind, id=record.id, values={name: text})
    assert [(change.kind, change.id, set(change.after or ())) for change in difference(old, board)] == [
        (kind, record.id, {name})
    ]
    back = board.moved([entry.changes], old.seq, back=True)
    assert not difference(back, old)
    told = changes_between(old, board)["registers"]
    assert [(one["type"], one["id"], one["done"], list(one["fields"])) for one in told] == [
        (kind, record.id, "edited", [name])
    ]
    added = changes_between(board_of(), board)["registers"]
    assert (kind, record.id, "added") in [(one["type"], one["id"], one["done"]) for one in added]


def test_its_history_and_that_of_what_it_is_about(kind: str) -> None:
    board, card, record = filled(kind)
    name, text = other_text(kind)
    entry = act(board, registering.edit, kind=kind, id=record.id, values={name: text})
    said = telling.sentence(entry, board)
    assert kind.capitalize() in said
    assert telling.label(entry, board)
    about = _is_about_an_artefact(kind)
    assert about == bool(telling.changes_of(entry, board, card.id))
    assert ((kind, record.id) in telling.about(board, card.id)) == about
    if about:
        assert telling.artefact_of(board, entry.changes[0]) == card.id
        assert kind.capitalize() in telling.sentence(entry, board, card.id)


def _is_about_an_artefact(kind: str) -> bool:
    """Itself, or through what it is about."""
    targets = [REFERENCES[kind][field] for field in ABOUT.get(kind, ())]
    return any(target == "artefact" or _is_about_an_artefact(target) for target in targets)


def test_a_conflict_keeps_what_stands_there(kind: str) -> None:
    board, _card, record = filled(kind)
    name, text = other_text(kind)
    act(board, registering.edit, kind=kind, id=record.id, values={name: text})
    with pytest.raises(Conflict, match="changed meanwhile"):
        act(board, registering.edit, kind=kind, id=record.id, values={name: "Mine"}, seen={name: getattr(record, name)})
    assert getattr(board.get(kind, record.id), name) == text


def test_a_link_names_what_is_there_and_never_itself(kind: str) -> None:
    board, _card, record = filled(kind)
    for one in typed(REGISTERS[kind]):
        if one.link is None:
            continue
        with pytest.raises(Refused):
            act(board, registering.edit, kind=kind, id=record.id, values={one.name: "No such thing anywhere"})
        if one.link.kind == kind:
            with pytest.raises(Refused):
                act(board, registering.edit, kind=kind, id=record.id, values={one.name: record.id})


def test_links_go_in_no_circle(kind: str) -> None:
    circular = [one for one in declared(REGISTERS[kind]) if one.link is not None and one.link.kind == kind]
    board, card, first = filled(kind)
    for one in circular:
        second = board.get(kind, laid(board, kind, card=card.id, number=2))
        assert isinstance(second, Registered)
        changes = [revised(first, **{one.name: second.id}), revised(second, **{one.name: first.id})]
        found = invariants.made_by(board, [change for change in changes if change])
        assert any(breach.rule == f"circle {one.name}" for breach in found)


def test_a_field_that_does_not_exist_is_named_with_the_nearest(kind: str) -> None:
    board, _card, record = filled(kind)
    name = typed(REGISTERS[kind])[0].name
    with pytest.raises(Refused, match=name):
        act(board, registering.edit, kind=kind, id=record.id, values={f"{name}x": "1"})


def test_what_is_named_is_not_retired(kind: str) -> None:
    board, _card, record = filled(kind)
    act(board, registering.retire, kind=kind, ids=[record.id])
    assert record.id not in [one.id for one in register_table.in_use(board, kind)]
    with pytest.raises(Refused, match="retired"):
        act(board, registering.edit, kind=kind, id=record.id, values=dict([other_text(kind)]))


# -- files -------------------------------------------------------------------------------------------------------------


def test_json_out_and_in_and_out_is_the_same_to_the_byte(kind: str) -> None:
    board, _card, _record = filled(kind)
    data = rendered(board, private=True)
    reading = json_board.read(data)
    empty = Board()
    verdicts = judge(empty, context(), reading.rows)
    assert {verdict.verdict for verdict in verdicts} <= {"new", "unchanged"}, [one for one in verdicts if one.why]
    act(empty, import_rows, rows=reading.rows)
    assert rendered(empty, private=True) == data
    assert {one.verdict for one in judge(board, context(), reading.rows)} == {"unchanged"}


def test_a_table_out_and_in_changes_nothing(kind: str) -> None:
    board, _card, record = filled(kind)
    data = register_table.write(board, kind, private=True)
    reading = register_table.read(data, kind)
    assert {one.verdict for one in registered.judge_tables(board, context(), [reading])} == {"unchanged"}
    name, text = other_text(kind)
    act(board, registering.edit, kind=kind, id=record.id, values={name: text})
    act(board, registered.import_tables, readings=[reading])
    assert getattr(board.get(kind, record.id), name) == getattr(record, name)


def test_a_table_comes_in_on_a_board_that_has_none(kind: str) -> None:
    board, _card, record = filled(kind)
    reading = register_table.read(register_table.write(board, kind, private=True), kind)
    fresh = board_of()
    there = set(fresh.of(REGISTERS[kind]))
    for one in typed(REGISTERS[kind]):
        if one.link is not None and one.link.kind in REGISTERS and getattr(record, one.name):
            return  # what it names is not there, so it is a question: tried with JSON
    act(fresh, registered.import_tables, readings=[reading])
    (made_one,) = (one for one in fresh.of(REGISTERS[kind]).values() if one.id not in there)
    for one in typed(REGISTERS[kind]):
        if one.link is None:
            assert getattr(made_one, one.name) == getattr(record, one.name), one.name


def test_an_empty_link_in_a_file_names_nothing(kind: str) -> None:
    board, _card, _record = filled(kind)
    document = json.loads(rendered(board, private=True))
    links = [one.name for one in typed(REGISTERS[kind]) if one.link is not None and not one.field.required]
    for record in document["records"][kind]:
        record.update(dict.fromkeys(links, ""))
    other = Board()
    act(other, import_rows, rows=json_board.read(json.dumps(document).encode()).rows)
    assert [getattr(one, name) for one in other.of(REGISTERS[kind]).values() for name in links if getattr(one, name)] == []
    assert other.of(REGISTERS[kind])
    assert not invariants.breaches(other)


def test_a_table_of_ten_times_the_rows_costs_ten_times_as_much(kind: str) -> None:
    """Counted in calls, which no machine changes."""

    def calls(rows: int) -> int:
        board, card, _record = filled(kind)
        for number in range(2, 4):
            laid(board, kind, card=card.id, number=number)
        data = register_table.write(board, kind, private=True).decode("utf-8-sig").splitlines()
        head, row = data[0], data[1].rpartition(",")[0]
        first = head.split(",").index(REGISTERS[kind].COLUMNS[0])
        lines = []
        for number in range(rows):
            cells = next(csv.reader([row]))
            cells[first] = f"{cells[first]}{number + 100}"
            lines.append(",".join(f'"{cell}"' for cell in cells) + ",")
        reading = register_table.read("\n".join([head, *lines]).encode(), kind)
        counted = 0

        def count(_frame: object, event: str, _what: object) -> None:
            nonlocal counted
            counted += event == "call"

        names.normal.cache_clear()  # what was compared before, by this test too, is no row's work
        sys.setprofile(count)
        try:
            registered.judge_tables(board, context(), [reading])
        finally:
            sys.setprofile(None)
        return counted

    assert calls(200) <= 12 * calls(20)


def test_nothing_private_leaves(kind: str) -> None:
    board, _card, _record = filled(kind)
    hidden = [canary(kind, name) for name in leaving.private_fields(kind)]
    entry = copying.for_readers(Board(), context(), source=board)
    copy = Board()
    copy.apply(msgspec.structs.replace(entry, seq=1))
    assert not invariants.breaches(copy)
    for data in (
        rendered(board),
        register_table.write(leaving.shared(board), kind),
        repr(list(copy.all_records())).encode(),
        repr(list(leaving.shared(board).all_records())).encode(),
    ):
        assert not any(text.encode() in data for text in hidden)
    shown = [canary(kind, one.name) for one in free(kind) if one.name in SHARED.get(kind, ())]
    plain = json.loads(rendered(board))["records"]
    assert (kind in plain) == (kind in SHARED)
    assert any(text in str(plain) for text in shown) or not shown or kind not in SHARED


def test_a_history_tells_nothing_private(kind: str) -> None:
    """What is private is told as edited, where it is a text of several lines; a history goes out with --private alone."""
    board, _card, record = filled(kind)
    for one in typed(REGISTERS[kind]):
        if isinstance(one.field, Note) and not one.field.shared:
            entry = act(board, registering.edit, kind=kind, id=record.id, values={one.name: "Other words"})
            assert "Other words" not in telling.sentence(entry, board)


# -- the command line --------------------------------------------------------------------------------------------------


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None) -> Runner:
    """The example as a named board."""
    return made(capsys, tmp_path)


def _options(board: Runner, kind: str) -> list[str]:
    """Something in each field of a type as options, a record of another register only where it cannot be without."""
    options: list[str] = []
    for one in typed(REGISTERS[kind]):
        if one in free(kind) or isinstance(one.field, Day | Several):
            said = DAY if isinstance(one.field, Day) else canary(kind, one.name)
            options += [
                f"--{one.name.removesuffix('s').replace('_', '-') if one.many else one.name.replace('_', '-')}",
                said,
            ]
        elif one.link is not None and one.link.kind == "artefact":
            options += [f"--{one.name.replace('_', '-')}", "Registrations:Process 4"]
        elif one.link is not None and one.link.kind in FURNITURE:
            options += [f"--{one.name.replace('_', '-')}", furnished(board_of(), one.link.kind)]
        elif one.link is not None and one.field.required:
            needed = board("--json", one.link.kind, "add", *_options(board, one.link.kind)).json["records"][0]
            options += [f"--{one.name.replace('_', '-')}", needed["id"]]
    return options


def test_the_command_line(kind: str, board: Runner, tmp_path: Path) -> None:
    options = _options(board, kind)
    added = board("--json", kind, "add", *options).json
    (record,) = added["records"]
    assert record["type"] == kind
    assert record["id"] in [one["id"] for one in board("--json", kind, "list", "--all").json]
    name, text = other_text(kind)
    board.say(kind, "edit", record["id"], f"{name}={text}")
    told = board("--json", "show", record["id"]).json
    assert (told[name], len(told["history"])) == (text, 2)
    assert text in board(kind, "show", record["id"]).out
    table = tmp_path / "table.csv"
    board.say(kind, "export", str(table), "--private")
    assert text in table.read_text("utf-8-sig")
    assert board("--json", kind, "import", str(table)).json["counts"]["unchanged"] >= 1
    board.say("undo")
    assert board("--json", "show", record["id"]).json[name] != text
    assert "has no field" in board.refused(kind, "edit", record["id"], "colour=red")
    board.say(kind, "retire", record["id"], "--reason", "Nobody needs it")
    assert record["id"] not in [one["id"] for one in board("--json", kind, "list", "--all").json]
    assert any(one["kind"] == kind for entry in board("--json", "history").json for one in entry["changes"])


def test_a_record_type_is_no_verb(kind: str) -> None:
    verbs = {
        "add",
        "edit",
        "move",
        "block",
        "show",
        "list",
        "export",
        "import",
        "history",
        "changes",
        "retire",
        "undo",
        "window",
    }
    assert kind in VERBS
    assert kind not in verbs
