"""What may be typed: the verbs with their arguments, and the options of all."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

from mhhs_board.cli.words import Parser
from mhhs_board.domain.fields import Declared, article, main_field, typed
from mhhs_board.domain.governance import Meeting
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import REGISTERS, Artefact


def understood(words: list[str]) -> argparse.Namespace:
    """The words as a verb with its arguments. The parsers of the verbs are made only where there may be a verb."""
    arguments: argparse.Namespace
    arguments, rest = _common(None, lenient=True).parse_known_args(words)
    rest, as_text = [word for word in rest if word != "--"], "--" in words
    if len(rest) == 1 and rest[0].lower().endswith(".mhhsboard") and (as_text or not rest[0].startswith("-")):
        arguments.board = rest.pop()  # a file manager gives the path of what was opened, and nothing else
    if not rest:
        arguments.verb = "window"
        return arguments
    known = parser()
    arguments = known.parse_args(words)
    if arguments.verb == "export" and arguments.history and not arguments.file.lower().endswith(".json"):
        known.error("--history goes into a .json file only")
    if arguments.verb == "export" and arguments.history and not arguments.private:
        known.error("--history holds what is private too, so it needs --private")
    if arguments.verb == "export" and arguments.history and arguments.filter.strip():
        known.error("--history is that of the whole board, so it goes without --filter")
    if arguments.verb == "export" and (arguments.paper or arguments.density) and not _on_paper(arguments):
        known.error("--paper and --density go with a .pdf file of the board")
    if arguments.verb == "export" and (wrong := _not_of_a_document(arguments)):
        known.error(wrong)
    return arguments


_DENSITIES = ("compact", "normal", "full")


def _on_paper(arguments: argparse.Namespace) -> bool:
    return arguments.file.lower().endswith(".pdf") and not arguments.document


def _not_of_a_document(arguments: argparse.Namespace) -> str:
    """What an export says that does not go with a document, or without one; empty where nothing does."""
    ending = arguments.file.lower()
    if not arguments.document:
        if ending.endswith(".docx"):
            return "a .docx file holds a document, so it needs --document"
        return "--meeting and --about go with --document" if arguments.meeting or arguments.about else ""
    if not ending.endswith(_DOCUMENTS):
        return f"a document is written to a file that ends in {', '.join(_DOCUMENTS)}"
    if arguments.filter or arguments.private or arguments.theme != "light":
        return "--document goes without --filter, --private and --theme"
    if arguments.document in ("agenda", "headline") and not arguments.meeting:
        return f"--document {arguments.document} needs --meeting"
    if arguments.document not in ("comments", "issues"):
        return "--about goes with --document comments and --document issues" if arguments.about else ""
    if arguments.document == "comments" and not arguments.about:
        return "--document comments needs --about"
    return f"--document {arguments.document} goes without --meeting" if arguments.meeting else ""


_DOCUMENTS = (".docx", ".pdf", ".html", ".md")
"""What a document is written to."""


def parser() -> argparse.ArgumentParser:
    """The whole command line as a parser; `verb` says which of the verbs runs."""
    common = _common(argparse.SUPPRESS)
    top = Parser(
        prog="mhhs-board",
        parents=[_common(None)],
        description="The L4 design board of Market-wide Half-Hourly Settlement. Without a verb it opens the window.",
        epilog="WHEN is a day (its end), a day with a time, the number of an entry, or what an export says (As at …). "
        "REF is a reference, an id, LANE:REF, or for `show` TYPE:REF.",
    )
    top.add_argument("--version", action="version", version=_version())
    top.set_defaults(verb="window")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", parser_class=Parser)

    def verb(name: str, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text, parents=[common])
        made.set_defaults(verb=name)
        return made

    verb("demo", "the example, without touching your own board")
    new = verb("new", "make a board")
    new.add_argument("file", metavar="BOARD")
    new.add_argument("--template", choices=("l4", "l4-bare", "empty"), default="l4", help="l4 is the example (default)")
    new.add_argument("--name", default="", help="what the board is called")
    _reading(verb)
    _changing(verb)
    for kind in ("workstream", "stage", "forum", "kind"):
        _naming(verb(kind, f"add, rename, reorder or retire a {kind}"), kind)
    for record_type in REGISTERS.values():
        _registering(verb(record_type.KIND, f"add, list, show, edit or retire {record_type.MANY}"), record_type)
    configure = verb("configure", "print or set the board's gates, limits and name")
    configure.add_argument("values", nargs="*", metavar="NAME=VALUE")
    _keeping(verb)
    verb("self-test", "make a board, show it, move, block, undo, draw it, and say whether all went well")
    return top


def _common(default: Any, *, lenient: bool = False) -> Parser:
    """The options that may stand before or after the verb; behind it they must not set defaults of their own."""
    common = Parser(prog="mhhs-board", add_help=False, lenient=lenient)
    flag = False if default is None else default
    common.add_argument("-b", "--board", metavar="PATH", default=default, help="the board; else your own")
    common.add_argument("--as", dest="actor", metavar="NAME", default=default, help="who acts")
    common.add_argument("--read-only", action="store_true", default=flag, help="open without write access")
    common.add_argument("--json", action="store_true", default=flag, help="answer for machines")
    return common


def _reading(verb: Any) -> None:
    listed = verb("list", "what is on the board, one line an artefact")
    listed.add_argument("--filter", metavar="QUERY", default="")
    listed.add_argument("--as-at", metavar="WHEN", default="")
    verb("show", "everything about an artefact, or a record of a register").add_argument("ref", metavar="REF")
    export = verb("export", "write the board to a file by its ending, .xlsx, .csv, .pdf, .html …, or a document of it")
    endings = (".xlsx", ".png", ".svg", ".pdf", ".html", ".csv", ".json", ".md", ".docx")
    export.add_argument("file", metavar="FILE", type=_file_of(*endings))
    export.add_argument("--filter", metavar="QUERY", default="")
    export.add_argument("--as-at", metavar="WHEN", default="")
    export.add_argument("--classification", metavar="TEXT", default=None, help="printed instead of the board's own")
    export.add_argument("--theme", choices=("light", "dark", "print"), default="light", help="of a picture")
    export.add_argument("--paper", choices=("a4", "a3"), default="", help="of a .pdf; else what makes one page, or A4")
    export.add_argument("--density", choices=_DENSITIES, default="", help="how much room the cards of a .pdf leave")
    export.add_argument("--plain", action="store_true", help="a .csv that people read, beside the lossless one")
    export.add_argument("--since", metavar="WHEN", default="", help="also what changed since then; .xlsx only")
    export.add_argument("--private", action="store_true", help="also what is private: notes, and views of one's own")
    export.add_argument("--history", action="store_true", help="with the journal; .json only, and only with --private")
    documents = ("agenda", "headline", "actions", "decisions", "comments", "issues")
    export.add_argument("--document", choices=documents, default="", help="a document; .docx, .pdf, .html or .md")
    export.add_argument("--meeting", metavar="M", default="", help="whose document, or of whose forum a log is")
    export.add_argument("--about", metavar="REF", default="", help="the artefact whose comments or issues are listed")
    history = verb("history", "who did what, oldest first")
    history.add_argument("ref", metavar="REF", nargs="?", default="")
    history.add_argument("--since", metavar="WHEN", default="")
    agenda = verb("agenda", "the agenda of a meeting, and what is proposed for it with why")
    agenda.add_argument("meeting", metavar="MEETING")
    agenda.add_argument("--fill", action="store_true", help="put all that is proposed on it")
    agenda.add_argument("--consent", metavar="OUTCOME", default="", help="record the outcome of its consent block")
    lint = verb("lint", "what is cited and not defined, doubled or missing, in a meeting's records or in a text file")
    lint.add_argument("of", metavar="MEETING|TEXTFILE", nargs="?", default="", help="else all that the board holds")
    changes = verb("changes", "what changed between two moments, by kind of change")
    changes.add_argument("--since", metavar="WHEN", required=True)
    changes.add_argument("--until", metavar="WHEN", default="")


def _changing(verb: Any) -> None:
    add = verb("add", "add an artefact")
    add.add_argument("title", metavar="TITLE")
    add.add_argument("--workstream", metavar="W", required=True)
    add.add_argument("--stage", metavar="S", default="", help="the first backlog stage where not given")
    add.add_argument("--override", metavar="TEXT", default="", help="why stages may be skipped")
    _fields(add, [one for one in typed(Artefact) if one.name != "title"])
    edit = verb("edit", "change fields of an artefact; `field=` clears one")
    edit.add_argument("ref", metavar="REF")
    edit.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    move = verb("move", "move an artefact to a stage, or to Blocked")
    move.add_argument("ref", metavar="REF")
    move.add_argument("stage", metavar="STAGE")
    move.add_argument("--workstream", metavar="W", default="")
    move.add_argument("--override", metavar="TEXT", default="", help="why stages may be skipped")
    move.add_argument("--unblock", action="store_true", help="close what blocks it in the same step")
    move.add_argument("--note", metavar="TEXT", default="", help="what settled it; goes with --unblock")
    block = verb("block", "say that an artefact cannot go on, and why")
    block.add_argument("ref", metavar="REF")
    for blocking in (move, block):
        blocking.add_argument("--reason", metavar="TEXT", default="")
        blocking.add_argument("--not-stated", action="store_true", help="nobody has said why it is blocked")
        blocking.add_argument("--owner", metavar="O", default="", help="who must unblock it")
        blocking.add_argument("--needed-by", metavar="D", default="")
    escalate = verb("escalate", "put a blocked artefact, or a decision, to a higher forum")
    escalate.add_argument("ref", metavar="REF", help="an artefact, or a decision: DAG-DEC99, decision:DAG-DEC99")
    escalate.add_argument("--to", metavar="FORUM", required=True)
    escalate.add_argument("--blocker", metavar="N", type=int, default=None, help="which blocker; `show` numbers them")
    escalate.add_argument("--question", metavar="TEXT", default="")
    escalate.add_argument("--needed-by", metavar="D", default="")
    escalate.add_argument("--on", metavar="DAY", default="", help="when it was put there, if not today")
    for name, text in (("answer", "record what a forum answered"), ("withdraw", "take a question back from its forum")):
        ending = verb(name, f"{text}; an artefact stays blocked")
        ending.add_argument("ref", metavar="REF", help="an artefact, or a decision: DAG-DEC99, decision:DAG-DEC99")
        ending.add_argument("text", metavar="TEXT", help="the answer" if name == "answer" else "why")
        ending.add_argument(
            "--from", dest="forum", metavar="FORUM", default="", help="of which forum, where several were asked"
        )
        ending.add_argument("--on", metavar="DAY", default="", help="when, if not today")
        ending.add_argument(
            "--blocker", metavar="N", type=int, default=None, help="about which blocker; `show` numbers them"
        )
    unblock = verb("unblock", "close the blockers of an artefact")
    unblock.add_argument("--blocker", metavar="N", type=int, default=None, help="only this one; `show` numbers them")
    for closing in (move, unblock):
        closing.add_argument("--answer", metavar="TEXT", default="", help="what the forum answered that was asked")
        closing.add_argument("--withdraw", metavar="TEXT", default="", help="why the forum need not answer any more")
    unblock.add_argument("ref", metavar="REF")
    unblock.add_argument("--stage", metavar="S", default="", help="where it goes on, if not where it stood")
    unblock.add_argument("--note", metavar="TEXT", default="")
    unblock.add_argument("--reason", metavar="TEXT", default="", help="why it goes back out of a decision")
    unblock.add_argument("--override", metavar="TEXT", default="", help="why stages may be skipped")
    retire = verb("retire", "take an artefact off the board, its history kept")
    retire.add_argument("ref", metavar="REF")
    retire.add_argument("--reason", metavar="TEXT", default="")
    for name, text in (("undo", "take back your newest entry"), ("redo", "do again what you undid last")):
        help_ = "put a workstream, stage or forum that is retired since back in use where it is needed"
        verb(name, text).add_argument("--bring-back", action="store_true", help=help_)
    imported = verb("import", "take in a .csv, .xlsx or .json file")
    imported.add_argument("file", metavar="FILE", type=_file_of(".csv", ".xlsx", ".xlsm", ".json"))
    blanks = (
        "what an empty cell says: nothing (keep, the default), or that the field is empty; our own exports always clear"
    )
    imported.add_argument("--blanks", choices=("keep", "clear"), default="keep", help=blanks)
    imported.add_argument("--dry-run", action="store_true", help="only say what would happen")
    how = "which field a column holds; none passes it over"
    imported.add_argument("--map", metavar="COLUMN=FIELD", action="append", default=[], help=how)
    imported.add_argument("--set", metavar="FIELD=VALUE", action="append", default=[], help="where a row says nothing")
    how = "what a word of the table means here; + adds it, - leaves its rows out"
    imported.add_argument("--value", metavar="FIELD:WORD=WORD", action="append", default=[], help=how)
    imported.add_argument("--sheet", metavar="NAME", default="", help=_SHEET)
    how = "the line of the file, or row of the sheet, in which its headings are; 0 where it has none"
    imported.add_argument("--headings", metavar="N", type=int, default=None, help=how)
    how = "what becomes of columns that are no field: they stand in the notes, or are left"
    imported.add_argument("--rest", choices=("notes", "leave"), default="", help=how)
    how = "what comes first in days that are written in numbers"
    imported.add_argument("--days", choices=("day-first", "month-first"), default="", help=how)
    how = "what a cell over several rows says: the same of each (fill), or of the first alone"
    imported.add_argument("--merged", choices=("fill", "leave"), default="", help=how)
    how = "what a row is: an artefact that is here, new, or - to leave it out"
    imported.add_argument("--row", metavar="N=REF", action="append", default=[], help=how)
    how = "artefacts that came from a file of this name and are not in it any more; else they are left alone"
    imported.add_argument("--retire-gone", action="store_true", help=f"retire {how}")
    answers = "the questions of --dry-run --json, filled in; either they alone or the whole of what it printed"
    imported.add_argument("--answers", metavar="FILE", default="", help=answers)


def _keeping(verb: Any) -> None:
    verb("check", "read the whole board and its history, say whether they are sound and what would be put right")
    backup = verb("backup", "copy the board now and read the copy back")
    backup.add_argument("file", metavar="FILE", nargs="?", default=None, help="where; else among the automatic backups")
    backup.add_argument("--list", action="store_true", help="only list the backups there are")
    restore = verb("restore", "go back to a backup of a sound board, or put a damaged one back; nothing newer is lost")
    restore.add_argument("file", metavar="FILE", nargs="?", default=None, help="a backup; a damaged board needs none")


def _file_of(*endings: str) -> Callable[[str], str]:
    """A file's name that ends in one of the formats there are; any other is no command."""

    def checked(text: str) -> str:
        if not text.lower().endswith(endings):
            from mhhs_board.exchange import formats

            if ".png" not in endings and (told := formats.workbook(text)):
                raise argparse.ArgumentTypeError(told)
            raise argparse.ArgumentTypeError(f"the file's name must end in {', '.join(endings)}")
        return text

    return checked


