"""A theme as Qt's palette and one small style sheet, for everything around the board that the painter does not draw.

Nothing is asked of the platform's colour scheme but its wish, and that only while the user has stated none: on plain X11
Qt cannot change it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication

from mhhs_board.drawing import fonts, theme
from mhhs_board.drawing.theme import Theme

FONT_PIXELS = 13
_HINT = 0.65
"""How much of a hint's colour is that of the text; the rest is the ground's."""
_WORN = "mhhs_theme"
"""The property of the application that names the theme it has."""

_ROLE = QPalette.ColorRole
_PALETTE = {
    _ROLE.Window: "window",
    _ROLE.WindowText: "text",
    _ROLE.Base: "panel",
    _ROLE.AlternateBase: "input",
    _ROLE.Text: "text",
    _ROLE.PlaceholderText: "text_quiet",
    _ROLE.Button: "panel",
    _ROLE.ButtonText: "text",
    _ROLE.BrightText: "bad",
    _ROLE.Highlight: "accent",
    _ROLE.HighlightedText: "on_accent",
    _ROLE.Link: "accent",
    _ROLE.LinkVisited: "accent",
    _ROLE.ToolTipBase: "panel",
    _ROLE.ToolTipText: "text",
    _ROLE.Light: "panel",
    _ROLE.Midlight: "line",
    _ROLE.Mid: "line",
    _ROLE.Dark: "control_edge",
    _ROLE.Shadow: "control_edge",
    _ROLE.Accent: "accent",
}

_SHEET = """
* {{ font-size: {font}px; }}
QMainWindow, QDialog {{ background: {window}; }}
QMenuBar {{ background: {window}; border-bottom: 1px solid {line}; }}
QMenuBar::item {{ padding: 4px 10px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {accent_soft}; color: {on_accent_soft}; }}
QMenu {{ background: {panel}; border: 1px solid {control_edge}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {on_accent_soft}; }}
QMenu::item:disabled {{ color: {text_disabled}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {control_edge}; padding: 4px; }}

