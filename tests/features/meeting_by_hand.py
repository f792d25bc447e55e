"""The meeting of the source, with invented names, written down in the window by mouse and keys alone and issued as a report;
the report that the same meeting makes where it comes in as one file says the same. A story of `tests.features.by_hand`."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

REQUESTS = (
    ("CR044", "Data refresh"),
    ("CR045", "Correction tool"),
    ("CR046", "Flow changed more than once"),
)
CHAIR = "Chair under the SRO's delegation"
RECOMMENDED = "Change to the design is required; whether and when is put to the PSG"
APPROVED = "Approved for a future IR8.x release"


class Spoken(NamedTuple):
    """A position: by which keys the seat is found, support, timing, words, what is not before when or under which condition."""

    seat: str
    support: str
    timing: str
    words: str
    rest: str = ""
    blocking: str = "no"


SPOKEN = {
    "CR044": (
        Spoken("Elexon", "yes", "not before", "Unlikely to be possible before M10", "M10"),
        Spoken("DNO", "yes", "not before", "Challenging before M10; perhaps early 2025", "M10"),
        Spoken("I&C Supplier", "yes", "not before", "Consider a day two release", "M10"),
        Spoken("RECCo", "yes", "not before", "As soon after as practicable", "M10"),
        Spoken("National Grid ESO", "yes", "", "What is agreed must not be lost"),
        Spoken("Large Supplier", "if", "", "Hold a session on it", "the downstream impacts are known"),
        Spoken("Small Supplier", "yes", "", "DAG may recommend, and not approve, what comes after M10"),
    ),
    "CR045": (
        Spoken("Elexon", "yes", "not before", "Before CR044", "M10"),
        Spoken("DNO", "yes", "not before", "Early 2025 is possible", "M10"),
        Spoken("RECCo", "yes", "feasible", "An urgent fix is required"),
        Spoken("Small Supplier", "no", "not before", "The detail is needed first", "M10"),
    ),
    "CR046": (
        Spoken("Elexon", "yes", "feasible", "Prudent, as the other change is approved"),
        Spoken("Small Supplier", "", "no view", "Is regression testing required?"),
        Spoken("Large Supplier", "no", "", "It does not meet the criteria of the freeze", "", "yes"),
        Spoken("DNO", "yes", "", "The changes are being made already"),
        Spoken("RECCo", "yes", "feasible", "A simple solution to a rare problem"),
    ),
}
IPA = "Caution so close to going live"
DECISIONS = {
    "CR044": ("DAG-DEC99", "recommend", RECOMMENDED, ""),
    "CR045": ("DAG-DEC100", "recommend", RECOMMENDED, "01:35:00"),
    "CR046": ("DAG-DEC101", "approve", APPROVED, "02:02:00"),
}
ACTIONS = {
    "Minutes": (("Share what was learned", "Programme", "Ana", "08/05/2024"),),
    "CR044": (("Raise a risk if CR044 is not approved before M10", "Programme", "Ben", "08/05/2024"),),
    "CR045": (("", "Programme", "Ben", "08/05/2024"), ("Raise a risk over CR045", "", "", "08/05/2024")),
}
CAME = (
    ("Jo", "Chair", "", "present", ""),
    ("Ana", "", "Large Supplier", "for somebody", "Cal"),
    ("Bea", "", "Small Supplier", "present", ""),
    ("Cy", "", "Elexon", "present", ""),
    ("Di", "", "DNO", "present", ""),
    ("Ed", "", "RECCo", "for somebody", "Flo"),
    ("Gus", "", "Supplier Agent", "for somebody", "Hal"),
    ("Ida", "", "Supplier Agent", "for somebody", "Ian"),
    ("Kit", "PMO Governance Lead", "", "present", ""),
    ("Lou", "IPA", "", "observer", ""),
    ("May", "", "Consumer", "apologies", ""),
)
"""Person, role, seat, how, on behalf of whom."""


def as_file() -> dict[str, Any]:
    """The same meeting as the one file that a past meeting comes in as."""
    items = [{"number": "1", "subject": "Minutes and actions", "purpose": "actions"}]
    numbers = {"Minutes": "1"}
    for number, (ref, title) in enumerate(REQUESTS, 2):
        numbers[ref] = str(number)
        said = [
            {
                "seat": one.seat,
                "support": one.support,
                "timing": one.timing,
                "words": one.words,
                "blocking": one.blocking,
                **({"condition" if one.support == "if" else "not_before": one.rest} if one.rest else {}),
            }
            for one in SPOKEN[ref]
        ]
        said += [{"by": "IPA", "words": IPA}] if ref == "CR044" else []
        made: dict[str, Any] = {"number": str(number), "artefact": ref, "subject": f"{ref} {title}", "purpose": "decision"}
        items.append({**made, "positions": said})
    meeting = {"number": "DAG035", "forum": "DAG", "day": "10 April 2024", "begins": "10:00", "ends": "13:00"}
    meeting |= {"venue": "Virtual", "classification": "Public", "status": "held"}
    names = ("person", "role", "seat", "how", "on_behalf_of")
    return {
        "format": "mhhs-meeting",
        "version": 1,
        "meeting": meeting,
        "attendance": [{k: v for k, v in zip(names, one, strict=True) if v} for one in CAME],
        "items": items,
        "decisions": [
            {
                "ref": ref,
                "item": numbers[on],
                "artefact": on,
                "decided": how,
                "text": text,
                "authority": CHAIR,
                "recorded": at,
            }
            for on, (ref, how, text, at) in DECISIONS.items()
        ],
        "actions": [
            {
                "ref": f"DAG35-0{number}",
                "item": numbers[on],
                "text": text,
                "organisation": organisation,
                "person": person,
                "due": due,
                **({"artefact": on} if on != "Minutes" else {}),
            }
            for number, (on, (text, organisation, person, due)) in enumerate(
                ((on, one) for on, every in ACTIONS.items() for one in every), 1
            )
        ],
    }


class Pen:
    """A hand that counts its keys, those that write words apart."""

    def __init__(self) -> None:
        self.keys = 0
        self.letters = 0

    def press(self, *keys: str, pause: float = 0.04) -> None:
        """Press keys one after another."""
        for key in keys:
            subprocess.run(["xdotool", "key", key], check=True)
            time.sleep(pause)
        self.keys += len(keys)

    def write(self, text: str) -> None:
        """Type a text; what is empty is passed over."""
        if text:
            subprocess.run(["xdotool", "type", "--delay", "4", "--", text], check=True)
            time.sleep(0.05)
            self.letters += len(text)

    def fill(self, *texts: str) -> None:
        """Fill a form from the field that has the keyboard on, then send it off."""
        for number, text in enumerate(texts):
            if number:
                self.press("Tab", pause=0.02)
            self.write(text)
        self.press("Return", pause=0.35)


_LETTER = {"yes": "y", "if": "i", "no": "n", "feasible": "f", "not before": "b", "no view": "v"}


def say(pen: Pen, rows: list[str], one: Spoken) -> int:
    """Write a position down; how many keys that took beside its words."""
    before = pen.keys
    at = rows.index(one.seat)
    if at < 9:
        pen.press(f"alt+{at + 1}")
    else:
        pen.press("ctrl+Return", f"shift+{one.seat[0].lower()}")
    pen.press(*(_LETTER[said] for said in (one.support, one.timing) if said))
    if one.blocking == "yes":
        pen.press("x")
    pen.press("Return")
    if one.support == "if":
        pen.write(one.rest)
        pen.press("Return")
    pen.write(one.words)  # before what it is not feasible is the milestone of what it is about
    return pen.keys - before


def write_down(window: Any, told: Callable[[str], None], pictures: Callable[[str], None] = lambda _name: None) -> Pen:
    """Write the whole meeting down in a window on its board."""
    pen, begun = Pen(), time.monotonic()

    def open_form(*keys: str) -> None:
        time.sleep(0.1)
        pen.press(*keys)
        assert window.until(lambda seen: seen["dialogs"])["dialogs"], keys
        time.sleep(0.15)  # until the keyboard is the dialog's

    def closed() -> None:
        seen = window.until(lambda seen: not seen["dialogs"])
        assert not seen["dialogs"], (seen, window.ask("said"))

    def lap(what: str) -> None:
        nonlocal begun
        told(f"{what}: {time.monotonic() - begun:.0f} s, {pen.keys} keys and {pen.letters} letters so far")
        begun = time.monotonic()

    pen.press("ctrl+5", pause=0.6)
    open_form("ctrl+shift+a")
    pen.fill("10:00", "13:00", "Virtual", "Public", "h")  # number and day are proposed
    closed()
    window.click("button", "Attendance")
    time.sleep(0.3)
    for person, role, seat, how, behalf in CAME:
        open_form("Insert")
        pen.write(person)
        pen.press("Tab")
        pen.write(role)
        pen.press("Tab", "Tab")
        pen.write(seat)
        pen.press("Tab")
        pen.write({"present": "", "for somebody": "f", "apologies": "a", "observer": "o"}[how])
        pen.press("Tab")
        pen.write(behalf)
        pen.press("Return", pause=0.3)
        closed()
    pictures("attendance")
    lap(f"{len(CAME)} who came or sent apologies")
    window.click("button", "Agenda")
    time.sleep(0.3)
    open_form("Insert")
    pen.fill("Minutes and actions", "", "", "", "a")
    closed()
    for ref, _title in REQUESTS:
        open_form("Insert")
        pen.press("shift+Tab")
        pen.write(ref)
        pen.press("Return", "Return", pause=0.3)
        closed()
    pictures("agenda")
    lap("4 items")
    longest = 0
    pen.press("Home", "Down", pause=0.3)
    for number, (ref, _title) in enumerate(REQUESTS):
        if number:
            pen.press("ctrl+Return", "Left", "Down", pause=0.3)
        pen.press("p", pause=0.2)
        rows = window.ask("seats")
        for one in SPOKEN[ref]:
            longest = max(longest, say(pen, rows, one))
        pictures(ref)
    pen.press("ctrl+Return", "Left")
    lap(f"{sum(map(len, SPOKEN.values()))} positions, at most {longest} keys beside the words of each")
    pen.press("Home", "Down", "p", pause=0.3)
    open_form("Insert")
    pen.write("IPA")
    for _ in range(window.ask("steps", "Words")):
        pen.press("Tab", pause=0.02)
    pen.write(IPA)
    pen.press("ctrl+Return", pause=0.3)
    closed()
    pen.press("Left", "Home", pause=0.3)
    for on, every in ACTIONS.items():
        pen.press("Home", *(["Down"] * (["Minutes", *SPOKEN].index(on))), pause=0.15)
        for text, organisation, person, due in every:
            open_form("a")
            pen.fill(text, organisation, person, due)
            closed()
    lap("4 actions")
    for on, (ref, how, text, recorded) in DECISIONS.items():
        pen.press("Home", *(["Down"] * (["Minutes", *SPOKEN].index(on))), pause=0.15)
        open_form("d")
        for _ in range(window.ask("steps", "Reference")):
            pen.press("shift+Tab", pause=0.02)
        pen.press("ctrl+a")
        pen.fill(ref, "", how[:1] if how != "recommend" else "rec", text, CHAIR, "", recorded)
        closed()
    lap("3 decisions")
    open_form("ctrl+shift+a")
    pen.fill("10am")
    closed()
    lap("the next meeting")
    return pen


def same(path: Path, other: Path) -> None:
    """Two reports say the same, line by line."""
    one, two = path.read_text("utf-8").splitlines(), other.read_text("utf-8").splitlines()
    differing = [pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]]
    assert one == two, differing or (len(one), len(two))


def written(path: Path) -> Path:
    """The meeting as a file."""
    path.write_text(json.dumps(as_file()), "utf-8")
    return path
