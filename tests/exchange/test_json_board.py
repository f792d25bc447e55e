"""JSON out and in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.imported import counts
from mhhs_board.exchange import json_board
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations import editing
from mhhs_board.operations.configuring import configure, rename
from mhhs_board.operations.importing.importing import import_rows, judge
from tests.boards import TODAY, act, board_of, context
from tests.exchange.boards import board_after, everything, lossless, some, steps


@given(steps, st.booleans())
def test_into_an_empty_board_and_out_again_gives_the_same_bytes(steps: list[tuple[str, object]], example: bool) -> None:
    board = board_after(steps, "l4" if example else "l4-bare")
    act(board, configure, values={"name": "Registrations only", "gate.decision": "refuse"})
    act(board, rename, kind="stage", id="backlog", name="To do")
    exported = json_board.write(lossless(board))
    rows = json_board.read(exported).rows
    copy = board_of("empty")
    act(copy, import_rows, rows=rows, now="2027-01-01T00:00:00Z", actor="Somebody else")
    assert json_board.write(lossless(copy)) == exported
    for known in (board, copy):
        found = counts(judge(known, context(), rows))
        assert found["unchanged"] == len(rows)


def test_limits_that_are_passed_already_do_not_hinder_a_copy() -> None:
    board = board_of()
    act(board, configure, values={"limit:In Progress": "1 refuse"})
    copy = board_of("empty")
    rows = json_board.read(json_board.write(everything(board))).rows
    assert counts(judge(copy, context(), rows))["question"] == 0


def test_the_history_only_where_it_is_asked_for() -> None:
    board = board_of("empty")
    entry = act(board, configure, values={"name": "x"})
    plain = json.loads(json_board.write(everything(board)))
    assert "history" not in plain
    assert "view" not in plain
    assert "history" not in json.loads(json_board.write(Sheet.of(board, [], TODAY, entries=(entry,))))
    with_history = Sheet.of(board, [], TODAY, entries=(entry,), private=True)
    exported = json_board.write(with_history)
    assert json.loads(exported)["history"][0]["verb"] == "configure"
    assert "history" in json_board.read(exported).remarks[0]


def test_a_filter_leaves_out_and_says_so() -> None:
    board = board_of()
    (first, second, *_) = [artefact.id for artefact in board.artefacts()]
    act(board, editing.retire, ids=[second])
    document = json.loads(json_board.write(some(board, first, filter="x")))
    assert [found["id"] for found in document["records"]["artefact"]] == [first]
    assert "blocker" not in document["records"]
    assert document["view"] == {
        "entry": board.seq, "shown": 1, "hidden": 21, "as_at": "24 November 2026 08:00", "filter": "x"
    }  # fmt: skip


def test_the_same_order_whatever_the_order_of_making() -> None:
    board = board_of()
    backwards = type(board)(reversed(list(board.all_records())), board.seq)
    assert json_board.write(everything(board)) == json_board.write(everything(backwards))


def broken(**changes: object) -> bytes:
    return json.dumps({"format": "mhhs-board", "version": 1, "records": {}, **changes}).encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "cannot be read"),
        (b"\x00\xff", "cannot be read"),
        (b"[]", "no export of this program: it is a list of 0"),
        (b"7", "no export of this program: it is a single value"),
        (
            b'{"id":"5515abf6","name":"Brainstorming","lists":[],"cards":[]}',
            "no export of this program: it has “id”; “name”; “lists”; “cards”",
        ),
        (b"{}", "no export of this program: it has nothing in it"),
        (b'{"a": 1}\n{"a": 2}\n', "several JSON documents, the second from line 2, letter 1 on"),
        (b"title,workstream\nx,Smart\n", "no JSON, or breaks off; see line 1, letter 1"),
        (broken()[:-4], "breaks off; see line 1"),
        (b"[" * 200_000, "cannot be read"),
        (b'{"format":' + b"[" * 200_000, "cannot be read"),
        (broken(history=0)[:-2] + b"[" * 200_000 + b"]" * 200_000 + b"}", "cannot be read"),
        (broken(format="x"), "not a board"),
        (broken(version=2), "newer program"),
        (broken(extra=1), "“extra”"),
        (broken().replace(b'"version": 1, ', b""), "has no version"),
        (broken(records=[]), "not what an export writes there"),
        (broken(records={"colour": []}), "type that no board has"),
        (broken(records={"stage": [{"id": "a", "name": "b", "role": "work", "colour": "red"}]}), "“colour”"),
        (
            broken(records={"stage": [{"id": "a", "name": "b", "role": "nonsense"}]}),
            "stage “a” of the file is not one: its role is not what an export writes there",
        ),
        (broken(records={"kind": [{"id": "a", "name": None}]}), "kind “a” of the file is not one: its name is not"),
        (broken(records={"escalation": [{"id": "a", "blocker": "b", "forum": "c", "ended": "x"}]}), "its ended is not"),
        (broken(records={"forum": [{"id": "a", "name": "b", "level": 1.5}]}), "cannot be read"),
        (broken(version=1.0), "cannot be read"),
        (broken(history=[1.5]), "number “1.5”"),
        (broken(records={"forum": [{"id": "a", "name": "b", "level": float("nan")}]}), "cannot be read"),
        (broken(records={"artefact": [{"id": "a"}]}), "artefact “a” of the file is not one: it has no workstream"),
        (broken(records={"kind": [{"id": "a", "name": "b"}] * 2}), "two kind records"),
        (broken().replace(b'"version": 1', b'"version": 1, "version": 1'), "“version” twice"),
        (broken(records={"kind": [{"id": "a", "name": "b"}]}).replace(b'"id"', b'"name": "c", "id"'), "“name” twice"),
        (broken(version=int("9" * 4000)), "newer program"),
        (broken().replace(b'"mhhs-board"', b'"\xff"'), "cannot be read"),
    ],
)
def test_whatever_is_not_a_board_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        json_board.read(data)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 400
    assert "`" not in str(refused.value), "a library's own words"


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["id", "name", "format", "records", "artefact", "stage"]), inner, max_size=3),
        ),
    )
)
def test_no_json_breaks_reading(value: object) -> None:
    for data in (json.dumps(value).encode(), broken(records=value), broken(records={"artefact": [value]})):
        try:
            rows = json_board.read(data).rows
        except Refused as refused:
            assert str(refused)  # noqa: PT017
            continue
        assert len(judge(board_of("l4-bare"), context(), rows)) == len(rows)


def test_half_a_surrogate_becomes_a_mark_and_costs_no_file() -> None:
    record = {"id": "a", "title": "x", "workstream": "smart", "stage": "backlog"}
    data = broken(records={"artefact": [record]}).replace(b'"x"', b'"bad \\ud800 one"')
    board = board_of("l4-bare")
    try:
        rows = json_board.read(data).rows
    except Refused:
        return
    act(board, import_rows, rows=rows)
    assert b"bad" in json_board.write(everything(board))


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ({"blocker": [{"id": "b", "artefact": "nowhere"}]}, "does not have"),
        ({"escalation": [{"id": "e", "blocker": "nowhere", "forum": "dag"}]}, "does not have"),
        ({"limit": [{"id": "l", "stage": "nowhere", "most": 1}]}, "neither on the board nor in the file"),
        ({"artefact": [{"id": "a", "title": "t", "workstream": "nowhere", "stage": "backlog"}]}, "No workstream"),
        ({"artefact": [{"id": "a", "title": "t", "workstream": "smart", "stage": "nowhere"}]}, "No stage"),
        ({"workstream": [{"id": "new", "name": "smart segment"}]}, "called smart segment already"),
        ({"workstream": [{"id": "new", "name": "Other", "short": "Smart"}]}, "called Smart already"),
        ({"forum": [{"id": "new", "name": "Other", "parent": "new"}]}, "is above itself"),
        ({"stage": [{"id": "backlog", "name": "Renamed", "role": "backlog"}]}, "leaves a board's settings alone"),
        (
            {"artefact": [{"id": "a", "title": "t", "workstream": "smart", "stage": "backlog", "stage_since": "now"}]},
            "is not a time",
        ),
    ],
)
def test_what_does_not_fit_a_board_in_use_is_a_question_or_skipped(records: dict[str, object], why: str) -> None:
    board = board_of()
    (verdict,) = judge(board, context(), json_board.read(broken(records=records)).rows)
    assert verdict.verdict in ("question", "skipped")
    assert why in verdict.why
    assert not import_rows(board, context(), rows=json_board.read(broken(records=records)).rows).changes


def test_a_missing_workstream_comes_with_the_file() -> None:
    board = board_of()
    records = {
        "workstream": [{"id": "mig", "name": "Migration", "rank": "z"}],
        "artefact": [{"id": "a", "title": "Cutover", "workstream": "mig", "stage": "backlog"}],
    }
    entry = act(board, import_rows, rows=json_board.read(broken(records=records)).rows)
    assert [change.kind for change in entry.changes] == ["workstream", "artefact"]
    assert board.artefact("a").title == "Cutover"