def _naming(made: argparse.ArgumentParser, kind: str) -> None:
    """`KIND add|rename|reorder|retire`; `act` says which."""
    acts = made.add_subparsers(dest="act", metavar="ACT", required=True, parser_class=Parser)

    def act(name: str, text: str) -> argparse.ArgumentParser:
        parents = [_common(argparse.SUPPRESS)]
        added: argparse.ArgumentParser = acts.add_parser(name, help=text, description=text, parents=parents)
        added.add_argument("name", metavar="NAME")
        return added

    add = act("add", f"add a {kind} behind the others")
    rename = act("rename", f"give a {kind} another name, and what else its options say")
    rename.add_argument("new_name", metavar="NEW", nargs="?", default=None)
    for naming in (add, rename):
        naming.add_argument("--short", default=None, help="the short name, for narrow heads")
        naming.add_argument("--alias", dest="aliases", action="append", default=None, help="may be given more than once")
        if kind == "stage":
            roles = ("backlog", "work", "review", "decision", "done")
            naming.add_argument("--role", choices=roles, required=naming is add, help="what the stage is for")
        if kind == "forum":
            level = "4 working group, 3 DAG, 2 PSG; lower is higher up"
            naming.add_argument("--level", type=int, required=naming is add, help=level)
            naming.add_argument("--parent", metavar="FORUM", default=None, help="the forum above it")
            naming.add_argument("--cadence", default=None, help="how often it meets")
    act("reorder", f"place a {kind} before another").add_argument("--before", metavar="OTHER", default="", help="else last")
    act("retire", f"take a {kind} out of use, its history kept")


