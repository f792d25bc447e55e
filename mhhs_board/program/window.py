"""A running program: its one window, what watches over the board in it, and how it comes up and ends.

PySide6 is imported here and nowhere before.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mhhs_board.domain.errors import BoardError, Damaged, Missing, Unavailable
from mhhs_board.drawing import display
from mhhs_board.exchange import files, incoming
from mhhs_board.program import boards

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QWidget

    from mhhs_board.base.session import Session
    from mhhs_board.base.settings import Settings
    from mhhs_board.domain.imported import Imported
    from mhhs_board.program.safety import Remedy
    from mhhs_board.store.keeping import OpenBoard
    from mhhs_board.ui.kit.doors import Doors
    from mhhs_board.ui.window.drafting import Drafting
    from mhhs_board.ui.window.main_window import MainWindow
    from mhhs_board.workspace import Workspace

PUT_BACK = "Put back"
"""What the window calls putting a damaged board back."""

_WATCH_MS, _FIRST_WATCH_MS = 15_000, 1_500
"""How often a board's backups are looked after, and when first: not while the window is coming up."""

_SIGNAL_MS = 300
"""How often it is looked whether a signal came, where the system tells it no other way."""

_SAVED_MS = 100
"""How often it is looked whether an import is saved that somebody waits for."""

_LOOKING_MS = 400
"""How often it is said how far a look at the whole board is."""

_PUT_IT_BACK = "Choose Backups… in the menu File to put it back; nothing that is whole is lost."
_READ_HERE = (
    "It is open for reading only, so it stays as it is: tell whoever keeps it, or open it to work on and choose Backups… "
    "in the menu File to put it back."
)
"""What can be done about a damaged board."""

_WHOLE_AGAIN = "This board was put back by another program and has been read through: it is whole."

_TEMPLATE = "l4-bare"
"""What a new board starts from of itself: the lanes, stages and forums of L4."""

_READING = 20
"""How many boards are remembered as opened for reading."""

_CAREFUL = (
    "The program did not come up the last two times, so your settings were left aside for now. "
    "The board is as it was; quit and start again to have them back."
)


def run_window(
    workspace: Workspace,
    *,
    remember: bool = True,
    painted: Callable[[], object] | None = None,
    notice: str = "",
    done: str = "",
) -> int:
    """Show a board until its window is closed; the workspace is closed with it. `notice` is told in the window as what is
    in the way, `done` as what was done.

    `remember` has this board opened again when none is named. `painted` is called once the first board is on the screen.
    The caller has made sure of a display. What writing needs is brought in behind the first picture. Raises
    Unavailable where a fault of the program keeps the window from coming up.
    """
    gc.disable()
    from mhhs_board.program import qt_import

    qt_import.bring_in()
    from mhhs_board.base import crash_log
    from mhhs_board.base.session import Session

    session = Session()
    try:
        with _application() as application:
            return _shown_until_closed(application, session, workspace, remember, painted, notice, done)
    except BoardError:
        session.end()
        raise
    except Exception as error:
        session.end(failed=True)  # the next start but one is careful
        crash_log.keep(crash_log.fault(error, where="start"))
        raise Unavailable(
            "The window could not be opened because of a fault in the program. The board is as it was. "
            f"Start it again; if that does not help, hand over the report in {crash_log.folder()}."
        ) from error


