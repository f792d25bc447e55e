"""Who changes a reference is told that what cites it does not follow, and how much does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mhhs_board.domain import linting
from mhhs_board.domain.board import Board
from mhhs_board.domain.imported import RecordRow, RegisterReading, RegisterRow
from mhhs_board.operations import editing, registering
from mhhs_board.operations.importing import registered
from tests.boards import act, context
from tests.domain.meeting_boards import put, with_meetings


def cited() -> tuple[Board, str]:
    """A board with an action that four texts cite, in four ways, beside many that cite what only looks like it."""
    board, card = with_meetings()
    action = put(board, "action", meeting="DAG034", ref="DAG34-02", text="Raise a risk, not as DAG34-02 said")
    put(board, "item", meeting="DAG035", subject="Actions", purpose="actions", said="DAG34-02: closed.\nDAG034-2 again.")
    put(board, "action", meeting="DAG035", text="Go on with dag34-02 and DAG34-02.")
    put(board, "issue", ref="ISS-1", text="Whose?", links="DAG34-02; another")
    act(board, editing.edit, artefact=card, values={"notes": "See (DAG34-02)."})
    for other in ("DAG34-021", "DAG34-20", "XDAG34-02", "DAG3402", "DAG34-02x", "BDAG-DAG34-022", "34-02"):
        put(board, "action", meeting="DAG035", text=f"Not {other}", note=f"Nor {other}, surely")
    gone = put(board, "action", meeting="DAG035", text="DAG34-02 was retired")
    act(board, registering.retire, kind="action", ids=[gone])
    return board, action


def told(board: Board, kind: str, record: str, **values: str) -> list[str]:
    return list(registering.edit(board, context(), kind=kind, id=record, values=values).warnings)


def test_how_many_texts_cite_a_reference_is_told_when_it_is_changed() -> None:
    board, action = cited()
    sentence = "DAG34-02 is called DAG35-99 now; minutes and texts that cite it do not follow, and 5 texts of this board do cite it."
    assert told(board, "action", action, ref="DAG35-99") == [sentence]
    assert told(board, "action", action, ref="")[0].startswith("DAG34-02 has no reference any more; minutes")


def test_the_same_reference_otherwise_written_and_one_that_was_not_there_are_no_change() -> None:
    board, action = cited()
    assert told(board, "action", action, ref="DAG034-2") == []
    assert told(board, "action", action, text="Raise two", ref="DAG34-02") == []
    bare = put(board, "action", text="Without a reference")
    assert told(board, "action", bare, ref="DAG34-77") == []


@pytest.mark.parametrize(
    ("kind", "ref", "text"),
    [
        ("decision", "DAG-DEC99", "see DAGDEC099"),
        ("issue", "ISS-012", "see ISS-12"),
        ("issue", "Issue twelve", "see issue twelve"),
    ],
)
def test_decisions_and_issues_say_it_too(kind: str, ref: str, text: str) -> None:
    board, _card = with_meetings()
    record = put(board, kind, ref=ref, text="It is so")
    assert told(board, kind, record, ref="X-1") == [
        f"{ref} is called X-1 now; minutes and texts that cite it do not follow."
    ]
    put(board, "item", meeting="DAG035", subject="Minutes", said=text)
    assert told(board, kind, record, ref="X-1")[0].endswith("do not follow, and 1 text of this board does cite it.")


def test_an_import_of_a_table_and_of_a_board_says_it() -> None:
    board, action = cited()
    row = RegisterRow(record=1, line=2, id=action, values={"ref": "DAG35-99"})
    reading = RegisterReading(kind="action", rows=(row,), own=True)
    entry = act(board, registered.import_tables, readings=[reading])
    assert [one for one in entry.warnings if "DAG34-02 is called DAG35-99 now" in one]

    board, action = cited()
    record = replace(board.get("action", action), ref="DAG35-99")  # type: ignore[type-var]
    (verdict,) = registered.take_registered(
        board.copy(), context(), [RecordRow(record=1, value=record)], coming=set(), judged=True
    )
    assert (verdict.verdict, "5 texts of this board do cite it" in verdict.why) == ("update", True)


def test_what_nobody_cites_is_cited_nowhere() -> None:
    board, _action = cited()
    assert (linting.citing(board, "DAG34-02"), linting.citing(board, "DAG99-02")) == (5, 0)
