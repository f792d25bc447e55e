"""The headline report of a meeting, in the order in which the Design Advisory Group writes its own (DAG035): actions,
decisions, key discussion items, next meeting, attendees, apologies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mhhs_board.base.document import NO_DAY, NOT_STATED, Cell, Document, Para, Section, Table, cell, line, paragraphs, plain
from mhhs_board.domain import agenda, dates, evidence, meetings, names, references
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Action, Assessment, Attendance, Decision, Item, Meeting, Position, Seat
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact, Workstream
from mhhs_board.exchange.documents import versions, words
from mhhs_board.exchange.documents.versions import Issue
from mhhs_board.exchange.documents.words import Source

PREVIOUS = "Previous meeting(s)"
"""The area of an action that an earlier meeting left."""
CHAIR, INDUSTRY, PROGRAMME, OTHERS = "Chair", "Industry representatives", "Programme", "Other attendees"
"""The groups of those who attended, in their order."""


def document(source: Source, meeting: Meeting) -> Document:
    """The report of a meeting as its records say it now."""
    issued = versions.issues(source, meeting)
    said = sections(source, meeting)
    top, *rest = said
    out = meeting.status in versions.OUT and bool(issued)
    number = len(issued) if out else len(issued) + 1
    draft = "" if out or meeting.status == "approved" else "Draft" if number == 1 else f"Draft of version {number}"
    dated = words.on_day(issued[-1].at).removeprefix("on ") if out else ""
    head = [Para(f"Issue date: {dated or 'not issued'}"), *([Para(f"Version: {number}")] if out else [])]
    day = (dates.instant_day(issued[-1].at) if out else None) or dates.day_of(dates.kept_day(meeting.day))
    return Document(
        title=f"{words.forum_called(source.board, meeting)} Headline Report",
        sections=(
            Section("", (*head, *top.blocks)),
            *_changes(source, meeting, issued, said, out=out),
            *rest,
        ),
        draft=draft,
        day=day or NO_DAY,
    )


def _changes(
    source: Source, meeting: Meeting, issued: list[Issue], now: tuple[Section, ...], *, out: bool
) -> Iterator[Section]:
    """What changed since the version before, and what has changed since this one was issued."""

    def since(issue: Issue) -> list[str]:
        then = _as_at(source, issue)
        return versions.changes(sections(then, then.board.of(Meeting)[meeting.id]), now)

    if not issued:
        return
    last = since(issued[-1])
    earlier = issued[-2:-1] if out else issued[-1:]
    for issue in earlier:
        number = issued.index(issue) + 1
        found = last if issue is issued[-1] else since(issue)
        points = [Para(one, bullet=True) for one in found] or [Para("Nothing.")]
        yield Section(f"Changes since version {number}", tuple(points))
    if out and last:
        heading = f"Changed after version {len(issued)} was issued"
        yield Section(heading, tuple(Para(one, bullet=True) for one in last))


def _as_at(source: Source, issue: Issue) -> Source:
    """The same at the moment of an issue."""

    def history(kind: str, record_id: str) -> Iterable[Entry]:
        return [entry for entry in source.history(kind, record_id) if entry.seq <= issue.seq]

    return source._replace(board=source.before(issue.seq), history=history)


def sections(source: Source, meeting: Meeting) -> tuple[Section, ...]:
    """What the report says, its versions aside."""
    board = source.board
    return (
        Section("", (words.facts(board, meeting),)),
        Section("Actions", (_actions(source, meeting),)),
        Section("Decisions", (_decisions(board, meeting),)),
        Section("Key discussion items", (_discussed(board, meeting),)),
        Section("Next meeting", (Para(_next(board, meeting)),)),
        *_present(board, meeting),
    )


# -- actions and decisions ---------------------------------------------------------------------------------------------


def _actions(source: Source, meeting: Meeting) -> Table:
    board = source.board
    order = {item.id: place for place, item in enumerate(agenda.items(board, meeting.id))}
    born = [one for one in board.of(Action).values() if one.meeting == meeting.id and not one.retired]
    born.sort(key=lambda one: (order.get(one.item or "", len(order)), *words.by_ref(one)))
    rows = [_action(source, one, words.area(board, one)) for one in born]
    rows += [_action(source, one, PREVIOUS) for one in sorted(_earlier(source, meeting), key=words.by_ref)]
    counted = f"{_many(len(born), 'action')} of this meeting, {len(rows) - len(born)} of earlier ones"
    return Table(("Area", "Ref", "Action", "Owner", "Due"), tuple(rows), counted, (14, 13, 42, 17, 14))


def _action(source: Source, action: Action, area: str) -> tuple[Cell, ...]:
    return (
        cell(area),
        cell(action.ref),
        words.action_words(source, action),
        cell(words.owner(action)),
        cell(words.day(action.due)),
    )


def _earlier(source: Source, meeting: Meeting) -> Iterator[Action]:
    """The actions of earlier meetings of the forum that were open when this one was held, whatever became of them since,
    and those that one of this meeting replaced."""
    board = source.board
    before = {one.id for one in meetings.before(board, meeting)}
    number = references.sort_key(references.counted(meeting.number))
    day = dates.day_of(dates.kept_day(meeting.day))
    for action in agenda.actions_of(board, meeting.forum):
        born = action.meeting in before if action.meeting else words.born_at(action) < number
        by = board.of(Action).get(action.replaced_by or "")
        ended = dates.instant_day(words.closed_at(source, action)) if action.status != "open" else None
        open_then = action.status == "open" or (ended is not None and day is not None and ended >= day)
        if born and (open_then or (by is not None and by.meeting == meeting.id)):
            yield action


def _decisions(board: Board, meeting: Meeting) -> Table:
    made = [one for one in board.of(Decision).values() if one.meeting == meeting.id and not one.retired]
    rows = tuple(
        (cell(words.area(board, one)), cell(one.ref), words.decision_words(board, one))
        for one in sorted(made, key=words.by_ref)
    )
    return Table(("Area", "Ref", "Decision"), rows, _many(len(rows), "decision"), (16, 15, 69))


def _many(count: int, word: str, many: str = "") -> str:
    return f"{count:,} {word if count == 1 else many or f'{word}s'}"


# -- what was said -----------------------------------------------------------------------------------------------------


def _discussed(board: Board, meeting: Meeting) -> Table:
    every = agenda.items(board, meeting.id)
    rows = tuple((cell(one.subject), tuple(_said(board, one)) or cell("")) for one in every)
    return Table(("Area", "Discussion"), rows, _many(len(rows), "agenda item"), (17, 83))


def _said(board: Board, item: Item) -> Iterator[Para]:
    """An agenda item as it went."""
    if item.taken_off:
        yield Para(words.ended(f"Taken off the agenda: {line(item.taken_off)}"))
    if carried := words.carried(board, item):
        yield Para(carried)
    yield from paragraphs(item.said)
    taken = evidence.taken(board, item)
    latest = evidence.latest(taken)
    if item.consent == "block" and not taken:
        yield Para("Taken in the consent block, its outcome the Chair's; no seat took a position.")
    if assessed := _assessed(board, item):
        yield Para(assessed)
    versions_spoken = {one.version for one in latest}
    same = len(versions_spoken) == 1
    if same and (spoken := line(latest[0].version)):
        yield Para(f"Positions on version {spoken}:")
    for one in latest:
        earlier = [was for was in taken if was is not one and _whose(was) == _whose(one)]
        yield words.position_words(board, one, earlier, version=not same)
    if tally := words.tally(board, latest):
        yield Para(tally)
    asked = item.purpose in ("review", "decision") and item.consent != "block" and not item.taken_off
    if asked or latest:
        silence = evidence.silence(board, item)
        told = (("No position", silence.present), ("Nobody came for", silence.absent))
        if silent := [f"{word}: {', '.join(line(one.constituency) for one in found)}." for word, found in told if found]:
            yield Para(" ".join(silent))
    if item.outcome:
        by = f" by {line(item.waived_by)}" if item.waived_by else ""
        yield Para(f"Outcome: {item.outcome}{by}.")
    yield from _left(board, item)


def _whose(position: Position) -> str:
    """The seat, or the person without one, whose latest position counts."""
    return position.seat or names.person(position.by)


def _assessed(board: Board, item: Item) -> str:
    """How many participants answered what when the impact was asked: apart from the seats."""
    artefact = board.of(Artefact).get(item.artefact or "")
    found = evidence.about(board, Assessment, artefact.id) if artefact is not None else []
    if not found:
        return ""

    def counted(field: str) -> str:
        said = [(sum(1 for one in found if getattr(one, field) == value), word) for value, word in _ANSWERS]
        return ", ".join(f"{count} {word}" for count, word in said if count)

    many = _many(len(found), "participant")
    return f"Impact assessed by {many}. Supports the change: {counted('supports')}. In time: {counted('feasible')}."


_ANSWERS = (("yes", "yes"), ("no", "no"), ("", NOT_STATED))


def _left(board: Board, item: Item) -> Iterator[Para]:
    """The references of what an item left behind."""
    for record_type, word in ((Decision, "Decision"), (Action, "Action")):
        found = [one for one in board.linked(record_type.KIND, "item", item.id) if isinstance(one, Decision | Action)]
        live = sorted((one for one in found if not one.retired), key=words.by_ref)
        if live:
            yield Para(f"{word}{'' if len(live) == 1 else 's'}: {words.refs(live)}.")


def _next(board: Board, meeting: Meeting) -> str:
    found = meetings.following(board, meeting)
    if found is None:
        return NOT_STATED
    return ", ".join(filter(None, (line(found.number), words.held(found), line(found.venue))))


# -- who was there -----------------------------------------------------------------------------------------------------


def _present(board: Board, meeting: Meeting) -> Iterator[Section]:
    rows: dict[str, list[tuple[Cell, ...]]] = {group: [] for group in (CHAIR, INDUSTRY, PROGRAMME, OTHERS)}
    apologies: list[tuple[Cell, ...]] = []
    for found in _by_person(board, meeting):
        one = found[0]
        name, role = cell(_named(one)), cell("; ".join(dict.fromkeys(filter(None, (_role(board, each) for each in found)))))
        if one.how == "apologies":
            apologies.append((name, role))
        else:
            group = _group(one)
            rows[group].append((cell(group), name, role))
    attended = tuple(row for found in rows.values() for row in sorted(found, key=_by_name))
    yield Section(
        "Attendees", (Table(("Group", "Name", "Role"), attended, _many(len(attended), "person", "people"), (28, 36, 36)),)
    )
    absent = tuple(sorted(apologies, key=lambda row: plain(row[0]).casefold()))
    sent = Table(("Name", "Role"), absent, _many(len(absent), "apology", "apologies"), (50, 50))
    yield Section("Apologies", (sent, *([Para(told)] if attended and (told := _seats(board, meeting)) else [])))


def _seats(board: Board, meeting: Meeting) -> str:
    """How many seats of the forum were filled, and for which nobody came; empty for a forum without any."""
    every, empty = evidence.seats(board, meeting), evidence.empty_seats(board, meeting)
    if not every:
        return ""
    nobody = f" Seats for which nobody came: {', '.join(_of_workstream(board, seat) for seat in empty)}." if empty else ""
    return f"Seats filled: {len(every) - len(empty)} of {len(every)}.{nobody}"


def _by_person(board: Board, meeting: Meeting) -> Iterable[list[Attendance]]:
    """Who came or sent apologies, each person once with all that they came for: somebody may sit on several seats."""
    found: dict[object, list[Attendance]] = {}
    for one in meetings.attending(board, meeting.id):
        whose = (names.person(one.person), one.how == "apologies", one.on_behalf_of, _group(one))
        found.setdefault(whose if one.person else one.id, []).append(one)
    return found.values()


def _of_workstream(board: Board, seat: Seat) -> str:
    return f"{line(seat.constituency)}{_lane(board, seat)}"


def _lane(board: Board, seat: Seat | None) -> str:
    """The workstream that a seat is of, where its forum has a table of seats for each."""
    lane = board.of(Workstream).get((seat.workstream if seat is not None else None) or "")
    return f" ({line(lane.short or lane.name)})" if lane is not None else ""


def _by_name(row: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(plain(one).casefold() for one in row)


def _group(one: Attendance) -> str:
    if one.how == "observer":
        return OTHERS
    if line(one.role).casefold() in ("chair", "the chair", "chairperson", "chairman", "chairwoman"):
        return CHAIR
    return INDUSTRY if one.seat else PROGRAMME


def _named(one: Attendance) -> str:
    name = line(one.person) or NOT_STATED
    if one.on_behalf_of:
        return f"{name} (on behalf of {line(one.on_behalf_of)})"
    return f"{name} (for somebody not stated)" if one.how == "for somebody" else name


def _role(board: Board, one: Attendance) -> str:
    seat = board.of(Seat).get(one.seat or "")
    role = line(one.role) or (words.represents(seat) if seat is not None else "")
    role += _lane(board, seat)
    organisation = line(one.organisation)
    return ", ".join(filter(None, (role, organisation if organisation.casefold() not in role.casefold() else "")))
