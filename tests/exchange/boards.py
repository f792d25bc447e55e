"""Boards with a past, for the tests of files: random operations on a template."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from hypothesis import strategies as st

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.records import Artefact, Blocker
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations import blocking, editing, escalating, moving, registering
from tests.boards import TODAY, act, board_of

NASTY = (
    "Change of Meter", "=1+1", "'=1+1", "''x", "'tis", "+44 20", "-1", "@SUM(A1)", "＝cmd", 'say "hi"', "a;b", "a\\;b", "c\\",
    "x,y", "<b>bold</b>", "| *a* | [x](y)", "# not a note", "naïve – №", "𝔘nicode 😀", "none", "Blocked", "sep=;", "1e5", "008",
)  # fmt: skip
"""Texts that files tend to change."""

texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
lists = st.lists(texts, max_size=3)

step = st.one_of(
    st.tuples(
        st.just("add"),
        st.fixed_dictionaries(
            {"title": texts.filter(str.strip)},
            optional={
                "ref": texts, "owner": texts, "priority": texts, "due": st.one_of(texts, st.just("8 May")), "version": texts,
                "labels": lists, "links": lists, "outcome": texts, "decision": texts, "notes": st.one_of(texts, st.just("a\nb\n\nc")),
                "kind": st.sampled_from(["business-process", "method-statement"]),
                "workstream": st.sampled_from(["smart", "registrations", "elexon"]),
                "stage": st.sampled_from(["backlog", "in-progress", "l4-review", "dag-review", "approved"]),
            },
        ),
    ),
    st.tuples(
        st.sampled_from(["move", "order", "block", "escalate", "decide", "ask", "answer", "unblock", "retire"]),
        st.tuples(st.integers(0, 30), st.integers(0, 5), texts),
    ),
)  # fmt: skip
"""One thing somebody does; arguments that fit nothing are refused, as they are in the program."""

steps = st.lists(step, min_size=6, max_size=25)


def board_after(steps: Sequence[tuple[str, object]], template: str = "l4-bare") -> Board:
    """A board on which these things were done, as far as the rules let them."""
    board = board_of(template)
    for number, (verb, wish) in enumerate(steps):
        with contextlib.suppress(Refused):
            _do(board, verb, wish, f"2026-11-24T09:{number:02}:00Z")
    return board


def _do(board: Board, verb: str, wish: object, now: str) -> None:
    if verb == "add":
        assert isinstance(wish, dict)
        act(board, editing.add, now=now, **{"workstream": "smart", **wish})
        return
    assert isinstance(wish, tuple)
    which, other, text = wish
    live = sorted(board.artefacts(), key=lambda found: found.id)
    if not live:
        return
    artefact: Artefact = live[which % len(live)]
    stage = board.stages[other % len(board.stages)].id
    if verb == "move":
        lane = board.workstreams[other % len(board.workstreams)].id
        act(
            board,
            moving.move,
            now=now,
            ids=[artefact.id],
            stage=stage,
            workstream=lane,
            override="skip",
            reason="back",
            unblock=bool(other % 2),
            withdraw="Settled" if other % 2 and board.open_escalations(artefact.id, of=Blocker) else "",
        )
    elif verb == "order":
        act(board, moving.move, now=now, ids=[artefact.id], stage=artefact.stage, slot=other)
    elif verb == "block":
        act(board, blocking.block, now=now, ids=[artefact.id], reason=text, not_stated=True, owner=text, needed_by="8 May")
    elif verb == "escalate":
        forum = board.forums[other % len(board.forums)].id
        act(board, escalating.escalate, now=now, artefact=artefact.id, forum=forum, question=text, needed_by="+14d")
    elif verb == "decide":
        about = {"artefact": artefact.id} if other % 3 else {}
        act(board, registering.add, now=now, kind="decision", values={"ref": f"DEC{which}", "text": text, **about})
    elif verb == "ask":
        for decision in sorted(board.of(Decision))[:1]:
            forum = board.forums[other % len(board.forums)].id
            act(
                board,
                escalating.escalate_decision,
                now=now,
                decision=decision,
                forum=forum,
                question=text,
                needed_by="8 May",
            )
    elif verb == "answer":
        for escalation in board.open_escalations(artefact.id):
            act(board, escalating.answer, now=now, escalation=escalation.id, answer=text)
    elif verb == "unblock":
        held = [blocker.id for blocker in board.open_blockers(artefact.id)][: 1 + other % 2]
        act(
            board,
            blocking.unblock,
            now=now,
            artefact=artefact.id,
            stage=artefact.stage,
            note=text,
            blockers=held,
            withdraw="Settled" if any(one.blocker in held for one in board.open_escalations(artefact.id)) else "",
        )
    else:
        act(board, editing.retire, now=now, ids=[artefact.id])


def everything(board: Board) -> Sheet:
    """A sheet with every artefact shown."""
    return Sheet.of(board, [artefact.id for artefact in board.artefacts()], TODAY)


def lossless(board: Board) -> Sheet:
    """The same with what is private."""
    return Sheet.of(board, [artefact.id for artefact in board.artefacts()], TODAY, private=True)


def some(board: Board, *ids: str, filter: str = "") -> Sheet:
    """A sheet with these shown only."""
    return Sheet.of(board, ids, TODAY, as_at="24 November 2026 08:00", filter=filter)
