"""What is private stays: a mark in every text of every kind of record, looked for in every format, raw and taken apart."""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication

from mhhs_board.domain import leaving
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import declared
from mhhs_board.domain.imported import counts
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import RECORDS, SHARED, Artefact, View
from mhhs_board.exchange import csv_table, formats, html, json_board, markdown, svg, table
from mhhs_board.exchange.book import plain, writing
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations import configuring, copying, editing, viewing
from mhhs_board.operations.importing.importing import import_rows, judge
from mhhs_board.store.opening import create_store
from tests import boards
from tests.boards import NOW, TODAY, act, board_of, one
from tests.exchange.boards import everything, lossless, some

pytestmark = pytest.mark.usefixtures("qapp")

_GIVEN = {
    "workstream": "lane", "stage": "stage", "kind": "kind", "forum": "forum", "parent": "above", "artefact": "card",
    "blocker": "held", "closed": "", "returned": "", "retired": "", "ended": "", "role": "review", "gate": "warn",
    "id": "", "owner": "", "rank": "",
}  # fmt: skip
"""What a field must hold so that the record is drawn; every other text holds a mark."""


def mark(kind: str, name: str) -> str:
    """The text that stands in one field alone."""
    return f"Zq{kind}x{name.replace('_', '')}qZ"


def marked(kind: str, record_id: str, /, **given: Any) -> Record:
    """A record with a mark in each of its texts."""
    shape, fields = RECORDS[kind], {}
    for field in declared(shape):
        if field.name in given:
            fields[field.name] = given[field.name]
        elif field.name in _GIVEN and (field.name != "owner" or kind == "view"):
            continue
        elif field.type is str:
            fields[field.name] = mark(kind, field.name)
        elif field.many:
            fields[field.name] = (mark(kind, field.name),)
    return msgspec.convert({**fields, "id": record_id}, shape)


def marks() -> Board:
    """A board on which every text has its mark, with what is retired, closed, answered and somebody's own."""
    lane, place = {"workstream": "lane"}, {"workstream": "lane", "stage": "stage", "kind": "kind", "milestone": "mile"}
    return Board(
        [
            marked("board", "board"),
            marked("workstream", "lane"),
            marked("workstream", "empty", name="Nothing stands here", short="", aliases=()),
            marked("stage", "stage", role="review"),
            marked("kind", "kind"),
            marked("forum", "above"),
            marked("forum", "forum", parent="above"),
            marked("limit", "limit", **lane),
            marked("view", "view"),
            marked("view", "own", name="ZqviewxownqZ", owner="Ana"),
            marked("milestone", "mile"),
            marked("meeting", "met", forum="forum"),
            marked("artefact", "card", **place),
            marked("artefact", "free", **place, notes=mark("artefact", "notes") + " too"),
            marked("artefact", "gone", **place, retired=NOW, title="ZqartefactxgoneqZ"),
            marked("blocker", "held", artefact="card"),
            marked("blocker", "was", artefact="card", closed=NOW),
            marked("escalation", "asked", blocker="held", forum="forum"),
            marked("escalation", "told", blocker="was", forum="forum", returned=NOW),
            marked("action", "due", artefact="card", replaced_by="later", meeting="met"),
            marked("action", "later", artefact="free", ref="ZqactionxlaterqZ"),
            marked("decision", "first", artefact="free", meeting="met", ref="ZqdecisionxfirstqZ"),
            marked("decision", "next", artefact="card", meeting="met", follows="first"),
            marked("seat", "seat", forum="forum", workstream="lane"),
            marked("attendance", "came", meeting="met", seat="seat"),
            marked("item", "item", meeting="met", artefact="card", minutes="15"),
            marked("position", "spoke", item="item", seat="seat"),
            marked("assessment", "assessed", artefact="card"),
            marked("comment", "comment", artefact="card"),
            marked("issue", "issue", artefact="card", meeting="met"),
        ],
        seq=7,
    )


