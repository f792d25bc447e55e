"""What words of other programs may mean here: offered to whoever is asked, and never taken for an answer."""

from __future__ import annotations

from mhhs_board.domain.board import Board
from mhhs_board.domain.imported import LEAVE_OUT, Questions
from mhhs_board.domain.names import BLOCKED_NAME, normal
from mhhs_board.domain.records import Stage

_BY_ROLE = {
    "backlog": (
        "to do", "open", "new", "not started", "not yet started", "pending", "planned", "proposed", "identified", "ready",
        "queued", "upcoming", "backlog",
    ),
    "work": (
        "doing", "in progress", "in work", "active", "started", "ongoing", "wip", "in development", "under way", "draft",
        "drafting", "on track", "behind", "incomplete", "assigned",
    ),
    "review": (
        "review", "in review", "under review", "for review", "ready for review", "ready for final review",
        "awaiting review", "peer review", "testing", "in testing", "to verify",
    ),
    "decision": (
        "approval", "for approval", "in approval", "awaiting approval", "pending approval", "ready for approval",
        "submitted",
    ),
    "done": (
        "done", "complete", "completed", "closed", "finished", "resolved", "delivered", "released", "accepted", "approved",
        "signed off", "fixed", "100%",
    ),
}  # fmt: skip
_BLOCKED = ("blocked", "on hold", "hold", "waiting", "paused", "stalled", "impeded", "parked")
_AWAY = (
    "cancelled", "canceled", "withdrawn", "rejected", "removed", "duplicate", "abandoned", "superseded", "deleted",
    "out of scope", "not applicable", "n/a", "won't do",
)  # fmt: skip
_ROLE = {normal(word): role for role, words in _BY_ROLE.items() for word in words}
_NONE = frozenset(map(normal, _AWAY))
_HELD = frozenset(map(normal, _BLOCKED))


def suggested(board: Board, questions: Questions) -> Questions:
    """What may be answered to questions about words, in the form of the answers; what nobody can think of is left out."""
    words = questions.get("values", {}).get(Stage.KIND, {})
    found = {word: name for word in words if (name := _stage(board, word))}
    return {"values": {Stage.KIND: found}} if found else {}


def _stage(board: Board, word: str) -> str:
    """The name of the column that a word may mean, LEAVE_OUT for what is not done at all, or empty."""
    plain = normal(word[:60])
    if plain in _NONE:
        return LEAVE_OUT
    if plain in _HELD:
        return BLOCKED_NAME
    role = _ROLE.get(plain, "")
    of_role = [stage.name for stage in board.stages if stage.role == role]
    return (of_role[-1] if role == "done" else of_role[0]) if of_role else ""
