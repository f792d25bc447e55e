"""A text may begin with a dash, wherever a text may stand; what is a slip of an option is refused with the nearest."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from mhhs_board.cli.parser import parser, understood
from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """An empty board with the L4 lanes."""
    found = made(capsys, tmp_path, "l4-bare")
    found.say("add", "A new MPAN", "--workstream", "Smart", "--ref", "TO-123")
    return found


def parsers(
    known: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], list[argparse.Action]]]:
    """Every verb, with the act where it has some, and what may be typed behind it."""
    for action in known._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                yield from parsers(one, (*words, name))
            return
    yield words, known._actions


PARSER = parser()
VERBS = list(parsers(PARSER))


def value(action: argparse.Action, text: str) -> str:
    """Something that an option or a place takes, a text with a dash in front wherever any text will do."""
    if action.choices:
        return str(next(iter(action.choices)))
    if action.metavar == "FILE" and action.type is not None:
        for ending in (".json", ".csv"):
            try:
                action.type(text + ending)  # type: ignore[operator]
            except argparse.ArgumentTypeError:
                continue
            return text + ending
    return "-3" if action.type is int else text


DASHED = ["-done", "--done-with", "-is:blocked", "-5", "-a b", "---", "-", "–done", "-=", "-x=y"]


@pytest.mark.parametrize(("words", "actions"), VERBS, ids=[" ".join(words) for words, _ in VERBS])
def test_every_text_of_every_verb_may_begin_with_a_dash(words: tuple[str, ...], actions: list[argparse.Action]) -> None:
    for text in DASHED:
        check_text(words, actions, text)


def check_text(words: tuple[str, ...], actions: list[argparse.Action], text: str) -> None:
    takes = [action for action in actions if action.nargs != 0]
    options = {action.dest: action for action in takes if action.option_strings}
    places = {action.dest: action for action in takes if not action.option_strings}
    said = [f"{options[name].option_strings[-1]}={value(options[name], text)}" for name in options]
    apart = [part for one in said for part in one.split("=", 1)]
    texts = [value(action, text) for action in places.values()]
    free = not (
        text.startswith("--d") and texts and "." not in texts[-1]
    )  # it has an option's form, so it stands behind --
    ways = [[*words, *said, "--", *texts], [*words, *apart, "--", *texts]]
    ways += [[*words, *texts, *apart], [*words, *apart, *texts], [*words, *texts[:1], *apart, *texts[1:]]] if free else []
    for way in ways:
        taken = vars(PARSER.parse_args(way))
        for name, action in (options | places).items():
            several = action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction)
            wanted = int(value(action, text)) if action.type is int else value(action, text)
            assert taken[name] == ([wanted] if several else wanted), (way, name)


@pytest.mark.parametrize(("words", "actions"), VERBS, ids=[" ".join(words) for words, _ in VERBS])
def test_a_slip_of_an_option_of_every_verb_gets_the_nearest(
    words: tuple[str, ...], actions: list[argparse.Action], capsys: pytest.CaptureFixture[str]
) -> None:
    long = [action.option_strings[-1] for action in actions if action.option_strings]
    texts = [value(action, "x") for action in actions if not action.option_strings]
    for option in long:
        letters = option[2:]
        slips = [f"--{letters}s", f"—{letters}", f"-{letters}"] + ([f"--{letters[:-1]}"] if len(letters) > 4 else [])
        for slip in slips:
            if slip in long:
                continue
            with pytest.raises(SystemExit) as ended:
                PARSER.parse_args([*words, *texts, slip])
            said = capsys.readouterr().err
            assert ended.value.code == 2
            assert f"there is no option {slip} here. Nearest: --" in said, said
            assert option in said.partition("Nearest: ")[2] or slip.startswith("--"), said


@pytest.mark.parametrize(("words", "actions"), VERBS, ids=[" ".join(words) for words, _ in VERBS])
def test_an_option_without_what_it_takes_is_named(
    words: tuple[str, ...], actions: list[argparse.Action], capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [value(action, "x") for action in actions if not action.option_strings]
    for action in actions:
        if action.nargs == 0 or not action.option_strings:
            continue
        for option in action.option_strings:
            for way in ([option], [option, "--json"], [option, "--as=AB"], [option, "--"]):
                for said in ([*words, *texts, *way], [*words, *way, *texts]):
                    if said[-1] == option or way != [option]:
                        with pytest.raises(SystemExit) as ended:
                            PARSER.parse_args(said)
                        assert ended.value.code == 2
                        assert f": {option} lacks what it takes: {option} " in capsys.readouterr().err, said


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("configure", "name=New", "--as"), "--as NAME"),
        (("history", "TO-123", "--as"), "--as NAME"),
        (("add", "T", "--workstream", "Smart", "--notes"), "--notes NOTES"),
        (("add", "--workstream", "Smart", "T", "--stage"), "--stage S"),
        (("edit", "TO-123", "owner=AB", "--board"), "--board PATH"),
        (("backup", "c.mhhsboard", "--as"), "--as NAME"),
        (("c.mhhsboard", "--as"), "--as NAME"),
        (("undo", "-b"), "-b PATH"),
        (("--as", "--", "undo"), "--as NAME"),
        (("export", "out.csv", "--theme"), "--theme light|dark|print"),
        (("stage", "rename", "Approved", "Done", "--role"), "--role backlog|work|review|decision|done"),
    ],
)
def test_an_option_without_what_it_takes_does_nothing(
    board: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    answer = board(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines()[-1].endswith(f"lacks what it takes: {option}")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_filter_as_documented(board: Runner, tmp_path: Path) -> None:
    for words in (["--filter", "-is:blocked"], ["--filter=-is:blocked"], ["--filter", "-segment:Registrations"]):
        assert board.say("list", *words).out.endswith("1 of 1 shown · 0 hidden\n")
    assert board.say("list", "--filter", "-segment:Smart").out.endswith("0 of 1 shown · 1 hidden\n")
    board.say("export", str(tmp_path / "out.md"), "--filter", "-is:blocked")
    assert "-is:blocked" in (tmp_path / "out.md").read_text("utf-8").replace("\\", "")


def test_texts_with_a_dash_are_kept_as_typed(board: Runner) -> None:
    board.say("add", "-unnamed", "--workstream", "Smart", "--ref", "U1")
    assert board.card("U1")["title"] == "-unnamed"
    board.say("block", "U1", "--reason", "-waits", "--owner", "--nobody")
    assert board.card("U1")["blocked_reason"] == "-waits"
    board.say("unblock", "--note", "-done", "U1")
    assert board.say("history", "U1", "--json").json[-1]["note"].startswith("-done")
    board.say("add", "--workstream", "Smart", "--ref", "U2", "--", "--json")
    assert board.card("U2")["title"] == "--json"
    board.say("retire", "--reason", "-", "U2")
    board.say("workstream", "add", "-lane", "--as", "-me")
    assert board.say("history", "--json").json[-1]["actor"] == "-me"


def test_what_is_no_option_writes_nothing(board: Runner) -> None:
    assert board.board is not None
    before = board.board.read_bytes()
    for words in (
        ("add", "X", "--worksteam", "Smart"),
        ("add", "-notes", "--workstream", "Smart"),
        ("add", "X", "--workstream", "Smart", "-q"),
        ("list", "--filter", "--json"),
        ("list", "--filter", "--jsno"),
        ("list", "-is:blocked"),
        ("answer", "TO-123", "--", "--"),
        ("--jsno", "list"),
    ):
        answer = board(*words)
        assert (answer.code, answer.out) == (2, ""), words
    assert board.board.read_bytes() == before
    assert "--workstream" in board("add", "X", "--worksteam", "Smart").err.partition("Nearest")[2]
    assert "Nearest: --json" in board("--jsno", "list").err


def test_a_board_whose_name_begins_with_a_dash(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Runner(capsys, None).say("new", "-x.mhhsboard", "--template", "l4-bare")
    assert (tmp_path / "-x.mhhsboard").is_file()
    for way in (["-b", "-x.mhhsboard"], ["-b=-x.mhhsboard"], ["--board", "-x.mhhsboard"], ["-b-x.mhhsboard"]):
        assert Runner(capsys, None).say(*way, "list").out == "0 of 0 shown · 0 hidden\n"
        assert Runner(capsys, None).say(*way, "--", "list").out == "0 of 0 shown · 0 hidden\n"
    assert Runner(capsys, None).say("list", "-b", "-x.mhhsboard").out == "0 of 0 shown · 0 hidden\n"
    assert understood(["--", "-x.mhhsboard"]).board == "-x.mhhsboard"
    assert understood(["x.mhhsboard"]).verb == understood(["-b", "-x.mhhsboard"]).verb == "window"


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("decision", "add", "X", "--meeting", "DAG001", "--meeting", "DAG002"), "--meeting"),
        (("decision", "add", "X", "--meeting=DAG001", "--meeting", "DAG002"), "--meeting"),
        (("list", "--filter", "a", "--filter=b"), "--filter"),
        (("add", "X", "--workstream", "Smart", "--workstream", "Smart"), "--workstream"),
        (("changes", "--since", "1", "--until", "2", "--since", "2"), "--since"),
    ],
)
def test_of_an_option_that_is_given_twice_nobody_knows_which_is_meant(
    board: Runner, words: tuple[str, ...], option: str
) -> None:
    answer = board(*words)
    assert (answer.code, answer.out) == (2, "")
    assert f"{option} is given twice; it takes one" in answer.err


def test_what_may_be_given_several_times_still_may(board: Runner) -> None:
    board.say("add", "X", "--workstream", "Smart", "--label", "a", "--label", "b", "--json", "--json")
    assert board.cards("label:a label:b")[0]["title"] == "X"
    board.say("issue", "add", "Which?", "--meeting", "DAG034", "--meeting", "DAG035")
    assert board("--json", "issue", "list").json[0]["meetings"] == ["DAG034", "DAG035"]
