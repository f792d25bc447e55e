"""HTML: the board as one page that any browser shows without a network, and that needs no script to be read or searched.

The grid is a real table, a card an article in a list, and every sign is also a word. Whatever people wrote is text: it is
escaped, nothing is loaded, and only http and https addresses become links. What the page says of itself stands above and
below it on the screen, and on paper at the head of every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from mhhs_board.base import assets
from mhhs_board.domain import evidence
from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.escalation import age_days, blocked_days
from mhhs_board.domain.records import Artefact
from mhhs_board.drawing.face import Face, LaneHead, StageHead, face_of, lane_heads, signs, stage_heads
from mhhs_board.drawing.grid import Grid
from mhhs_board.exchange import blocked
from mhhs_board.exchange.blocked import BlockedRow
from mhhs_board.exchange.sheet import Sheet

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may load for the page: nothing but the styles in it."""

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?", re.IGNORECASE)


def write(sheet: Sheet) -> bytes:
    """The whole sheet as one UTF-8 page."""
    grid = Grid(sheet.board, sheet.shown)
    rows = blocked.rows(sheet)
    name = text(sheet.name or "Design board")
    marked = f'<p class="classification">{text(sheet.classification)}</p>' if sheet.classification else ""
    facts = sheet.facts[1:] if sheet.classification else sheet.facts
    said = " · ".join(f"<bdi>{text(fact)}</bdi>" for fact in (sheet.name or "Design board", *sheet.facts))
    parts = [
        *head(sheet.name or "Design board", "snapshot.css"),
        '<body><div class="pages">',
        # On paper a head of a table, which browsers repeat on every page; not read out, for all of it is said below.
        f'<div class="running" aria-hidden="true"><div><p>{said}</p></div></div>',
        '<div class="page"><div><div>',
        "<header>",
        marked,
        f'<h1 dir="auto">{name}</h1>',
        f'<ul class="facts">{_items(facts)}</ul>',
        f'<nav aria-label="On this page"><ul><li><a href="#board">Board</a></li>'
        f'<li><a href="#blockers">Blocked and escalated ({len(rows)})</a></li></ul></nav>',
        "</header>",
        "<main>",
        *_board(sheet, grid),
        *_blocked_section(rows, blocked.decisions(sheet)),
        "</main>",
        f"<footer>{said}</footer>",
        "</div></div></div>",
        "</div></body>",
        "</html>",
    ]
    return ("\n".join(part for part in parts if part) + "\n").encode("utf-8", "replace")


def head(title: str, look: str) -> list[str]:
    """How every page begins, up to its body: `look` is the file of its style."""
    return [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{text(title)}</title>",
        f"<style>\n{_styles(look)}</style>",
        "</head>",
    ]


def text(written: str) -> str:
    """What somebody wrote, as text of a page."""
    return escape(_ILLEGAL.sub("\ufffd", written))


def link(written: str) -> str:
    """A link as one that opens where it is a plain http or https address, else as text."""
    if not _ADDRESS.fullmatch(written):
        return text(written)
    return f'<a href="{text(written)}" rel="noopener noreferrer">{text(written)}</a>'


def _items(facts: Iterable[str]) -> str:
    return "".join(f'<li dir="auto">{text(fact)}</li>' for fact in facts)


def _styles(look: str) -> str:
    """The colours of the light and the dark theme as variables, then the look."""
    light, dark = _variables("light"), _variables("dark")
    return f":root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n" + assets.text(
        look
    )


def _variables(theme: str) -> str:
    read = assets.toml(f"themes/{theme}.toml")
    return " ".join(f"--{role}: {read['hues'][hue]};" for role, hue in read["roles"].items())


# -- the grid ------------------------------------------------------------------------------------------------------------


def _board(sheet: Sheet, grid: Grid) -> list[str]:
    columns, lanes = stage_heads(sheet.board, grid), lane_heads(sheet.board, grid)
    heads = "".join(_column_head(columns[column]) for column in grid.columns)
    parts = [
        '<section id="board" aria-labelledby="board-head">',
        '<h2 id="board-head">Board</h2>',
        '<div class="across" tabindex="0" role="region" aria-labelledby="board-head">',
        f'<table class="grid"><caption>Workstreams down, stages across: {text(sheet.counts)}</caption>',
        f"<thead><tr>{heads}</tr></thead>",
    ]
    for lane in grid.lanes:
        parts.append(f'<tbody><tr class="lane">{_lane_head(lanes[lane], len(grid.columns))}</tr>')
        if grid.counts((lane, column) for column in grid.columns):
            parts.append("<tr>")
            for column in grid.columns:
                parts += _cell(sheet, grid.cells[lane, column], columns[column].role)
            parts.append("</tr>")
        parts.append("</tbody>")
    return [*parts, "</table></div>", "</section>"]


def _column_head(head: StageHead) -> str:
    return f'<th scope="col"><span dir="auto">{text(head.name)}</span> <small>{text(head.count)}</small></th>'