QFrame[role="title-row"], QFrame[role="filter-row"] {{ background: {window}; border: 0; border-bottom: 1px solid {line}; }}
QFrame[role="status-row"] {{ background: {window}; border: 0; border-top: 1px solid {line}; }}
QFrame[role="inspector"] {{ background: {panel}; border: 0; border-left: 1px solid {line}; }}
QLabel[role="board-name"] {{ font-size: 15px; font-weight: 600; }}
QLabel[role="card-title"] {{ font-size: 16px; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="quiet"] {{ color: {text_quiet}; }}
QLabel[role="error"] {{ color: {bad}; }}
QLabel[role="count"] {{ color: {text_quiet}; }}

QPushButton {{
    background: {panel}; color: {text}; border: 1px solid {control_edge}; border-radius: 6px; padding: 4px 12px;
    min-height: 18px;
}}
QPushButton:hover {{ background: {accent_soft}; color: {on_accent_soft}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {focus}; padding: 3px 11px; }}
QPushButton:disabled {{ color: {text_disabled}; border-color: {line}; background: {panel}; }}
QPushButton[role="primary"], QPushButton:default {{
    background: {accent}; color: {on_accent}; border-color: {accent};
}}
QPushButton[role="primary"]:hover, QPushButton:default:hover {{ background: {accent_strong}; color: {on_accent}; }}
QPushButton[role="primary"]:focus, QPushButton:default:focus {{ border-color: {text}; }}
QPushButton[role="primary"]:disabled, QPushButton:default:disabled {{
    background: {panel}; color: {text_disabled}; border-color: {line};
}}
QPushButton[role="icon"] {{ padding: 4px 8px; font-size: 15px; }}
QPushButton[role="icon"]:focus {{ padding: 3px 7px; }}
QPushButton[role="link"] {{ text-align: left; color: {accent}; padding: 3px 8px; }}
QPushButton[role="link"]:focus {{ padding: 2px 7px; }}
QPushButton[role="chip"] {{ border-radius: 13px; padding: 3px 12px; }}
QPushButton[role="chip"]:focus {{ padding: 2px 11px; }}
QPushButton[role="chip"]:checked {{
    background: {accent_soft}; color: {on_accent_soft}; border-color: {accent}; font-weight: 600;
}}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 2px 6px; color: {text};
    background: transparent;
}}
QToolButton:focus {{ padding: 1px 5px; }}
QToolButton:hover {{ background: {accent_soft}; color: {on_accent_soft}; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QPlainTextEdit, QComboBox {{
    background: {input}; color: {text}; border: 1px solid {control_edge}; border-radius: 6px; padding: 4px 8px;
    selection-background-color: {accent}; selection-color: {on_accent}; placeholder-text-color: {hint};
}}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {focus}; padding: 3px 7px; }}
QLineEdit[wrong="true"] {{ border: 2px solid {bad}; padding: 3px 7px; }}
QLineEdit:read-only, QPlainTextEdit:read-only, QLineEdit:disabled, QComboBox:disabled {{ border-color: {line}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {text_disabled}; placeholder-text-color: {text_disabled}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ background: transparent; border: 0; padding: 0; }}
Choice::drop-down {{ border: 0; width: 22px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView::item {{ padding: 4px 6px; border-radius: 4px; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent_soft}; color: {on_accent_soft}; }}
QComboBox QAbstractItemView {{
    outline: 0; background: {panel}; color: {text}; border: 1px solid {control_edge};
    selection-background-color: {accent_soft}; selection-color: {on_accent_soft};
}}
Choice::down-arrow {{ image: none; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{
    width: 15px; height: 15px; border: 1px solid {control_edge}; border-radius: 4px; background: {input};
}}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}
QCheckBox:focus {{ color: {accent}; }}
QCheckBox::indicator:focus {{ border: 2px solid {focus}; width: 13px; height: 13px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QCheckBox:disabled {{ color: {text_disabled}; }}

QFrame[role="palette"] {{ background: {panel}; border: 1px solid {control_edge}; border-radius: 8px; }}
QFrame[role="page"] {{ background: {panel}; border: 0; }}
QFrame[role="divider"] {{ background: {line}; border: 0; }}
QFrame[role="over"] {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}
QLabel[role="page-title"] {{ font-size: 20px; font-weight: 600; }}
QFrame[role="palette"] QListView, QFrame[role="page"] QTableView, QFrame[role="page"] QListView {{
    background: {panel}; color: {text}; border: 0;
}}
QDialog QListWidget, QDialog QTextBrowser, QDialog QTableView {{
    background: {panel}; color: {text}; border: 1px solid {control_edge}; border-radius: 6px; padding: 4px;
}}
QDialog QListWidget:focus, QDialog QTextBrowser:focus, QDialog QTableView:focus {{
    border: 2px solid {focus}; padding: 3px;
}}
QListWidget, QTableView {{ outline: 0; }}
QListWidget::item {{ padding: 5px 8px; border-radius: 4px; }}
QListWidget::item:selected, QDialog QTableView::item:selected {{ background: {accent_soft}; color: {on_accent_soft}; }}
QHeaderView::section {{
    background: {head}; color: {text_quiet}; border: 0; border-bottom: 1px solid {line}; padding: 5px 8px; font-weight: 600;
}}

QFrame[tone] {{ border: 0; border-bottom: 1px solid {line}; }}
QFrame[floats="true"] {{ border: 1px solid {control_edge}; border-radius: 8px; }}
QFrame[floats="true"][tone="note"] {{ border-color: {accent}; }}
QFrame[floats="true"][tone="warning"], QFrame[floats="true"][tone="prompt"] {{ border-color: {warn}; }}
QFrame[floats="true"][tone="refusal"] {{ border-color: {bad}; }}
QFrame[tone="note"] {{ background: {accent_soft}; }}
QFrame[tone="note"] QLabel {{ background: {accent_soft}; color: {on_accent_soft}; }}
QFrame[tone="warning"] {{ background: {warn_soft}; }}
QFrame[tone="warning"] QLabel {{ background: {warn_soft}; color: {on_warn_soft}; }}
QFrame[tone="prompt"] {{ background: {warn_soft}; }}
QFrame[tone="prompt"] QLabel {{ background: {warn_soft}; color: {on_warn_soft}; }}
QFrame[tone="prompt"] QLabel[role="error"] {{ color: {bad}; }}
QFrame[tone="refusal"] {{ background: {bad_soft}; }}
QFrame[tone="refusal"] QLabel {{ background: {bad_soft}; color: {on_bad_soft}; }}

QFrame[role="blocker"] {{ background: {bad_soft}; border: 1px solid {bad}; border-radius: 8px; }}
QFrame[role="blocker"] QLabel {{ color: {text}; background: transparent; }}
QFrame[role="blocker"] QLabel[role="blocker-reason"] {{ color: {on_bad_soft}; font-weight: 600; }}
QFrame[role="blocker"] QPushButton {{ padding: 3px 8px; }}
QFrame[role="blocker"] QPushButton:focus {{ padding: 2px 7px; }}

QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ padding: 4px 4px; margin-right: 10px; border: 2px solid transparent; color: {text}; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom-color: {accent}; font-weight: 600; }}
QTabBar::tab:selected:focus {{ border-color: {focus}; border-radius: 6px; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {line}; top: -1px; }}
QScrollArea {{ border: 0; background: {panel}; }}
QScrollArea > QWidget > QWidget {{ background: {panel}; }}
QScrollArea[role="plain"], QScrollArea[role="plain"] > QWidget > QWidget {{ background: {window}; }}
Scrolled {{ border: 2px solid transparent; }}
Scrolled:focus {{ border-color: {focus}; }}
QScrollBar[role="beside"]:vertical {{ width: 14px; margin-left: 4px; }}
QSplitter::handle {{ background: {line}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {control_edge}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def named(wish: str) -> Theme:
    """The theme a setting means: itself, or for "system" high contrast, light or dark as the platform wishes."""
    if wish == "system":
        hints = QGuiApplication.styleHints()
        dark = hints.colorScheme() == Qt.ColorScheme.Dark
        wish = "high_contrast" if _wants_contrast(hints) else "dark" if dark else "light"
    return theme.load(wish)


def _wants_contrast(hints: QStyleHints) -> bool:
    """Whether the platform asks for high contrast; Qt knows since 6.10."""
    return (
        hasattr(hints, "accessibility") and hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    )


def palette(shown: Theme) -> QPalette:
    """Qt's roles in a theme's colours."""
    made = QPalette()
    for role, name in _PALETTE.items():
        made.setColor(role, shown[name])
    for role in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, shown["text_disabled"])
    return made


def sheet(shown: Theme) -> str:
    """The style sheet of everything around the board."""
    roles = {role: shown.hex(role) for role in theme.ROLES}
    return _SHEET.format(font=FONT_PIXELS, hint=hint(shown).name(), **roles)


def hint(shown: Theme) -> QColor:
    """What stands in an empty field: fainter than what is typed in every theme, and legible (Qt's own half is not)."""

    def mixed(ink: int, ground: int) -> int:
        return round(_HINT * ink + (1 - _HINT) * ground)

    ink, ground = shown["text"], shown["input"]
    return QColor(mixed(ink.red(), ground.red()), mixed(ink.green(), ground.green()), mixed(ink.blue(), ground.blue()))


def dress(shown: Theme) -> None:
    """Give the whole program a theme; done once where it has it already, because every widget is measured anew. The Fusion
    style is the one that takes a palette whole on every platform."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if app.property(_WORN) == shown.name:
        return
    if app.property(_WORN) is None:
        app.setStyle("Fusion")
        app.setFont(fonts.font(FONT_PIXELS))
    app.setPalette(palette(shown))
    app.setStyleSheet(sheet(shown))
    app.setProperty(_WORN, shown.name)
