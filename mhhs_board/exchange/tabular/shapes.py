"""The tables of programs that are known by their headings, and what their columns hold here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mhhs_board.domain.names import normal
from mhhs_board.domain.table_rows import DERIVED


class Shape(NamedTuple):
    """A program, the headings by which its tables are known, and the field of a heading, empty to pass it over; all
    headings as they are compared."""

    program: str
    needs: frozenset[str]
    columns: Mapping[str, str]
    away: str = ""
    """The heading of the column that says of a row that it was put away there."""


def _shape(program: str, needs: Iterable[str], columns: Mapping[str, str], away: str = "") -> Shape:
    told = {normal(said): field for said, field in columns.items()}
    return Shape(program, frozenset(map(normal, needs)), told, normal(away))


OURS = _shape(
    "L4 Design Board", ("Reference", "Title", "Workstream", "Stage", *DERIVED), {**dict.fromkeys(DERIVED, ""), "id": "id"}
)
"""A table of artefacts for people, as this program writes it; what other columns say is passed over."""
SHAPES = (
    OURS,
    _shape(
        "Jira",
        ("Summary", "Issue key", "Issue Type", "Status"),
        {
            "Issue key": "id", "Issue id": "", "Parent id": "", "Parent": "", "Parent summary": "", "Status Category": "",
            "Summary": "title", "Issue Type": "kind", "Assignee": "owner", "Assignee Id": "", "Description": "notes",
            "Project name": "", "Project key": "", "Project type": "", "Reporter": "", "Creator": "", "Resolution": "",
        },
    ),
    _shape(
        "Azure DevOps",
        ("ID", "Work Item Type", "Title", "State"),
        {
            "ID": "id", "Work Item Type": "kind", "Assigned To": "owner", "Area Path": "", "Iteration Path": "",
            "Tags": "labels", "Description": "notes", "Target Date": "due", "Due Date": "due",
        },
    ),
    _shape(
        "Trello",
        ("Card Name", "List Name"),
        {
            "Card ID": "", "Card Name": "title", "Card URL": "links", "Card Description": "notes", "List Name": "stage",
            "List ID": "", "Board ID": "", "Board Name": "", "Members": "owner", "Card #": "id", "Last Activity Date": "",
        },
        "Archived",
    ),
    _shape(
        "Planner",
        ("Task ID", "Task Name", "Bucket Name", "Progress"),
        {
            "Task ID": "", "Task Name": "title", "Progress": "stage", "Assigned To": "owner", "Created By": "",
            "Created Date": "", "Start date": "", "Due date": "due", "Is Recurring": "", "Late": "", "Completed Date": "",
            "Completed By": "", "Completed Checklist Items": "", "Description": "notes",
        },
    ),
    _shape(
        "Pivotal Tracker",
        ("Id", "Story", "Iteration", "Current State"),
        {
            "Id": "id", "Story": "title", "Current State": "stage", "Owned By": "owner", "Description": "notes",
            "URL": "links", "Iteration": "", "Iteration Start": "", "Iteration End": "", "Estimate": "", "Created at": "",
            "Accepted at": "", "Requested By": "",
        },
    ),
    _shape(
        "Kanboard",
        ("Task Id", "Swimlane", "Column", "Title"),
        {"Task Id": "", "Column": "stage", "Status": "", "Assignee Name": "owner", "Assignee Username": "", "Category": "",
         "Color": "", "Project": "", "Creator": "", "Description": "notes"},
    ),
)  # fmt: skip


def shape_of(headings: Iterable[str]) -> Shape | None:
    """The program that wrote a table with these headings; None where none is sure."""
    there = set(map(normal, headings))
    return next((shape for shape in SHAPES if shape.needs <= there), None)
