"""What a card and a head say, in words; no ink. Screen, paper, tooltips and screen readers say the same because of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

import msgspec

from mhhs_board.domain import evidence, stage_notes
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.dates import brief, day_of, short
from mhhs_board.domain.escalation import Late, age_band, age_days, blocked_days, overdue
from mhhs_board.domain.governance import Decision, Forum, Item
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Kind, Stage, Workstream
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.limits import LimitCount, count_of, drawn_limits

WAIVED = "waived"

LONGEST = 400
"""Characters of any one text that a card on the screen looks at; more cannot be seen."""
LONGEST_ON_PAPER = 4000
"""The same on paper, where all is seen: more than any path lets in."""


class Chip(msgspec.Struct, frozen=True):
    """One word of the metadata line; its `tone` is "good", "bad", "text", "strong" and "label" (no ground) or "" (a plain
    ground)."""

    text: str
    tone: str = ""
    briefer: tuple[str, ...] = ()
    """What is said instead where there is less and less room."""
    dated: bool = False
    """Whether it names a day: that is never cut, for a day without its year is another day, and what else is said leaves it
    room."""


class Face(msgspec.Struct, frozen=True):
    """What one card says. `title` is empty where it only repeats the reference; empty texts are not drawn."""

    ref: str
    title: str
    chips: tuple[Chip, ...]
    labels: tuple[str, ...]
    owner: str
    initials: str
    age: str
    """Days in the stage, or blocked where it is: "12 d"."""
    band: int
    """0 as usual, 1 long, 2 very long; see `domain/pace.py`."""
    note: str
    """The override or reason of the last move."""
    done: bool
    marks: tuple[tuple[str, ...], ...] = ()
    """What is said of an override or a reason, and of a waiver with who gave it; each as it is said where there is less and
    less room, in one word at the least, which is never cut."""
    blocked: bool = False
    reason: str = ""
    more: int = 0
    """How many further blockers are open."""
    kept: str = ""
    """The stage a blocked artefact keeps, or that it is not stated."""
    flag: str = ""
    """Escalated to whom, for what blocks it or a decision about it, and that the answer is past the day needed; drawn
    behind a flag, also on a card that is not blocked."""
    forum: str = ""
    past: bool = False
    """Whether the flag says so."""
    late: bool = False
    """Whether what blocks it is past the day needed, or the answer of another forum than the flag names."""
    overdue: bool = False
    wanted: str = ""
    """By when it must be unblocked, and by whom."""
    further: tuple[tuple[str, str], ...] = ()
    """On paper, where nothing can be asked for: the reason of each further blocker, and what is wanted for it."""
    flags: tuple[str, ...] = ()
    """On paper, every forum that it waits for; the first as `flag` says it."""

    @property
    def told_late(self) -> bool:
        """Whether it is said by itself that it is overdue: where the flag does not say so, or is not the only one."""
        return self.late or (self.overdue and not self.past)

    @property
    def stop(self) -> str:
        """What stands before the reason: that it is blocked, and that it is overdue where that is told by itself."""
        return "Blocked, overdue" if self.told_late else "Blocked"


Signs = tuple[Artefact, tuple[Blocker, ...], tuple[Escalation, ...], Item | None, Decision | None]
"""The records that a face is made of; equal by identity as long as nothing changed."""


def signs(board: Board, artefact: Artefact) -> Signs:
    """The records a card shows."""
    blockers = tuple(board.open_blockers(artefact.id))
    made = evidence.outcome(board, artefact), evidence.decision(board, artefact)
    return artefact, blockers, tuple(board.open_escalations(artefact.id)), *made


def face_of(board: Board, shown: Signs, today: date, *, paper: bool = False) -> Face:
    """What a card says on a day; on `paper` everything, whole, and each day with its year, for paper outlives it."""
    artefact, blockers, escalations, outcome, _ = shown
    waiver = _line(evidence.waiver(outcome, artefact), paper)
    days = blocked_days(board, artefact, today) if blockers else age_days(artefact, today)
    ref, title = _line(artefact.ref, paper), _line(artefact.title, paper)
    stage = board.of(Stage).get(artefact.stage or "")
    done = stage is not None and stage.role == "done"
    owner = _line(artefact.owner, paper)
    late = overdue(board, artefact, today)
    forum = board.of(Forum)[escalations[0].forum] if escalations else None
    name = (forum.short or forum.name) if forum else ""
    past = any(forum is not None and one.forum == forum.id for one in late)
    face = Face(
        ref=ref or title,
        title="" if title == ref or not ref else title,
        chips=_chips(board, shown, today, late=Late(artefact.due_on) in late, paper=paper),
        labels=tuple(_line(label, paper) for label in artefact.labels),
        owner=owner,
        initials=initials(owner),
        age="" if days is None else f"{days} d",
        band=0 if days is None or done else age_band(board, artefact, days),
        note=_line(artefact.stage_note, paper),
        done=done,
        marks=tuple(_marks(stage_notes.sort_of(artefact), waiver)),
        overdue=bool(late),
        flag=f"Escalated to {name}" + (" · overdue" if past else "") if forum else "",
        forum=name,
        past=past,
        late=any(not one.own and not (forum is not None and one.forum == forum.id) for one in late),
    )
    if paper:
        face = msgspec.structs.replace(face, flags=tuple(dict.fromkeys(_flag(board, one, late) for one in escalations)))
    return _blocked(face, blockers, stage, today, paper=paper) if blockers else face


def _blocked(face: Face, blockers: tuple[Blocker, ...], stage: Stage | None, today: date, *, paper: bool) -> Face:
    (reason, wanted), *further = (_why(blocker, today, paper=paper) for blocker in (blockers if paper else blockers[:1]))
    return msgspec.structs.replace(
        face,
        blocked=True,
        reason=reason,
        more=len(blockers) - 1,
        kept=f"at {stage.short or stage.name}" if stage else "stage not stated",
        wanted=wanted or "who must unblock it is not stated",
        further=tuple(further),
    )


def _why(blocker: Blocker, today: date, *, paper: bool) -> tuple[str, str]:
    """Why something is blocked, and by when it must be unblocked and by whom; empty where nobody said."""
    day = _day(blocker.needed_by, blocker.needed_on, today, paper=paper)
    wanted = [f"needed by {day}"] if blocker.needed_by else []
    wanted += [f"{_line(blocker.owner, paper)} to unblock"] if blocker.owner else []
    return _line(blocker.reason, paper) or "reason not stated", ", ".join(wanted)


def _flag(board: Board, escalation: Escalation, late: tuple[Late, ...]) -> str:
    forum, decision = board.of(Forum)[escalation.forum], board.of(Decision).get(escalation.decision or "")
    about = f" for {_line(decision.called())}" if decision else ""
    asked = (escalation.blocker or "", escalation.forum, escalation.decision or "")
    past = any((one.blocker, one.forum, one.decision) == asked for one in late)
    return f"Escalated to {forum.short or forum.name}{about}{' · overdue' if past else ''}"


def _chips(board: Board, shown: Signs, today: date, *, late: bool, paper: bool) -> tuple[Chip, ...]:
    """The metadata: on a screen first the kind; on paper what a meeting asks first, the due day and
    the priority."""
    artefact, _, _, outcome, decision = shown
    day, meant = _day(artefact.due, artefact.due_on, today, paper=paper), day_of(artefact.due_on)
    least = brief(meant, today) if meant else day
    due, kinds, decided, priority, rest = list[Chip](), list[Chip](), list[Chip](), list[Chip](), list[Chip]()
    if late:
        due.append(Chip(f"! Due {day}", "bad", (f"! {day}", f"! {least}", "!"), True))
    elif day:
        due.append(Chip(f"Due {day}", "text", (f"Due {least}", least), meant is not None))
    if kind := board.of(Kind).get(artefact.kind or ""):
        kinds.append(Chip(_line(kind.name if paper else kind.short or kind.name)))
    if made := decision.called() if decision is not None else artefact.decision:
        approves = decision is None or decision.decided == "approve"
        decided.append(Chip(_line(made, paper), "good" if approves else "text"))
    if artefact.priority:
        priority.append(Chip(_line(artefact.priority, paper), "strong" if paper else "text"))
    if artefact.version:
        version = _line(artefact.version, paper)
        rest.append(Chip(version if version[:1] in "vV" else f"v{version}", "text"))
    agreed = outcome.outcome if outcome is not None else artefact.outcome
    if agreed and not evidence.waiver(outcome, artefact):  # that has a mark of its own
        rest.append(Chip(_line(agreed, paper), "text"))
    rest += [Chip(f"#{_line(label, paper)}", "label") for label in artefact.labels]
    if paper:
        return (*due, *priority, *kinds, *decided, *rest)
    first, then = (due, []) if late else ([], due)
    return (*first, *kinds, *decided, *then, *priority, *rest)


def _marks(sort: str, waiver: str) -> Iterator[tuple[str, ...]]:
    if sort:
        yield (sort,)
    if waiver:
        yield tuple(dict.fromkeys((waiver, WAIVED)))


def _line(text: str, paper: bool = False) -> str:
    return " ".join(text[: LONGEST_ON_PAPER if paper else LONGEST].split())


def _day(written: str, iso: str, today: date, *, paper: bool) -> str:
    day = day_of(iso)
    return short(day, date.min if paper else today) if day else _line(written, paper)


def isolated(text: str) -> str:
    """A text to be set among others, so that where it runs from right to left it does not take its neighbours along."""
    if text.isascii() or not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def initials(name: str) -> str:
    """Up to two letters for a person or an organisation; "Business Analyst 3" is B3."""
    words = name.replace("-", " ").split()
    if not words:
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


# -- heads ---------------------------------------------------------------------------------------------------------------


UNCOUNTED = "…"
"""What stands for a count while only the first cards of a large board are there."""


class StageHead(msgspec.Struct, frozen=True):
    """What the head of a column says. `counts` are the same count from the longest wording to the shortest."""

    name: str
    short: str
    counts: tuple[str, ...]
    role: str
    """The stage's role, or BLOCKED."""
    limit: LimitCount | None = None
    out: bool = False
    """Whether it is out of use and only drawn for what still stands there."""

    @property
    def count(self) -> str:
        """The count in full: "4 + 1 blocked · 5 of 5 · limit reached"."""
        return self.counts[0]

    @property
    def over(self) -> bool:
        """Whether a limit is passed."""
        return self.limit is not None and self.limit.over


