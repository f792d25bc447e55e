"""A board's own set-up: workstreams, stages, kinds, forums, limits and gates. Data, never code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from msgspec.structs import replace

from mhhs_board.domain import escalation as ladder
from mhhs_board.domain import rank
from mhhs_board.domain.board import Board, added, removed, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.names import match, quoted
from mhhs_board.domain.record import Named
from mhhs_board.domain.records import Artefact, Details, Escalation, Gate, Kind, Limit, Role, Stage, Workstream
from mhhs_board.domain.workflow import gates
from mhhs_board.operations import naming, typed
from mhhs_board.operations.context import Context

NAMED: dict[str, type[Named]] = {record.KIND: record for record in (Workstream, Stage, Kind, Forum)}
"""What can be added, renamed, reordered and retired, by the word the command line uses."""

GATES = get_args(Gate)


def named(board: Board, kind: str) -> list[Named]:
    """The records in use of one of the NAMED kinds, in order."""
    lists: dict[str, Sequence[Named]] = {
        Workstream.KIND: board.workstreams,
        Stage.KIND: board.stages,
        Kind.KIND: board.kinds,
        Forum.KIND: board.forums,
    }
    return list(lists[kind])


def add_named(
    board: Board,
    context: Context,
    *,
    kind: str,
    name: str,
    short: str = "",
    aliases: Sequence[str] = (),
    role: Role | None = None,
    level: int | None = None,
    parent: str | None = None,
    cadence: str = "",
) -> Entry:
    """Add a workstream, stage, kind or forum at the end of its kind. A stage needs a role, a forum takes a level."""
    fields: dict[str, Any] = {}
    if kind == Stage.KIND:
        if role is None:
            raise Refused(f"A stage needs a role: {', '.join(get_args(Role))}.", needs="role")
        fields["role"] = role
    if kind == Forum.KIND:
        fields |= {"level": 4 if level is None else level, "parent": parent, "cadence": typed.line(cadence, "cadence")}
    words = _words(board, kind, None, name, short, aliases)
    last = max((record.rank for record in board.of(NAMED[kind]).values()), default="")
    fields |= words
    record = NAMED[kind](id=context.new_id(), rank=rank.between(last, ""), **fields)
    return context.entry(f"{kind} add", [added(record)])


def rename(
    board: Board,
    context: Context,
    *,
    kind: str,
    id: str,
    name: str | None = None,
    short: str | None = None,
    aliases: Sequence[str] | None = None,
) -> Entry:
    """Give a record other names; None leaves one as it is. A new name does not keep a short name that shortened the old."""
    found = _standing(board, kind, id)
    if short is None:
        short = found.short if name is None else ""
    words = _words(
        board, kind, id, found.name if name is None else name, short, found.aliases if aliases is None else aliases
    )
    return context.entry(f"{kind} rename", [revised(found, **words)])


def amend_named(
    board: Board,
    context: Context,
    *,
    kind: str,
    id: str,
    name: str | None = None,
    short: str | None = None,
    aliases: Sequence[str] | None = None,
    role: Role | None = None,
    level: int | None = None,
    parent: str | None = None,
    cadence: str | None = None,
) -> Entry:
    """Give a record other names as `rename` does, a stage another role, a forum another level, forum above it or cadence.

    None leaves one as it is, `parent` "" takes the forum above away. A stage does not become one of what is done while
    blocked artefacts stand in it.
    """
    found = _standing(board, kind, id)
    named_anew = rename(board, context, kind=kind, id=id, name=name, short=short, aliases=aliases).changes
    fields: dict[str, Any] = dict(named_anew[0].after or {}) if named_anew else {}
    if kind == Stage.KIND and role is not None:
        fields["role"] = _role(board, found, role)
    if kind == Forum.KIND:
        if parent is not None:
            fields["parent"] = _parent(board, found, parent)
        if level is not None:
            fields["level"] = level
        if cadence is not None:
            fields["cadence"] = typed.line(cadence, "cadence")
    if "aliases" in fields:
        fields["aliases"] = tuple(fields["aliases"])
    verb = "amend" if set(fields) - {"name", "short", "aliases"} else "rename"
    return context.entry(f"{kind} {verb}", [revised(found, **fields)])


def _role(board: Board, stage: Named, role: Role) -> Role:
    if role not in get_args(Role):
        raise Refused(f"A stage needs a role: {', '.join(get_args(Role))}.", needs="role")
    if role == "done":
        held = [one for one in board.of(Artefact).values() if one.stage == stage.id and not one.retired]
        blocked = sum(board.is_blocked(one.id) for one in held)
        if blocked:
            plural = "s" if blocked != 1 else ""
            raise Refused(f"{stage.name} has {blocked} blocked artefact{plural}, and what is done cannot be blocked.")
    return role


def _parent(board: Board, forum: Named, parent: str) -> str | None:
    """The forum above another, which may not be below it."""
    if not parent:
        return None
    above = _standing(board, Forum.KIND, parent)
    forums, seen = board.of(Forum), {forum.id}
    at: str | None = above.id
    while at:
        if at in seen:
            raise Refused(f"{above.name} cannot be above {forum.name}: it is {forum.name} or below it.")
        seen.add(at)
        at = forums[at].parent if at in forums else None
    return above.id


def reorder(board: Board, context: Context, *, kind: str, id: str, before: str | None) -> Entry:
    """Put a record before another of its kind, or at the end. Forums are ordered by level first."""
    found = _standing(board, kind, id)
    ids = [record.id for record in named(board, kind)]
    if before == id or (before is None and ids[-1] == id) or (before in ids and ids.index(before) == ids.index(id) + 1):
        return context.entry(f"{kind} reorder", [])
    rest = sorted(
        (record for record in board.of(NAMED[kind]).values() if record.id != id), key=lambda other: (other.rank, other.id)
    )
    place = next((at for at, record in enumerate(rest) if record.id == before), len(rest))
    low = rest[place - 1].rank if place else ""
    high = rest[place].rank if place < len(rest) else ""
    return context.entry(f"{kind} reorder", [revised(found, rank=rank.between(low, high))])


def retire_named(board: Board, context: Context, *, kind: str, id: str) -> Entry:
    """Take a record out of use, a forum from today on; refused while artefacts stand in it, so that none is lost from
    sight."""
    found = _standing(board, kind, id)
    if kind == Forum.KIND and (told := _waiting_at(board, id)):
        raise Refused(f"{told} for an answer of {found.name}; answer, withdraw or pass it on first.")
    using = 0 if kind == Forum.KIND else _standing_in(board, kind, id)
    if using:
        raise Refused(f"{found.name} still holds {using} artefact{'s' if using != 1 else ''}; move them first.")
    if kind in (Stage.KIND, Workstream.KIND) and sum(not other.retired for other in named(board, kind)) == 1:
        raise Refused(f"{found.name} is the last {kind} of the board, so it stays.")
    last = {"active_to": context.today.isoformat()} if isinstance(found, Forum) else {}
    return context.entry(f"{kind} retire", [revised(found, retired=context.now, **last)])


def _standing_in(board: Board, kind: str, id: str) -> int:
    return sum(getattr(artefact, kind) == id for artefact in board.of(Artefact).values() if not artefact.retired)


def _waiting_at(board: Board, forum: str) -> str:
    """How many artefacts, for what blocks them, and decisions wait at a forum: `1 artefact and 2 decisions wait`."""
    artefacts, decisions = set[str](), set[str]()
    for one in board.of(Escalation).values():
        if one.returned or one.forum != forum:
            continue
        if one.decision:
            decisions.add(one.decision)
        elif (artefact := ladder.artefact_of(board, one)) and not artefact.retired and board.is_blocked(artefact.id):
            artefacts.add(artefact.id)
    counted = (("artefact", len(artefacts)), ("decision", len(decisions)))
    told = [f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counted if count]
    several = len(artefacts) + len(decisions) > 1
    return f"{' and '.join(told)} wait{'' if several else 's'}" if told else ""


def configure(board: Board, context: Context, *, values: Mapping[str, str]) -> Entry:
    """Set names, gates and limits by the names that `settings` prints; all or none."""
    details = board.details
    fields: dict[str, Any] = {}
    changes: list[Change | None] = []
    for name, value in values.items():
        key = name.strip().lower()
        if key in ("name", "classification"):
            fields[key] = typed.line(value, key, required=key == "name")
        elif key in gates(details):
            if value not in GATES:
                raise Refused(f"{key} takes off, warn or refuse, not {quoted(value)}.")
            fields[key.replace(".", "_").replace("-", "_")] = value
        elif key.startswith("limit:"):
            changes.append(_limit(board, context, name.strip()[len("limit:") :], value))
        else:
            known = ", ".join([*settings(board), "limit:PLACE"])
            raise Refused(f"There is no setting {quoted(name)}; there are {known}.")
    known_details = board.of(Details).get("board")
    if fields:
        changes.append(revised(known_details, **fields) if known_details else added(replace(details, **fields)))
    return context.entry("configure", changes)


def _limit(board: Board, context: Context, place: str, value: str) -> Change | None:
    """`limit:STAGE`, `limit:LANE` or `limit:LANE/STAGE` = a number, with `refuse` or `warn` behind it, or `off`."""
    workstream, stage = _place(board, place)
    held = next((limit for limit in board.limits if (limit.workstream, limit.stage) == (workstream, stage)), None)
    words = value.split()
    if words == ["off"] or not words:
        return removed(held) if held else None
    gate: Gate = "refuse" if words[1:] == ["refuse"] else "warn"
    counted = words[0].isascii() and words[0].isdecimal() and len(words[0]) <= 6
    if not counted or words[1:] not in ([], ["warn"], ["refuse"]):
        raise Refused(f"A limit is a number with warn or refuse behind it, or off; not {quoted(value)}.")
    if held:
        return revised(held, most=int(words[0]), gate=gate)
    return added(Limit(id=context.new_id(), workstream=workstream, stage=stage, most=int(words[0]), gate=gate))


def _place(board: Board, text: str) -> tuple[str | None, str | None]:
    first, slash, second = text.partition("/")
    if slash:
        return match(first, board.workstreams).id, match(second, board.stages).id
    try:
        return None, match(text, board.stages).id
    except Refused:
        return match(text, board.workstreams).id, None


def settings(board: Board) -> dict[str, str]:
    """Every setting of a board by name, as `configure` takes it."""
    details = board.details
    found = {"name": details.name, "classification": details.classification, **gates(details)}
    lanes, stages = board.of(Workstream), board.of(Stage)
    for limit in board.limits:
        parts = [lanes[limit.workstream].name] if limit.workstream else []
        parts += [stages[limit.stage].name] if limit.stage else []
        found[f"limit:{'/'.join(parts)}"] = f"{limit.most} {limit.gate}"
    return found


def _words(
    board: Board, kind: str, own: str | None, name: str, short: str, aliases: Sequence[str]
) -> dict[str, str | tuple[str, ...]]:
    """Clean names that no other record of the kind in use has."""
    said = naming.words(kind, name, short, aliases)
    naming.Taken(record for record in named(board, kind) if record.id != own).refuse(kind, said)
    return {"name": said.name, "short": said.short, "aliases": said.aliases}


def _standing(board: Board, kind: str, id: str) -> Named:
    found = board.of(NAMED[kind]).get(id)
    if found is None or found.retired:
        raise Refused(f"This {kind} is no longer in use.")
    return found
