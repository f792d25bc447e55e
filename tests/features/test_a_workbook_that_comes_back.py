"""A workbook of the board is sent out, changed by somebody, and comes back after the board itself has moved on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mhhs_board.domain.imported import NO_CHOICES, unheard
from mhhs_board.exchange import incoming
from mhhs_board.program import boards
from tests.running import Runner, made

HEAD = 4
"""The row of the headings."""


class Sent:
    """A workbook, changed as in a spreadsheet: saved by another library, which keeps nothing that it does not know."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.book = openpyxl.load_workbook(path)
        self.page = self.book["Artefacts"]
        self.heads = {cell.value: cell.column for cell in self.page[HEAD]}

    def row(self, ref: str) -> int:
        found = self.page.iter_rows(min_row=HEAD + 1)
        (line,) = [cells[0].row for cells in found if cells[self.heads["Reference"] - 1].value == ref]
        return int(line)

    def put(self, ref: str, **said: Any) -> Sent:
        line = self.row(ref)
        for head, value in said.items():
            self.page.cell(line, self.heads[head.replace("_", " ")]).value = value
        return self

    def add(self, **said: Any) -> Sent:
        line = self.page.max_row + 1
        for head, value in said.items():
            self.page.cell(line, self.heads[head.replace("_", " ")]).value = value
        return self

    def delete(self, ref: str) -> Sent:
        self.page.delete_rows(self.row(ref))
        return self

    def save(self) -> Path:
        self.book.save(self._path)
        return self._path


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    made_here = made(capsys, tmp_path, "l4-bare")
    for ref, lane, owner in (
        ("BP1", "Smart", "Ana"),
        ("BP2", "Smart", "Ben"),
        ("BP3", "Elexon", "Cy"),
        ("BP4", "Elexon", ""),
    ):
        words = ["--owner", owner] if owner else []
        made_here.say("add", f"Artefact {ref}", "--ref", ref, "--workstream", lane, "--stage", "In Progress", *words)
    made_here.say("edit", "BP1", "priority=High", "due=8 May 2027", "labels=c;d", "version=0.1", "notes=Ours alone")
    made_here.say("block", "BP2", "--reason", "Waits for data")
    return made_here


@pytest.fixture
def sent(board: Runner, tmp_path: Path) -> Sent:
    board.say("export", str(tmp_path / "board.xlsx"))
    return Sent(tmp_path / "board.xlsx")


def told(board: Runner, path: Path, *words: str) -> dict[str, tuple[str, str]]:
    """What an import makes of each row that it does not leave unchanged."""
    rows = board("import", str(path), "--dry-run", "--json", *words).json["rows"]
    return {row["ref"]: (row["verdict"], row["why"]) for row in rows if row["verdict"] != "unchanged" or row["why"]}


def remarks(board: Runner, path: Path, *words: str) -> str:
    return " ".join(board("import", str(path), "--dry-run", "--json", *words).json["remarks"])


# -- what was changed in it --------------------------------------------------------------------------------------------


def test_as_it_was_sent_it_changes_nothing_whatever_happened_since(board: Runner, sent: Sent) -> None:
    path = sent.save()
    assert told(board, path) == {}
    board.say("edit", "BP1", "owner=Dee", "due=9 June 2027", "labels=", "priority=Low", "title=Another", "version=2")
    board.say("move", "BP3", "L4 Review")
    board.say("move", "BP4", "In Progress", "--workstream", "Smart")
    board.say("unblock", "BP2")
    board.say("workstream", "rename", "Elexon", "Central systems")
    before = board.cards()
    assert told(board, path) == {}
    assert "compared with this board as it was at entry" in remarks(board, path)
    assert board.say("import", str(path)).out.strip() == "4 unchanged."
    assert board.cards() == before


