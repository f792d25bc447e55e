"""Days as people and programs write them, on every path: in, on the board, out, and back in."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.exchange import csv_table, json_board
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations import blocking, editing
from mhhs_board.operations.context import Context
from mhhs_board.operations.importing.importing import import_rows, judge
from mhhs_board.store.opening import open_store
from mhhs_board.workspace import Workspace
from tests.boards import TODAY, act, board_of, context, one
from tests.features.test_imports_of_others import BEGINS, Taking
from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")  # Tuesday, 24 November 2026

LATER = "2030-01-15T10:00:00Z"
PLAN = 'ref,title,workstream,due\nR1,One,Smart,"{}"\n'


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    return made(capsys, tmp_path, "l4-bare")


@pytest.fixture
def take(board: Runner, tmp_path: Path) -> Taking:
    return Taking(board, tmp_path)


def column(*days: str) -> str:
    """A table of another program with these due dates."""
    rows = (f'P{number},Title {number},Smart,"{day}"\n' for number, day in enumerate(days, 1))
    return "ref,title,workstream,Due date\n" + "".join(rows)


def of_days(answer: dict[str, list[str]]) -> list[str]:
    """What an import says of its days: not where what is new begins, which no column tells here."""
    return [remark for remark in answer["remarks"] if remark != BEGINS]


def days(board: Runner) -> list[str | None]:
    return [card["due_on"] for card in board.cards()]


# -- an import's column --------------------------------------------------------------------------------------------------


def test_days_with_a_time_as_sheets_databases_and_trackers_write_them(board: Runner, take: Taking) -> None:
    texts = ["2026-12-08", "2026-12-08 00:00:00", "2026-12-08T00:00:00Z", "08/12/2026 00:00:00", "08/Dec/26 12:00 AM"]
    assert take.rulings(column(*texts, "2026/12/08", "2026-12-08 00:00", "20261208")) == [("new", "")] * 8
    assert days(board) == ["2026-12-08"] * 8
    assert len(board.cards("due:<15d")) == 8


JIRA = ["24/Mar/26 12:00 AM", "8/12/2025 7:00:00 AM", "2024-05-08T08:00:00.000Z", "2024-05-08 00:00:00", "2024-05-08 10:00",
        "11/14/24", "11/12/24", "31/02/2024", "45420"]  # fmt: skip


def test_a_column_that_can_only_be_month_first_in_one_place_is_read_so_in_none(board: Runner, take: Taking) -> None:
    answer = take(column(*JIRA), "--json").json
    read = "2024-05-08"
    assert days(board) == ["2026-03-24", None, read, read, read, None, None, None, None]
    (said,) = of_days(answer)
    assert said.startswith("“Due date” holds “11/14/24”, which is a day with the month first alone.")
    assert "like “8/12/2025 7:00:00 AM”" in said
    whys = [row["why"] for row in answer["rows"]]
    assert whys[5:] == ["“11/14/24” means no day.", "", "“31/02/2024” means no day.", "“45420” means no day."]
    assert not any(whys[:5])
    assert [card["due"] for card in board.cards()][5:] == JIRA[5:], "kept as written"


SPELLINGS = {
    "2024-05-08": "", "2024-05-08 10:00": "", "24/Mar/26": "2026-03-24", "08/05/24": "", "8 May 2024": "",
    "8-May-2024": "", "08-May-24": "", "May 8, 2024": "", "2024/05/08": "", "08.05.2024": "", "8.5.24": "", "Wed 8 May 2024": "",
    "Wednesday, 8 May 2024": "", "20240508": "", "01/02/2024": "2024-02-01", "8th May": "2027-05-08",
    "Q2 2024": None, "w/c 06/05/2024": None, "31/02/2024": None, "03/04/202": None, "May 2024": None, "08/05": None,
    "2024-W19": None, "TBC": None, "45420": None, "26-12-08": None,
}  # fmt: skip
"""What each means where no value of the column is month first alone; empty stands for 8 May 2024."""


def test_the_spellings_that_are_met_with(board: Runner, take: Taking) -> None:
    rulings = take.rulings(column(*SPELLINGS))
    assert days(board) == [day if day != "" else "2024-05-08" for day in SPELLINGS.values()]
    wanted = ["" if day is not None else f"“{text}” means no day." for text, day in SPELLINGS.items()]
    wanted[list(SPELLINGS).index("8th May")] = "“8th May” is 8 May 2027."
    assert [why for _, why in rulings] == wanted
    assert take.rulings(column(*SPELLINGS)) == [("unchanged", "")] * len(SPELLINGS)


def test_a_day_that_is_none_is_no_sign_of_the_month_first(board: Runner, take: Taking) -> None:
    """31/02 is simply no day; neighbours: 29/02 of a common year, 13/13."""
    answer = take(column("31/02/2024", "29/02/2023", "13/13/2024", "03/04/2024"), "--json").json
    assert (days(board)[3], of_days(answer)) == ("2024-04-03", [])


def test_month_first_in_other_spellings_and_days_that_only_have_one_reading(board: Runner, take: Taking) -> None:
    """Neighbours: with dots, and in two figures; 25/12 and 5/5 are sure all the same, and so is a named month."""
    answer = take(column("05.13.2024", "25/12/2024", "05/05/2024", "3 Apr 2024", "03.04.24"), "--json").json
    assert days(board) == [None, "2024-12-25", "2024-05-05", "2024-04-03", None]
    assert len(of_days(answer)) == 1


def test_what_has_a_reading_with_the_day_first_is_no_sign_of_the_month_first(board: Runner, take: Taking) -> None:
    answer = take(column("08-12-26", "08/12/2026", "13/12/2026"), "--json").json
    assert (days(board), of_days(answer)) == ([None, "2026-12-08", "2026-12-13"], [])


def test_what_has_no_width_is_nothing_in_a_day(board: Runner, take: Taking) -> None:
    """Neighbours: in front, within, a spreadsheet's number, a joiner."""
    bare = "\N{ZERO WIDTH SPACE}"
    take(
        column(
            f"08/12/2026{bare}", f"{bare}8 Dec{bare} 2026", "2026-12-08\N{ZERO WIDTH JOINER}", "2026-12-08\N{SOFT HYPHEN}"
        )
    )
    assert days(board) == ["2026-12-08"] * 4
    take.board = other = made(board._capsys, board.board.parent, "l4-bare", "other") if board.board else board
    take(column(f"46364{bare}"))
    assert days(other) == ["2026-12-08"]


