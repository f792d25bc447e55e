"""Tables as other programs and people write them, each with what once went wrong with it, through the command line."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from mhhs_board.exchange import xlsx
from tests.exchange.workbooks import workbook
from tests.running import Answer, Runner, made


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """A board with the lanes and stages of L4 and nothing on it."""
    return made(capsys, tmp_path, "l4-bare")


class Taking:
    """Takes texts in as files."""

    def __init__(self, board: Runner, folder: Path) -> None:
        self.board, self._folder = board, folder

    def __call__(self, text: str | bytes, *words: str, ending: str = "csv") -> Answer:
        """Import a text; before that a dry run, which must end alike and write nothing."""
        path = self._folder / f"file.{ending}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        before = self.board.cards()
        dry = self.board("import", str(path), "--dry-run", *words)
        assert self.board.cards() == before
        done = self.board("import", str(path), *words)
        assert done.code == dry.code
        return done

    def rulings(self, text: str | bytes, *words: str) -> list[tuple[str, str]]:
        """Verdict and why of each row."""
        return [(row["verdict"], row["why"]) for row in self(text, "--json", *words).json["rows"]]

    def sentence(self, text: str | bytes, ending: str = "csv") -> str:
        """The one sentence with which a file is refused."""
        answer = self(text, ending=ending)
        assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1), answer
        return answer.err.strip()


@pytest.fixture
def take(board: Runner, tmp_path: Path) -> Taking:
    return Taking(board, tmp_path)


BEGINS = "No column is the stage, so what is new begins in Backlog."
PLAN = "ref,title,workstream,stage,owner\nBP001,Read registers,Smart,In Progress,MS\n"


# -- whose row it is -----------------------------------------------------------------------------------------------------


def test_two_programs_that_both_count_from_one_do_not_overwrite_each_other(board: Runner, take: Taking) -> None:
    take("ID,Title,State,Workstream\n15,Registration of a meter point,In Progress,Smart\n")
    take("ID,Title,State,Workstream\n15,Settlement timetable,Backlog,Elexon\n")
    assert [(card["ref"], card["title"]) for card in board.cards()] == [
        ("15", "Registration of a meter point"),
        ("15", "Settlement timetable"),
    ]


def test_a_number_that_means_another_thing_in_the_same_lane_is_a_question(board: Runner, take: Taking) -> None:
    risks = (
        "ID,Title,Workstream,Owner\n1,Late delivery of the interface catalogue,Smart Segment,Analyst A\n"
        "2,Environment not ready for test,Smart Segment,Analyst B\n"
    )
    issues = (
        "ID,Title,Workstream,Priority\n1,DCC user role definition missing,Smart Segment,High\n"
        "2,Metering code table out of date,Registrations,Low\n"
    )
    assert take.rulings(risks) == [("new", "")] * 2
    before = board.cards("segment:Smart")
    asked, new = take.rulings(issues)
    assert asked[0] == "question"
    assert "1 of Smart Segment is called “Late delivery of the interface catalogue” here" in asked[1]
    assert new == ("new", "")
    assert board.cards("segment:Smart") == before
    edited = risks.replace("Environment not ready", "Test environment is not ready")
    assert [verdict for verdict, _ in take.rulings(edited)] == ["unchanged", "update"]


def test_a_number_beside_a_reference_is_passed_over_and_said_so(board: Runner, take: Taking) -> None:
    answer = take("ID,Ref,Title,Workstream\n7,BP001,Read registers,Smart\n")
    assert answer.err.splitlines() == [
        "“ID” was passed over: “Ref” holds the references.",
        BEGINS,
    ]
    assert [card["ref"] for card in board.cards()] == ["BP001"]


def test_an_id_of_ours_means_its_artefact_and_moves_it(board: Runner, take: Taking) -> None:
    take(PLAN)
    (card,) = board.cards()
    (told,) = take.rulings(f"Id,Workstream,Status\n{card['id']},Registrations,L4 Review\n")
    assert told == ("update", "moves Smart Segment → Registrations; moves In Progress → L4 Working Group Review")
    elsewhere = f"ID,Title,Workstream\n{'0' * 32},Of another board,Smart\n"
    assert take.rulings(elsewhere) == [("new", "")]
    assert {card["ref"] for card in board.cards()} == {"BP001", "0" * 32}


def test_our_own_export_brings_its_ids_to_another_board(
    board: Runner, take: Taking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(PLAN)
    board.say("block", "BP001", "--reason", "No agreed interface")
    for ending in ("csv", "json"):
        out = tmp_path / f"out.{ending}"
        board.say("export", str(out))
        other = made(capsys, tmp_path, "empty" if ending == "json" else "l4-bare", name=f"other-{ending}")
        other.say("import", str(out))
        assert other.cards() == board.cards()
        again = other.say("import", str(out), "--json").json
        assert {row["verdict"] for row in again["rows"]} == {"unchanged"}
        assert board.say("import", str(out), "--json", "--dry-run").json["counts"]["update"] == 0


def test_the_same_artefact_in_one_other_lane_is_a_question(board: Runner, take: Taking) -> None:
    take(PLAN)
    there = "ref,title,workstream,stage\nBP001,Read registers,Registrations,In Progress\n"
    ((ruling, why),) = take.rulings(there)
    assert ruling == "question"
    assert why.startswith("BP001 “Read registers” stands in Smart Segment;")
    assert take.rulings(there.replace("Read registers", "Something else")) == [("new", "")]
    board.say("undo")
    both = there + "BP001,Read registers,Smart,In Progress\n"
    assert [verdict for verdict, _ in take.rulings(both)] == ["new", "unchanged"], "the other row claims it"
    assert take.rulings("ref,title,workstream\nBP001,Read registers,Unmetered\n") == [("new", "")], "in two lanes"


def test_equal_rows_are_one(board: Runner, take: Taking) -> None:
    text = PLAN + PLAN.splitlines()[1] + "\n" + "BP002,Other,Smart,Backlog,\n"
    answer = take(text)
    assert answer.out.splitlines()[-1] == "2 new, 1 repeat."
    assert "The same as row 2." in answer.out
    assert take(text).out.splitlines()[-1] == "2 unchanged, 1 repeat."
    assert len(board.cards()) == 2


# -- what changes --------------------------------------------------------------------------------------------------------


def test_an_empty_cell_says_nothing_unless_that_is_wished(board: Runner, take: Taking) -> None:
    head = "ref,title,workstream,owner,due,notes\n"
    take(f"{head}BP004,Data Collection,Smart Segment,Business Analyst 1,2026-12-08,Agreed on 8 May\n")
    blank = f"{head}BP004,Data Collection,Smart Segment,,,\n"
    assert take.rulings(blank) == [("unchanged", "")]
    told = take(blank, "--blanks", "clear", "--json").json["rows"][0]
    assert told["why"] == (
        "clears owner (was Business Analyst 1); clears due (was 2026-12-08); clears notes (was Agreed on 8 May)"
    )
    assert told["changes"] == [
        {"field": "owner", "from": "Business Analyst 1", "to": ""},
        {"field": "due", "from": "2026-12-08", "to": ""},
        {"field": "notes", "from": "Agreed on 8 May", "to": ""},
    ]
    assert (told["record"], told["line"], told["ref"], told["title"]) == (2, 2, "BP004", "Data Collection")
    assert board.card("BP004")["owner"] == ""


def test_lists_stand_between_commas_and_semicolons(board: Runner, take: Taking) -> None:
    take('ref,title,workstream,labels\nP1,comma,Smart,"css, dip"\nP2,semicolon,Smart,css;dip\n')
    take('ref,title,workstream,tags,links\nQ1,three,Smart,"SLA, eso, interface","CR045, DAG35-03, DAG30-04"\n')
    assert board.card("P1")["labels"] == board.card("P2")["labels"] == ["css", "dip"]
    assert board.card("Q1")["labels"] == ["SLA", "eso", "interface"]
    assert board.card("Q1")["links"] == ["CR045", "DAG35-03", "DAG30-04"]
    assert [card["ref"] for card in board.cards("label:eso")] == ["Q1"]


def test_several_columns_of_labels_are_joined(board: Runner, take: Taking) -> None:
    take(
        "title,ref,workstream,Status,Labels,Labels,Labels,Link,Related\n"
        "Final integration,AB-68,Smart Segment,In Progress,documentation,meeting-notes,,CR045,IF-021;CR045\n"
    )
    card = board.card("AB-68")
    assert (card["labels"], card["links"]) == (["documentation", "meeting-notes"], ["CR045", "IF-021"])
    clashing = "Title,Segment,Lane,Owner\nx,Smart,Elexon,A\n"
    asked = take(clashing, "--json")
    said = "The columns “Segment” and “Lane” both mean the workstream; say which of them does."
    assert [(row["verdict"], row["why"]) for row in asked.json["rows"]] == [("question", said)]
    assert asked.json["questions"]["columns"] == {"Segment": "", "Lane": ""}
    assert take.rulings(clashing, "--map", "Lane=workstream") == [("new", "")]
    assert board.cards("segment:Elexon")[0]["title"] == "x"


# -- quotes and lines ----------------------------------------------------------------------------------------------------


def test_a_quote_that_is_never_closed_is_told_with_its_line_and_all_it_swallows(take: Taking) -> None:
    answer = take('ref,title,workstream\nY1,ok,Smart\nY2,"a stray quote,Smart\nY3,row 3,Smart\nY4,row 4,Smart\n', "--json")
    said = "A quote that opens in line 3 is never closed; it swallows lines 3 to 5, 3 lines in all."
    assert [(row["line"], row["verdict"], row["why"]) for row in answer.json["rows"]] == [
        (2, "new", ""),
        (3, "skipped", said),
    ]
    assert answer.json["remarks"] == [said, BEGINS]
    assert answer.code == 0


@pytest.mark.parametrize(
    "text",
    [
        'ref,title,workstream\nY1,ok,Smart\nY2,"a stray quote,Smart\nY3,row 3,Smart\nY4,"closing",Smart\nY5,end,Smart\n',
        'ref,title,workstream\nY1,ok,Smart\nY2,"stray,Smart\nY3,row 3,Smart\nY4,closing",Smart\nY5,end,Smart\n',
        'title,owner,workstream\nok,A,Smart\nstray,"B,Smart\nrow,C,Elexon\nclosing,D",Smart\nend,E,Elexon\n',
        'title,workstream,notes\nok,Smart,a\nstray,Smart,"b\nrow,Smart,c\nclosing,Smart,d"\nend,Smart,e\n',
    ],
)
def test_rows_that_a_stray_quote_swallowed_are_a_question_with_their_lines(take: Taking, text: str) -> None:
    (first, (ruling, why), last) = take.rulings(text)
    assert (first[0], ruling, last[0]) == ("new", "question", "new")
    assert why == "It runs over lines 3 to 5 and looks as if a quote that is one too many had swallowed other rows."


def test_too_many_cells_over_several_lines_name_the_lines(take: Taking) -> None:
    text = 'title,workstream\nok,Smart\n"stray,Smart\nrow,Smart\nclosing",Smart,"x\nend",Smart\nlast,Smart\n'
    (first, (ruling, why), last) = take.rulings(text)
    assert (first[0], ruling, last[0]) == ("new", "skipped", "new")
    assert why.startswith("The row runs over lines 3 to 6, where a quote may be one too many, and has more cells")


def test_a_title_over_several_lines_is_read_as_one_and_told(board: Runner, take: Taking) -> None:
    text = 'title,workstream,notes\n"Read registers,\nin the first\nrelease",Smart,"Agreed.\nBy A, B, C"\nplain,Smart,\n'
    answer = take(text)
    assert answer.err.splitlines() == [
        "The title of the row in line 2 runs over several lines; it is read as one.",
        BEGINS,
    ]
    assert answer.out.strip().splitlines()[-1] == "2 new."
    assert [card["title"] for card in board.cards()] == ["Read registers, in the first release", "plain"]


# -- how an import ends --------------------------------------------------------------------------------------------------


def test_nothing_taken_in_is_a_failure_told_once(take: Taking) -> None:
    text = "title,workstream\n" + "".join(f"Item {n},\n" for n in range(1466))
    answer = take(text)
    assert answer.code == 1
    assert [line for line in answer.out.splitlines() if "The row names no workstream." in line] == [
        "2 …       question  1,466 rows: The row names no workstream."
    ]
    assert answer.out.splitlines()[-1] == "1,466 questions."
    assert "every row is a question or skipped" in answer.err
    machine = take(text, "--json")
    assert (machine.code, machine.json["counts"]["question"], len(machine.json["rows"])) == (1, 1466, 1466)


def test_unchanged_and_repeated_rows_are_no_failure(take: Taking) -> None:
    take(PLAN)
    answer = take(PLAN + PLAN.splitlines()[1] + "\n")
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "1 unchanged, 1 repeat.")
    assert take("title,workstream\n").code == 0


def test_every_column_that_was_passed_over_is_named(take: Taking) -> None:
    unknown = [f"Custom field ({n})" for n in range(78)]
    answer = take(f"title,workstream,{','.join(unknown)}\nx,Smart\n", "--json")
    remark, begins = answer.json["remarks"]
    assert begins == BEGINS
    assert all(f"“{name}”" in remark for name in unknown)
    assert answer.err == ""


# -- what the columns are called -----------------------------------------------------------------------------------------


def test_the_usual_words_for_columns_are_known(board: Runner, take: Taking) -> None:
    take(
        "Issue key,Summary,Segment,Status,Assigned To,Due\nABC-1,Change of Service,Registrations,In Progress,Analyst A,2024-05-08\n"
    )
    card = board.card("ABC-1")
    assert (card["title"], card["owner"], card["stage"]) == ("Change of Service", "Analyst A", "In Progress")


def test_the_column_of_a_board_says_where_a_card_stands_and_not_whether_it_is_open(board: Runner, take: Taking) -> None:
    answer = take(
        '"Task Id",Project,Status,Swimlane,Column,"Due date","Assignee Username","Assignee Name",Title,Reference\n'
        '12,MHHS,Open,"Smart Segment","In Progress",08/12/2026,ba1,"Business Analyst 1","Data Collection - Smart",BP004\n'
    )
    assert "It is read as a table of Kanboard." in answer.err
    assert "“Status”" in answer.err, "it says whether a task is open"
    card = board.card("BP004")
    assert (card["stage"], card["owner"], card["workstream"]) == ("In Progress", "Business Analyst 1", "Smart Segment")


@pytest.mark.parametrize(
    ("text", "ending", "said"),
    [
        (
            "Minutes of the meeting\n\nNothing was decided.\n",
            "csv",
            "No line of the file names columns, of which it needs one for the title (also name, summary, ",
        ),
        (
            '{"id":"5515abf6","name":"Brainstorming","closed":false,"lists":[{"id":"l1"}],"cards":[{"id":"c1"}]}',
            "json",
            "This JSON is no export of this program: it has “id”; “name”; “closed”; “lists”; “cards”. "
            "Save its rows as a table (.csv) to import them.",
        ),
        (
            '{"a": 1}\n{"a": 2}\n',
            "json",
            "The file cannot be read: it holds several JSON documents, the second from line 2",
        ),
        ("[" * 100_000, "json", "The file cannot be read: it is nested too deeply."),
        (b"PK\x03\x04\x14\x00", "csv", "“file.csv” is a workbook or a packed file, whatever its name ends in"),
        (b"SQLite format 3\x00", "json", "“file.json” is a board or another database"),
    ],
)
def test_what_cannot_be_read_gets_one_true_sentence(take: Taking, text: str | bytes, ending: str, said: str) -> None:
    assert take.sentence(text, ending).startswith(said)


def test_a_workbook_is_told_what_to_do(board: Runner) -> None:
    answer = board("import", "Plan.ods")
    assert answer.code == 2
    assert "“Plan.ods” is a workbook of another kind; save it as XLSX or CSV there, and import that." in answer.err


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
def test_a_table_in_any_encoding(board: Runner, take: Taking, encoding: str) -> None:
    take("title,workstream\nZusätzliche Prüfung,Smart\n".encode(encoding))
    assert [card["title"] for card in board.cards()] == ["Zusätzliche Prüfung"]


def test_words_that_are_not_near_give_no_hint(take: Taking) -> None:
    for word in ("Closed", "Removed"):
        ((_, why),) = take.rulings(f"title,workstream,stage\nx,Smart,{word}\n")
        assert why.startswith(f"No stage is called “{word}”; known are: Backlog")


# -- what somebody says of a table ---------------------------------------------------------------------------------------

TRACKER = (
    "Design tracker of the office,,,\n,,,\nNo.,What it is about,Progress,Owner\n"
    "1,Meter reading process,Done,Ana\n2,Settlement process,Waiting,Ben\nTotal,2,,\n"
)


def test_a_table_of_other_headings_comes_in_by_its_own_questions_filled_in(
    board: Runner, take: Taking, tmp_path: Path
) -> None:
    (tmp_path / "tracker.csv").write_text(TRACKER)
    asked = board("import", str(tmp_path / "tracker.csv"), "--dry-run", "--json").json
    assert set(asked) >= {"mapping", "questions", "rows", "counts", "remarks"}
    assert asked["mapping"]["columns"] == {"No.": "", "What it is about": "", "Progress": "", "Owner": "owner"}
    assert [(row["record"], row["verdict"]) for row in asked["rows"]] == [(4, "question"), (5, "question"), (6, "skipped")]
    questions = asked["questions"]
    columns = {"No.": "", "What it is about": "", "Progress": ""}
    assert questions == {"columns": columns, "set": {"workstream": ""}, "headings": None}
    questions["columns"] = {"No.": "ref", "What it is about": "title", "Progress": "stage"}
    questions["set"]["workstream"] = "Smart"
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(questions))
    words = board("import", str(tmp_path / "tracker.csv"), "--answers", str(answers), "--dry-run", "--json").json[
        "questions"
    ]
    assert words == {"values": {"stage": {"Done": "", "Waiting": ""}}}
    questions |= {"values": {"stage": {"Done": "-", "Waiting": "In Progress"}}}
    answers.write_text(json.dumps({"questions": questions, "rows": []}))
    done = board.say("import", str(tmp_path / "tracker.csv"), "--answers", str(answers), "--json").json
    assert [(row["verdict"], row["why"]) for row in done["rows"]] == [
        ("skipped", "Left out, as was chosen for “Done”."),
        ("new", ""),
        ("skipped", "It is a total."),
    ]
    assert [(card["ref"], card["title"], card["stage"]) for card in board.cards()] == [
        ("2", "Settlement process", "In Progress")
    ]
    again = board.say("import", str(tmp_path / "tracker.csv"), "--answers", str(answers), "--json").json
    assert [row["verdict"] for row in again["rows"]] == ["skipped", "unchanged", "skipped"]


def test_words_are_named_added_or_left_out_in_one_entry(board: Runner, take: Taking) -> None:
    text = "Ref,Title,Team,Type,Status\nD1,Model,Data,Screen,Backlog\nD2,Other,Nobody,Process,Backlog\n"
    words = ("--value", "workstream:Data=+", "--value", "workstream:Nobody=-", "--value", "kind:Screen=+")
    assert [verdict for verdict, _ in take.rulings(text, *words)] == ["new", "skipped"]
    assert (board.card("D1")["workstream"], board.card("D1")["kind"]) == ("Data", "Screen")
    board.say("undo")
    assert board.cards() == []
    refused = take.rulings(text, "--value", "workstream:Data=Smart", "--value", "workstream:Nobody=Nowhere")
    assert refused[1][1].startswith("No workstream is called “Nowhere”")


def test_what_nearly_everybody_says_is_suggested_and_asked_all_the_same(board: Runner, tmp_path: Path) -> None:
    words = ["Done", "to do", "Doing", "On Hold", "Cancelled", "Under review", "Purple"]
    rows = "".join(f"D{number},Process {number},Smart,{word}\n" for number, word in enumerate(words))
    (tmp_path / "words.csv").write_text(f"Ref,Title,Workstream,Status\n{rows}")
    file = str(tmp_path / "words.csv")
    asked = board("import", file, "--dry-run", "--json")
    assert (asked.code, asked.json["counts"]["question"]) == (1, 7)
    assert asked.json["questions"] == {"values": {"stage": dict.fromkeys(words, "")}}
    suggested = asked.json["suggestions"]
    assert suggested["values"]["stage"] == {
        "Done": "Approved", "to do": "Backlog", "Doing": "In Progress", "On Hold": "Blocked", "Cancelled": "-",
        "Under review": "L4 Working Group Review",
    }  # fmt: skip
    assert "That may be “stage:Done=Approved”; “stage:to do=Backlog”" in board("import", file, "--dry-run").err
    (tmp_path / "answers.json").write_text(json.dumps(suggested))
    done = board.say("import", file, "--answers", str(tmp_path / "answers.json"), "--json").json
    assert done["counts"] == {"new": 5, "update": 0, "unchanged": 0, "repeat": 0, "question": 1, "skipped": 1}
    again = board.say("import", file, "--answers", str(tmp_path / "answers.json"), "--json").json
    assert again["counts"] == {"new": 0, "update": 0, "unchanged": 5, "repeat": 0, "question": 1, "skipped": 1}


def test_the_order_of_days_is_asked_once_and_read_as_said(board: Runner, take: Taking, tmp_path: Path) -> None:
    text = "Ref,Title,Workstream,Due\nD1,One,Smart,04/03/2027\nD2,Two,Smart,05/13/2027\n"
    (tmp_path / "days.csv").write_text(text)
    asked = board("import", str(tmp_path / "days.csv"), "--dry-run", "--json").json
    assert asked["questions"] == {"days": ""}
    (tmp_path / "answers.json").write_text('{"days": "month first"}')
    read = board("import", str(tmp_path / "days.csv"), "--answers", str(tmp_path / "answers.json"), "--json").json
    assert read["questions"] == {}
    assert [board.card(ref)["due_on"] for ref in ("D1", "D2")] == ["2027-04-03", "2027-05-13"]


def test_of_a_row_in_doubt_it_is_said_what_it_is(board: Runner, take: Taking, tmp_path: Path) -> None:
    take(PLAN)
    (tmp_path / "moved.csv").write_text("ref,title,workstream\nBP001,Read registers,Registrations\n")
    asked = board("import", str(tmp_path / "moved.csv"), "--dry-run", "--json").json
    assert asked["questions"] == {"rows": {"2": ""}}
    (tmp_path / "answers.json").write_text('{"rows": {"2": "BP001"}}')
    board.say("import", str(tmp_path / "moved.csv"), "--answers", str(tmp_path / "answers.json"))
    assert [(card["ref"], card["workstream"]) for card in board.cards()] == [("BP001", "Registrations")]


def test_what_is_no_longer_in_the_file_is_told_and_retired_only_where_it_is_said(board: Runner, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("ref,title,workstream\nA1,One,Smart\nA2,Two,Smart\n")
    board.say("import", str(file))
    board.say("add", "By hand", "--workstream", "Smart", "--ref", "A3")
    file.write_text("ref,title,workstream\nA1,One,Smart\n")
    told = board("import", str(file), "--dry-run").err
    assert "Came from plan.csv and not in it any more: A2; it is left alone." in told
    assert {card["ref"] for card in board.cards()} == {"A1", "A2", "A3"}
    board.say("import", str(file), "--retire-gone")
    assert {card["ref"] for card in board.cards()} == {"A1", "A3"}
    board.say("undo")
    assert {card["ref"] for card in board.cards()} == {"A1", "A2", "A3"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "Colour=owner"), "There is no column “Colour”; the file has “ref”; “title”; “workstream”"),
        (("--map", "title=colour"), "There is no field called “colour”"),
        (("--set", "workstream"), "“workstream” is not of the form --set FIELD=VALUE."),
        (("--value", "Data=Smart"), "“Data=Smart” is not of the form --value FIELD:WORD=WORD."),
        (("--set", "colour=red"), "There is no field called “colour”."),
    ],
)
def test_what_cannot_be_said_of_a_table_is_one_sentence(
    board: Runner, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.csv").write_text("ref,title,workstream\nA1,One,Smart\n")
    assert said in board.refused("import", str(tmp_path / "a.csv"), *words)
    assert board.cards() == []


@pytest.mark.parametrize("text", ["{", "[]", '{"colour": 1}', '{"values": {"stage": "x"}}', "[" * 100_000])
def test_answers_that_are_none_are_one_sentence(board: Runner, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text("ref,title,workstream\nA1,One,Smart\n")
    (tmp_path / "answers.json").write_text(text)
    told = board.refused("import", str(tmp_path / "a.csv"), "--answers", str(tmp_path / "answers.json"))
    assert "holds no answers to an import's questions" in told


@pytest.mark.parametrize(
    ("text", "program", "card"),
    [
        (
            "Task ID,Task Name,Bucket Name,Progress,Priority,Assigned To,Start date,Due date,Late,Labels,Description\n"
            "x7-Zk,Read registers,Now,In Progress,Urgent,Ana,2027-03-01,2027-03-24,false,dip;css,As agreed\n",
            "Planner",
            {"ref": "", "title": "Read registers", "owner": "Ana", "due_on": "2027-03-24", "labels": ["dip", "css"]},
        ),
        (
            "Id,Story,Labels,Iteration,Iteration Start,Story Type,Estimate,Current State,Deadline,Requested By,Owned By,URL,Comment\n"
            "21,Read registers,dip,26,1 Mar 2027,feature,3,WIP,24 Mar 2027,Ben,Ana,https://example.org/21,Later\n",
            "Pivotal Tracker",
            {"ref": "21", "title": "Read registers", "owner": "Ana", "due_on": "2027-03-24", "stage": "In Progress"},
        ),
        (
            "Summary,Issue key,Issue id,Issue Type,Status,Priority,Assignee,Due date,Labels,Labels,Component/s\n"
            "Read registers,MHHS-7,10007,Process,In Progress,High,Ana,24/Mar/27 12:00 AM,dip,css,Smart\n",
            "Jira",
            {"ref": "MHHS-7", "title": "Read registers", "owner": "Ana", "due_on": "2027-03-24", "labels": ["dip", "css"]},
        ),
        (
            "ID,Work Item Type,Title,Assigned To,State,Tags,Area Path\n"
            "41,Process,Read registers,Ana <ana@a.example>,Backlog,dip; css,MHHS\\\\Smart\n",
            "Azure DevOps",
            {"ref": "41", "title": "Read registers", "owner": "Ana <ana@a.example>", "labels": ["dip", "css"]},
        ),
        (
            "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List ID,List Name,Board ID,Board Name\n"
            "6601,Read registers,https://a.example/c/1,About it,dip,ana,2027-03-24T10:00:00Z,77,In Progress,1,Design\n",
            "Trello",
            {"title": "Read registers", "owner": "ana", "stage": "In Progress", "links": ["https://a.example/c/1"]},
        ),
    ],
)
def test_the_tables_of_known_programs_are_read_by_their_shape(
    board: Runner, take: Taking, text: str, program: str, card: dict[str, object]
) -> None:
    answer = take(text, "--set", "workstream=Smart", "--json")
    assert answer.json["mapping"]["program"] == program
    (made,) = board.cards()
    assert {name: made[name] for name in card} == card
    assert made["workstream"] == "Smart Segment"


def test_headings_over_two_lines_and_blank_columns_are_found(board: Runner, take: Taking) -> None:
    text = (
        "Programme plan;;;;;;\nas at 3 May;;;;;;\n;Item;;Target;;Who;\n;Ref;Title;Date;Workstream;Owner;\n"
        ";A1;One;4 May 2027;Smart;Ana;\n;Ref;Title;Date;Workstream;Owner;\n;A2;Two;;Smart;;\n;;;;;;\n;Confidential;;;;;\n"
    )
    assert take.rulings(text) == [
        ("new", ""),
        ("skipped", "It repeats the headings."),
        ("new", ""),
        ("skipped", "It holds “Confidential” alone, and no title."),
    ]
    assert board.card("A1")["due_on"] == "2027-05-04"


# -- workbooks, and registers by the same way ----------------------------------------------------------------------------


def workbook_of(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with one sheet of texts."""
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for place, text in enumerate(row)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return workbook(cells)