def test_what_was_changed_is_told_cell_by_cell_and_taken_in(board: Runner, sent: Sent) -> None:
    path = sent.put("BP1", Owner="Eve", Priority=None, Due=datetime(2027, 6, 1), Labels="a, b; c; e").save()
    board.say("edit", "BP1", "version=0.2")  # and nobody takes that back
    why = told(board, path)["BP1"][1]
    for part in ("owner “Ana” → “Eve”", "clears priority (was High)", "due “8 May 2027” → “1 June 2027”", "labels"):
        assert part in why
    assert "version" not in why
    board.say("import", str(path))
    card = board.card("BP1")
    assert (card["owner"], card["priority"], card["due"], card["version"]) == ("Eve", "", "1 June 2027", "0.2")
    assert card["labels"] == ["a, b", "c", "e"]
    assert card["notes"] == "Ours alone"
    assert told(board, path) == {}  # the same again is nothing new
    board.say("undo")
    assert board.card("BP1")["owner"] == "Ana"


def test_labels_are_joined_as_only_we_do(board: Runner, sent: Sent, tmp_path: Path) -> None:
    board.say("import", str(sent.put("BP1", Labels="a, b; c\\;d").save()))
    assert board.card("BP1")["labels"] == ["a, b", "c;d"]
    board.say("export", str(tmp_path / "again.xlsx"))
    path = Sent(tmp_path / "again.xlsx").put("BP1", Owner="Eve").save()
    assert told(board, path)["BP1"] == ("update", "owner “Ana” → “Eve”")


def test_what_was_changed_on_both_sides_is_asked_with_all_three(board: Runner, sent: Sent) -> None:
    path = sent.put("BP1", Owner="Eve", Version="1.0").put("BP3", Owner="Dee").save()
    board.say("edit", "BP1", "owner=Fay")
    board.say("edit", "BP3", "owner=Dee")  # the same on both sides is no question
    asked = "Owner was “Ana” when the workbook was made; it says “Eve” now, and here it became “Fay”."
    assert told(board, path) == {"BP1": ("question", asked)}
    answer = board("import", str(path), "--json").json
    assert list(answer["questions"]["rows"]) == [str(sent.row("BP1"))]
    assert board.card("BP1")["owner"] == "Fay"
    board.say("import", str(path), "--row", f"{sent.row('BP1')}=BP1")  # the workbook's words count
    assert (board.card("BP1")["owner"], board.card("BP1")["version"]) == ("Eve", "1.0")


def test_an_emptied_cell_on_both_sides(board: Runner, sent: Sent) -> None:
    path = sent.put("BP1", Owner=None).save()
    board.say("edit", "BP1", "owner=Fay")
    assert "it says empty now, and here it became “Fay”" in told(board, path)["BP1"][1]


def test_where_it_stands_and_what_blocks_it(board: Runner, sent: Sent) -> None:
    path = sent.put("BP3", Stage="L4 Working Group Review").put("BP4", Blocked_because="No data").save()
    assert told(board, path) == {
        "BP3": ("update", "moves In Progress → L4 Working Group Review"),
        "BP4": ("update", "blocks: No data"),
    }
    path = sent.put("BP2", Blocked_because=None).save()
    assert told(board, path)["BP2"] == ("update", "unblocks (was Waits for data)")
    path = sent.put("BP2", Blocked_because="Waits for data", Stage="In Progress").save()
    assert told(board, path)["BP2"][0] == "question"
    assert "empty what it is blocked because of too" in told(board, path)["BP2"][1]
    path = sent.put("BP2", Blocked_because="Waits", Stage="Blocked").save()
    assert told(board, path)["BP2"] == ("update", "blocked reason “Waits for data” → “Waits”")
    board.say("import", str(path))
    assert [board.card(ref)["blocked_reason"] for ref in ("BP2", "BP4")] == ["Waits", "No data"]


@pytest.mark.parametrize(("head", "word"), [("Stage", "stage"), ("Workstream", "workstream")])
def test_what_no_artefact_is_without_cannot_be_emptied(board: Runner, sent: Sent, head: str, word: str) -> None:
    path = sent.put("BP1", **{head: None}).save()
    assert told(board, path)["BP1"] == ("question", f"Its {word} was emptied, and no artefact is without one.")