def _shown_until_closed(
    application: Any,
    session: Session,
    workspace: Workspace,
    remember: bool,
    painted: Callable[[], object] | None,
    notice: str,
    done: str,
) -> int:
    from mhhs_board.base.settings import Settings
    from mhhs_board.drawing.fonts import why_no_letters
    from mhhs_board.ui.dialogs.crash import Faults
    from mhhs_board.ui.window.application import Application

    if why := why_no_letters():
        raise Unavailable(f"No window was opened. {why}")
    kept = Settings() if session.careful else boards.settings()
    kept.notice = " ".join(part for part in (_CAREFUL if session.careful else kept.notice, notice) if part)
    windows = Windows(kept, workspace.actor, session=session.name)
    faults = Faults(lambda: windows.window)

    def settled() -> None:
        gc.freeze()
        gc.enable()
        session.up()
        threading.Thread(target=_readied, args=(workspace,), name="get ready", daemon=True).start()
        if painted is not None:
            painted()

    window = windows.show(workspace, remember=remember, painted=settled)
    if done and not kept.notice:
        window.messages.tell(done)
    application.commitDataRequest.connect(lambda _manager: windows.keep_drafts())
    if isinstance(application, Application):
        application.take_files(windows.take_file)
    faults.install()
    try:
        code: int = application.exec()
    finally:
        if isinstance(application, Application):
            application.take_files(None)
        windows.close()
        faults.remove()
    session.end()
    return code


def _readied(workspace: Workspace) -> None:
    """What has time until the first picture stands."""
    from mhhs_board.base.litter import sweep_temporary

    workspace.get_ready()
    sweep_temporary()


@contextmanager
def _application(*, last: bool = True) -> Iterator[Any]:
    """Qt's application, which a signal to end ends as the closing of its window does; where it is not the `last` that is
    shown, it then raises KeyboardInterrupt."""
    from PySide6.QtWidgets import QApplication

    from mhhs_board.ui.window.application import Application

    application = QApplication.instance() or display.in_our_words(lambda: Application(["mhhs-board"]))
    assert isinstance(application, QApplication)
    application.setApplicationName("mhhs-board")
    application.setDesktopFileName("mhhs-board")
    try:
        with _ended_by_signals(application, last=last):
            yield application
    finally:
        if application.platformName() == "offscreen":
            application.clipboard().clear()  # the screenless platform dies at its end of what is still on its clipboard


@contextmanager
def _ended_by_signals(application: QCoreApplication, *, last: bool) -> Iterator[None]:
    """A signal to end is heard at once in every dialog, also where nothing ever happens in it, and before the first event.

    Python hears a signal only while it runs itself, and Qt may wait for an event for ever; so a signal is an event too.
    `exit` asks nobody, so that an open dialog cannot keep the program from ending: there is nothing that is not on the
    disk. It is said again in every turn, for Qt forgets what it is told before its events begin. Where this is not the
    `last` that is shown, a signal raises KeyboardInterrupt at its end.
    """
    numbers = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
    asked: list[int] = []

    def heard() -> bool:
        if asked:
            application.exit(0)
        return bool(asked)

    earlier = {number: signal.signal(number, lambda number, _frame: asked.append(number)) for number in numbers}
    try:
        with _woken_by_signals(application, heard):
            yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
    if asked and not last:
        raise KeyboardInterrupt


@contextmanager
def _woken_by_signals(application: QCoreApplication, heard: Callable[[], bool]) -> Iterator[None]:
    """Call `heard` soon after each signal, and in every turn of Qt's events once it has said yes."""
    from PySide6.QtCore import QSocketNotifier, QTimer

    if os.name == "nt":  # there only a socket would wake it up, and the program opens none
        timer = QTimer(application)
        timer.timeout.connect(heard)
        timer.start(_SIGNAL_MS)
        try:
            yield
        finally:
            timer.deleteLater()
        return
    reading, writing = os.pipe()
    if sys.platform != "win32":
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)

    def woken() -> None:
        if not heard():
            os.read(reading, 4096)

    notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, application)
    notifier.activated.connect(woken)
    earlier = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(earlier)
        notifier.setEnabled(False)
        notifier.deleteLater()
        os.close(reading)
        os.close(writing)