def test_a_workbook_comes_in_as_a_table_does(board: Runner, tmp_path: Path) -> None:
    rows = [
        ["Tracker"],
        [],
        ["ID", "Deliverable", "Team", "Status"],
        ["7", "Read registers", "Smart", "WIP"],
        ["8"],
        ["Total", "1"],
    ]
    file = tmp_path / "tracker.xlsx"
    file.write_bytes(workbook_of(rows))
    told = board.say("import", str(file), "--json").json
    assert [(row["record"], row["verdict"]) for row in told["rows"]] == [(4, "new"), (5, "skipped"), (6, "skipped")]
    assert told["mapping"]["sheet"] == "S"
    (card,) = board.cards()
    assert (card["ref"], card["stage"], card["workstream"]) == ("7", "In Progress", "Smart Segment")
    assert {row["verdict"] for row in board.say("import", str(file), "--json").json["rows"]} == {"unchanged", "skipped"}
    assert "has no sheet “Other”; it has “S”" in board.refused("import", str(file), "--sheet", "Other")
    file.write_text("ref,title,workstream\n")
    assert board("import", str(file)).code == 1, "whatever it is called"


def sheets_of(folder: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """A workbook with several sheets of texts."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "sheets.xlsx")
    return folder / "sheets.xlsx"


HEADED = ["ID", "Deliverable", "Team", "Status"]


def test_the_sheet_with_the_most_rows_below_headings_is_meant_and_said_so(board: Runner, tmp_path: Path) -> None:
    sheets = {
        "Cover": [["Plan of the office"], *([f"Line {number}", "and more"] for number in range(9))],
        "Old": [HEADED, ["1", "Read meters", "Smart", "Backlog"], *([str(number)] for number in range(20))],
        "Plan": [HEADED, ["2", "Settle", "Smart", "WIP"], ["3", "Register", "Smart", "WIP"]],
    }
    file = str(sheets_of(tmp_path, sheets))
    told = board.say("import", file, "--dry-run", "--json").json
    assert told["mapping"]["sheet"] == "Plan"
    assert told["remarks"][0] == (
        "It is the sheet “Plan”, which has the most below headings that are known; there are also “Cover”; “Old”."
    )
    assert board.say("import", file, "--dry-run", "--json", "--sheet", "old").json["mapping"]["sheet"] == "Old"


def test_what_came_from_another_sheet_of_a_file_is_not_gone(board: Runner, tmp_path: Path) -> None:
    one, two = [HEADED, ["1", "Read meters", "Smart", "WIP"]], [HEADED, ["2", "Settle", "Smart", "WIP"]]
    file = str(sheets_of(tmp_path, {"Sprint 1": one, "Sprint 2": two}))
    board.say("import", file, "--sheet", "Sprint 1")
    told = board.say("import", file, "--sheet", "Sprint 2", "--retire-gone", "--json").json
    assert "not in it any more" not in " ".join(told["remarks"])
    assert [card["title"] for card in board.cards()] == ["Read meters", "Settle"]
    sheets_of(tmp_path, {"Sprint 1": [HEADED, ["3", "Register", "Smart", "WIP"]], "Sprint 2": two})
    told = board.say("import", file, "--sheet", "Sprint 1", "--dry-run", "--json").json
    assert "Came from sheets.xlsx, Sprint 1 and not in it any more: 1; it is left alone." in told["remarks"]


def test_of_a_long_sheet_all_rows_are_read(board: Runner, tmp_path: Path) -> None:
    rows = [[str(number), f"Process {number}", "Smart", ""] for number in range(2_100)]
    file = str(sheets_of(tmp_path, {"Old": [HEADED, ["1", "Read meters", "Smart"]], "Plan": [HEADED, *rows]}))
    told = board.say("import", file, "--dry-run", "--json").json
    assert (told["mapping"]["sheet"], told["counts"]["new"]) == ("Plan", 2_100)


def test_of_sheets_that_are_not_named_only_the_beginning_is_looked_at() -> None:
    rows = "<row/>" * 30_000 + '<row><c t="inlineStr"><is><t>late</t></is></c></row>' * 20_000
    (begun,) = xlsx.begun(workbook(rows), sheets=8, rows=100_000)
    assert not begun.whole
    assert len(begun.sheet.rows) < 20_000
    (begun,) = xlsx.begun(workbook("<row/>" * 9), sheets=8, rows=100)
    assert begun.whole


def test_a_sheet_that_cannot_be_read_does_not_hide_one_that_can(board: Runner, tmp_path: Path) -> None:
    file = sheets_of(tmp_path, {"Plan": [HEADED, ["1", "Read meters", "Smart"]], "Odd": [HEADED, ["2", "Settle", "Smart"]]})
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:200]
    with zipfile.ZipFile(file, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    assert board.say("import", str(file), "--dry-run", "--json").json["mapping"]["sheet"] == "Plan"
    assert "breaks off or is garbled" in board.refused("import", str(file), "--sheet", "Odd")


def test_a_register_comes_in_from_a_workbook_below_its_title(board: Runner, tmp_path: Path) -> None:
    rows = [["Actions"], [], ["No.", "What", "Who", "When"], ["DAG90-01", "Ask the group", "DCC", "4 May 2027"]]
    file = tmp_path / "actions.xlsx"
    file.write_bytes(workbook_of(rows))
    words = ("--map", "No.=ref", "--map", "What=text", "--map", "Who=organisation", "--map", "When=due")
    told = board.say("action", "import", str(file), *words, "--json").json
    assert [(row["record"], row["verdict"]) for row in told["rows"]] == [(4, "new")]
    (made,) = board.say("action", "list", "--json").json
    assert (made["called"], made["organisation"], made["due_on"]) == ("DAG90-01", "DCC", "2027-05-04")
    assert "no column “Colour”" in board.refused("action", "import", str(file), "--map", "Colour=ref")
    assert "no field called “colour”" in board.refused("action", "import", str(file), "--map", "What=colour")


# -- what strangers' files did -------------------------------------------------------------------------------------------


def test_two_logs_that_count_alike_never_become_each_other_though_all_is_one_lane(board: Runner, tmp_path: Path) -> None:
    words = ("--map", "No.=ref", "--map", "Description=title", "--set", "workstream=Smart")
    first, second = tmp_path / "team_a.csv", tmp_path / "team_b.csv"
    first.write_text("No.,Description\n1,Delay in stakeholder approval\nR2,Budget is too small\n")
    second.write_text("No.,Description\n1,Design failure of the app\nR2,Tablets arrive late\n")
    board.say("import", str(first), *words)
    asked = board("import", str(second), *words, "--json").json
    assert [row["verdict"] for row in asked["rows"]] == ["question", "question"]
    assert asked["questions"] == {"rows": {"2": "", "3": ""}}
    first.write_text("No.,Description\n1,The group agrees late\nR2,Budget is too small\n")
    told = board.say("import", str(first), *words, "--json").json
    assert [row["verdict"] for row in told["rows"]] == ["update", "unchanged"], "the same file says it anew"


def test_the_lane_is_asked_for_where_there_are_numbers_too(board: Runner, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ID,Title\n1,One\n2,Two\n")
    assert board("import", str(tmp_path / "a.csv"), "--dry-run", "--json").json["questions"] == {"set": {"workstream": ""}}


def test_what_is_archived_in_trello_stays_there(board: Runner, take: Taking) -> None:
    text = "Card Name,List Name,Archived\nOpen one,Backlog,false\nOld one,Backlog,true\n"
    assert take.rulings(text, "--set", "workstream=Smart") == [("new", ""), ("skipped", "It is archived in Trello.")]
    cards = (
        '{"name":"B","lists":[{"id":"l1","name":"Backlog"},{"id":"l2","name":"Old","closed":true}],"cards":['
        '{"idList":"l1","name":"Open two"},{"idList":"l2","name":"Gone with its list"},{"idList":"l1","name":"Gone","closed":true}]}'
    )
    rows = take(cards, "--set", "workstream=Smart", "--json", ending="json").json["rows"]
    assert [row["verdict"] for row in rows] == ["new", "skipped", "skipped"]


def test_a_column_without_a_heading_is_told_and_can_be_mapped(board: Runner, take: Taking) -> None:
    text = ",Title,Workstream,\nPhase 1,One,Smart,do not lose me\n"
    told = take(text, "--json").json
    assert told["mapping"]["columns"] == {"Column A": "", "Title": "title", "Workstream": "workstream", "Column D": ""}
    assert "“Column A”; “Column D”" in told["remarks"][0]
    board.say("undo")
    take(text, "--map", "Column D=notes", "--map", "Column A=labels")
    (card,) = board.cards()
    assert (card["labels"], board.say("show", "One", "--json").json["notes"]) == (["Phase 1"], "do not lose me")


def test_the_place_of_a_column_is_never_read_as_its_heading(board: Runner, take: Taking) -> None:
    """`Column S` without a blank is the plural of a field's name."""
    head, cells = ["Title", "Workstream", "Status", *[""] * 16], ["One", "Smart", "In Progress", *["x"] * 16]
    told = take(",".join(head) + "\n" + ",".join(cells) + "\n", "--json").json
    assert told["mapping"]["columns"]["Column S"] == ""
    assert board.cards()[0]["stage"] == "In Progress"


UNHEADED = "D1,Read registers,Smart\nD2,Settle what was read,Smart\n"


def test_a_table_without_headings_comes_in_by_the_places_of_its_columns(board: Runner, take: Taking) -> None:
    words = ("--headings", "0", "--map", "Column A=ref", "--map", "Column B=title", "--map", "Column C=workstream")
    told = take(UNHEADED, "--json", *words).json
    assert (told["mapping"]["headings"], told["mapping"]["columns"]["Column B"]) == (0, "title")
    assert [card["ref"] for card in board.cards()] == ["D1", "D2"]
    assert take.rulings(UNHEADED, *words) == [("unchanged", "")] * 2


def test_where_no_line_names_fields_that_one_is_asked_for(board: Runner, take: Taking, tmp_path: Path) -> None:
    text = "Plan,of,the,office,,\nWhat,Where,,,,\nOne,Smart,,,,\n"
    (tmp_path / "plan.csv").write_text(text)
    asked = board("import", str(tmp_path / "plan.csv"), "--dry-run", "--json").json
    assert asked["questions"]["headings"] is None
    assert asked["remarks"][0] == "No line names two fields that are known; line 1 is read as the headings."
    assert "--headings N, 0 where there are none" in board("import", str(tmp_path / "plan.csv"), "--dry-run").err
    words = ("--headings", "2", "--map", "What=title", "--map", "Where=workstream")
    told = take(text, "--json", *words).json
    assert (told["mapping"]["headings"], told["questions"]) == (2, {})
    assert [card["title"] for card in board.cards()] == ["One"]
    assert board.refused("import", str(tmp_path / "plan.csv"), "--headings", "9") == (
        "The headings cannot be in line 9: nothing stands there."
    )


def test_columns_that_are_no_field_can_stand_in_the_notes_each_with_its_heading(board: Runner, take: Taking) -> None:
    text = "Title,Workstream,Impact,Nothing,Notes,Way out\nOne,Smart,High,,As agreed,Ask again\nTwo,Smart,,,,\n"
    asked = take(text, "--json").json
    assert asked["questions"] == {"rest": ""}
    board.say("undo")
    assert take(text, "--json", "--rest", "leave").json["questions"] == {}
    board.say("undo")
    told = take(text, "--json", "--rest", "notes").json
    assert (told["mapping"]["columns"]["Impact"], told["mapping"]["columns"]["Nothing"]) == ("notes", "")
    assert board.card("One")["notes"] == "Impact: High\nAs agreed\nWay out: Ask again"
    assert take.rulings(text, "--rest", "notes") == [("unchanged", "")] * 2
    board.say("undo")
    take(text, "--map", "Impact=notes", "--map", "Way out=notes")
    assert board.card("One")["notes"] == "Impact: High\nAs agreed\nWay out: Ask again"


def test_a_title_that_is_too_long_is_cut_and_stands_whole_in_the_notes(board: Runner, take: Taking) -> None:
    title = "Meters " * 60 + "end"
    text = f"Title,Workstream,Notes\n{title},Smart,Beside\n"
    told = take(text, "--json").json
    assert told["remarks"][0] == (
        "The title in line 2 is longer than 300 characters: it is cut, and stands whole in the notes."
    )
    (card,) = board.cards()
    assert len(card["title"]) == 300
    assert card["title"].endswith("…")
    assert board.card(card["title"])["notes"] == f"{title}\n\nBeside"
    assert take.rulings(text) == [("unchanged", "")]


def test_a_title_with_too_many_blanks_within_loses_them_alone(board: Runner, take: Taking) -> None:
    assert take.rulings(f"Title,Workstream\nRead{' ' * 400}meters,Smart\n") == [("new", "")]
    assert board.card("Read meters")["notes"] == ""


def test_a_lane_that_is_said_once_for_several_rows_is_offered_to_be_filled_down(board: Runner, take: Taking) -> None:
    text = "Team,Title,Owner\n,Before,\nSmart,One,Ana\n,Two,Ben\n,,Nobody\nRegistrations,Three,\n,Four,\n"
    told = take(text, "--json").json
    assert told["questions"] == {"merged": "", "set": {"workstream": ""}}
    board.say("undo")
    told = take(text, "--json", "--merged", "fill").json
    assert "2 lines are without a workstream below one that has it: it is read as the same." in told["remarks"]
    assert {card["title"]: card["workstream"] for card in board.cards()} == {
        "One": "Smart Segment", "Two": "Smart Segment", "Three": "Registrations", "Four": "Registrations",
    }  # fmt: skip
    assert take(text, "--json", "--merged", "leave").json["questions"] == {"set": {"workstream": ""}}


def test_a_row_of_formulas_that_found_nothing_is_none(take: Taking) -> None:
    assert take.rulings("No.,Title,Workstream,Score\n1,One,Smart,4\n2,,,0\n,,,0\n") == [
        ("new", ""),
        ("skipped", "It holds numbers alone, and no title."),
        ("skipped", "It is numbered, and else empty."),
    ]


def test_a_single_day_with_the_month_first_is_asked_about_too(board: Runner, take: Taking) -> None:
    text = "Ref,Title,Workstream,Due\nD1,One,Smart,2027-01-12\nD2,Two,Smart,1/15/2027\n"
    assert take(text, "--json").json["questions"] == {"days": ""}
    board.say("undo")
    take(text, "--days", "month-first")
    assert [board.card(ref)["due_on"] for ref in ("D1", "D2")] == ["2027-01-12", "2027-01-15"]


def test_whoever_says_what_a_column_holds_says_where_the_headings_are(board: Runner, take: Taking) -> None:
    text = "Risk,Chance\nMeters are late,High\n"
    words = ("--map", "Risk=title", "--set", "workstream=Smart", "--rest", "leave")
    assert take(text, "--json", *words).json["questions"] == {}


def test_a_heading_may_say_what_the_rows_are(board: Runner, take: Taking) -> None:
    text = "Risk ID,Risk Title,Risk Owner,Risk Status,Workstream\nR1,Meters are late,Ana,WIP,Smart\n"
    told = take(text, "--json").json
    assert list(told["mapping"]["columns"].values()) == ["ref", "title", "owner", "stage", "workstream"]
    assert (board.card("R1")["owner"], board.card("R1")["stage"]) == ("Ana", "In Progress")


def test_a_plain_heading_goes_before_one_that_says_what_the_rows_are(board: Runner, take: Taking) -> None:
    text = "ID,Risk ID,Issue ID,Title,Workstream,Owner,Risk owner\nP1,R7,I9,Meters are late,Smart,Ana,Ben\n"
    told = take(text, "--json").json
    assert told["counts"]["new"] == 1
    assert "“Risk ID”; “Issue ID”; “Risk owner”" in told["remarks"][0]
    assert board.card("P1")["owner"] == "Ana"
    board.say("undo")
    assert take("Risk ID,Issue ID,Title,Workstream\nR7,I9,Meters are late,Smart\n", "--json").json["counts"]["new"] == 1
    assert board.cards()[0]["ref"] == "", "of two that are alike none is sure"


def test_where_no_column_is_the_title_one_is_suggested_and_asked_for(board: Runner, take: Taking) -> None:
    told = take("Ref,Impact,Risk description,Workstream\nR1,High,Meters are late,Smart\n", "--json").json
    assert told["suggestions"] == {"columns": {"Risk description": "title"}}
    assert told["questions"]["columns"] == {"Impact": "", "Risk description": ""}
    assert (told["counts"]["question"], board.cards()) == (1, [])


def test_every_question_has_an_option(board: Runner, tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text("Ref,Title,Workstream,Due\nD1,One,Smart,04/03/2027\nD2,Two,Smart,05/13/2027\n")
    days = str(tmp_path / "days.csv")
    assert "--days day-first or --days month-first" in board("import", days, "--dry-run").err
    board.say("import", days, "--days", "month-first")
    assert [board.card(ref)["due_on"] for ref in ("D1", "D2")] == ["2027-04-03", "2027-05-13"]
    (tmp_path / "moved.csv").write_text("Ref,Title,Workstream\nD1,One,Registrations\nD2,Two,Registrations\n")
    moved = str(tmp_path / "moved.csv")
    assert "each of the rows 2; 3 what it is with --row N=REF" in board("import", moved, "--dry-run").err
    told = board.say("import", moved, "--row", "2=D1", "--row", "3=-", "--json").json
    assert [row["verdict"] for row in told["rows"]] == ["update", "skipped"]
    assert board.refused("import", moved, "--row", "9=new") == "There is no row 9 in the file, of which something was said."


def test_a_weekday_that_tells_the_month_first_makes_the_others_of_its_column_doubtful(board: Runner, take: Taking) -> None:
    text = "Ref,Title,Workstream,Due\nD1,One,Smart,Wed 5/13/26\nD2,Two,Smart,04/03/2027\n"
    assert take(text, "--json").json["questions"] == {"days": ""}
    assert [board.card(ref)["due_on"] for ref in ("D1", "D2")] == ["2026-05-13", None]


def test_the_whole_of_what_a_dry_run_printed_is_an_answer_once_its_questions_are_filled_in(
    board: Runner, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("Item,Phase\nOne,Now\n")
    words = ("--map", "Item=title", "--map", "Phase=stage", "--set", "workstream=Smart")
    asked = board("import", str(tmp_path / "a.csv"), *words, "--dry-run", "--json").json
    asked["questions"]["values"]["stage"]["Now"] = "In Progress"
    (tmp_path / "answers.json").write_text(json.dumps(asked))
    done = board.say("import", str(tmp_path / "a.csv"), "--answers", str(tmp_path / "answers.json"), "--json").json
    assert [row["verdict"] for row in done["rows"]] == ["new"]
    assert "Words can be said of" in board.refused("import", str(tmp_path / "a.csv"), "--value", "colour:red=blue")


def test_an_import_adds_a_bounded_number_of_lanes(board: Runner, tmp_path: Path) -> None:
    words = [f"Lane {number}" for number in range(201)]
    (tmp_path / "a.csv").write_text("Title,Workstream\n" + "".join(f"Card of {word},{word}\n" for word in words))
    (tmp_path / "answers.json").write_text(json.dumps({"values": {"workstream": dict.fromkeys(words, "+")}}))
    told = board.refused("import", str(tmp_path / "a.csv"), "--answers", str(tmp_path / "answers.json"))
    assert "An import adds at most 200 for the words of one field; these would be 201." in told
    assert board.cards() == []


def test_nothing_is_gone_while_a_row_is_a_question_and_what_a_skipped_row_names_never(
    board: Runner, tmp_path: Path
) -> None:
    def refs() -> set[str]:
        return {one["ref"] for one in board.say("list", "--json").json} & {"B1", "B2", "B3"}

    file, approved, backlog = tmp_path / "plan.csv", "stage:completed=Approved", "stage:pending=Backlog"
    file.write_text("Ref,Title,Workstream,Status\nB1,One,Smart,pending\nB2,Two,Smart,completed\nB3,Three,Smart,completed\n")
    board.say("import", str(file), "--value", approved, "--value", backlog)
    told = board.say("import", str(file), "--retire-gone", "--value", approved, "--json").json
    assert (told["counts"]["unchanged"], told["counts"]["question"]) == (2, 1)
    assert refs() == {"B1", "B2", "B3"}
    file.write_text("Ref,Title,Workstream,Status\nB1,One,Smart,pending\nB3,Three,Smart,completed\n")
    board.say("import", str(file), "--retire-gone", "--value", approved, "--value", "stage:pending=-")
    assert refs() == {"B1", "B3"}
