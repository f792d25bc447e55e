"""What goes to a terminal and to the log: nothing that either would obey."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.base import crash_log, terminal
from mhhs_board.base.text import JOINERS, escaped, shown_lines

HOSTILE = "a\x1b]0;owned\x07b\x9b31mc\u202ed\u2066e\x7ff\rg\u2028h\x00i\x85j"


def obeyed(text: str) -> set[str]:
    """The letters of a text that a terminal or a reader's eye may obey."""
    return {letter for letter in text if not (letter.isprintable() or letter == "\n" or letter in JOINERS)}


@given(st.text())
def test_any_text_comes_out_as_lines_of_plain_letters(text: str) -> None:
    assert not obeyed(shown_lines(text))
    assert shown_lines(text).count("\n") == text.count("\n")


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_means_the_same_and_obeys_nothing(answer: object) -> None:
    text = escaped(json.dumps(answer, ensure_ascii=False, indent=2))
    assert not obeyed(text)
    assert json.loads(text) == answer


def test_every_way_of_speaking(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say(HOSTILE)
    terminal.say("  indented\n\n    more")
    terminal.say_json({HOSTILE: [HOSTILE]})
    terminal.tell(HOSTILE * 9_000)
    try:
        raise ValueError(HOSTILE)
    except ValueError as error:
        terminal.tell_fault(ValueError, error, error.__traceback__)
    out, err = capsys.readouterr()
    assert "  indented\n\n    more\n" in out
    assert "raise ValueError(HOSTILE)" in err
    assert not obeyed(out + err)
    assert len(err) < terminal.LONGEST + 2_000


def test_the_log_holds_nothing_that_a_terminal_obeys(home: object) -> None:
    assert crash_log.keep(crash_log.Fault("x", f"fault in {HOSTILE}\n  {HOSTILE}"))
    text = (crash_log.folder() / crash_log.FILE).read_text("utf-8")
    assert not obeyed(text)
    assert text.count("\n") == 2


def test_the_program_reports_its_own_faults_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from mhhs_board import __main__ as start

    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(start, "run", lambda: 0)
    start.main()
    assert sys.excepthook is terminal.tell_fault