def test_a_spreadsheets_numbers_are_days_where_nothing_else_is_unread(board: Runner, take: Taking) -> None:
    answer = take(column("45420", "45420.75", "2024-05-08", ""), "--json").json
    assert of_days(answer) == ["The numbers in “Due date” are read as days of a spreadsheet: 45420 is 8 May 2024."]
    assert days(board)[:3] == ["2024-05-08"] * 3
    assert board.card("P1")["due"] == "2024-05-08", "the number says nothing to anybody"
    assert take.rulings(column("45420", "45420.75", "2024-05-08", "")) == [("unchanged", "")] * 4


@pytest.mark.parametrize("other", ["TBC", "36525", "73051", "2024"])
def test_numbers_beside_what_is_no_day_stay_numbers(board: Runner, take: Taking, other: str) -> None:
    take(column("45420", other))
    assert days(board) == [None, None]


def test_only_the_column_of_days_is_read_so(board: Runner, take: Taking) -> None:
    take("ref,title,workstream,version,due\nP1,45420,Smart,45420,45420\n")
    card = board.card("P1")
    assert (card["title"], card["version"], card["due"]) == ("45420", "45420", "2024-05-08")


def test_the_same_day_in_another_spelling_is_no_change(board: Runner, take: Taking, tmp_path: Path) -> None:
    """A spreadsheet writes our own file in its own way, here British, there American."""
    take(column("2027-05-08", "8 May 2027"))
    assert take.rulings(column("08/05/2027", "2027-05-08T00:00:00Z")) == [("unchanged", "")] * 2
    board.say("export", str(tmp_path / "own.csv"))
    own = (tmp_path / "own.csv").read_text()
    for day, both in (("08/05/2027", True), ("05/08/2027", False)):
        table = own.replace("8 May 2027,", f"{day},").replace("2027-05-08", day if both else "2027-05-08")
        assert take.rulings(table.encode()) == [("unchanged", "")] * 2, day
    take.board = made(board._capsys, tmp_path, "l4-bare", "other")
    take(own.replace("8 May 2027,", "05/08/2027,").encode())
    assert days(take.board) == ["2027-05-08"] * 2, "the day beside it says which it was"