def _fields(parser: argparse.ArgumentParser, fields: Iterable[Declared]) -> None:
    """An option for each field that people fill in; one that holds several texts may be given more than once."""
    for one in fields:
        name = one.name.replace("_", "-")
        if one.many:
            option = f"--{name.removesuffix('s')}"
            parser.add_argument(option, dest=one.name, action="append", default=[], help="may be given more than once")
        else:
            words = f": {', '.join(filter(None, one.words))}" if one.words else ""
            parser.add_argument(f"--{name}", dest=one.name, metavar=one.name.upper(), default="", help=f"{one.word}{words}")


def _registering(made: argparse.ArgumentParser, record_type: type[Registered]) -> None:
    """`TYPE add|list|show|edit|retire|export|import`; `act` says which."""
    acts = made.add_subparsers(dest="act", metavar="ACT", required=True, parser_class=Parser)
    kind, many = record_type.KIND, record_type.MANY
    an = f"{article(kind)} {kind}"

    def act(name: str, text: str) -> argparse.ArgumentParser:
        parents = [_common(argparse.SUPPRESS)]
        added: argparse.ArgumentParser = acts.add_parser(name, help=text, description=text, parents=parents)
        return added

    add = act("add", f"add {an}")
    first = main_field(record_type)
    add.add_argument("unnamed", metavar=first.name.upper(), nargs="?", default="", help=first.word)
    _fields(add, typed(record_type))
    listed = act("list", f"the {many} that somebody has to do something about, one line each")
    listed.add_argument("--all", action="store_true", help="also those that are done")
    listed.add_argument("--about", metavar="REF", default="", help="only those about this artefact")
    listed.add_argument("--as-at", metavar="WHEN", default="")
    act("show", f"everything about {an}").add_argument("ref", metavar="REF")
    edit = act("edit", f"change fields of {an}; `field=` clears one")
    edit.add_argument("ref", metavar="REF")
    edit.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    retire = act("retire", f"take {an} out of use, its history kept")
    retire.add_argument("ref", metavar="REF")
    retire.add_argument("--reason", metavar="TEXT", default="")
    export = act("export", f"write the {many} to a .csv file")
    export.add_argument("file", metavar="FILE", type=_file_of(".csv"))
    export.add_argument("--private", action="store_true", help="also what is private")
    export.add_argument("--as-at", metavar="WHEN", default="")
    whole = (".json",) if record_type is Meeting else ()
    taken = act("import", f"take {many} in from a table{', or one as a whole from a .json file' if whole else ''}")
    taken.add_argument("file", metavar="FILE", type=_file_of(".csv", ".xlsx", ".xlsm", *whole))
    taken.add_argument("--dry-run", action="store_true", help="only say what would happen")
    taken.add_argument("--map", metavar="COLUMN=FIELD", action="append", default=[], help="which field a column holds")
    taken.add_argument("--set", metavar="FIELD=VALUE", action="append", default=[], help="where a row says nothing")
    taken.add_argument("--sheet", metavar="NAME", default="", help=_SHEET)


_SHEET = "of a workbook; else the one with the most below headings"


def _version() -> str:
    from mhhs_board import __version__

    return f"mhhs-board {__version__}"