def taken_apart(data: bytes) -> Iterator[bytes]:
    """The bytes, and whatever is packed in them, as often as it is."""
    yield data
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        yield from _unpacked(found[1])
    if data.startswith(b"\x89PNG"):
        at, pixels = 8, b""
        while at < len(data):
            size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
            held = data[at + 8 : at + 8 + size]
            pixels += held if kind == b"IDAT" else b""
            yield kind + held
            yield from _unpacked(held.partition(b"\0")[2][1:])
            at += size + 12
        yield from _unpacked(pixels)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield from (packed.read(part) for part in packed.namelist())
    if data.startswith(b"%PDF"):
        import pypdf

        reader = pypdf.PdfReader(io.BytesIO(data))
        yield "".join(page.extract_text() for page in reader.pages).encode("utf-8", "replace")
        yield repr(reader.metadata).encode()


def _unpacked(data: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj().decompress(data)
    except zlib.error:
        return


def holds(data: bytes, text: str) -> bool:
    """Whether a text is in a file, in any of the ways in which files hold texts."""
    plain = text.encode()
    ways = (
        plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), plain[::-1],
        *(base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)),
    )  # fmt: skip
    return any(way in part for part in taken_apart(data) for way in ways)


TEXTS = {
    ".csv": csv_table.write, ".json": json_board.write, ".md": markdown.write, ".html": html.write, ".xlsx": writing.write,
}  # fmt: skip
TABLES = {
    "tabbed": lambda sheet: table.tabbed(sheet).encode(),
    "pasted": lambda sheet: table.html(sheet).encode(),
    "plain": plain.write,
}
EVERY = [*formats.WRITERS, *TABLES]


def written(how: str, sheet: Sheet) -> bytes:
    return TABLES[how](sheet) if how in TABLES else formats.render(f"board{how}", sheet)


def all_of(board: Board, **said: Any) -> Sheet:
    return Sheet.of(board, [found.id for found in board.artefacts()], TODAY, as_at="24 November 2026, 08:00", **said)


# -- the list ----------------------------------------------------------------------------------------------------------


def test_of_todays_fields_all_are_shared_but_notes_and_persons() -> None:
    assert {kind: leaving.private_fields(kind) for kind in RECORDS if leaving.private_fields(kind)} == {
        "milestone": ("note",),
        "seat": ("person", "alternate", "note"),
        "artefact": ("notes", "from_file", "from_record"),
        "meeting": ("note",),
        "attendance": ("person", "on_behalf_of"),
        "item": ("lead", "note"),
        "action": ("person", "note"),
        "decision": ("note",),
        "comment": ("person", "note"),
        "issue": ("note",),
    }
    for kind, names in SHARED.items():
        assert set(names) <= set(RECORDS[kind].__struct_fields__), kind
        assert len(set(names)) == len(names), kind


# -- the marks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", EVERY)
@pytest.mark.parametrize("filtered", [False, True], ids=["whole", "filtered"])
def test_nothing_private_leaves_in_any_format(how: str, filtered: bool) -> None:
    board = marks()
    sheet = Sheet.of(board, ["card"], TODAY, filter="ref:x") if filtered else all_of(board)
    data = written(how, sheet)
    for kind in RECORDS:
        assert not any(holds(data, mark(kind, name)) for name in leaving.private_fields(kind)), kind
    assert not holds(data, "ZqviewxownqZ")
    if filtered:
        assert not holds(data, "ZqartefactxgoneqZ")
        assert not holds(data, mark("view", "query"))
        assert not holds(data, mark("view", "name"))


@pytest.mark.parametrize("how", [*TEXTS, *TABLES])
def test_all_of_it_leaves_where_it_is_asked_for(how: str) -> None:
    data = written(how, all_of(marks(), private=True))
    assert holds(data, mark("artefact", "notes") + " too")
    assert holds(data, "ZqviewxownqZ") == (how == ".json")


def test_the_looking_finds_what_is_there() -> None:
    for how in (".pdf", ".svg", ".html", ".json", ".csv", ".md", ".xlsx", "plain"):
        data = written(how, all_of(marks()))
        assert holds(data, mark("artefact", "ref")), how
        assert not holds(data, "Zqnothing"), how
    packed = b"%\nstream\n" + zlib.compress(b"Zq hidden") + b"\nendstream"
    assert holds(packed, "Zq hidden")
    chunk = b"Comment\0\0" + zlib.compress(b"Zq hidden")
    assert holds(b"\x89PNG\r\n\x1a\n" + len(chunk).to_bytes(4) + b"zTXt" + chunk + b"\0" * 4, "Zq hidden")