class LaneHead(msgspec.Struct, frozen=True):
    """What the head of a lane says, with the numbers of its bar; `brief` is the words where there is little room.

    `rest` is what there is to say beside a limit that is passed, in full and in brief.
    """

    name: str
    short: str
    words: str
    brief: str
    total: int
    approved: int
    blocked: int
    rest: tuple[str, str]
    limit: LimitCount | None = None
    out: bool = False
    """Whether it is out of use and only drawn for what still stands there."""


def stage_heads(board: Board, grid: Grid) -> dict[str, StageHead]:
    """Every column's head by id: "4 + 1 blocked", with the limit where there is one, and "2 of 4 shown" under a filter."""
    blocked_at = board.blocked_at()
    limits = {limit.stage: limit for limit in drawn_limits(board) if limit.workstream is None}
    heads: dict[str, StageHead] = {}
    for column in grid.columns:
        stored = sum(len(board.cell(lane, column)) for lane in grid.lanes)
        shown = grid.counts((lane, column) for lane in grid.lanes)
        count = (str(stored) if shown == stored else f"{shown} of {stored}") if board.whole else UNCOUNTED
        if column == BLOCKED:
            heads[column] = StageHead("Blocked", "Blocked", (count,), BLOCKED)
            continue
        named, blocked = board.shown(Stage, column), sum(blocked_at.get((lane, column), 0) for lane in grid.lanes)
        counts = [count]
        if blocked and board.whole:
            counts = [f"{count} + {blocked} blocked", f"{count}+{blocked}"]
        limit = limits.get(column)
        against = count_of(board, grid, limit) if limit is not None else None
        if against is not None:
            # Without blocked and hidden ones the limit says the count too.
            lead = f"{counts[0]} · " if blocked else f"{count} shown · " if shown != stored else ""
            counts = [f"{lead}{against.words}", against.words, against.brief]
        heads[column] = StageHead(
            named.name, named.short or named.name, tuple(dict.fromkeys(counts)), named.role, against, bool(named.retired)
        )
    return heads


