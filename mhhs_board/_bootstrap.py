"""From a fresh clone to a running program with nothing but Python and pip.

`ensure()` stands at the top of `python -m mhhs_board` and `python -m tests`. In a checkout whose modules cannot be imported
it makes an environment of the checkout's own, installs what `pyproject.toml` asks for, and runs the same command again
inside it. Standard library only. It needs neither ensurepip nor the venv module nor a writable home folder, and does not
mind an externally managed Python, because it touches nothing outside the environment. `MHHS_NO_BOOTSTRAP=1` switches it
off.

`missing_system_libraries()` says what Qt needs of a Linux machine that pip cannot install.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

RUN = ("PySide6", "sqlalchemy", "alembic", "msgspec", "platformdirs", "docx", "xlsxwriter")
TEST = (
    *RUN,
    "pytest",
    "pytestqt",
    "random_order",
    "hypothesis",
    "pypdf",
    "openpyxl",
    "apsw",
    "ruff",
    "mypy",
    "importlinter",
    "PyInstaller",
)
NEEDS = {"": RUN, "test": TEST}
"""The modules that each extra of pyproject.toml brings; no extra is what the program needs to run."""

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What any picture needs, with Debian's package for each (tried on a minimal Debian 12)."""

WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What a window on an X11 screen needs besides."""


def ensure(extra: str = "") -> None:
    """Return where the modules of `extra` can be imported; else prepare the environment and become the same command in it.

    Raises SystemExit with one sentence where that cannot be done.
    """
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python reaches this line, and deserves the sentence
        sys.exit(f"mhhs-board needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if (
        getattr(sys, "frozen", False)
        or os.environ.get("MHHS_NO_BOOTSTRAP") == "1"
        or not os.path.isfile(os.path.join(root, "pyproject.toml"))
        or (sys.prefix != sys.base_prefix and _importable(NEEDS[extra]))
    ):
        return
    environment = _prepared(root, extra)
    command = [_python(environment), *sys.orig_argv[1:]]
    os.environ["MHHS_NO_BOOTSTRAP"] = "1"
    if os.name == "nt":  # exec on Windows returns to the shell at once
        import subprocess

        sys.exit(subprocess.call(command))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


def missing_system_libraries(*, window: bool = False) -> str:
    """The sentence, with the one line to type, that names the libraries Qt misses on this machine; empty where none is.

    `window` asks also for what a window on an X11 screen needs; a picture without a display does without.
    """
    if sys.platform.startswith("linux"):
        wanted = QT_LIBRARIES | WINDOW_LIBRARIES if window else QT_LIBRARIES
        missing = [name for name in wanted if not _loads(name)]
        if missing:
            install = (
                f"{'' if os.geteuid() == 0 else 'sudo '}apt-get install -y {' '.join(wanted[name] for name in missing)}"
            )
            return f"Qt misses {', '.join(missing)} on this machine. On Debian or Ubuntu: {install}"
    return ""


def _loads(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _importable(modules: tuple[str, ...]) -> bool:
    import importlib.util

    return all(importlib.util.find_spec(name) is not None for name in modules)


def _python(environment: str) -> str:
    return os.path.join(environment, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def _prepared(root: str, extra: str) -> str:
    """The environment with everything in it: the checkout's `.venv`, or one in the user's cache where that cannot be."""
    places = [os.path.join(root, ".venv"), os.path.join(_cache(), "mhhs-board", _digest(root.encode()))]
    stamp = _stamp(root)
    for place in places:
        if _ready(place, extra, stamp):
            return place
    why: OSError | None = None
    for place in places:
        try:
            os.makedirs(place, exist_ok=True)
            with _alone(place):
                if not _ready(place, extra, stamp):
                    _fill(place, root, extra, stamp)
            return place
        except OSError as error:  # not ours to write, a read-only medium, a file in the way
            why = error
    sys.exit(f"mhhs-board cannot write an environment to {places[0]} or {places[1]} ({why}); use a copy that is yours.")


def _cache() -> str:
    """The user's cache folder by each platform's custom."""
    if os.name == "nt":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    if sys.platform == "darwin":
        caches = "~/Library/Caches"
    return os.path.expanduser(caches)


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()[:16]


def _stamp(root: str) -> str:
    """What an environment was made from: pyproject.toml and this Python."""
    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        return _digest(file.read() + repr((sys.version_info[:2], os.path.realpath(sys.executable), root)).encode())


def _ready(place: str, extra: str, stamp: str) -> bool:
    """Whether an environment is finished and current; one with the test extra serves to run as well."""
    for name in {extra, "test"}:
        try:
            with open(os.path.join(place, f".ready-{name or 'run'}"), encoding="ascii") as file:
                if file.read() == stamp and os.path.exists(_python(place)):
                    return True
        except OSError:
            continue
    return False


@contextmanager
def _alone(place: str) -> Iterator[None]:
    """Hold the environment's lock, so that of two first starts one installs and the other waits."""
    with open(os.path.join(place, ".lock"), "a+b") as file:
        if sys.platform == "win32":
            import msvcrt
            import time

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # gives up after ten seconds; an installation takes longer
                    time.sleep(0.2)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fill(place: str, root: str, extra: str, stamp: str) -> None:
    """Make the environment where it does not work yet, install into it, and leave the stamp last."""
    import subprocess

    print(f"mhhs-board: preparing {place}, once; this takes a moment …", file=sys.stderr, flush=True)
    mark = os.path.join(place, f".ready-{extra or 'run'}")
    if os.path.exists(mark):
        os.remove(mark)
    python = _python(place)
    if not _works(python):
        _make(place)
    hosts = dict.fromkeys((sys.executable, getattr(sys, "_base_executable", None) or sys.executable))
    host = next((host for host in hosts if _succeeds(host, "-m", "pip", "--version")), None)
    if host is not None:
        pip = [host, "-m", "pip", "--python", python]
    elif _succeeds(python, "-m", "ensurepip"):
        pip = [python, "-m", "pip"]
    else:
        sys.exit("mhhs-board needs pip to fetch what it is made of. On Debian or Ubuntu: apt-get install -y python3-pip")
    wanted = f"{root}[{extra}]" if extra else root
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location", "--no-compile"]
    environment = {**os.environ, "PIP_USER": "0"}
    answer = subprocess.call([*pip, "install", *quiet, "-e", wanted], stdin=subprocess.DEVNULL, stdout=2, env=environment)
    if answer != 0:
        sys.exit("mhhs-board could not install what it needs; pip says why above. Run the same command to try again.")
    packages = [os.path.join(root, name) for name in ("mhhs_board", "tests")]
    _compile(python, os.path.join(place, "Lib" if os.name == "nt" else "lib"), *filter(os.path.isdir, packages))
    with open(mark, "w", encoding="ascii") as file:
        file.write(stamp)


