"""What a small file may cost: no more than its size, whatever stands in it."""

from __future__ import annotations

import cProfile
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board.domain import invariants
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import csv_table, formats, json_board
from mhhs_board.operations.importing.importing import import_rows
from tests.boards import board_of, context
from tests.pace import slowness

Make = Callable[[int], str]
SOON, CALLS, TIMES = 2.0, 12.0, 50.0
"""Seconds of this process that a hostile file may take; how many times the calls that ten times the rows may make, which is
the same on every machine; and how many times the seconds. These tell only what no call shows, a scan within a library: linear
is 10, caches and other programs have made 24 of it, a square is 100."""


def of_csv(*columns: str, row: str, head: str = "title,workstream") -> Make:
    return lambda count: ",".join([head, *columns]) + "\n" + "".join(row.format(n=n, half=n // 2) for n in range(count))


def of_json(**records: Callable[[int], list[object]]) -> Make:
    def made(count: int) -> str:
        return json.dumps({"format": "mhhs-board", "version": 1, "records": {k: v(count) for k, v in records.items()}})

    return made


def many(**fields: str) -> Callable[[int], list[object]]:
    return lambda count: [{k: v.format(n=n, next=n + 1) for k, v in fields.items()} for n in range(count)]


def few(*records: dict[str, str]) -> Callable[[int], list[object]]:
    return lambda count: list(records)


def whole(**records: Callable[[int], list[object]]) -> Make:
    return of_json(
        board=few({"id": "board", "name": "B"}),
        workstream=few({"id": "w", "name": "W"}),
        stage=few({"id": "s", "name": "S", "role": "work"}),
        **records,
    )


def spent(text: str) -> float:
    """The seconds that reading, judging and holding the rules of a file take this process."""
    board = Board() if '"board"' in text[:200] else board_of()
    read = json_board.read if text.startswith("{") else csv_table.read
    data, started = text.encode(), time.process_time()
    try:
        entry = import_rows(board, context(), rows=read(data).rows)
        invariants.made_by(board, entry.changes)
    except Refused:
        pass
    return time.process_time() - started


CARD = {"id": "a", "title": "t", "workstream": "smart", "stage": "backlog"}
GROWING: dict[str, tuple[int, Make]] = {
    "rows": (1_000, of_csv("ref", row="t{n},Smart,R{n}\n")),
    "rows into one cell": (1_000, of_csv(row="t{n},Smart\n")),
    "one reference": (1_000, of_csv("ref", row="t{n},Smart,X\n")),
    "one row": (3_000, of_csv(row="same,Smart\n")),
    "doubled ids": (1_000, of_csv("id", row="t{n},Smart,{half:032x}\n")),
    "lanes that are not there": (1_000, of_csv(head="title,workstream", row="t{n},lane{n}\n")),
    "stages that are not there": (1_000, of_csv("stage", row="t{n},Smart,stage{n}\n")),
    "forums that are not there": (1_000, of_csv("blocked_reason,escalation", row="t{n},Smart,why,forum{n}\n")),
    "blocked": (1_000, of_csv("ref,stage,blocked_reason", row="t{n},Smart,R{n},Blocked,why\n")),
    "escalated": (500, of_csv("ref,stage,blocked_reason,escalation", row="t{n},Smart,R{n},Blocked,why,DAG\n")),
    "notes of many lines": (1_000, of_csv("notes", row='t{n},Smart,"a\nb\nc"\n')),
    "stray quotes": (1_000, of_csv(row='"t{n}\n,Smart,"x\n')),
    "artefacts": (1_000, of_json(artefact=many(id="a{n}", title="t{n}", ref="R{n}", workstream="smart", stage="backlog"))),
    "blockers of one": (1_000, of_json(artefact=few(CARD), blocker=many(id="b{n}", artefact="a"))),
    "blockers of nothing": (3_000, of_json(blocker=many(id="b{n}", artefact="a{n}"))),
    "escalations of one": (
        1_000,
        of_json(
            artefact=few(CARD), blocker=few({"id": "b", "artefact": "a"}), escalation=many(id="e{n}", blocker="b", forum="dag")
        ),
    ),
    "a whole board": (1_000, whole(artefact=many(id="{n:032}", title="t{n}", ref="R{n}", workstream="w", stage="s"))),
}  # fmt: skip


def calls(text: str) -> int:
    """How many calls `spent` makes, of Python and of what is written in C."""
    profile = cProfile.Profile()
    profile.enable()
    try:
        spent(text)
    finally:
        profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.slow
@pytest.mark.parametrize("name", GROWING)
def test_ten_times_the_rows_take_no_more_than_a_line_allows(name: str) -> None:
    count, make = GROWING[name]
    few_rows, many_rows = make(count), make(10 * count)
    spent(few_rows)
    short, long = min(spent(few_rows) for _ in range(3)), spent(many_rows)
    assert long <= TIMES * short or long < 0.3, f"{count:,}: {short:.2f} s, ten times as many: {long:.2f} s"
    count //= 4
    short, long = calls(make(count)), calls(make(10 * count))
    assert long <= CALLS * short, f"{count:,}: {short:,} calls, ten times as many: {long:,}"


def doubled(count: int) -> str:
    return of_json(artefact=many(id="a{n}", workstream="smart"))(count).replace('"id": "a0"', f'"id": "a{count - 1}"')


AT_ONCE: dict[str, str] = {
    "500,000 columns of one name": ",".join(["title"] * 500_000) + "\nx\n",
    "500,000 columns": "title,workstream," + ",".join(f"u{n}" for n in range(500_000)) + "\nx,Smart\n",
    "500,000 empty columns": "title,workstream" + "," * 500_000 + "\nx,Smart\n",
    "500,000 columns of links": "title,workstream," + ",".join(["links"] * 500_000) + "\nx,Smart\n",
    "a key twice among 300,000": '{"format":"mhhs-board","version":1,"records":{"artefact":[{'
    + ",".join(f'"k{n}":""' for n in range(300_000))
    + ',"k299999":""}]}}',
    "two of 100,000 with one id": doubled(100_000),
    "20,000 workstreams": of_json(workstream=many(id="w{n}", name="W {n}"))(20_000),
    "1,000 workstreams": of_json(workstream=many(id="w{n}", name="W {n}"))(1_000),
    "10,000 forums above each other": of_json(forum=many(id="f{n}", name="F {n}", parent="f{next}"))(10_000),
    "100,000 limits": of_json(limit=many(id="l{n}", stage="backlog"))(100_000),
    "100,000 views": of_json(view=many(id="v{n}", name="V {n}"))(100_000),
    "a view that folds a million": json.dumps(
        {"format": "mhhs-board", "version": 1, "records": {"view": [{"id": "v", "name": "v", "folded": ["x"] * 1_000_000}]}}
    ),
    "an alias 200,000 times": json.dumps(
        {"format": "mhhs-board", "version": 1, "records": {"kind": [{"id": "v", "name": "v", "aliases": ["x"] * 200_000}]}}
    ),
    "100,000 blank lines above the headings": "\n" * 100_000 + "title,workstream\nx,Smart\n",
    "quotes": "title,workstream\n" + '"' * 3_000_000,
    "a cell of separators": 'title,workstream,notes\nx,Smart,"' + "a,b\n" * 200_000 + '"\n',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", AT_ONCE)
def test_a_small_file_takes_two_seconds_at_most(name: str) -> None:
    text = AT_ONCE[name]
    taken = spent(text)
    if taken >= SOON:  # others use the machine too
        taken = min(spent(text), spent(text)) / slowness()
    assert taken < SOON, f"{taken:.2f} s"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no such files")
@pytest.mark.parametrize("kind", ["fifo", "/dev/zero", "/dev/urandom", "/dev/stdin", "folder", "loop", "socket"])
@pytest.mark.parametrize("ending", [".csv", ".json"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        import socket

        with socket.socket(socket.AF_UNIX) as one:
            one.bind(os.path.relpath(path))
    else:
        path.symlink_to(path if kind == "loop" else kind)
    started = time.monotonic()
    with pytest.raises(Refused, match="cannot be read: "):
        formats.load(path)
    assert time.monotonic() - started < 1