_TEXT_FIELDS = [
    (kind, field.name)
    for kind, shape in RECORDS.items()
    for field in declared(shape)
    if (field.type is str or field.many) and field.name not in _GIVEN
]


@pytest.mark.parametrize(("kind", "name"), _TEXT_FIELDS, ids=[f"{kind}-{name}" for kind, name in _TEXT_FIELDS])
def test_a_field_that_nobody_shares_leaves_in_no_format(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHARED, kind, tuple(other for other in SHARED[kind] if other != name))
    board = marks()
    sheet = all_of(board)
    word = mark(kind, name)
    for how in (*TEXTS, ".svg", *TABLES):
        assert not holds(written(how, sheet), word), how
    kept = Board([*copied(board).all_records()])
    assert not any(word in repr(record) for record in kept.all_records())


def copied(board: Board) -> Board:
    """A copy for readers."""
    entry = copying.for_readers(Board(), boards.context(), source=board)
    found = Board()
    found.apply(msgspec.structs.replace(entry, seq=1))
    return found


def test_a_copy_for_readers_holds_nothing_private_in_any_page_of_its_file(tmp_path: Path) -> None:
    board = board_of()
    card = one(board, "smart", "Process 4")
    act(board, editing.edit, artefact=card.id, values={"notes": "Zq-notes-of-the-team"})
    act(board, viewing.save_view, name="Zq-view-of-my-own", query="", shared=False)
    path = tmp_path / "copy.mhhsboard"
    create_store(path, copying.for_readers(Board(), boards.context(), source=board), like=tmp_path).close()
    data = path.read_bytes()  # free pages too
    assert not holds(data, "Zq-notes-of-the-team")
    assert not holds(data, "Zq-view-of-my-own")
    with closing(sqlite3.connect(path)) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        cells = [cell for name in names for row in file.execute(f'SELECT * FROM "{name}"') for cell in row]
    for cell in cells:
        raw = cell if isinstance(cell, bytes) else str(cell).encode()
        told = b"\n".join((raw, *_unpacked(raw)))  # of two letters alone some stand in anything that is packed
        assert b"Zq-notes" not in told
        assert b"Zq-view" not in told


# -- what is said of it ------------------------------------------------------------------------------------------------


def test_what_was_left_out_is_counted() -> None:
    board = board_of()
    ids = [found.id for found in board.artefacts()]
    for artefact in ids[:3]:
        act(board, editing.edit, artefact=artefact, values={"notes": "Private"})
    act(board, editing.retire, ids=[ids[2]])
    assert some(board, *ids[:2], filter="x").left_out() == "2 private notes left out"
    assert some(board, ids[0], filter="x").left_out() == "1 private note left out"
    assert some(board, ids[9], filter="x").left_out() == ""
    assert formats.left_out("a.csv", everything(board)) == "2 private notes left out"
    assert formats.left_out("a.json", everything(board)) == "3 private notes left out"
    assert formats.left_out("a.json", some(board, ids[0], filter="x")) == "1 private note left out"
    act(board, viewing.save_view, name="Own", query="", shared=False)
    assert formats.left_out("a.json", everything(board)) == "3 private notes and 1 saved view of one's own left out"
    assert lossless(board).left_out(whole=True) == ""


def test_where_rows_came_from_is_counted_once_for_each() -> None:
    board = board_of("l4-bare")
    row = Artefact(id="a1", title="One", workstream="smart", stage="backlog", from_file="plan.csv", from_record="2")
    board.put(row)
    assert everything(board).left_out() == "1 private origin of a row left out"
    board.put(msgspec.structs.replace(row, id="a2"))
    assert everything(board).left_out() == "2 private origins of rows left out"