def test_a_date_that_was_left_open_stays_so_on_every_way(board: Runner, take: Taking, tmp_path: Path) -> None:
    take(column("05/13/2024", "03/04/2024"))
    for ending in ("csv", "json"):
        board.say("export", str(tmp_path / f"own.{ending}"))
        other = made(board._capsys, tmp_path, "l4-bare" if ending == "csv" else "empty", ending)
        other.say("import", str(tmp_path / f"own.{ending}"))
        assert days(other) == [None, None]
    board.say("edit", "P2", "due=03/04/2024")
    assert board.card("P2")["due_on"] == "2024-04-03", "by hand the day comes first"


def test_what_an_older_program_did_not_read_is_read_when_it_comes_again(board: Runner, take: Taking) -> None:
    as_old(board, "2026-12-08 00:00:00", "03/04/2024")
    take(column("2026-12-08 00:00:00", "03/04/2024"))
    assert [board.card(ref)["due_on"] for ref in ("P1", "P2")] == ["2026-12-08", "2024-04-03"]


# -- words that mean another day tomorrow --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("tomorrow", "2026-11-25"),
        ("next friday", "2026-11-27"),
        ("+14d", "2026-12-08"),
        ("in 2 weeks", "2026-12-08"),
        ("Today 17:00", "2026-11-24"),
    ],
)
def test_a_word_is_kept_as_the_day_it_meant(
    board: Runner, take: Taking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str, day: str
) -> None:
    said = f"“{word}” is {dates.written(date.fromisoformat(day))}."
    assert said in board.say("add", "A", "--workstream", "Smart", "--ref", "A1", "--due", word).out
    board.say("add", "B", "--workstream", "Smart", "--ref", "B1")
    assert said in board.say("edit", "B1", f"due={word}").out
    board.say("block", "A1", "--reason", "No interface", "--needed-by", word)
    board.say("escalate", "A1", "--to", "DAG", "--question", "Which?", "--needed-by", word)
    take(f"ref,title,workstream,due\nC1,C,Smart,{word}\n")
    notes = [entry["note"] for entry in board.say("history", "--json").json]
    assert [note for note in notes if said in note] == [
        said, said, f"No interface {said}", f"Which? {said}", f"From file.csv: 1 new. {said}"
    ]  # fmt: skip
    assert board.say("history", "A1").out.count("No interface") == 1
    monkeypatch.setenv("MHHS_BOARD_NOW", LATER)
    assert [(card["due"], card["due_on"]) for card in board.cards()] == [(day, day)] * 3
    (stop,) = board.card("A1")["blockers"]
    assert (stop["needed_by"], stop["escalations"][0]["needed_by"]) == (day, day)
    for name in ("b.md", "b.csv", "b.json", "b.html"):
        board.say("export", str(tmp_path / name))
        assert word not in (tmp_path / name).read_text()
    board.say("undo")
    board.say("redo")
    assert days(board) == [day] * 3


def as_old(board: Runner, *texts: str, on: str = "") -> None:
    """Artefacts as a program kept them that did not read these dates; with `on` it read them and kept the words."""
    workspace = Workspace(open_store(board.board or Path()))
    try:
        for number, text in enumerate(texts, 1):

            def kept(board: Board, context: Context, number: int = number, text: str = text) -> Entry:
                made = Artefact(id=context.new_id(), ref=f"P{number}", title=f"Title {number}", workstream="smart",
                                stage="backlog", rank=str(number), due=text, due_on=on)  # fmt: skip
                stop = Blocker(
                    id=context.new_id(), artefact=made.id, reason="r", since=context.now, needed_by=text, needed_on=on
                )
                asked = Escalation(id=context.new_id(), blocker=stop.id, forum="dag", raised=context.now,
                                   needed_by=text, needed_on=on)  # fmt: skip
                return context.entry("add", [added(made), added(stop), added(asked)])

            workspace.run(kept)
    finally:
        workspace.close()


