"""A date in a file is a text and the day that it means beside it: whoever saves or edits either, the two never part."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import dates
from mhhs_board.domain.imported import Row
from mhhs_board.domain.journal import Entry
from mhhs_board.exchange import csv_table
from mhhs_board.operations import editing
from mhhs_board.operations.importing.importing import import_rows, judge
from tests.boards import TODAY, act, board_of, context, one
from tests.features.test_days import PLAN, days, sheet
from tests.features.test_imports_of_others import Taking
from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")  # Tuesday, 24 November 2026


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    return made(capsys, tmp_path, "l4-bare")


@pytest.fixture
def take(board: Runner, tmp_path: Path) -> Taking:
    return Taking(board, tmp_path)


class Own:
    """Our own CSV of a board with one artefact, edited in its cells."""

    def __init__(self, board: Runner, take: Taking, folder: Path, due: str = "2026-12-08") -> None:
        self.board, self.take, self.path = board, take, folder / "own.csv"
        board.say("add", "One", "--workstream", "Smart", "--ref", "R1", "--due", due)
        self.export()

    def export(self) -> None:
        self.board.say("export", str(self.path))

    def table(self, **cells: str) -> bytes:
        rows = list(csv.DictReader(self.path.read_text().splitlines()))
        for row in rows:
            row |= {name: text for name, text in cells.items() if name in row}
        page = io.StringIO()
        writer = csv.DictWriter(page, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        return page.getvalue().encode()

    def rulings(self, **cells: str) -> list[tuple[str, str]]:
        return self.take.rulings(self.table(**cells))


@pytest.fixture
def own(board: Runner, take: Taking, tmp_path: Path) -> Own:
    return Own(board, take, tmp_path)


def kept_as(board: Runner, ref: str = "R1") -> tuple[str, str | None]:
    card = board.card(ref)
    return card["due"], card["due_on"]


@pytest.mark.parametrize("old", ["8 Dec 2026", "08/12/2026", "2026-12-08", "Tue 8 Dec 2026", "8 Dec", "46364"])
def test_the_old_day_in_any_spelling_says_nothing_new(board: Runner, take: Taking, old: str) -> None:
    board.say("add", "One", "--workstream", "Smart", "--ref", "R1", "--due", "8 Dec 2026")
    board.say("edit", "R1", "due=5 Jan 2027")
    ((ruling, why),) = take.rulings(PLAN.format(old))
    assert (ruling, kept_as(board)) == ("unchanged", ("5 Jan 2027", "2027-01-05"))
    assert "keeps due “5 Jan 2027”: it was changed here since it was “" in why
    assert take.rulings(PLAN.format("6 Jan 2027")) == [("update", "due “5 Jan 2027” → “6 Jan 2027”")]


def test_no_text_keeps_the_day_of_another(board: Runner, take: Taking) -> None:
    """Neighbours: a text that means no day, an empty cell that clears, the same text of another year."""
    board.say("add", "One", "--workstream", "Smart", "--ref", "R1", "--due", "8 Dec 2026")
    board.say("edit", "R1", "due=5 Jan 2027")
    take(PLAN.format("ASAP"))
    assert kept_as(board) == ("ASAP", None)
    take(PLAN.format("9 Dec"))
    assert kept_as(board) == ("9 Dec", "2026-12-09")
    take(PLAN.format(""), "--blanks", "clear")
    assert kept_as(board) == ("", None)


@pytest.mark.parametrize(
    ("due", "due_on"),
    [
        ("12/8/2026", "12/8/2026"),
        ("08/12/2026", "08/12/2026"),
        ("12/8/2026", "2026-12-08"),
        ("46364", "2026-12-08"),
        ("46364", "46364"),
        ("08-Dec-26", "12/8/2026"),
        ("2026-12-08", "12/8/2026 00:00"),
        ("8 December 2026", ""),
    ],
)
def test_our_own_file_as_a_spreadsheet_saves_it_changes_nothing(own: Own, due: str, due_on: str) -> None:
    before = kept_as(own.board)
    assert own.rulings(due=due, due_on=due_on) == [("unchanged", "")]
    assert kept_as(own.board) == before


def test_what_may_be_read_either_way_on_a_new_board_is_text(own: Own, tmp_path: Path) -> None:
    own.take.board = other = made(own.board._capsys, tmp_path, "l4-bare", "other")
    said = "“12/8/2026” is 12 August 2026 or 8 December 2026; it is kept as text and means no day."
    assert own.rulings(due="12/8/2026", due_on="12/8/2026") == [("new", said)]
    assert kept_as(other) == ("12/8/2026", None)
    assert own.rulings(due="12/8/2026", due_on="12/8/2026") == [("unchanged", "")]


@pytest.mark.parametrize(("beside", "day"), [("12/13/2026", "2026-12-08"), ("13/12/2026", "2026-08-12")])
def test_the_other_turned_days_say_how_a_file_was_turned(own: Own, tmp_path: Path, beside: str, day: str) -> None:
    own.board.say("add", "Two", "--workstream", "Smart", "--ref", "R2", "--due", "2026-12-13")
    own.export()
    own.take.board = other = made(own.board._capsys, tmp_path, "l4-bare", "other")
    table = own.path.read_text().replace("2026-12-08", "12/8/2026").replace("2026-12-13", beside)
    answer = own.take(table.encode(), "--json").json
    assert ([row["why"] for row in answer["rows"]], answer["remarks"]) == (["", ""], [])
    assert days(other) == [day, "2026-12-13"]


@pytest.mark.parametrize(
    ("stands", "beside", "day"),
    [
        ("2026-12-08", "12/8/2026", "2027-01-05"),
        ("2026-12-08", "08/12/2026", "2027-05-01"),
        ("2026-12-13", "12/13/2026", "2027-01-05"),
        ("2026-12-13", "13/12/2026", "2027-05-01"),
        ("2026-05-05", "5/5/2026", None),
        ("2026-12-08", "2/9/2026", None),
    ],
)
def test_what_was_edited_in_a_spreadsheet_is_turned_as_the_day_beside_it(
    board: Runner, take: Taking, tmp_path: Path, stands: str, beside: str, day: str | None
) -> None:
    """Where that may be read either way as well, nobody knows, and it is said."""
    own = Own(board, take, tmp_path, stands)
    ((ruling, why),) = own.rulings(due="1/5/2027", due_on=beside)
    assert (ruling, board.card("R1")["due_on"]) == ("update", day)
    assert ("“1/5/2027” is 5 January 2027 or 1 May 2027; it is kept as text" in why) == (day is None)
    assert own.rulings(due="1/5/2027", due_on=beside)[0][0] == "unchanged"


def test_a_file_turned_in_its_texts_alone_keeps_its_days_and_says_nothing_else(own: Own) -> None:
    own.board.say("add", "Two", "--workstream", "Smart", "--ref", "R2", "--due", "2026-12-13")
    own.export()
    table = own.path.read_text().replace(",2026-12-08,", ",12/8/2026,", 1).replace(",2026-12-13,", ",12/13/2026,", 1)
    answer = own.take(table.encode(), "--json").json
    assert ([row["verdict"] for row in answer["rows"]], answer["remarks"]) == (["unchanged"] * 2, [])
    edited = own.take(table.replace(",12/8/2026,", ",1/5/2027,", 1).encode(), "--json").json
    assert "kept as text and means no day, unless the board has it as a day already" in edited["remarks"][0]
    assert kept_as(own.board) == ("1/5/2027", None), "the column is month first, so the day is not certain"


@pytest.mark.parametrize(
    ("word", "day"), [("+14d", "2026-12-08"), ("tomorrow", "2026-11-25"), ("next friday", "2026-11-27")]
)
def test_a_word_edited_into_our_own_file_is_the_day_it_means(
    board: Runner, take: Taking, tmp_path: Path, word: str, day: str
) -> None:
    own = Own(board, take, tmp_path, "2027-03-09")
    assert own.rulings(due=word) == [("update", f"due “2027-03-09” → “{day}”")]
    assert kept_as(board) == (day, day)
    assert f"“{word}” is {dates.written(date.fromisoformat(day))}." in board.say("history", "--json").json[-1]["note"]
    assert own.rulings(due=word)[0][0] == "unchanged", "the same day again"


@pytest.mark.parametrize("ending", ["csv", "json"])
@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ("2027-02-02", "Its due date counts, “2026-12-08”, and not its due_on, 2 February 2027"),
        ("soon", "Its due date counts, “2026-12-08”, and not its due_on, “soon”"),
    ],
)
def test_a_day_edited_alone_is_said(own: Own, ending: str, beside: str, said: str) -> None:
    if ending == "csv":
        assert own.rulings(due_on=beside) == [("unchanged", said)]
    else:
        assert as_json(own, due_on=beside) == [("unchanged", said)]
    assert kept_as(own.board) == ("2026-12-08", "2026-12-08")


def as_json(own: Own, **fields: str) -> list[tuple[str, str]]:
    """What an import of the board's JSON makes of the artefact with other values."""
    path = own.path.with_suffix(".json")
    own.board.say("export", str(path))
    document = json.loads(path.read_text())
    for artefact in document["records"]["artefact"]:
        artefact |= fields
    path.write_text(json.dumps(document))
    rows = own.take.board.say("import", str(path), "--json").json["rows"]
    return [(row["verdict"], row["why"]) for row in rows if row["ref"] == "R1"]


