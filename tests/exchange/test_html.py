"""The HTML snapshot read back as a browser reads it: every card once, every word literal, nothing loaded, nothing run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import msgspec
import pytest

from mhhs_board.domain.board import Board
from mhhs_board.exchange import html
from mhhs_board.exchange.blocked import HEADS
from tests.boards import board_of
from tests.drawing.boards import artefact, board_with
from tests.drawing.boards import blocked as drawn_blocked
from tests.exchange.pictured import HOSTILE, blocked, hostile, many, refs, sample, sheet_of

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.articles: list[list[str]] = []
        self.texts: list[str] = []
        self.places: list[tuple[tuple[str, ...], str]] = []
        self.feed(data.decode("utf-8"))
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "article":
            self.articles.append([])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.texts.append(data)
        self.places.append((tuple(self.open), data))
        if "article" in self.open:
            self.articles[-1].append(data)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [given for name, given in self.tags if name == tag]

    def inside(self, tag: str) -> list[str]:
        return [text for path, text in self.places if tag in path]


@pytest.mark.parametrize("made", [lambda: board_of(), sample, many], ids=["23", "60", "300"])
def test_every_card_stands_in_the_grid_once(made: object) -> None:
    board: Board = made()  # type: ignore[operator]
    page = Page(html.write(sheet_of(board)))
    ids = [given["data-id"] for given in page.named("article")]
    assert sorted(map(str, ids)) == sorted(found.id for found in board.artefacts())
    assert sorted(card[0] for card in page.articles) == refs(board)
    assert f"{board.count()} of {board.count()} shown · 0 hidden" in page.text
    stopped = re.compile("Blocked(, overdue)?: ")
    assert sum(bool(stopped.search(" ".join(card))) for card in page.articles) == len(blocked(board))


def test_the_grid_is_a_table_with_heads_for_both_ways() -> None:
    board = board_of()
    page = Page(html.write(sheet_of(board)))
    heads = [given.get("scope") for given in page.named("th")]
    assert heads.count("rowgroup") == len(board.workstreams)
    assert heads.count("row") == len(blocked(board))
    assert heads.count("col") == len(board.columns) + len(HEADS)
    assert len(page.named("td")) == len(board.workstreams) * len(board.columns) + 6
    assert page.inside("h1") == [board.details.name]
    assert page.inside("h2") == ["Board", "Blocked and escalated"]
    assert page.named("html") == [{"lang": "en-GB"}]


def test_a_lane_is_a_table_of_its_own_on_paper_and_one_line_where_nothing_is_shown() -> None:
    board = many(40)
    shown = [found.id for found in board.artefacts() if found.workstream == "smart"]
    page = Page(html.write(sheet_of(board, *shown)))
    lanes = [given for given in page.named("tr") if given.get("class") == "lane"]
    assert len(lanes) == len(board.workstreams)
    assert len(page.named("tbody")) == len(board.workstreams)
    assert len(page.named("td")) == len(board.columns)
    print_look = html.write(sheet_of(board)).decode().split("@media print")[1]
    assert ".grid .lane { display: table-header-group;" in print_look, "browsers repeat it on every page"


def test_a_day_is_read_in_other_years_and_stands_before_the_kind() -> None:
    board = board_with([artefact(1, due="8 May", due_on="2026-05-08", kind="business-process", priority="High")])
    page = html.write(sheet_of(board)).decode()
    assert page.index("! Due 8 May 2026") < page.index("High") < page.index("Business Process")


def test_it_says_what_it_shows_of_what() -> None:
    board = many(40)
    shown = [found.id for found in board.artefacts()][:12]
    page = Page(html.write(sheet_of(board, *shown, filter='owner:"<Ana>"')))
    assert len(page.articles) == 12
    for words in ("12 of 40 shown · 28 hidden", 'Filter: owner:"<Ana>"', "As at 24 November 2026, 08:00", "OFFICIAL"):
        assert words in page.texts


def test_blockers_have_a_section_of_their_own_with_what_is_past_its_day_first() -> None:
    board = many(60)
    rows = [text for path, text in Page(html.write(sheet_of(board))).places if path[-4:] == ("table", "tbody", "tr", "th")]
    by_row = [next(found for found in blocked(board) if row.startswith(found.ref)) for row in rows[-len(blocked(board)) :]]
    late = [bool(board.open_escalations(found.id)) for found in by_row]
    assert late == sorted(late, reverse=True)
    assert True in late
    assert False in late
    nothing = board_with([artefact(1)])
    assert "Nothing that is shown is blocked." in Page(html.write(sheet_of(nothing))).texts


def test_hostile_texts_are_shown_literally_and_are_inert() -> None:
    board = hostile()
    data = html.write(sheet_of(board, filter="<img src=x>", classification="<u>SECRET</u>"))
    page = Page(data)
    for title in HOSTILE:
        assert title.replace("\0", "\ufffd") in page.texts
    assert not {"script", "img", "iframe", "object", "embed", "link", "base", "form", "u", "b"} & {
        tag for tag, _ in page.tags
    }
    assert not [name for _, given in page.tags for name in given if name.startswith("on") or name in ("src", "style")]
    assert html.POLICY in [given.get("content") for given in page.named("meta")]
    assert "default-src 'none'" in html.POLICY
    assert b"@import" not in data
    assert not re.search(rb"url\(", data)


def test_only_plain_web_addresses_become_links() -> None:
    links = (
        "https://example.org/a?b=1&c=2",
        "HTTP://example.org",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "\\\\host\\share",
    )
    links += ("https://user:secret@example.org/", "https://", "https://a b", "data:text/html,x", "DES138", "//example.org")
    record = msgspec.structs.replace(artefact(1), links=links)
    page = Page(html.write(sheet_of(board_with([record]))))
    opened = [given for given in page.named("a") if not str(given["href"]).startswith("#")]
    assert [given["href"] for given in opened] == list(links[:2])
    assert all(given["rel"] == "noopener noreferrer" for given in opened)
    for link in links:
        assert link in page.texts


def test_private_notes_stay_out() -> None:
    record = msgspec.structs.replace(artefact(1), notes="between us")
    assert b"between us" not in html.write(sheet_of(board_with([record])))


def test_both_themes_are_in_the_page_and_every_colour_it_asks_for_is_given() -> None:
    data = html.write(sheet_of(board_of())).decode()
    assert "prefers-color-scheme: dark" in data
    assert "@media print" in data
    assert set(re.findall(r"var\(--(\w+)\)", data)) <= set(re.findall(r"--(\w+):", data))


def test_what_runs_from_right_to_left_stands_apart_from_its_neighbours() -> None:
    one, stop = drawn_blocked(1)
    board = board_with(
        [msgspec.structs.replace(one, owner="רון")],
        [msgspec.structs.replace(stop, reason="לא ידוע"), msgspec.structs.replace(stop, id="b2")],
    )
    page = html.write(sheet_of(board)).decode()
    assert "Blocked (1 of 2): <bdi>לא ידוע</bdi></p>" in page
    assert "Blocked (2 of 2): <bdi>No API</bdi></p>" in page
    assert "Owner: <bdi>רון</bdi> · " in page
