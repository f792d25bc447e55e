"""The words of a command line put in the order that leaves no doubt which are options, and which are texts.

A text may begin with a dash: a filter (`-is:blocked`), a note, a title. The library that reads the words takes any such
word for an option, so whatever an option takes is joined to it with `=`, and texts are put behind a `--`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from mhhs_board.base.text import plain

_SHAPE = re.compile(r"--?[A-Za-z]+(-[A-Za-z]+)*(=|$)")
"""How options are written."""
_CLOSE, _VERY_CLOSE = 0.7, 0.8
"""How alike a word with two dashes, and one with a single dash, is to the option that it was meant for."""


class Parser(argparse.ArgumentParser):
    """A parser that takes no abbreviations, so that a later option never changes what a script means.

    A `lenient` one leaves alone whatever it does not know.
    """

    def __init__(self, *, lenient: bool = False, **settings: Any) -> None:
        self._takes: dict[str, str] = {}  # by option what goes with it, as help calls that; empty where nothing does
        self._once: dict[str, str] = {}  # by option its first name, of a verb's own that take one thing
        self._texts = self._verbs = False
        self._lenient = lenient
        super().__init__(**{"allow_abbrev": False, **settings})
        for parent in settings.get("parents", ()):
            self._takes |= parent._takes

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """As any parser's."""
        action = super().add_argument(*names, **settings)
        self._takes |= dict.fromkeys(action.option_strings, "" if action.nargs == 0 else _called(action))
        if action.nargs != 0 and not self._lenient and settings.get("action") != "append":
            self._once |= dict.fromkeys(action.option_strings, next(iter(action.option_strings), ""))
        self._texts = self._texts or not action.option_strings
        return action

    def add_subparsers(self, **settings: Any) -> Any:
        """As any parser's."""
        self._verbs = True
        return super().add_subparsers(**settings)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As any parser's, of words put in order."""
        return super().parse_known_args(self._in_order(sys.argv[1:] if args is None else args), namespace)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in a line or two and end with 2; a long argument is cut."""
        self.print_usage(sys.stderr)
        said = "".join(letter if letter.isprintable() else "�" for letter in message)
        self.exit(2, f"{self.prog}: {said if len(said) <= 400 else said[:400] + '…'}\n")

    def _in_order(self, words: Sequence[str]) -> list[str]:
        """Options first, each with what it takes, then the texts; what stands behind a verb is left to its own parser."""
        options: list[str] = []
        texts: list[str] = []
        given: set[str] = set()
        place = 0
        while place < len(words):
            word = words[place]
            place += 1
            if word == "--":
                texts += words[place:]
                break
            self._refuse_twice(word, given)
            if word in self._takes:
                options.append(word)
                if self._takes[word]:
                    if place == len(words) or not self._is_value(words[place]):
                        self.error(f"{word} lacks what it takes: {word} {self._takes[word]}")
                    options[-1:] = [f"{word}={words[place]}"] if words[place][:1] == "-" else [word, words[place]]
                    place += 1
            elif self._names_option(word):
                options.append(word)
            elif self._verbs and (not self._lenient and plain(word)[:1] != "-"):
                return [*options, word, *words[place:]]
            elif self._is_slip(word):
                self._refuse(word)
            else:
                (options if self._lenient and word[:1] == "-" else texts).append(word)
        if self._verbs:
            return [*options, *texts]
        if "--" in texts:
            self.error("a text cannot be -- alone")
        return [*options, *(["--"] if any(text[:1] == "-" for text in texts) else []), *texts]

    def _refuse_twice(self, word: str, given: set[str]) -> None:
        """Refuse an option that was given before and takes one thing: which of the two is meant, nobody knows."""
        name = word.partition("=")[0]
        first = self._once.get(name, "")
        if first in given:
            self.error(f"{name} is given twice; it takes one {self._takes[first]}")
        if first:
            given.add(first)

    def _names_option(self, word: str) -> bool:
        """Whether a word is an option with its value in it; before a verb also as `-bPATH`, for no text can stand there."""
        name, equals, _ = word.partition("=")
        return (bool(equals) and name in self._takes) or (self._verbs and bool(self._takes.get(word[:2])))

    def _is_value(self, word: str) -> bool:
        """Whether a word behind an option is what that takes: any that is no option itself."""
        if word == "--" or word in self._takes or self._names_option(word):
            return False
        if word[:2] == "--" and self._nearest(word, _CLOSE) and not self._lenient:
            self._refuse(word)
        return True

    def _is_slip(self, word: str) -> bool:
        """Whether a word in no option's place must have been meant for an option."""
        written = plain(word)
        if self._lenient or written[:1] != "-" or written == "-":
            return False
        if word[:1] != "-":  # a program drew the dash longer than it was typed
            return self._meant(written) != ""
        if not self._texts:
            return True
        if not _SHAPE.match(written):
            return False
        return written[:2] == "--" or len(written) == 2 or bool(self._nearest(written, _VERY_CLOSE))

    def _meant(self, written: str) -> str:
        """The option that has a word's letters, whatever dashes stand before them; empty where none has."""
        letters = written.lstrip("-").partition("=")[0]
        return next((option for option in self._takes if option.lstrip("-") == letters), "")

    def _nearest(self, written: str, alike: float) -> str:
        from difflib import get_close_matches

        letters = {option.lstrip("-"): option for option in self._takes if option[:2] == "--"}
        found = get_close_matches(written.lstrip("-").partition("=")[0].lower()[:40], letters, 1, alike)
        return letters[found[0]] if found else ""

    def _refuse(self, word: str) -> NoReturn:
        written = plain(word)
        near = self._meant(written) or self._nearest(written, 0.5)
        hint = f" Nearest: {near}." if near else ""
        how = " A text that begins with a dash goes behind --, or with its option as --option=TEXT." if self._texts else ""
        self.error(f"there is no option {word[:40]} here.{hint}{how}")


def _called(action: argparse.Action) -> str:
    """What help calls what an option takes."""
    return str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper())
