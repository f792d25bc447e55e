"""The ways a wish can fail. Each carries one sentence that a person can act on."""

from __future__ import annotations

from mhhs_board.base.text import harmless


class BoardError(Exception):
    """Base of all that is said to a user; `str()` of it is the sentence. What it quotes may be anybody's: nothing in it
    steers a terminal or turns the reading direction, and it has an end."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(harmless(sentence))


class Refused(BoardError):
    """A rule says no. Nothing was written.

    `needs` names the argument with which the same wish would be granted ("override", "reason", "stage"), so that a
    window can ask for one line and try again; empty when no argument helps.
    """

    def __init__(self, sentence: str, *, needs: str = "") -> None:
        super().__init__(sentence)
        self.needs = needs


class Conflict(Refused):
    """What the user saw has been changed by somebody else since; the sentence names field and person."""


class ReadOnly(Refused):
    """This workspace was opened without the right to write."""


class Damaged(BoardError):
    """The file is not a healthy board: cut short, altered, or no board at all."""


class Unavailable(BoardError):
    """The board cannot be reached just now: locked, moved, on a full disk, or made by a newer program."""


class Missing(Unavailable):
    """Nothing is at the board's place: it was moved or deleted."""


class Busy(Unavailable):
    """Somebody else is writing just now; the same wish may be granted a moment later."""


class Replaced(Unavailable):
    """The file was put back to another history than the one that was read: the board has to be read again."""