def test_a_filtered_file_holds_what_is_shown_and_what_that_names() -> None:
    board = marks()
    document = json.loads(json_board.write(Sheet.of(board, ["card"], TODAY, filter="x")))
    ids = {kind: [record["id"] for record in records] for kind, records in document["records"].items()}
    assert ids == {
        "board": ["board"], "workstream": ["lane"], "stage": ["stage"], "kind": ["kind"], "forum": ["above", "forum"],
        "milestone": ["mile"], "artefact": ["card"], "blocker": ["held", "was"], "escalation": ["asked", "told"],
        "meeting": ["met"], "action": ["due"], "decision": ["next"], "seat": ["seat"], "item": ["item"],
        "position": ["spoke"], "assessment": ["assessed"], "comment": ["comment"], "issue": ["issue"],
    }  # fmt: skip
    assert "replaced_by" not in document["records"]["action"][0]  # that one is about an artefact which stays
    assert "follows" not in document["records"]["decision"][0]


def test_a_filter_that_hides_nothing_is_a_filter() -> None:
    board = marks()
    whole, chosen = all_of(board), all_of(board, filter="Zq")
    assert (whole.filtered, chosen.filtered, chosen.hidden) == (False, True, 0)
    assert "gone" not in csv_table.write(chosen).decode()
    assert "gone" in json_board.write(whole).decode()
    assert "ZqartefactxgoneqZ" not in json_board.write(chosen).decode()


# -- the way back ------------------------------------------------------------------------------------------------------


def noted() -> tuple[Board, str]:
    board = board_of()
    card = one(board, "smart", "Process 4").id
    act(board, editing.edit, artefact=card, values={"notes": "Only for us", "owner": "Ana"})
    act(board, viewing.save_view, name="Own", query="", shared=False)
    return board, card


@pytest.mark.parametrize(("write", "read"), [(csv_table.write, csv_table.read), (json_board.write, json_board.read)])
@pytest.mark.parametrize("blanks", ["keep", "clear"])
def test_a_file_without_what_is_private_leaves_it_as_it_is(write: Any, read: Any, blanks: str) -> None:
    board, card = noted()
    data = write(everything(board))
    act(board, editing.edit, artefact=card, values={"owner": "Ben"})
    act(board, import_rows, rows=read(data).rows, blanks=blanks)
    assert (board.artefact(card).owner, board.artefact(card).notes) == ("Ana", "Only for us")
    assert [view.name for view in board.of(View).values() if view.owner] == ["Own"]
    assert {*counts(judge(board, boards.context(), read(data).rows, blanks)).items()} >= {("update", 0), ("new", 0)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("write", "read"), [(csv_table.write, csv_table.read), (json_board.write, json_board.read)])
def test_a_file_with_what_is_private_says_everything(write: Any, read: Any) -> None:
    board, card = noted()
    data = write(lossless(board))
    act(board, editing.edit, artefact=card, values={"notes": "Newer"})
    act(board, import_rows, rows=read(data).rows)
    assert board.artefact(card).notes == "Only for us"


def test_a_file_says_whether_it_holds_what_is_private() -> None:
    board, _card = noted()
    assert json.loads(json_board.write(everything(board)))["private"] is False
    assert json.loads(json_board.write(lossless(board)))["private"] is True
    for sheet, there in ((everything(board), False), (lossless(board), True)):
        data = csv_table.write(sheet)
        assert ("notes" in data.decode("utf-8-sig").splitlines()[0].split(",")) == there
        reading = csv_table.read(data)
        assert reading.own
        assert {row.private for row in reading.rows} == {there}


def test_what_somebody_wrote_into_a_file_without_notes_is_taken() -> None:
    board, card = noted()
    document = json.loads(json_board.write(everything(board)))
    (record,) = [record for record in document["records"]["artefact"] if record["id"] == card]
    record["notes"] = "Written since"
    act(board, import_rows, rows=json_board.read(json.dumps(document).encode()).rows)
    assert board.artefact(card).notes == "Written since"


def test_a_file_of_before_says_all_that_it_holds() -> None:
    board, card = noted()
    document = json.loads(json_board.write(lossless(board)))
    del document["private"]
    for record in document["records"]["artefact"]:
        record.pop("notes", None)
    act(board, import_rows, rows=json_board.read(json.dumps(document).encode()).rows)
    assert board.artefact(card).notes == ""


