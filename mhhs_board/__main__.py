"""`python -m mhhs_board`."""

from __future__ import annotations

from mhhs_board import _bootstrap

_bootstrap.ensure()

from mhhs_board.cli import main  # noqa: E402  importable only once ensure() has returned

if __name__ == "__main__":
    raise SystemExit(main())