@pytest.mark.parametrize(
    ("text", "day", "why"),
    [
        ("9 June 2027", "2027-06-09", "due “2026-12-08” → “9 June 2027”"),
        ("9 June", "2026-06-09", "due “2026-12-08” → “9 June” (9 June 2026)"),
        ("ASAP", None, "due “2026-12-08” → “ASAP”; “ASAP” means no day"),
        ("8 December 2026", "2026-12-08", "due “2026-12-08” → “8 December 2026”"),
        ("", None, "clears due (was 2026-12-08)"),
    ],
)
def test_a_date_edited_in_json_takes_its_day_with_it(own: Own, text: str, day: str | None, why: str) -> None:
    assert as_json(own, due=text) == [("update", why)]
    assert own.board.card("R1")["due_on"] == day


def test_json_says_what_a_date_means(own: Own, tmp_path: Path) -> None:
    """Of what is new too, and a word does not stay one."""
    own.take.board = other = made(own.board._capsys, tmp_path, "l4-bare", "other")
    other.say("add", "Not empty", "--workstream", "Smart")
    assert as_json(own, due="ASAP", due_on="") == [("new", "“ASAP” means no day.")]
    other.say("undo")
    assert as_json(own, due="tomorrow", due_on="") == [("new", "")]
    assert kept_as(other) == ("2026-11-25", "2026-11-25")
    assert as_json(own, due="next friday", due_on="") == [("update", "due “2026-11-25” → “2026-11-27”")]


