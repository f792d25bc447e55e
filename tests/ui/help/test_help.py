"""Help, About and links: pages that load nothing, versions to copy, and nothing opened without asking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.base import assets
from mhhs_board.operations import editing
from mhhs_board.ui.help import help as help_pages
from mhhs_board.ui.help.about import LICENCES, About
from mhhs_board.ui.help.help import PAGES, Help
from mhhs_board.ui.kit import links
from mhhs_board.ui.kit.actions import COMMANDS
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.windows import shown

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def went_to(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where the system's browser would have been sent."""
    found: list[str] = []
    monkeypatch.setattr(links, "open_address", found.append)
    return found


# -- help --------------------------------------------------------------------------------------------------------------


def test_f1_opens_every_page_and_asked_again_the_same_window(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.view, Qt.Key.Key_F1)
    pages = shown(Help)
    for name, title in help_pages.PAGES.items():
        pages.open_page(name)
        assert title in pages.browser.toPlainText(), name
    window.actions_by_id["help"].trigger()
    assert shown(Help) is pages
    qtbot.keyClick(pages, Qt.Key.Key_Escape)
    assert not pages.isVisible()


def test_pages_lead_only_to_pages_that_there_are() -> None:
    for name in help_pages.PAGES:
        if name != help_pages.KEYS:
            for target in re.findall(r"\]\(([^)]*)\)", assets.text(f"help/{name}.md")):
                assert target.removesuffix(".md") in help_pages.PAGES, (name, target)
    assert set(assets.names("help", ".md")) | {help_pages.KEYS} == set(help_pages.PAGES)


def test_the_read_me_links_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in assets.names("help", ".md"):
        assert f"(resources/help/{name}.md)" in readme, name


def test_what_the_pages_say_of_menus_is_there(window: MainWindow) -> None:
    texts = {action.text().replace("&", "") for menu in window.menuBar().actions() for action in menu.menu().actions()}
    texts |= {command.text for command in COMMANDS if command}  # this window has no files to open
    said = {
        match for name in assets.names("help", ".md")
        for match in re.findall(r"\*(?:File|Edit|Artefact|View|Help) ▸ ([^*]+)\*", assets.text(f"help/{name}.md"))
    }  # fmt: skip
    assert said
    assert said <= texts, said - texts


def test_a_page_loads_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("secret", encoding="utf-8")
    window.desk.open_help("finding")
    pages = shown(Help)
    for url in (QUrl.fromLocalFile(str(secret)), QUrl("https://example.org/x.png")):
        answer = pages.browser.loadResource(int(QTextDocument.ResourceType.ImageResource.value), url)
        assert bytes(answer.data()) == b""
        pages._follow(url)
    assert "secret" not in pages.browser.toPlainText()
    asked = shown(links.AskToOpen)
    assert asked.whole.toPlainText() == "https://example.org/x.png"
    asked.reject()
    pages.reject()


def test_a_link_between_pages_is_followed(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.open_help("getting-started")
    pages = shown(Help)
    pages.browser.anchorClicked.emit(QUrl("moving-cards.md"))
    assert list(PAGES)[pages.list.currentRow()] == "moving-cards"
    pages.reject()


# -- about -------------------------------------------------------------------------------------------------------------


def test_about_says_versions_to_copy_and_every_licence(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_id["about"].trigger()
    about = shown(About)
    qtbot.mouseClick(about.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    for word in ("L4 Design Board ", "Python ", "Qt ", "PySide6 ", "SQLAlchemy ", "SQLite 3.45.1"):
        assert word in copied
    for row in range(len(LICENCES)):
        about.choice.setCurrentIndex(row)
        assert len(about.text.toPlainText()) > 500
        assert "|---" not in about.text.toPlainText()
    about.reject()


# -- links -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd", "javascript:alert(1)", "ftp://example.org", "smb://host/share", "\\\\host\\share", "mailto:a@b.c",
        "example.org", "https://", "https://user:pass@example.org", "https://example.org@evil.test/", "http:example.org",
        "https://exa mple.org", "https://example.org/\u202egnp.exe", "https://example.org/a\nb", "", "CR044", "data:text/html,x",
        "https://example.org/" + "a" * 3000, "vscode://x", "HTTPS:/x",
    ],
)  # fmt: skip
def test_nothing_else_is_a_link(text: str, window: MainWindow) -> None:
    assert links.address(text) == ""
    assert links.ask(text, window) is None


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (" https://example.org/a?b=1#c ", "https://example.org/a?b=1#c"),
        ("HTTP://Example.org", "http://example.org"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
    ],
)
def test_a_link_is_shown_in_the_letters_in_which_it_is_sent(text: str, sent: str) -> None:
    assert links.address(text) == sent


def test_letters_that_pass_for_others_are_seen() -> None:
    assert links.host(links.address("https://ехаmple.org")).startswith("xn--")


@pytest.mark.parametrize("length", [300, links.LONGEST - 30])
def test_it_asks_with_the_whole_address_in_sight_and_return_does_not_open(
    window: MainWindow, qtbot: QtBot, went_to: list[str], length: int
) -> None:
    text = "https://example.org/?b=%3Cb%3E" + "x" * length
    asked = links.ask(text, window)
    assert asked is not None
    assert asked.whole.toPlainText() == links.address(text)
    assert not asked.whole.verticalScrollBar().isVisible()
    assert asked.height() < 680
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    assert went_to == []
    asked = links.ask(text, window)
    assert asked is not None
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    assert went_to == [links.address(text)]


def test_the_inspector_offers_what_can_be_opened_and_asks(window: MainWindow, qtbot: QtBot, went_to: list[str]) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    written = "https://example.org/one; file:///etc/passwd; CR044; http://second.example"
    window.workspace.run(editing.edit, artefact=card.id, values={"links": written})
    window.view.focus_card(card.id)
    window.side.toggle()
    details = window.side.inspector.details
    window.side.inspector.tabs.setCurrentWidget(details)
    assert [button.text() for button in details.links.buttons] == ["Open example.org…", "Open second.example…"]
    details.ensureWidgetVisible(details.links)
    QTest.mouseClick(details.links.buttons[0], Qt.MouseButton.LeftButton, pos=QPoint(10, 8))
    assert went_to == []
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, links.AskToOpen)
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    assert went_to == ["https://example.org/one"]
    window.workspace.run(editing.edit, artefact=card.id, values={"links": "CR044"})
    assert details.links.buttons == []
    assert details.links.isHidden()
