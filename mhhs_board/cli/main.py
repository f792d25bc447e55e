"""One command line run to its end.

Nothing ever asks a question. No picture library is imported for a command without a picture.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from mhhs_board.base import clock, terminal
from mhhs_board.base.safe_write import why
from mhhs_board.base.text import shown
from mhhs_board.cli.ends import DONE, NO_DISPLAY, REFUSED, NoDisplay
from mhhs_board.cli.parser import understood
from mhhs_board.domain.errors import BoardError, Refused

_LONGEST_ARGUMENT = 80
_LONGEST_SENTENCE = 6_000
"""A refusal may hold a path, which may have 4,096 letters; a name out of a file that somebody sent may have any number."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; only usage errors and `--help` raise SystemExit."""
    try:
        return _run(argv)
    except (MemoryError, SystemError):  # a library that finds no memory may say no more than that something failed
        _starved.append(True)
    gc.collect()  # what was under way lets go of its memory before anything is said
    try:
        _say(_NO_MEMORY)
    except MemoryError:
        os.write(2, _NO_MEMORY_BYTES)
    return REFUSED


_NO_MEMORY = "There is not enough memory for that. Nothing was changed."
_NO_MEMORY_BYTES = f"{_NO_MEMORY}\n".encode()


def _run(argv: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    stdout, stderr = sys.stdout, sys.stderr
    heard = _Heard(stdout), _Heard(stderr)
    sys.stdout, sys.stderr = heard
    try:
        return _main(words)
    finally:
        if sys.stdout is heard[0]:
            sys.stdout = stdout
        if sys.stderr is heard[1]:
            sys.stderr = stderr


def _main(words: list[str]) -> int:
    gc.disable()  # what starting makes is never garbage; a window turns it on again once it is painted
    try:
        _check_text(words)
        arguments = understood(words)
        if trouble := clock.trouble() or _no_home():
            raise BoardError(trouble)
        if arguments.actor is not None:
            from mhhs_board.operations.context import actor_named

            arguments.actor = actor_named(arguments.actor)
        from mhhs_board.cli.verbs import VERBS

        if arguments.verb not in ("window", "demo"):
            gc.enable()
        code = VERBS[arguments.verb](arguments)
        sys.stdout.flush()
    except NoDisplay as error:
        _say(str(error))
        return NO_DISPLAY
    except BoardError as error:
        _say(_with_hint(error))
        return REFUSED
    except BrokenPipeError:
        # Whoever read the answer has read enough. What is left in the buffer must not complain at exit.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  lives as long as the process
        return DONE
    except KeyboardInterrupt:
        return 130
    except (SystemExit, OSError):  # help and what is wrong with the words end by the one; which, is Python's to say
        if reason := _not_heard():
            _say(f"The answer could not be written: {reason}. What was to be saved is saved.")
            return REFUSED
        raise
    finally:
        gc.enable()
    return code


_starved: list[bool] = []
"""Holds something once memory has run out."""


def leave(code: int) -> NoReturn:
    """End the process with an exit code. Where memory has run out, at once: taking an interpreter and Qt down needs some,
    and they end with a signal where there is none."""
    if _starved:
        with contextlib.suppress(OSError, ValueError, AttributeError, MemoryError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


_OPTIONS = {
    "override": "--override TEXT",
    "reason": "--reason TEXT",
    "not_stated": "--reason TEXT or --not-stated",
    "stage": "--stage STAGE",
    "role": "--role ROLE",
    "unblock": "--unblock",
    "ending": "--answer TEXT or --withdraw TEXT",
    "blocker": "--blocker N",
    "bring_back": "--bring-back",
}
"""The option that grants what a refusal says is needed."""


def _with_hint(error: BoardError) -> str:
    option = _OPTIONS.get(error.needs) if isinstance(error, Refused) else None
    return f"{str(error).rstrip('.')} ({option})." if option else str(error)


def _say(sentence: str) -> None:
    try:
        terminal.tell(shown(sentence), most=_LONGEST_SENTENCE)
        sys.stderr.flush()
    except (OSError, ValueError):
        _not_heard()


def _not_heard() -> str:
    """Why what was said could not be written, or empty where it could. What is left of it must not complain at exit."""
    told = ""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
        if reason := getattr(stream, "reason", ""):
            told = reason
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  lives as long as the process
    return told


class _Heard:
    """A stream of the process that remembers why it took no more."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.reason = ""

    def write(self, text: str) -> Any:
        """As any stream's."""
        return self._minded(lambda: self._stream.write(text))

    def flush(self) -> None:
        """As any stream's."""
        self._minded(self._stream.flush)

    def _minded(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except BrokenPipeError:
            raise
        except OSError as error:
            self.reason = why(error)
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _no_home() -> str:
    """A sentence where the system knows no home folder of this user; their files would land wherever they are."""
    named = (os.environ.get(f"XDG_{kind}_HOME", "") for kind in ("DATA", "CONFIG", "STATE"))
    if os.path.expanduser("~").startswith("~") and not all(map(os.path.isabs, named)):
        return "You have no home folder here, so your settings and backups have no place. Set HOME to a folder of yours."
    return ""


def _check_text(words: Sequence[str]) -> None:
    """Refuse bytes that are no text before any of them can reach a board."""
    for number, word in enumerate(words, 1):
        try:
            word.encode("utf-8")
        except UnicodeEncodeError:
            readable = "".join(letter if letter.isprintable() else "�" for letter in word[:_LONGEST_ARGUMENT])
            sentence = f"Word {number} of the command, “{readable}”, is not valid text. Nothing was changed."
            raise BoardError(sentence) from None