def test_what_a_blocker_needs_is_one_value_too(own: Own) -> None:
    own.board.say("block", "R1", "--reason", "x", "--needed-by", "8 Dec 2026")
    own.board.say("escalate", "R1", "--to", "DAG", "--needed-by", "8 Dec 2026")
    own.export()
    text = own.path.read_text()
    for there, on, said in (
        ("5 Jan 2027", "2026-12-08", ""),
        ("ASAP", "2027-01-05", "“ASAP” means no day"),
        ("TBC", "2027-02-02", "Its needed_by counts, “TBC”, and not its needed_on, 2 February 2027. “TBC” means no day"),
    ):
        table = text.replace('""8 Dec 2026""', f'""{there}""').replace('_on"":""2026-12-08""', f'_on"":""{on}""')
        ((_, why),) = own.take.rulings(table.encode())
        assert said in why
        (stop,) = own.board.card("R1")["blockers"]
        assert {stop["needed_by"], stop["escalations"][0]["needed_by"]} == {there}


def _serial(day: date) -> str:
    return str((day - date(1899, 12, 30)).days)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

TURNED: dict[str, Callable[[date], str]] = {
    "British": lambda day: f"{day:%d/%m/%Y}",
    "American": lambda day: f"{day.month}/{day.day}/{day.year}",
    "American, short": lambda day: f"{day:%m/%d/%y}",
    "American, with a time": lambda day: f"{day.month}/{day.day}/{day.year} 0:00",
    "German": lambda day: f"{day:%d.%m.%Y}",
    "as a number": _serial,
    "with a named month": lambda day: f"{day.day:02}-{MONTHS[day.month - 1]}-{day:%y}",
}
"""How a spreadsheet saves what it takes for a day."""