def lane_heads(board: Board, grid: Grid) -> dict[str, LaneHead]:
    """Every lane's head by id: "1 of 5 approved · 1 blocked"."""
    done = [stage.id for stage in board.stages if stage.role == "done"]
    limits = {limit.workstream: limit for limit in drawn_limits(board) if limit.stage is None}
    heads: dict[str, LaneHead] = {}
    for lane in grid.lanes:
        total = sum(len(board.cell(lane, column)) for column in grid.columns)
        shown = grid.counts((lane, column) for column in grid.columns)
        approved = sum(len(board.cell(lane, stage)) for stage in done)
        blocked = len(board.cell(lane, BLOCKED))
        stuck = f" · {blocked}\N{NO-BREAK SPACE}blocked" if blocked else ""
        words, brief = f"{approved} of {total} approved{stuck}", f"{approved} of {total}{stuck}"
        if not total:
            words = brief = "no artefacts"
        if shown != total:
            words = brief = f"{shown} of {total} shown"
        if not board.whole:
            words, brief, total = UNCOUNTED, UNCOUNTED, 0
        rest = words, brief
        limit = limits.get(lane)
        against = count_of(board, grid, limit) if limit is not None else None
        if against is not None:
            brief = f"Limit: {against.brief}" if against.over else brief
            words = f"{against.words} · {words}" if against.total >= against.most - 1 else f"{words} · limit {against.most}"
        workstream = board.shown(Workstream, lane)
        short, out = workstream.short or workstream.name, bool(workstream.retired)
        heads[lane] = LaneHead(workstream.name, short, words, brief, total, approved, blocked, rest, against, out)
    return heads