def test_an_escalation_is_answered_and_not_cleared(board: Runner, tmp_path: Path) -> None:
    board.say("escalate", "BP2", "--to", "DAG", "--question", "Which?")
    board.say("export", str(tmp_path / "board.xlsx"))
    path = Sent(tmp_path / "board.xlsx").put("BP2", Escalated_to=None).save()
    assert told(board, path)["BP2"][0] == "question"
    assert "answer it instead of clearing it" in told(board, path)["BP2"][1]


# -- rows that are new, gone, doubled ----------------------------------------------------------------------------------


def test_rows_that_were_added_are_new(board: Runner, sent: Sent) -> None:
    for number in range(3):
        sent.add(Reference=f"NEW{number}", Title=f"New {number}", Workstream="Smart", Due=datetime(2027, 5, number + 1))
    path = sent.save()
    assert {ref: verdict for ref, (verdict, _) in told(board, path).items()} == dict.fromkeys(
        ["NEW0", "NEW1", "NEW2"], "new"
    )
    board.say("import", str(path))
    assert told(board, path) == {}
    assert board.card("NEW2")["due_on"] == "2027-05-03"


def test_only_what_it_showed_may_be_retired_and_nothing_that_was_changed_since(board: Runner, tmp_path: Path) -> None:
    path = tmp_path / "board.xlsx"
    board.say("export", str(path), "--filter", "workstream:Elexon")
    Sent(path).delete("BP3").save()
    assert told(board, path) == {}
    assert "not in it any more: BP3; it is left alone" in remarks(board, path)
    assert "BP1" not in remarks(board, path)
    assert "BP3; it is retired" in remarks(board, path, "--retire-gone")
    board.say("edit", "BP3", "owner=Fay")
    said = remarks(board, path, "--retire-gone")
    assert "Not in the workbook any more, and changed here since it was made: BP3; it is left alone." in said
    board.say("import", str(path), "--retire-gone")
    assert board.card("BP3")["owner"] == "Fay"
    board.say("undo")
    board.say("import", str(path), "--retire-gone")
    assert [card["ref"] for card in board.cards("workstream:Elexon")] == ["BP4"]


def test_a_row_that_is_a_question_is_not_gone(board: Runner, sent: Sent) -> None:
    path = sent.put("BP1", Owner="Eve").put("BP4", Stage=None).delete("BP3").save()
    board.say("edit", "BP1", "owner=Fay")
    assert "not in it any more: BP3; it is left alone" in remarks(board, path)


def test_a_copied_row_is_asked_about(board: Runner, sent: Sent) -> None:
    line = sent.row("BP1")
    said = {head: sent.page.cell(line, column).value for head, column in sent.heads.items()}
    path = sent.add(**{head.replace(" ", "_"): value for head, value in said.items()} | {"Title": "Another"}).save()
    rows = board("import", str(path), "--dry-run", "--json").json["rows"]
    assert [row["verdict"] for row in rows if row["ref"] == "BP1"] == ["question", "question"]
    assert "2 rows of the file have the same id" in rows[0]["why"]


def test_what_was_retired_or_undone_here_since(board: Runner, sent: Sent) -> None:
    path = sent.save()
    board.say("retire", "BP4")
    assert told(board, path)["BP4"] == ("unchanged", "It was retired here since.")
    sent.put("BP4", Owner="Eve").save()
    assert told(board, path)["BP4"][0] == "question"
    assert "BP4" in [card["ref"] for card in board.cards("", "--as-at", "5")]


def test_columns_may_be_moved_left_out_and_added(board: Runner, sent: Sent) -> None:
    sent.put("BP1", Owner="Eve")
    sent.page.delete_cols(sent.heads["Priority"])
    column = sent.page.max_column + 1
    sent.page.cell(HEAD, column).value = "Our own thoughts"
    sent.page.cell(HEAD + 1, column).value = "Hm"
    path = sent.save()
    assert told(board, path) == {"BP1": ("update", "owner “Ana” → “Eve”")}
    assert "“Our own thoughts”" in remarks(board, path)
    assert "Review" not in remarks(board, path)
    assert told(board, path, "--rest", "notes")["BP1"] == ("update", "owner “Ana” → “Eve”")  # which would be private