class Windows:
    """The one window of a running program, and what it may ask of the rooms that it does not know. `session` names the
    running program, where drafts are to outlive it."""

    def __init__(self, kept: Settings, actor: str, *, session: str = "") -> None:
        self._settings = kept
        self._actor = actor
        self._session = session
        self._shown: tuple[MainWindow, Workspace] | None = None
        self._remembered = False
        self._drafting: Drafting | None = None

    @property
    def window(self) -> MainWindow | None:
        """The window there is."""
        return self._shown[0] if self._shown else None

    def show(self, workspace: Workspace, *, remember: bool, painted: Callable[[], object] | None = None) -> MainWindow:
        """A window on a board, in the place of the one there was; one that is not remembered leaves no settings."""
        from mhhs_board.store.engine import LIBRARY
        from mhhs_board.ui.window import state as window_state
        from mhhs_board.ui.window.main_window import MainWindow

        if self.window is not None and self._remembered:
            window_state.keep(self.window.parts)
        window = MainWindow(
            workspace,
            settings=self._settings if remember else self._settings.unsaved(),
            doors=self._doors(workspace),
            sheet=lambda shown, query, private: files.sheet(files.Sight.now(workspace), shown, query, private=private),
            sqlite=LIBRARY,
        )
        if painted is not None:
            _after_first_paint(window.view.viewport(), painted)
        window.resize(window.size().boundedTo(window.screen().availableSize()))
        window.named.connect(self._take_name)
        self._keep_typed(window, workspace)
        if remember:
            self._remember(workspace)
            window_state.restore(window.parts)
            window.closing.connect(lambda: window_state.keep(window.parts))
        window.show()
        if remember and workspace.seen.details.example:
            window.files.greet()
        if (kept := boards.watched(workspace)) is not None:
            self._watch(window, kept)
        earlier, self._shown, self._remembered = self._shown, (window, workspace), remember
        if earlier is not None:
            _closed(*earlier)
        return window

    def _take_name(self, name: str) -> None:
        """Whoever has given a name goes by it on the next board too."""
        self._actor = name

    def _watch(self, window: MainWindow, kept: OpenBoard) -> None:
        """Have the board's backups and its place on a share looked after, and say how they stand."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        told: set[str] = set()

        def look() -> None:
            kept.tick()
            if kept.told:
                window.messages.warn(" ".join(kept.told))
                kept.told.clear()
            status = kept.status()
            window.status_row.say_backup(status.sentence, status.trouble or status.about, bool(status.trouble))
            timer.setInterval(_LOOKING_MS if kept.backups.working else _WATCH_MS)
            if (damage := kept.backups.damage) and damage not in told:
                told.add(damage)
                way = _READ_HERE if kept.store.read_only else _PUT_IT_BACK
                window.messages.refuse(f"This board is damaged. {damage} {way}")
            elif told and not damage and not kept.backups.working:
                if window.messages.sentence.text().startswith("This board is damaged."):
                    window.messages.tell(_WHOLE_AGAIN)
                told.clear()
            if kept.vacated() and QApplication.activeModalWidget() is None and not window.view.dragging:
                self._write_now(window, kept.store.path)

        def opened() -> None:
            if said := kept.look_back():
                window.messages.warn(" ".join(said))
            kept.opened()

        timer = QTimer(window)
        timer.timeout.connect(look)
        window.closing.connect(kept.rescue)
        timer.start(_WATCH_MS)
        window.closing.connect(timer.stop)
        QTimer.singleShot(_FIRST_WATCH_MS, timer, opened)
        QTimer.singleShot(_FIRST_WATCH_MS + _LOOKING_MS, timer, look)
        if kept.notices:
            window.messages.tell(" ".join(kept.notices))

    def _write_now(self, window: MainWindow, path: Path) -> None:
        """Whoever wrote to a shared board has closed it: who has read beside them writes from now on."""
        try:
            self.open_board(path)
        except BoardError:
            return  # it is looked for again at the next tick
        if self.window is not None and self.window is not window and not self.window.workspace.read_only:
            self.window.messages.tell("Nobody else is writing to this board any more, so you write now.")

    def _remember(self, workspace: Workspace) -> None:
        """This board opens when none is named, for reading where it is open for reading."""
        from mhhs_board.base.settings import LAST_BOARD, READING, STARTED
        from mhhs_board.ui.window import recent

        path = workspace.location
        self._settings.set(LAST_BOARD, path)
        recent.remember(self._settings, path)
        if not workspace.seen.details.example:
            self._settings.set(STARTED, True)
        others = [other for other in self._settings.get(READING) if other != path]
        kept = boards.watched(workspace)
        wished = workspace.read_only and not (kept is not None and kept.waiting)
        self._settings.set(READING, [path, *others][:_READING] if wished else others)

    def _doors(self, workspace: Workspace) -> Doors:
        from mhhs_board.program import safety
        from mhhs_board.ui.kit.doors import Doors

        here = Path(workspace.location).absolute()

        def told(taken: Imported) -> str:
            return " ".join([taken.sentence, *(taken.entry.warnings[:1] if taken.entry else ())])

        def taking_in(judged: incoming.Judged) -> Callable[[], Callable[[], str]]:
            save = incoming.taking_in(workspace, judged)

            def saved() -> Callable[[], str]:
                show = save()
                return lambda: told(show())

            return saved

        return Doors(
            open_board=lambda path, read_only: self.open_board(path, read_only=read_only),
            new_board=lambda path, template, name: self.new_board(path, template=template or _TEMPLATE, name=name),
            export=lambda path, query, private: files.export(
                workspace, files.Sight.now(workspace), path, query=query, private=private
            ),
            save_copy=lambda path: boards.copy_board(workspace, path),
            save_for_readers=lambda path: boards.copy_for_readers(workspace, path),
            judge=lambda path, blanks, choices, known: incoming.judging(workspace, path, blanks, choices, known),
            take_in=lambda judged: told(incoming.take_in(workspace, judged)),
            taking_in=taking_in,
            backups=lambda: safety.choices(here),
            back_up=lambda: safety.back_up(here),
            go_back=lambda backup: safety.go_back(workspace, backup).sentence,
            remedy=_remedy,
            put_back=self.put_back,
            damage=lambda: _damage(workspace, here),
        )

    def _keep_typed(self, window: MainWindow, workspace: Workspace) -> None:
        if not self._session:
            return
        from mhhs_board.base.drafts import Drafts
        from mhhs_board.base.safe_write import write_private

        self._drafting = window.keep_drafts(Drafts(workspace.location, self._session, write_private))

    def keep_drafts(self) -> None:
        """The session of the system is about to end: what is typed goes to the disk now."""
        if self._drafting is not None:
            self._drafting.keep()

    def take_file(self, path: Path) -> None:
        """The system hands a file over, as macOS does with what is double-clicked; a board opens as it did last. What
        is being saved is waited for: its window has to hear how that ended."""
        if self.window is None:
            return
        if self.window.files.saving:
            from PySide6.QtCore import QTimer

            QTimer.singleShot(_SAVED_MS, lambda: self.take_file(path))
            return
        if self._shown is not None and Path(self._shown[1].location) == Path(os.path.realpath(path)):
            self.window.raise_()
            self.window.activateWindow()
        else:
            self.window.files.take(path, read_only=boards.reads_only(path))

    def open_board(self, path: Path, *, read_only: bool = False) -> None:
        """Show another board. Raises as opening does; then the window is as it was."""
        self.show(boards.open_workspace(path, read_only=read_only, actor=self._actor, glimpsed=True), remember=True)

    def put_back(self, path: Path, state: Path | None = None) -> None:
        """Put a damaged board back, or the one that was at its place and that a `state` is of, and show it. The one shown
        is closed before where it is there; should none then come back, the user's own board takes its place, so that
        nobody is left with a window on nothing."""
        from mhhs_board.program import safety

        here = self._shown is not None and Path(self._shown[1].location) == Path(os.path.realpath(path))
        if here and self._shown is not None:
            self._shown[0].let_go()
            self._shown[1].close()
        told = refused = ""
        try:
            told = safety.put_back(path, state, actor=self._actor).sentence
            self.open_board(path)
        except BoardError as error:
            if not here:
                raise
            refused = f"{error} Your own board is shown instead."
            self.show(boards.open_own(actor=self._actor), remember=False)
        assert self.window is not None
        if refused:
            self.window.messages.refuse(refused)
        else:
            self.window.messages.tell(told)

    def new_board(self, path: Path, *, template: str = _TEMPLATE, name: str = "") -> None:
        """Make a board from a template, of itself the lanes, stages and forums of L4, and show it."""
        told = boards.create_own_board(path, template, name=name or path.stem, actor=self._actor)
        self.open_board(path)
        if told and self.window is not None:
            self.window.messages.tell(told)

    def close(self) -> None:
        """Let go of everything."""
        if self._shown is not None:
            _closed(*self._shown)
            self._shown = self._drafting = None


def _damage(workspace: Workspace, path: Path) -> str:
    """Why the board shown cannot be used as it lies, as far as it was looked over; a sentence, or empty."""
    from mhhs_board.program import safety

    kept = boards.watched(workspace)
    if kept is not None:
        kept.rescue()
        if kept.backups.damage:
            return f"This board is damaged. {kept.backups.damage}"
    return safety.unfit(path)


def _remedy(path: Path) -> Remedy:
    """What putting a board back would do, and whether it helps; of one that is gone nothing is said where it does not."""
    from mhhs_board.program import safety

    found = safety.remedy(path, PUT_BACK)
    said = found.helps or found.boards or os.path.lexists(path)
    return found if said else safety.Remedy("")


def put_back_instead(path: Path, error: BoardError, *, always: bool, actor: str = "") -> str:
    """Show why a board cannot be opened, and put it back where its user wants that and it helps: then a sentence.

    With `always` it is shown also where nothing helps, for a start that ends without a window: without a terminal it would
    else end in silence. The caller has made sure of a display.
    """
    from mhhs_board.program import qt_import, safety

    none = safety.Remedy("")
    way = _remedy(path) if isinstance(error, Damaged | Missing) else none
    if not (way.helps or way.boards or always):
        return ""
    qt_import.bring_in()
    wanted = _told_unopened(path.name, str(error), none if way.sentence == str(error) else way)
    if not wanted:
        return ""
    try:
        return safety.put_back(path, wanted[0], actor=actor).sentence
    except BoardError as failure:
        _told_unopened(path.name, str(failure), none)
        return ""


def _told_unopened(name: str, why: str, way: Remedy) -> list[Path | None]:
    """Whether the board is to be put back: then one thing, the state that was chosen, or None where there was no choice."""
    from mhhs_board.base.settings import THEME
    from mhhs_board.ui.dialogs.backups import Unopened
    from mhhs_board.ui.kit import theme_palette

    with _application(last=False) as application:
        theme_palette.dress(theme_palette.named(boards.settings().get(THEME)))
        dialog = Unopened(None, name, why, way)
        wanted: list[Path | None] = []
        dialog.wanted.connect(wanted.append)
        dialog.finished.connect(lambda _result: application.exit(0))
        application.setQuitOnLastWindowClosed(False)  # its wish to quit would be met by the window that comes next
        dialog.show()
        application.exec()
        application.setQuitOnLastWindowClosed(True)
    return wanted


def _closed(window: MainWindow, workspace: Workspace) -> None:
    window.close()
    window.deleteLater()
    workspace.close()


def _after_first_paint(widget: QWidget, act: Callable[[], object]) -> None:
    """Call `act` once, when the widget has been painted for the first time."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            """Nothing is filtered; the first paint is only noticed."""
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, act)
            return False

    widget.installEventFilter(FirstPaint(widget))
