"""A checkout without an environment: what the bootstrap does, and when it keeps out of the way."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from mhhs_board import _bootstrap

ROOT = Path(__file__).resolve().parent.parent.parent

FAKE_PIP = """
import os, sys
if sys.argv[1:] == ["--version"]:
    sys.exit()
with open(os.environ["PIP_LOG"], "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
if "PIP_BRINGS" in os.environ:
    place = os.path.dirname(os.path.dirname(sys.argv[sys.argv.index("--python") + 1]))
    here = os.path.join(place, "lib", "python%d.%d" % sys.version_info[:2], "site-packages", os.environ["PIP_BRINGS"])
    with open(here, "w") as file:
        file.write("x = 1 if len(here) else\\n" if "template" in here else "x = 1\\n")
sys.exit(int(os.environ.get("PIP_ANSWER", "0")))
"""
"""A pip that installs nothing, or one module, and says what it was asked."""

NO_VENV = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("venv", "ensurepip"):
            raise ModuleNotFoundError(f"No module named {name!r}")

sys.meta_path.insert(0, Missing())
"""
"""A Python whose distribution left out the venv module and ensurepip."""


class Checkout:
    """A copy of what the bootstrap needs, with a program that says where it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a checkout é"
        self.log = folder / "pip.log"
        self.stand_ins = folder / "stand-ins"
        package = self.folder / "mhhs_board"
        (self.stand_ins / "pip").mkdir(parents=True)
        package.mkdir(parents=True)
        (self.stand_ins / "pip" / "__init__.py").touch()
        (self.stand_ins / "pip" / "__main__.py").write_text(FAKE_PIP)
        (self.folder / "pyproject.toml").write_text("[project]\n")
        for name in ("__init__.py", "_bootstrap.py", "__main__.py"):
            (package / name).write_bytes((ROOT / "mhhs_board" / name).read_bytes())
        (package / "base").mkdir()
        (package / "base" / "__init__.py").touch()
        (package / "base" / "terminal.py").write_text("import sys\ntell_fault = sys.__excepthook__\n")
        (package / "cli").mkdir()
        (package / "cli" / "__init__.py").touch()
        (package / "cli" / "main.py").write_text(
            "import sys\ndef main():\n    print(sys.prefix, *sys.argv[1:])\n    return 7\nleave = sys.exit\n"
        )

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """`python -m mhhs_board arguments` by this machine's own Python, outside any environment."""
        base = getattr(sys, "_base_executable", sys.executable)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("MHHS_", "PYTHON", "VIRTUAL"))
        }
        environment |= {"PYTHONPATH": str(self.stand_ins), "PIP_LOG": str(self.log)} | variables
        command = [base, "-m", "mhhs_board", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    def asked(self) -> list[str]:
        """What pip was asked, one line a time."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_run_prepares_and_later_runs_do_not(checkout: Checkout) -> None:
    first = checkout.run("demo", "two words")
    assert (first.returncode, first.stdout) == (7, f"{checkout.folder / '.venv'} demo two words\n"), first.stderr
    assert first.stderr.count("preparing") == 1
    second = checkout.run("list")
    assert (second.returncode, second.stdout, second.stderr) == (7, f"{checkout.folder / '.venv'} list\n", "")
    assert len(checkout.asked()) == 1
    assert checkout.asked()[0].endswith(f"-e {checkout.folder}")


@pytest.mark.parametrize("brought", ["brought.py", "a_template.py"])
def test_everything_has_byte_code_also_where_python_is_told_to_write_none(checkout: Checkout, brought: str) -> None:
    tag = sys.implementation.cache_tag
    (checkout.folder / "tests").mkdir()
    (checkout.folder / "tests" / "one.py").write_text("")
    first = checkout.run(PYTHONDONTWRITEBYTECODE="1", PIP_BRINGS=brought)
    assert (first.returncode, first.stderr.count("\n")) == (7, 1), first.stderr
    assert " --no-compile " in checkout.asked()[0]
    written = {path.name for path in checkout.folder.rglob("*.pyc")}
    assert {f"{name}.{tag}.pyc" for name in ("__main__", "_bootstrap", "main", "one")} <= written
    assert (f"brought.{tag}.pyc" in written) is (brought == "brought.py")


def test_a_changed_pyproject_is_installed_again(checkout: Checkout) -> None:
    checkout.run()
    (checkout.folder / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    assert checkout.run().returncode == 7
    assert len(checkout.asked()) == 2


def test_without_the_venv_module(checkout: Checkout) -> None:
    (checkout.stand_ins / "sitecustomize.py").write_text(NO_VENV)
    done = checkout.run("demo")
    assert (done.returncode, done.stdout) == (7, f"{checkout.folder / '.venv'} demo\n"), done.stderr


def test_a_broken_environment_is_made_again(checkout: Checkout) -> None:
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)
    (checkout.folder / ".venv" / "bin" / "python").symlink_to(checkout.folder / "gone")
    assert checkout.run().returncode == 7


def test_a_failed_installation_says_so_and_is_tried_again(checkout: Checkout) -> None:
    failed = checkout.run(PIP_ANSWER="1")
    assert failed.returncode == 1
    assert failed.stderr.rstrip().endswith("Run the same command to try again.")
    assert checkout.run().returncode == 7


def test_starts_at_the_same_time_install_once(checkout: Checkout) -> None:
    base = getattr(sys, "_base_executable", sys.executable)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MHHS_", "PYTHON", "VIRTUAL"))}
    environment |= {"PYTHONPATH": str(checkout.stand_ins), "PIP_LOG": str(checkout.log)}
    command = [base, "-m", "mhhs_board"]
    starts = [subprocess.Popen(command, cwd=checkout.folder, env=environment, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [start.wait(120) for start in starts] == [7] * 4
    assert len(checkout.asked()) == 1


def test_a_checkout_that_cannot_be_written_uses_the_cache(checkout: Checkout, home: Path) -> None:
    """A file where the environment would be stands for a folder without write access, which root does not know."""
    (checkout.folder / ".venv").write_text("")
    done = checkout.run()
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith(str(home / ".cache" / "mhhs-board"))


def test_switched_off_it_does_nothing(checkout: Checkout) -> None:
    done = checkout.run(MHHS_NO_BOOTSTRAP="1")
    assert done.stdout == f"{sys.base_prefix}\n"
    assert not (checkout.folder / ".venv").exists()


def test_an_active_environment_that_has_everything_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    venv.EnvBuilder(with_pip=False, symlinks=True).create(tmp_path / "active")
    for name in _bootstrap.RUN:
        (checkout.stand_ins / f"{name}.py").touch()
    environment = {"PYTHONPATH": str(checkout.stand_ins), "PATH": os.environ["PATH"], "PIP_LOG": str(checkout.log)}
    command = [str(tmp_path / "active" / "bin" / "python"), "-m", "mhhs_board"]
    done = subprocess.run(
        command, cwd=checkout.folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (7, f"{tmp_path / 'active'}\n")
    assert checkout.asked() == []


def test_missing_system_libraries_are_one_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(_bootstrap, "_loads", lambda name: name not in ("libEGL.so.1", "libxcb-cursor.so.0"))
    assert _bootstrap.missing_system_libraries().endswith("apt-get install -y libegl1")
    assert _bootstrap.missing_system_libraries(window=True).endswith("apt-get install -y libegl1 libxcb-cursor0")
    monkeypatch.setattr(_bootstrap, "_loads", lambda name: True)
    assert _bootstrap.missing_system_libraries(window=True) == ""


def test_the_bootstrap_knows_every_dependency() -> None:
    """A dependency added to pyproject.toml must be looked for as well, or an old environment passes for a new one."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = {name.lower() for name in _bootstrap.TEST}
    modules = {
        "pyside6-essentials": "pyside6",
        "pytest-qt": "pytestqt",
        "python-docx": "docx",
        "pytest-random-order": "random_order",
        "import-linter": "importlinter",
    }
    for text in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        name = text.partition(">")[0].lower()
        assert modules.get(name, name) in known, text
