"""Taking a file in, as a window does it: the preview over it, and what was chosen remembered for the next such file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mhhs_board.base.file_names import proposed
from mhhs_board.domain import telling
from mhhs_board.domain.imported import Choices, Verdict
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange.incoming import Judged
from mhhs_board.operations.importing import chosen
from mhhs_board.ui.dialogs.import_preview import ImportPreview
from mhhs_board.ui.kit.doors import Doors
from mhhs_board.ui.kit.file_dialogs import beside
from mhhs_board.ui.kit.jobs import Job
from mhhs_board.ui.window import asking, remembered
from mhhs_board.ui.window.asking import LISTS
from mhhs_board.ui.window.parts import Parts


class Importing:
    """One file on its way into the board of a window."""

    def __init__(self, parts: Parts, doors: Doors, path: Path) -> None:
        self._parts, self._doors, self._path = parts, doors, path
        self._known = remembered.known(parts.settings)
        self._columns: Mapping[str, str] = {}
        """The columns that the table has before anything is chosen."""
        self._over = False
        self.preview = ImportPreview(
            parts.window,
            path.name,
            lambda blanks, choices: doors.judge(path, blanks, choices, self._remembered),
            self._take_in,
            names=self._names,
            save=self.save_left_out,
        )
        self.preview.unreadable.connect(parts.messages.refuse)
        self.preview.finished.connect(self._end)
        self.preview.begin()

    def _remembered(self, columns: Mapping[str, str]) -> Choices | None:
        """What was chosen for such a table before; nothing once it was read, for then its user chooses."""
        if self.preview.told is not None:
            return None
        self._columns = columns
        return self._known(columns)

    def give_up(self) -> None:
        """Import nothing, unless it is over already."""
        if not self._over:
            self.preview.reject()

    def _end(self) -> None:
        self._over = True

    def _names(self, field: str) -> Sequence[str]:
        """What a field may name on the board; of an artefact's id, what that is called."""
        board = self._parts.workspace.board
        if field in board.of(Artefact):
            return [telling.called(board, Artefact.KIND, field)]
        return chosen.names_of(board, field)

    def _take_in(self, judged: Judged, done: Callable[[bool], None]) -> None:
        """Take in what was judged, where the board stands as it stood, behind the window what is large."""
        if self._parts.workspace.board.seq != judged.seq:
            done(False)
        elif judged.large:
            self._attempt(lambda: self._save(judged, done), done)
        else:
            self._attempt(lambda: self._told(judged, self._doors.take_in(judged), done), done)

    def _save(self, judged: Judged, done: Callable[[bool], None]) -> None:
        save = self._doors.taking_in(judged)

        def failed(sentence: str) -> None:
            self._parts.performer.poll()  # what others wrote meanwhile is what it is judged on now
            self._parts.messages.refuse(sentence)
            done(False)

        Job(lambda report: save(), lambda show: self._attempt(lambda: self._told(judged, show(), done), done), failed)

    def _told(self, judged: Judged, sentence: str, done: Callable[[bool], None]) -> None:
        self._parts.messages.tell(sentence)
        remembered.keep(self._parts.settings, self._columns, judged.choices)
        done(True)

    def _attempt(self, act: Callable[[], object], done: Callable[[bool], None]) -> None:
        """Do it, or say why it cannot be done, and that it was not."""
        ended: list[object] = []
        self._parts.performer.attempt(lambda: ended.append(act()))
        if not ended:
            done(False)

    def save_left_out(self, left: Sequence[Verdict]) -> None:
        """Ask where a list of the rows that are left out shall be written."""
        from mhhs_board.exchange import left_out

        def write(target: Path) -> str:
            left_out.export(target, left)
            return f"Written: {target.name}."

        ask = lambda target: self._parts.performer.write_file(write, target)  # noqa: E731  what is done with the place
        name = proposed(f"{self._path.stem} left out", ".csv")
        asking.ask(self._parts.window, beside(self._parts.workspace.location), "Save what is left out", name, LISTS, ask)