@pytest.mark.parametrize("how", TURNED)
@given(
    st.lists(
        st.tuples(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.sampled_from(["as ISO", "as words"])), max_size=4
    ),
    st.booleans(),
)
def test_whatever_saves_our_own_file_no_day_becomes_another(how: str, stand: list[tuple[date, str]], both: bool) -> None:
    board, other = board_of("l4-bare"), board_of("l4-bare")
    for number, (day, form) in enumerate(stand):
        due = day.isoformat() if form == "as ISO" else dates.written(day)
        act(board, editing.add, title=f"T{number}", ref=f"R{number}", workstream="smart", due=due)
    table = list(csv.DictReader(csv_table.write(sheet(board)).decode().splitlines()))
    for row in table:
        turned = TURNED[how](date.fromisoformat(row["due_on"]))
        row |= {"due": turned, "due_on": turned if both else row["due_on"]}
    page = io.StringIO()
    writer = csv.DictWriter(page, table[0].keys() if table else csv_table.COLUMNS)
    writer.writeheader()
    writer.writerows(table)
    reading = csv_table.read(page.getvalue().encode())
    assert reading.remarks == ()
    assert {(row.verdict, row.why) for row in judge(board, context(), reading.rows)} <= {("unchanged", "")}
    act(other, import_rows, rows=reading.rows)
    for number, (day, _) in enumerate(stand):
        found = one(other, "smart", f"R{number}").due_on
        assert found == day.isoformat() or (both and not found)


ON_FILES = [
    "8 Dec 2026",
    "08/12/2026",
    "12/8/2026",
    "2026-12-08",
    "8 Dec",
    "ASAP",
    "",
    "tomorrow",
    "46364",
    "5 Jan 2027",
    "1/5/2027",
]
BESIDE = ["2026-12-08", "2027-01-05", "12/8/2026", "12/13/2026", "5/5/2026", "46364", "", "soon"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["hand", "plan", "table", "record"]), st.sampled_from(ON_FILES), st.sampled_from(BESIDE)),
        min_size=1,
        max_size=5,
    )
)
def test_text_and_day_never_part(steps: list[tuple[str, str, str]]) -> None:
    """After any way in the two are what they were, or what one reading of the text gives; and twice is once."""
    board = board_of("l4-bare")
    entries: list[Entry] = []
    entries.append(act(board, editing.add, title="One", ref="R1", workstream="smart", due="8 Dec 2026"))
    artefact_id = one(board, "smart", "R1").id
    for way, text, beside in steps:
        before = one(board, "smart", "R1")
        if way == "hand":
            entries.append(act(board, editing.edit, artefact=artefact_id, values={"due": text}))
            continue
        texts = {"ref": "R1", "title": "One", "workstream": "Smart", "due": text}
        texts |= {} if way == "plan" else {"due_on": beside, "id": artefact_id}
        row = Row(record=1, texts=texts, own=way != "plan", exact=way == "record")
        entries.append(act(board, import_rows, rows=[row], history=lambda *_: entries))
        found = one(board, "smart", "R1")
        if (found.due, found.due_on) != (before.due, before.due_on):
            day = dates.day_of(found.due_on)
            assert dates.meant(found.due, day or TODAY) == day or (not day and len(set(dates.either_way(found.due))) == 2)
        again = import_rows(board, context(), rows=[row], history=lambda *_: entries)
        assert not again.changes
