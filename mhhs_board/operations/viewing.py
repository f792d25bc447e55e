"""Saved views: ways of looking under a name, one's own or shared. Undo passes over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mhhs_board.domain import rank
from mhhs_board.domain.board import Board, added, removed, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import normal, person
from mhhs_board.domain.records import View
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context

VERB = "view"


def views(board: Board, actor: str) -> list[View]:
    """The views an actor sees: the shared ones and their own, in order."""
    me = person(actor)
    seen = (view for view in board.of(View).values() if not view.retired and (not view.owner or person(view.owner) == me))
    return sorted(seen, key=lambda view: (view.rank, view.id))


def save_view(
    board: Board,
    context: Context,
    *,
    name: str,
    query: str,
    density: str = "",
    folded: Sequence[str] = (),
    shared: bool = False,
) -> Entry:
    """Keep a way of looking under a name; the same name again replaces one's own (or the shared one)."""
    name = typed.line(name, "name of the view", limit=80, required=True)
    owner = "" if shared else context.actor
    fields: dict[str, Any] = {"query": typed.line(query, "filter"), "density": density, "folded": tuple(folded)}
    held = next((view for view in views(board, context.actor) if normal(view.name) == normal(name)), None)
    if held is not None and bool(held.owner) == bool(owner):
        return context.entry(VERB, [revised(held, name=name, **fields)])
    if held is not None:
        raise Refused(f"There is a view called {held.name} already; choose another name.")
    last = max((view.rank for view in board.of(View).values()), default="")
    new = View(id=context.new_id(), name=name, owner=owner, rank=rank.between(last, ""), **fields)
    return context.entry(VERB, [added(new)])


def remove_view(board: Board, context: Context, *, id: str) -> Entry:
    """Forget a view."""
    held = board.of(View).get(id)
    if held is None:
        raise Refused("This view is gone already.")
    return context.entry(VERB, [removed(held)])