def _compile(python: str, *folders: str) -> None:
    """Write the byte code of all that lies in some folders, also where Python is told to write none, as in most containers.

    Without it each start compiles everything anew. What does not compile, as a template, or may not be written is left out.
    """
    command = (python, "-m", "compileall", "-q")
    if not _succeeds(*command, "-j", "0", *folders):
        _succeeds(*command, *folders)  # where no processes can be had to share the work; what is done is not done again


def _works(python: str) -> bool:
    """Whether an interpreter starts, is new enough, and stands in an environment of its own."""
    return _succeeds(python, "-c", "import sys; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)")


def _succeeds(*command: str) -> bool:
    """Whether a command can be run and ends well; nobody sees or asks it anything."""
    import subprocess

    nothing = subprocess.DEVNULL
    try:
        return subprocess.call(command, stdin=nothing, stdout=nothing, stderr=nothing) == 0
    except OSError:
        return False


def _make(place: str) -> None:
    """An empty environment, by the venv module or, where a distribution left that out, by hand: Python needs only a link
    to itself with a `pyvenv.cfg` beside."""
    import shutil

    for name in os.listdir(place):  # what an interrupted or outdated start left, but not the lock that we hold
        path = os.path.join(place, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif name != ".lock":
            os.remove(path)
    try:
        import venv
    except ImportError:
        pass
    else:
        venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(place)
        return
    base = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    version = ".".join(map(str, sys.version_info[:3]))
    os.makedirs(os.path.join(place, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages"))
    os.makedirs(os.path.join(place, "bin"))
    for name in ("python", "python3"):
        os.symlink(base, os.path.join(place, "bin", name))
    with open(os.path.join(place, "pyvenv.cfg"), "w", encoding="utf-8") as file:
        file.write(f"home = {os.path.dirname(base)}\ninclude-system-site-packages = false\nversion = {version}\n")