@pytest.mark.parametrize("read", [True, False])
def test_words_that_an_older_program_kept_are_shown_as_their_day(
    board: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: bool
) -> None:
    as_old(board, "tomorrow" if read else "next wednesday", on="2026-11-25" if read else "")
    monkeypatch.setenv("MHHS_BOARD_NOW", LATER)
    (card,) = board.cards("is:overdue")
    assert card["due_on"] == "2026-11-25", "as its entry's day had it"
    assert card["due"] == "25 November 2026"
    shown = " ".join(board.say("show", "P1").out.split())
    assert "Due 25 November 2026" in shown
    assert shown.count("needed by 25 November 2026") == 4, "the blocker's and the forum's, and of each its history"
    assert ("tomorrow" if read else "next wednesday") not in shown
    for name in ("b.md", "b.html", "b.csv"):
        board.say("export", str(tmp_path / name))
        text = (tmp_path / name).read_text()
        if name == "b.csv":  # our own lossless form has the word of a blocker with its day beside it
            (row,) = csv.DictReader(text.splitlines())
            (stop,) = json.loads(row.pop("blockers"))
            assert stop["needed_on"] == stop["escalations"][0]["needed_on"] == "2026-11-25"
            text = " ".join(row.values())
        assert ("tomorrow" if read else "next wednesday") not in text
        assert "2026" in text
    assert board.cards("", "--as-at", "2026-11-24")[0]["due"] == "25 November 2026"
    board.say("edit", "P1", "owner=Ann")
    board.say("undo")
    assert board.card("P1")["due_on"] == "2026-11-25"
    board.say("edit", "P1", "due=2031-01-01")
    assert "Due changed from " in (said := board.say("history", "P1").out)
    assert "tomorrow" not in said
    assert "next wednesday" not in said
    board.say("undo")
    assert board.card("P1")["due_on"] == "2026-11-25"
    assert board.say("check", "--json").json["ok"]


def test_a_day_that_was_read_here_goes_with_its_words(board: Runner) -> None:
    """Another program, which did not read them, takes the words back: their day does not stay behind."""
    as_old(board, "next wednesday")
    workspace = Workspace(open_store(board.board or Path()))
    old = Workspace(open_store(board.board or Path()))
    try:
        (artefact,) = workspace.board.artefacts()
        assert artefact.due_on == "2026-11-25"

        def change(board: Board, context: Context, **fields: str) -> Entry:
            bare = Artefact(id=artefact.id, workstream="smart", due="next wednesday", owner="")
            return context.entry("edit", [revised(bare, **fields)])

        old.run(change, owner="Ann")
        workspace.poll()
        assert workspace.board.artefact(artefact.id).due_on == "2026-11-25"
        old.run(change, due="")
        workspace.poll()
        assert workspace.board.artefact(artefact.id).due_on == ""
        then = workspace.as_at(workspace.head.seq - 1)
        assert then.artefact(artefact.id).due_on == "2026-11-25"
        assert workspace.as_at(workspace.head.seq, near=then).artefact(artefact.id).due_on == ""
        assert workspace.as_at(1).count() == 0
    finally:
        old.close()
        workspace.close()


# -- what means no day, and what a year is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "ASAP",
        "05/13/2026",
        "31/04/2026",
        "Mon 8 Dec 2026",
        "26-12-08",
        "2026-13-01",
        "8 Dec 99",
        "10 Dec-12",
        "8 Dec 20.26",
    ],
)
def test_what_means_no_day_is_said_at_once(board: Runner, text: str) -> None:
    said = f"Saved. “{text}” means no day."
    words = ("add", "A", "--workstream", "Smart", "--ref", "A1")
    assert board.say(*words, "--due", text).err.strip() == said
    assert board.say("edit", "A1", "owner=Ann").err == ""
    assert board.say("edit", "A1", "due=8 Dec 2026").err == ""
    answer = board.say("edit", "A1", f"due={text}", "--json")
    assert answer.json["warnings"] == [f"“{text}” means no day."]
    assert board.say("block", "A1", "--reason", "x", "--needed-by", text).err.strip() == said
    assert board.say("escalate", "A1", "--to", "DAG", "--needed-by", text).err.strip() == said
    assert board.say("edit", "A1", "due=").err == ""