def test_with_what_is_private_that_too_comes_back(board: Runner, tmp_path: Path) -> None:
    path = tmp_path / "board.xlsx"
    board.say("export", str(path), "--private")
    board.say("edit", "BP1", "notes=Others")
    assert told(board, path) == {}
    Sent(path).put("BP4", Private_notes="Mine\nand yours").save()
    board.say("import", str(path))
    assert [board.card(ref)["notes"] for ref in ("BP1", "BP4")] == ["Others", "Mine\nand yours"]


def test_a_title_that_is_too_long_is_said(board: Runner, sent: Sent) -> None:
    path = sent.put("BP1", Title="x" * 301).save()
    assert told(board, path)["BP1"][0] == "skipped"


@pytest.mark.parametrize("said", ["'=1", "''x", "=1+1", "@SUM(A1)", " a  b "])
def test_texts_come_back_as_they_are(board: Runner, tmp_path: Path, said: str) -> None:
    board.say("edit", "BP1", f"owner={said}")
    board.say("export", str(tmp_path / "board.xlsx"))
    sent = Sent(tmp_path / "board.xlsx")
    for cell in sent.page[sent.row("BP1")]:
        if cell.data_type == "f":  # which that library makes of it
            cell.data_type = "s"
    board.say("edit", "BP1", "owner=Fay")
    assert told(board, sent.save()) == {}


# -- where it comes from -----------------------------------------------------------------------------------------------


