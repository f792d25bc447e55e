"""A process of its own: the bare window, painted. `python -m tests.benchmarks.start_bare [sqlalchemy]`."""

import sys

if "sqlalchemy" in sys.argv:
    import sqlalchemy  # noqa: F401  before PySide6, whose import hook slows whatever comes after it

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tests.benchmarks.told import tell


class Canvas(QWidget):
    """One line of text on a plain ground."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say when it is painted, once the event loop has come round."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), "white")
        painter.drawText(20, 40, "Board")
        QTimer.singleShot(0, tell)


application = QApplication([])
window = QMainWindow()
window.setCentralWidget(Canvas())
window.resize(1600, 1000)
window.show()
application.exec()
