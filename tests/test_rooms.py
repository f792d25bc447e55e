"""The house stands: imports point one way, and what is dangerous stays in the one room that is careful with it.

The import contracts are in `pyproject.toml`. Each rule below finds a construct in a syntax tree; every rule is first shown
a line it must find, so that none can pass by finding nothing.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests import rooms

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mhhs_board"
Finder = Callable[[ast.AST], Iterator[ast.AST]]


def test_imports_point_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    answer = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert answer == 0, capsys.readouterr().out


def test_the_diagram_shows_the_rooms_as_they_are() -> None:
    stands = rooms.PAGE.read_text(encoding="utf-8")
    assert stands == rooms.page(), "The imports have changed: run `python -m tests.rooms` and commit what it writes."


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Also not for mypy alone and not inside a function: what must know each other's types is one thing."""
    assert not rooms.circles()


def _dotted(node: ast.AST) -> list[str]:
    """`a.b.c` as its words; what is not a name (a call, a subscript) is an empty word."""
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    if isinstance(node, ast.Name):
        return [node.id]
    return [""]


def _imports(*modules: str) -> Finder:
    """Imports of these modules or of anything inside them, at any depth of the code."""

    def find(tree: ast.AST) -> Iterator[ast.AST]:
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            if any(name == module or name.startswith(module + ".") for name in names for module in modules):
                yield node

    return find


def _mentions(*words: str) -> Finder:
    """Any use of a name or an attribute."""

    def find(tree: ast.AST) -> Iterator[ast.AST]:
        for node in ast.walk(tree):
            if (
                (isinstance(node, ast.Name) and node.id in words)
                or (isinstance(node, ast.Attribute) and node.attr in words)
                or (isinstance(node, ast.alias) and node.name.rpartition(".")[2] in words)
            ):
                yield node

    return find


def _makes(*words: str) -> Finder:
    """Calls of a name, an attribute, or something on a class of that name, and subclasses; an annotation is no use."""

    def find(tree: ast.AST) -> Iterator[ast.AST]:
        for node in ast.walk(tree):
            used: list[ast.expr] = []
            if isinstance(node, ast.Call):
                used = [node.func]
            elif isinstance(node, ast.ClassDef):
                used = node.bases
            if any(set(words) & set(_dotted(name)[-2:]) for name in used):
                yield node

    return find


def _calls(*words: str) -> Finder:
    """Calls of a plain name or of `module.name`, exactly as written."""

    def find(tree: ast.AST) -> Iterator[ast.AST]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ".".join(_dotted(node.func)) in words:
                yield node

    return find