def test_another_boards_workbook_is_anybodys_table(
    board: Runner, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = made(capsys, tmp_path, "l4-bare", "other")
    other.say("add", "Artefact BP1", "--ref", "BP1", "--workstream", "Smart", "--owner", "Gil")
    other.say("export", str(tmp_path / "other.xlsx"))
    said = remarks(board, tmp_path / "other.xlsx")
    assert "made of another board, or of a state that is not in the history of this one: it is read as anybody's" in said
    assert told(board, tmp_path / "other.xlsx")["BP1"][0] == "update"


def test_a_saved_copy_knows_the_entries_before_it_and_no_others(board: Runner, sent: Sent, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mhhsboard"
    board.say("backup", str(copy))
    assert "compared with this board" in " ".join(
        board("import", str(sent.save()), "--dry-run", "--json", board=copy).json["remarks"]
    )
    board.say("edit", "BP1", "owner=Eve")
    board.say("export", str(tmp_path / "later.xlsx"))
    answer = board("import", str(tmp_path / "later.xlsx"), "--dry-run", "--json", board=copy)
    assert "not in the history of this one" in " ".join(answer.json["remarks"])


def _without(book: openpyxl.Workbook) -> None:
    del book["mhhs-board"]


def _of_another_entry(book: openpyxl.Workbook) -> None:
    book["mhhs-board"]["B3"].value = "2"


def _of_none(book: openpyxl.Workbook) -> None:
    book["mhhs-board"]["B3"].value = "many"


@pytest.mark.parametrize("spoil", [_without, _of_another_entry, _of_none])
def test_where_that_is_lost_it_is_anybodys_table(
    board: Runner, sent: Sent, spoil: Callable[[openpyxl.Workbook], None]
) -> None:
    spoil(sent.book)
    path = sent.put("BP1", Owner="Eve").save()
    assert told(board, path) == {"BP1": ("update", "owner “Ana” → “Eve”")}
    assert "compared" not in remarks(board, path)


def test_the_window_says_the_same(board: Runner, sent: Sent) -> None:
    path = sent.put("BP1", Owner="Eve").put("BP3", Owner="Dee").save()
    board.say("edit", "BP3", "owner=Fay")
    workspace = boards.open_workspace(board.board, actor="Ana", kept=False)
    try:
        judged = incoming.judging(workspace, path, "keep", NO_CHOICES)(unheard)
        taken = incoming.take_in(workspace, judged)
    finally:
        workspace.close()
    assert [one.verdict for one in taken.verdicts] == ["update", "unchanged", "question", "unchanged"]
    assert [board.card(ref)["owner"] for ref in ("BP1", "BP3")] == ["Eve", "Fay"]


def test_a_workbook_of_which_parts_are_changed_never_ends_the_import(board: Runner, sent: Sent, tmp_path: Path) -> None:
    """Whatever stands on the sheet that nobody sees: a row, a fault or a sentence, and no crash."""
    data = sent.save().read_bytes()
    for old, new in ((b"shown", b"table"), (b"Artefacts", b"Blockers"), (b"yes", b"no"), (b"artefact", b"meeting")):
        path = tmp_path / "spoilt.xlsx"
        path.write_bytes(_replaced(data, old, new))
        answer = board("import", str(path), "--dry-run")
        assert answer.code in (0, 1)
        assert "Traceback" not in answer.err


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(found, "w") as again:
        parts: Sequence[str] = packed.namelist()
        for part in parts:
            again.writestr(part, packed.read(part).replace(old, new))
    return found.getvalue()


# -- registers ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def logged(board: Runner, tmp_path: Path) -> Path:
    """A workbook with three actions."""
    for number in (1, 2, 3):
        words = ["--organisation", f"Party {number}", "--due", f"{number} June 2027"]
        board.say("action", "add", f"Ask {number}", "--ref", f"DAG01-0{number}", *words)
    board.say("export", str(tmp_path / "log.xlsx"))
    return tmp_path / "log.xlsx"


class Logged(Sent):
    """The sheet of actions of a workbook."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.page = self.book["Actions"]
        self.heads = {cell.value: cell.column for cell in self.page[HEAD]}


def rows_of(board: Runner, path: Path) -> list[tuple[str, str, str]]:
    rows = board("action", "import", str(path), "--dry-run", "--json").json["rows"]
    return [(row["ref"], row["verdict"], row["why"]) for row in rows]


def test_a_register_comes_back_in_the_same_way(board: Runner, logged: Path) -> None:
    assert [verdict for _, verdict, _ in rows_of(board, logged)] == ["unchanged"] * 3
    sent = Logged(logged)
    sent.put("DAG01-01", Owner="Party 9").put("DAG01-02", Owner="Party 8", Due=None)
    sent.add(Reference="DAG01-04", Action="Ask once more")
    path = sent.save()
    board.say("action", "edit", "DAG01-02", "organisation=Party 7")
    board.say("action", "edit", "DAG01-03", "organisation=Party 6", "due=9 July 2027")
    told_of = {ref: (verdict, why) for ref, verdict, why in rows_of(board, path)}
    assert told_of["DAG01-01"][0] == "update"
    asked = "was “Party 2” when the workbook was made; it says “Party 8” now, and here it became “Party 7”."
    assert told_of["DAG01-02"][0] == "question"
    assert told_of["DAG01-02"][1].endswith(asked)
    assert told_of["DAG01-03"] == ("unchanged", "")
    assert told_of["DAG01-04"][0] == "new"
    board.say("action", "import", str(path))
    held = {one["ref"]: one for one in board.say("action", "list", "--json").json}
    assert [held[f"DAG01-0{number}"]["organisation"] for number in (1, 2, 3)] == ["Party 9", "Party 7", "Party 6"]
    assert held["DAG01-02"]["due"] == "2 June 2027"


def test_another_boards_register_is_anybodys(
    board: Runner, logged: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = made(capsys, tmp_path, "l4-bare", "other")
    answer = other("action", "import", str(logged), "--dry-run", "--json")
    assert [row["verdict"] for row in answer.json["rows"]] == ["new"] * 3
    assert "it is read as anybody's table" in " ".join(answer.json["remarks"])


@pytest.mark.parametrize("when", ["2020-01-01", "0"])
def test_what_changed_since_before_the_board_was_is_all_of_it(board: Runner, tmp_path: Path, when: str) -> None:
    said = board.say("export", str(tmp_path / "out.xlsx"), "--since", when)
    assert "everything on it counts as new" in said.err
    rows = openpyxl.load_workbook(tmp_path / "out.xlsx")["Changes"].iter_rows(values_only=True)
    assert {row[0] for row in rows if row[1]} == {"Change", "Added", "Blocked"}