def _lane_head(head: LaneHead, across: int) -> str:
    """Over all cells of the lane, so that they have the whole width; a lane with nothing shown is no more than this."""
    said = f'<span dir="auto">{text(head.name)}</span> <small>{text(head.words)}</small>'
    return f'<th scope="rowgroup" colspan="{across}">{said}</th>'


def _cell(sheet: Sheet, ids: list[str], role: str) -> list[str]:
    kind = f' class="{role}"' if role in (BLOCKED, "done") else ""
    if not ids:
        return [f'<td{kind}><span class="none" aria-label="none">–</span></td>']
    cards = [_card(sheet, sheet.board.artefact(artefact_id)) for artefact_id in ids]
    return [f'<td{kind}><ul class="cards">', *cards, "</ul></td>"]


def _card(sheet: Sheet, artefact: Artefact) -> str:
    """One card: its words in the order of importance, what is wrong before what is more; as on paper, for it is printed too
    and read in other years."""
    face = face_of(sheet.board, signs(sheet.board, artefact), sheet.today, paper=True)
    name = artefact.ref or artefact.title
    lines = [f'<p class="ref" dir="auto">{text(name)}</p>']
    if artefact.title and artefact.title != name:
        lines.append(f'<p dir="auto">{text(artefact.title)}</p>')
    if face.blocked:
        lines += _reasons(face)
    lines += [f'<p><span class="flag">{text(flag)}</span></p>' for flag in face.flags]
    said = [f"<bdi>{text(chip.text)}</bdi>" for chip in face.chips]
    said += [f"Owner: <bdi>{text(artefact.owner)}</bdi>"] if artefact.owner else []
    said += _age(sheet, artefact, face)
    if said:
        lines.append(f'<p class="more" dir="auto">{" · ".join(said)}</p>')
    state = " blocked" if face.blocked else " done" if face.done else ""
    if sheet.private and artefact.notes:
        lines.append(f'<p class="more notes" dir="auto">Private notes: <bdi>{text(artefact.notes)}</bdi></p>')
    body = "".join(lines) + _review(sheet, artefact) + _links(artefact)
    return f'<li><article class="card{state}" data-id="{text(artefact.id)}">{body}</article></li>'


def _reasons(face: Face) -> Iterator[str]:
    """Each blocker with what is wanted for it."""
    count = 1 + len(face.further)
    told = [(face.stop, face.reason, f"{face.kept}; {face.wanted}"), *(("Blocked", *more) for more in face.further)]
    for number, (stop, reason, wanted) in enumerate(told, 1):
        which = f" ({number} of {count})" if count > 1 else ""
        yield f'<p class="reason" dir="auto">{stop}{which}: <bdi>{text(reason)}</bdi></p>'
        if wanted:
            yield f'<p class="more" dir="auto">{text(wanted)}</p>'


def _age(sheet: Sheet, artefact: Artefact, face: Face) -> list[str]:
    """How long it has been blocked or in its stage; nothing where nobody knows."""
    held = blocked_days(sheet.board, artefact, sheet.today)
    days = age_days(artefact, sheet.today) if held is None else held
    if days is None:
        return []
    words = f"{blocked.days(days)} {'in stage' if held is None else 'blocked'}"
    return [f'<strong class="late">{words}</strong>' if face.band else words]


def _review(sheet: Sheet, artefact: Artefact) -> str:
    """What was made of it on its way; never folded away, for paper cannot be unfolded."""
    told = evidence.review(sheet.board, artefact)
    if not told:
        return ""
    return f'<ul class="more review">{_items(told)}</ul>'


def _links(artefact: Artefact) -> str:
    """What is folded away: the links."""
    if not artefact.links:
        return ""
    listed = "".join(f'<dt>Link</dt><dd dir="auto">{link(one)}</dd>' for one in artefact.links)
    return f"<details><summary>More</summary><dl>{listed}</dl></details>"


# -- blocked and escalated -----------------------------------------------------------------------------------------------


def _blocked_section(rows: list[BlockedRow], decisions: list[BlockedRow]) -> list[str]:
    shown = [
        '<section id="blockers" aria-labelledby="blockers-head">',
        '<h2 id="blockers-head">Blocked and escalated</h2>',
    ]
    shown += _rows("blockers", blocked.HEADS, rows) if rows else ["<p>Nothing that is shown is blocked.</p>"]
    if decisions:
        shown += ['<h3 id="decisions-head">Decisions that wait for a forum</h3>']
        shown += _rows("decisions", blocked.DECISION_HEADS, decisions)
    return [*shown, "</section>"]


def _rows(name: str, columns: Sequence[str], rows: list[BlockedRow]) -> list[str]:
    heads = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return [
        f'<div class="across" tabindex="0" role="region" aria-labelledby="{name}-head">',
        '<table class="blockers"><caption>Past the day needed first, then the oldest</caption>',
        f"<thead><tr>{heads}</tr></thead>",
        "<tbody>",
        *map(_blocker_row, rows),
        "</tbody></table></div>",
    ]


def _blocker_row(row: BlockedRow) -> str:
    name, *cells = row.cells
    late = ' class="late"' if row.late else ""
    rest = "".join(f'<td dir="auto">{text(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row" dir="auto"{late}>{text(name)}</th>{rest}</tr>'