def _tooltips(tree: ast.AST) -> Iterator[ast.AST]:
    """Tooltips of anything but a text of ours, what `plain_tooltip` made, or a tooltip that there is already (a widget's,
    a model's); and a model that answers for a tooltip with anything else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "ToolTipRole" in ast.unparse(node.test):
            for answer in node.body:
                if isinstance(answer, ast.Return) and "plain_tooltip(" not in ast.unparse(answer):
                    yield answer
        if not isinstance(node, ast.Call):
            continue
        name = _dotted(node.func)
        if name[-1] == "setToolTip":
            text = node.args[0]
        elif name[-2:] == ["QToolTip", "showText"]:
            text = node.args[1]
        else:
            continue
        there = r"plain_tooltip\(.*\)|[\w.]+\.toolTip\(\)|\w+\.data\(Qt\.ItemDataRole\.ToolTipRole\)( or '')?"
        if not (isinstance(text, ast.Constant) or re.fullmatch(there, ast.unparse(text), re.DOTALL)):
            yield node


def _opens_for_writing(tree: ast.AST) -> Iterator[ast.AST]:
    """`open(…, "w")`, `path.open("a")`, `path.write_text(…)` and their like."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _dotted(node.func)[-1]
        if name in {"write_text", "write_bytes"}:
            yield node
        elif name in {"open", "fdopen", "NamedTemporaryFile"}:
            if node.args and _dotted(node.args[0]) == ["os", "devnull"]:
                continue
            given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
            modes = [mode.value for mode in given if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
            if any(re.fullmatch(r"[rwaxbt+]{1,4}", mode) and set(mode) & set("wax+") for mode in modes):
                yield node


def _reads(tree: ast.AST) -> Iterator[ast.AST]:
    """`path.read_bytes()`, `path.read_text()`, and an `open` of something to read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _dotted(node.func)
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            modes = {mode.value for mode in given if isinstance(mode, ast.Constant) and isinstance(mode.value, str)}
            if name[-1] in {"read_bytes", "read_text"} or (name[-1] == "open" and modes & {"r", "rb", "rt"}):
                yield node


def _speaks(tree: ast.AST) -> Iterator[ast.AST]:
    """`print`, and what writes to a stream of the process or prints a traceback by itself."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _dotted(node.func)
        if (
            name == ["print"]
            or (name[:2] in (["sys", "stdout"], ["sys", "stderr"]) and name[-1] == "write")
            or (name[0] == "traceback" and name[-1].startswith("print_"))
        ):
            yield node


def _builds_sql(pattern: str) -> Finder:
    """An f-string, `%`, `+` or `.format` on a text that begins as a statement, inside a function: a module that is being
    imported knows no values yet, only names of ours."""
    begins = re.compile(pattern)

    def constant(node: ast.AST) -> str:
        if isinstance(node, ast.JoinedStr) and node.values:
            return constant(node.values[0])
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

    def find(tree: ast.AST) -> Iterator[ast.AST]:
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
        for node in {inner for function in functions for inner in ast.walk(function)}:
            built: ast.AST | None = None
            if isinstance(node, ast.JoinedStr) and any(isinstance(value, ast.FormattedValue) for value in node.values):
                built = node
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
                built = node.left
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
                built = node.func.value
            if built is not None and begins.match(constant(built)):
                yield node

    return find


def _speaks_the_machines_language(tree: ast.AST) -> Iterator[ast.AST]:
    """Days, months and times as the machine's language writes them: `f"{day:%b}"`, `day.strftime("%A")`."""
    for node in ast.walk(tree):
        given: list[ast.AST] = []
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            given = [node.format_spec]
        elif isinstance(node, ast.Call) and _dotted(node.func)[-1] in {"strftime", "strptime"}:
            given = [*node.args]
        texts = [part.value for one in given for part in ast.walk(one) if isinstance(part, ast.Constant)]
        if any(isinstance(text, str) and re.search("%[-#]?[aAbBcpxXh]", text) for text in texts):
            yield node


@dataclass(frozen=True)
class Rule:
    """What may stand only in some places. `only` are paths below the package; a folder ends in a stroke."""

    name: str
    find: Finder
    bites: str
    only: tuple[str, ...] = ()


RULES = [
    Rule("QSettings unpickles hostile bytes", _mentions("QSettings"), "QSettings('a', 'b')"),
    Rule("QDataStream reads QVariants", _mentions("QDataStream"), "from PySide6.QtCore import QDataStream"),
    Rule("no pickles", _imports("pickle", "cPickle", "marshal", "shelve", "dill"), "def f():\n    import pickle"),
    Rule("no code from data", _calls("eval", "exec", "compile", "__import__"), "eval('1')"),
    Rule(
        "user text is never rich text",
        _mentions("setHtml", "insertHtml", "appendHtml", "setMarkdown", "QTextBrowser", "RichText"),
        "page.setHtml(title)",
        ("ui/help/help.py",),  # its pages are the program's own, from resources/help; they load nothing
    ),
    Rule(
        "labels and messages are made plain in one place",
        _makes("QLabel", "QMessageBox"),
        "QMessageBox.question(None, 'a', 'b')",
        ("ui/kit/plain.py",),
    ),
    Rule("tooltips are made plain", _tooltips, "card.setToolTip(title)", ("ui/kit/plain.py",)),
    Rule(
        "files are written whole or not at all",
        _opens_for_writing,
        "Path('a').open('wb')",
        ("base/safe_write.py", "_bootstrap.py"),
    ),
    Rule(
        "small files are read in one place, which no pipe or device keeps waiting",
        _reads,
        "Path('a').read_bytes()",
        (
            "base/safe_read.py",
            "base/safe_write.py",  # what it has written itself
            "base/assets.py",  # the program's own
            "program/selftest.py",
            "store/sharing.py",  # what the system says of itself
            "store/one_name.py",  # the same
            "_bootstrap.py",
        ),
    ),
    Rule(
        "one place speaks to a terminal",
        _speaks,
        "print(title)",
        ("base/terminal.py", "_bootstrap.py"),
    ),
    Rule(
        "a printer is asked for where something is printed",
        _makes("QPrinter", "QPrinterInfo", "QPrintDialog"),
        "QPrinterInfo.defaultPrinter()",
        ("ui/printing/printing.py", "program/selftest.py"),
    ),
    Rule("SQL is spoken in the store", _imports("sqlalchemy", "alembic", "sqlite3"), "import sqlalchemy.orm", ("store/",)),
    Rule(
        "a connection is made in one place, which demands that the file was examined",
        _calls("sqlite3.connect", "sqlite3.Connection", "create_engine"),
        "sqlite3.connect(path)",
        ("store/engine.py",),
    ),
    Rule(
        "values never become SQL text",
        _builds_sql(r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\s"),
        "def f(name):\n    return f'SELECT {name}'",
    ),
    Rule(
        "only the store builds statements about its own names",
        _builds_sql(r"\s*(PRAGMA|CREATE|DROP|ALTER|ATTACH|VACUUM)\s"),
        "lambda name: f'PRAGMA {name}'",
        ("store/",),
    ),
    Rule(
        "widgets live in ui, and what starts them above it",
        _imports("PySide6.QtWidgets"),
        "from PySide6 import QtWidgets",
        ("ui/", "program/window.py", "program/qt_import.py", "program/selftest.py"),
    ),
    Rule(
        "there is one clock",
        _calls("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"),
        "datetime.now(UTC)",
        ("base/clock.py",),
    ),
    Rule("no day is written in the machine's language", _speaks_the_machines_language, "f'{day:%d %b}'"),
    Rule(
        "the account of the operating system names nobody",
        _mentions("getuser", "getlogin"),
        "getpass.getuser()",
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_dangerous_stays_in_its_room(rule: Rule) -> None:
    assert list(rule.find(ast.parse(rule.bites))), "the rule finds nothing in the line made for it"
    found = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not f"{path.relative_to(PACKAGE).as_posix()}".startswith(rule.only or ("\0",))
        for node in rule.find(ast.parse(path.read_text(encoding="utf-8"), str(path)))
    ]
    assert not found, f"{rule.name}: {', '.join(found)}"


def test_links_are_opened_by_one_module() -> None:
    """The one that lets only http and https through, after asking."""
    find = _mentions("openUrl")
    users = [path.name for path in sorted(PACKAGE.rglob("*.py")) if list(find(ast.parse(path.read_text(encoding="utf-8"))))]
    assert len(users) <= 1, users


PROBE = """
import runpy, sys
code = 0
try:
    runpy.run_module("mhhs_board", run_name="__main__", alter_sys=True)
except SystemExit as end:
    code = end.code
heavy = {"PySide6", "shiboken6", "alembic", "pytest", "docx", "lxml"} & {name.partition(".")[0] for name in sys.modules}
print(code, sorted(heavy), file=sys.stderr)
"""


def _loaded_by(*arguments: str) -> str:
    """The exit code of a command line, and which heavy libraries it had loaded when it ended."""
    command = [sys.executable, "-c", PROBE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=dict(os.environ), check=False, timeout=120)
    return done.stderr.strip().splitlines()[-1]  # before it stands what the command had to say


def test_the_command_line_without_a_picture_loads_no_qt_and_no_migrations(tmp_path: Path) -> None:
    board = str(tmp_path / "a.mhhsboard")
    for arguments in (
        ("new", board),
        ("-b", board, "list", "--json"),
        ("-b", board, "move", "Registrations:Process 4", "L4 Working Group Review"),
        ("-b", board, "undo"),
        ("-b", board, "history"),
        ("-b", board, "export", str(tmp_path / "a.csv")),
        ("-b", board, "export", str(tmp_path / "a.json")),
        ("-b", board, "export", str(tmp_path / "a.md"), "--document", "actions"),
        ("-b", board, "import", str(tmp_path / "a.csv"), "--dry-run"),
        ("-b", board, "check"),
    ):
        assert _loaded_by(*arguments) == "0 []", arguments