def test_a_day_without_its_year_says_it_once_that_is_another(
    board: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    board.say("add", "A", "--workstream", "Smart", "--ref", "A1", "--due", "10 Dec")
    assert board.card("A1")["due"] == "10 Dec"
    monkeypatch.setenv("MHHS_BOARD_NOW", "2027-01-15T10:00:00Z")
    board.say("export", str(tmp_path / "b.md"))
    assert "| 10 December 2026 (overdue) |" in (tmp_path / "b.md").read_text()
    assert board.card("A1")["due"] == "10 December 2026"


def test_a_table_carries_the_year_whenever_it_is_made(
    board: Runner, take: Taking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also where somebody takes out the column that has the day; JSON has the text as it is, with its day."""
    board.say("add", "A", "--workstream", "Smart", "--ref", "A1", "--due", "11 Dec")
    for now in ("2026-11-24T10:00:00Z", "2028-03-01T10:00:00Z"):
        monkeypatch.setenv("MHHS_BOARD_NOW", now)
        for name in ("y.csv", "y.json"):
            board.say("export", str(tmp_path / name))
        (row,) = csv.DictReader((tmp_path / "y.csv").read_text().splitlines())
        assert (row["due"], row["due_on"]) == ("11 December 2026", "2026-12-11")
        assert [row["verdict"] for row in board.say("import", str(tmp_path / "y.csv"), "--json").json["rows"]] == [
            "unchanged"
        ]
        short = "\n".join(",".join(next(csv.reader([line]))[:8]) for line in (tmp_path / "y.csv").read_text().splitlines())
        for text, ending in ((short, "csv"), ((tmp_path / "y.json").read_text(), "json")):
            take.board = made(board._capsys, tmp_path, "l4-bare" if ending == "csv" else "empty", f"{ending}{now[:4]}")
            take(text, ending=ending)
            assert days(take.board) == ["2026-12-11"]


def test_what_is_told_of_the_past_names_its_year(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    board.say("add", "A", "--workstream", "Smart", "--ref", "A1", "--due", "8 Dec")
    board.say("edit", "A1", "due=11 Dec")
    board.say("block", "A1", "--reason", "x", "--needed-by", "9 Dec")
    board.say("escalate", "A1", "--to", "DAG", "--needed-by", "10 Dec")
    monkeypatch.setenv("MHHS_BOARD_NOW", "2028-03-01T10:00:00Z")
    for words in (("history",), ("history", "A1"), ("show", "A1")):
        told = " ".join(board.say(*words).out.split())
        assert "Due changed from 8 December 2026 to 11 December 2026" in told
        assert "needed by 9 December 2026" in told
        assert "needed by 10 December 2026" in told
    since = board.say("changes", "--since", "entry 2", "--json").json
    assert since["edited"][0]["fields"]["due"] == ["8 December 2026", "11 December 2026"]
    assert since["blocked"][0]["needed_by"] == "9 December 2026"
    assert since["escalated"][0]["needed_by"] == "10 December 2026"


def test_a_verdict_names_the_day_that_its_text_does_not(
    board: Runner, take: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(PLAN.format("2026-12-08"))
    monkeypatch.setenv("MHHS_BOARD_NOW", "2028-01-15T10:00:00Z")
    assert take.rulings(PLAN.format("8 Dec")) == [("update", "due “2026-12-08” → “8 Dec” (8 December 2027)")]
    assert take.rulings(PLAN.format("9/8/2028")) == [("update", "due “8 Dec” → “9/8/2028” (9 August 2028)")]
    assert take.rulings(PLAN.format("13/12/2028")) == [("update", "due “9/8/2028” → “13/12/2028”")]
    assert take.rulings("ref,title,workstream,due\nR2,Two,Smart,8 Dec\n") == [("new", "“8 Dec” is 8 December 2027.")]


@pytest.mark.needs_qt
def test_no_year_is_dropped_on_paper(board: Runner, tmp_path: Path) -> None:
    """Where the kind and the owner leave little room, the kind gives way: no day at all stood there, or one of this year."""
    common = ("--workstream", "Smart", "--due", "8 May 2027", "--owner", "Solution Architect")
    board.say("add", "Market design note", "--ref", "OPC009", "--kind", "Operational Choreography", *common)
    board.say("add", "Note 2", "--ref", "BR009", "--kind", "Business Requirements", "--priority", "High", *common)
    board.say("export", str(tmp_path / "y.svg"))
    texts = [part.split("<")[0] for part in (tmp_path / "y.svg").read_text().split(">") if "Due " in part.split("<")[0]]
    assert len(texts) == 2
    assert set(texts) <= {"Due 8 May 2027", "Due 8 May 27"}
    from tests.exchange.test_pdf import texts as written

    board.say("export", str(tmp_path / "y.pdf"))
    paper = " ".join("".join(written((tmp_path / "y.pdf").read_bytes())).split())
    assert paper.replace(" ", "").count("8May27") + paper.replace(" ", "").count("8May2027") == 2


# -- as at ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["md", "html", "csv", "json"])
def test_as_at_understands_what_each_export_says_of_itself(
    board: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    board.say("add", "A", "--workstream", "Smart", "--ref", "A1")
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-11-24T09:30:40Z")
    board.say("add", "B", "--workstream", "Smart", "--ref", "B1")
    board.say("export", str(tmp_path / f"b.{ending}"), "--filter", "ref:A1")
    text = (tmp_path / f"b.{ending}").read_text()
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-11-24T11:00:00Z")
    board.say("add", "C", "--workstream", "Smart", "--ref", "C1")
    assert "24 November 2026, 09:30" in text
    said = "24 November 2026, 09:30" if ending == "json" else "As at 24 November 2026, 09:30"
    assert said in text
    for when in (said, f"{said} · entry 3", f"{said} (entry 3)", f"{said}, Entry 3", "entry 3", "3", "2026-11-24 09:30"):
        assert [card["ref"] for card in board.cards("", "--as-at", when)] == ["A1", "B1"], when
    assert len(board.cards("", "--as-at", "20261124")) == 3, "a day, though it is a number too"
    facts = "As at 24 November 2026, 09:30 · entry 3 · 1 of 2 shown · 1 hidden"
    assert ending == "json" or facts in re.sub("<[^>]+>", "", text)
    for line in (
        facts,
        f"# OFFICIAL · {facts} · Filter: ref:A1",
        facts.replace(" · entry 3", ""),
        facts.replace(" · 1", " ·\n1"),
    ):
        assert [card["ref"] for card in board.cards("", "--as-at", line)] == ["A1", "B1"], line
    assert "no entry 99 yet" in board.refused("list", "--as-at", f"{said} · entry 99")
    assert "is no date or time" in board.refused("list", "--as-at", "As at ASAP · tea")


# -- out and back in -----------------------------------------------------------------------------------------------------

KINDS = ["8 May 2027", "08/05/2027", "8/May/27 12:00 AM", "2027-05-08T08:00:00Z", "20270508", "10 Dec", "Wed 2 Dec", "tomorrow",
         "next friday", "+14d", "ASAP", "05/13/2027", "31/02/2027", "26-12-08", "45420", "Q2 2027", ""]  # fmt: skip


@given(st.lists(st.sampled_from(KINDS) | st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(dates.written), max_size=6))
def test_every_kind_of_day_goes_out_and_comes_back(typed: list[str]) -> None:
    """Through CSV and JSON into another board, where it exports the same; and into its own, where nothing changes."""
    board = board_of("l4-bare")
    for number, text in enumerate(typed):
        act(board, editing.add, title=f"T{number}", ref=f"R{number}", workstream="smart", due=text)
        kept = one(board, "smart", f"R{number}")
        act(board, blocking.block, ids=[kept.id], reason="r", needed_by=text)
    for form, template in ((csv_table, "l4-bare"), (json_board, "empty")):
        said = form.write(sheet(board))
        rows = form.read(said).rows
        assert {verdict.verdict for verdict in judge(board, context(), rows)} <= {"unchanged"}
        other = board_of(template)
        act(other, import_rows, rows=rows)
        assert sorted((found.ref, found.due, found.due_on) for found in other.artefacts()) == sorted(
            (found.ref, _as_in(form, found), found.due_on) for found in board.artefacts()
        )
        stops = [sorted((one.needed_by, one.needed_on) for one in side.of(Blocker).values()) for side in (board, other)]
        assert stops[0] == stops[1]
        assert form.write(sheet(other)) == said or form is json_board


def _as_in(form: object, found: Artefact) -> str:
    """The due date as a file holds it: a table names its year."""
    return dates.whole(found.due, found.due_on) if form is csv_table else found.due


def sheet(board: Board) -> Sheet:
    return Sheet.of(board, [found.id for found in board.artefacts()], TODAY)
