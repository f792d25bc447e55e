"""One command of the program in a process that may have only so much more memory from the moment its work begins.

`python -m tests.faults.starved KIBIBYTES WORD…`; what is drawn or written is imported before, as in a window that is open.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from mhhs_board import cli, cli_verbs, files
from mhhs_board.exchange import formats
from mhhs_board.store import opening

NEEDED = (cli_verbs, opening)
"""What the program has imported long before an export."""


def main(room: int, words: list[str]) -> int:
    """Run the command."""
    import resource

    suffix = Path(words[-1]).suffix
    import_module(formats.WRITERS[suffix])
    if suffix in formats.DRAWN:
        files._ready_to_draw()
    has = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + room * 1024, resource.RLIM_INFINITY))
    return cli.main(words)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), sys.argv[2:]))