@pytest.mark.parametrize(("kind", "name"), [("blocker", "reason"), ("escalation", "question"), ("stage", "short")])
def test_another_private_field_is_kept_too(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mhhs_board.operations import blocking

    board = board_of()
    card = one(board, "smart", "Process 4").id
    act(board, blocking.block, ids=[card], reason="Only for us", forum="dag")
    monkeypatch.setitem(SHARED, kind, tuple(other for other in SHARED[kind] if other != name))
    before = {record.id: getattr(record, name) for record in board.all_of(kind)}
    rows = json_board.read(json_board.write(everything(board))).rows
    assert not import_rows(board, boards.context(), rows=rows).changes
    assert {record.id: getattr(record, name) for record in board.all_of(kind)} == before


# -- what an export says of itself -------------------------------------------------------------------------------------


def test_an_unmarked_whole_board_says_nothing_of_itself() -> None:
    sheet = all_of(board_of())
    assert b"# " not in csv_table.write(sheet)
    assert list(json.loads(json_board.write(sheet))) == ["format", "version", "private", "records"]
    assert "#" not in table.tabbed(sheet)


@pytest.mark.parametrize(
    "said",
    [{"classification": "OFFICIAL, “A”\n"}, {"filter": "-segment:x or (owner:'Q')"}, {"past": True}],
    ids=["classification", "filter", "as-at"],
)
def test_what_is_marked_says_so_and_comes_back(said: dict[str, Any]) -> None:
    board = board_of()
    sheet = all_of(board, **said)
    data = csv_table.write(sheet)
    last = data.decode("utf-8-sig").split("\r\n")[-2]
    assert "As at 24 November 2026, 08:00 · entry 1 · 23 of 23 shown · 0 hidden" in last
    view = json.loads(json_board.write(sheet))["view"]
    assert (view["as_at"], view["entry"], view["shown"], view["hidden"]) == ("24 November 2026, 08:00", 1, 23, 0)
    for name in ("classification", "filter"):
        assert view.get(name, "") == said.get(name, "")
    for reading in (csv_table.read(data), json_board.read(json_board.write(sheet))):
        assert reading.own
        assert not import_rows(board, boards.context(), rows=reading.rows).changes
        assert not counts(judge(board, boards.context(), reading.rows))["skipped"]


def test_the_line_is_known_where_somebody_moved_or_took_out_columns() -> None:
    import csv

    board = board_of()
    lines = list(csv.reader(io.StringIO(csv_table.write(all_of(board, classification="SECRET")).decode())))
    foreign = [line[:9] for line in lines]
    turned = [list(reversed(line)) for line in lines[:-1]] + [[""] * (len(lines[0]) - 1) + [lines[-1][0]]]
    for table_ in (foreign, turned, [*lines[:1], *sorted(lines[1:])]):
        page = io.StringIO()
        csv.writer(page).writerows(table_)
        reading = csv_table.read(page.getvalue().encode())
        assert len(reading.rows) == 23
        assert not counts(judge(board, boards.context(), reading.rows))["skipped"]
    (row,) = csv_table.read(b"title,workstream\n# A title,\n").rows
    assert row.text("title") == "# A title", "no row goes uncounted"


@pytest.mark.parametrize("how", EVERY)
def test_equal_bytes_mean_equal_board_filter_marking_and_moment(how: str, qapp: QGuiApplication) -> None:
    board, later = board_of(), board_of()
    act(later, configuring.configure, values={"gate.version": "warn"})
    plain: dict[str, Any] = {"classification": "A", "filter": "is:live", "past": True}
    ids = [found.id for found in board.artefacts()]
    sheets = [
        Sheet.of(made, ids, TODAY, **{"as_at": "24 November 2026, 08:00", **plain, **other})
        for made, other in (
            (board, {}), (later, {}), (board, {"filter": "is:alive"}), (board, {"classification": "B"}),
            (board, {"as_at": "24 November 2026, 08:01"}),
        )
    ]  # fmt: skip
    made = [written(how, sheet) for sheet in sheets]
    for one_, other in itertools.combinations(made, 2):
        assert one_ != other


@pytest.mark.parametrize(
    ("act_", "said"),
    [
        (configuring.configure, {"values": {"name": "Another board"}}),
        (configuring.configure, {"values": {"gate.version": "warn"}}),
        (configuring.configure, {"values": {"limit:Smart": "9 refuse"}}),
        (configuring.add_named, {"kind": "workstream", "name": "Without artefacts"}),
    ],
    ids=["name", "gate", "limit", "lane"],
)
def test_a_table_that_says_nothing_of_itself_is_of_its_artefacts_alone(act_: Any, said: dict[str, Any]) -> None:
    board = board_of()
    before = all_of(Board([*board.all_records()], board.seq))
    act(board, act_, **said)
    after = all_of(board)
    for how in (".csv", "tabbed"):
        assert written(how, before) == written(how, after)
        assert written(how, replace(before, classification="A")) != written(how, replace(after, classification="A"))
    assert written(".json", before) != written(".json", after)


LONG = "OFFICIAL-SENSITIVE – COMMERCIAL – NOT FOR ONWARD DISTRIBUTION OUTSIDE THE PROGRAMME " * 3
ASKED = " or ".join(f"owner:“Person number {number}”" for number in range(60))


@pytest.mark.parametrize("how", [".html", ".md", ".svg", ".pdf", ".csv", ".json", "tabbed", "pasted"])
def test_a_long_classification_and_filter_stand_whole_in_every_format(how: str) -> None:
    board = board_of()
    sheet = all_of(board, classification=LONG.strip(), filter=ASKED)
    data = written(how, sheet)
    *_, said = taken_apart(data) if how != ".pdf" else [list(taken_apart(data))[-2]]
    text = said.decode("utf-8-sig" if how == ".csv" else "utf-8")
    if how == ".md":
        text = re.sub(r"\\(.)", r"\1", text)
    plain = re.sub(r"<[^>]*>|\s", "", text)
    for words in (LONG, ASKED, "As at 24 November 2026, 08:00", "23 of 23 shown"):
        assert (
            "".join(words.split()) in plain
            if how != ".json"
            else words.strip() in text or "shown" in words or "As" in words
        )


@pytest.mark.parametrize("how", [".html", ".md", ".svg", ".pdf", ".csv", ".json", "tabbed", "pasted"])
@pytest.mark.parametrize("blank", [" ", "\t \n", "\u00a0", "\u200b", "\ufeff "])
def test_a_filter_of_blanks_is_none_in_every_format(how: str, blank: str) -> None:
    board = board_of()
    blanks, none = (all_of(board, filter=said, at=MOMENT) for said in (blank, ""))
    assert not blanks.filtered
    assert written(how, blanks) == written(how, none)
    assert not any(b"Filter:" in part for part in taken_apart(written(how, blanks)))


MOMENT = "2026-11-24T08:00:12Z"


@pytest.mark.parametrize("how", [".html", ".md", ".svg", ".png", ".pdf", ".csv", ".json"])
def test_equal_sheets_make_equal_bytes(how: str) -> None:
    board = board_of()

    def made(at: str = MOMENT, said: str = "owner:x") -> bytes:
        return written(how, all_of(board, at=at, filter=said, classification="SECRET"))

    assert made() == made(f"{MOMENT[:-3]}59Z")
    assert made() != made(said="owner:y")


def test_every_printed_page_of_html_begins_with_what_it_is() -> None:
    page = html.write(all_of(board_of(), classification="SECRET", filter="a")).decode()
    running = page[page.index('class="running"') :].partition("</div></div>")[0]
    for words in ("SECRET", "As at 24 November 2026, 08:00", "entry 1", "23 of 23 shown · 0 hidden", "Filter: a"):
        assert words in running
    css = page[page.index("@media print") :]
    assert ".running { display: table-header-group; break-inside: avoid; }" in css
    assert re.search(r"\.running \{ display: none; \}.*@media print", page, re.DOTALL)


# -- the history -------------------------------------------------------------------------------------------------------


def test_no_history_without_what_is_private() -> None:
    entries = (Entry(uid="u", verb="edit", actor="Ana", changes=(), seq=1),)
    board = board_of()
    assert Sheet.of(board, [], TODAY, entries=entries).entries is None
    assert Sheet.of(board, [], TODAY, entries=entries, private=True).entries == entries


def test_kinds_are_all_looked_at() -> None:
    """The board of marks has every kind there is."""
    kinds = {type(record) for record in marks().all_records()}
    assert kinds == {*RECORDS.values()}
    assert svg.write(all_of(marks()))
