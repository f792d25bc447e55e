"""On the command line an issue that names a card among others is the card's as well: shown, listed, in the log, at the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import made


def test_it_is_shown_listed_and_holds_the_gate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None
) -> None:
    board = made(capsys, tmp_path, "l4-bare")
    for ref in ("BP900", "BP901"):
        board.say("add", f"What {ref} is about", "--ref", ref, "--workstream", "Smart", "--stage", "L4 Review",
                  "--override", "As agreed")  # fmt: skip
    said = ("--other", "BP901; IF-077", "--priority", "Critical", "--options", "A; B")
    board.say("issue", "add", "Whose register?", "--ref", "ISS-012", "--artefact", "BP900", *said)
    for ref in ("BP900", "BP901"):
        assert [one["ref"] for one in board.card(ref)["records"]] == ["ISS-012"]
        assert "Whose register?" in board.say("show", ref).out
        assert [one["ref"] for one in board("--json", "issue", "list", "--about", ref).json] == ["ISS-012"]
        board.say("export", str(tmp_path / "log.md"), "--document", "issues", "--about", ref)
        assert "ISS\\-012" in (log := (tmp_path / "log.md").read_text("utf-8")) or "ISS-012" in log
    board.say("configure", "gate.outcome=refuse")
    assert "issue ISS-012 (critical) is open" in board.refused("move", "BP901", "DAG Review")
