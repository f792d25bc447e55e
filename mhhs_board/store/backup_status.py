"""What is said of a board's backups, in the status bar and beside it."""

from __future__ import annotations

import msgspec

from mhhs_board.base import clock
from mhhs_board.domain import dates
from mhhs_board.store.rotation import SLACK, Backup


class BackupStatus(msgspec.Struct, frozen=True):
    """What the window says of a board's backups. `trouble` is a sentence, or empty where all is well."""

    last: Backup | None
    trouble: str
    share: float | None = None
    """How much of the board has been looked over, while that is going on."""
    reading: bool = False
    """Whether the board is only read here, so that no backup will come by itself."""

    @property
    def sentence(self) -> str:
        """`Last good backup 09:41`, with the day where it is another; local time. `Checking the board: 40%` meanwhile."""
        if self.share is not None:
            return f"Checking the board: {self.share:.0%}"
        if self.last is None:
            return "No backup" if self.reading else "No backup yet"
        kind = "Last good backup" if self.last.whole else "Last backup"
        try:
            local, today = self.last.taken.astimezone(), clock.today()
            known = self.last.taken - clock.now() <= SLACK
        except (ValueError, OverflowError):  # beyond the calendar there
            known = False
        if not known:  # it was dated by a clock that was wrong: when it was nobody can say
            return f"{kind}: entry {self.last.seq}"
        return f"{kind} {f'{local:%H:%M}' if local.date() == today else dates.minute(local)}"

    @property
    def about(self) -> str:
        """What that means, in a sentence."""
        if self.last is None:
            return "There is no copy of this board, as it is now or was, among your backups."
        if self.last.whole:
            return "A copy of the board that was read back and found whole."
        return "A copy of the board that was read back; every record in it is read when the board is next looked over."
