"""One command of the program in a process that may have only so much more memory from the moment its work begins.

`python -m tests.faults.starved KIBIBYTES WORD…`; what it takes is imported before, as in a window that is open. A module that is
imported later would have to be compiled where there is no byte code, and a starved compiler says anything: that some syntax is
wrong, that a field is missing.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from mhhs_board.cli.main import leave
from mhhs_board.cli.main import main as run_command
from mhhs_board.exchange import files, formats


def needed(words: list[str]) -> list[str]:
    """The modules with byte code that are there once the command has been done: a child does it to another file."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        target = Path(words[-1])
        done = run_command([*words[:-1], str(target.with_name(f"before-{target.name}"))])
        with os.fdopen(writing, "w") as told:
            modules = {
                name: getattr(module, "__spec__", None) for name, module in sys.modules.items() if name != "__main__"
            }
            told.write("\n".join(name for name, spec in modules.items() if spec and spec.cached) if done == 0 else "")
        os._exit(done)
    os.close(writing)
    with os.fdopen(reading) as heard:
        return heard.read().splitlines()


def main(room: int, words: list[str]) -> int:
    """Run the command."""
    import resource

    for name in needed(words):
        with suppress(ModuleNotFoundError):  # Qt's binding makes some of its own, which come with it
            import_module(name)
    if Path(words[-1]).suffix in formats.DRAWN:
        files.ready_to_draw()
    has = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + room * 1024, resource.RLIM_INFINITY))
    return run_command(words)


if __name__ == "__main__":
    leave(main(int(sys.argv[1]), sys.argv[2:]))
