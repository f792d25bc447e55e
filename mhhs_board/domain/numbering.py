"""What reference or number comes next: of a forum's meetings, of the actions of a meeting, of a forum's decisions.

Whatever was given counts, also what is retired: it may stand in minutes. Digits are kept as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mhhs_board.domain import references

_MOST_DIGITS = 9
"""A number of more digits is none that anybody counts."""
_NUMBER = re.compile(r"(?P<between>[ -]*)(?P<digits>[0-9]+)(?P<decimal>\.[0-9]+)?")


def of_forum(number: str, called: str) -> bool:
    """Whether a text reads as the number of a meeting of the forum that is called so: DAG036, BPRWG 10.1."""
    return _parted(number, called) is not None


def next_meeting(called: str, numbers: Iterable[str]) -> str:
    """The number of the next meeting of a forum. An extraordinary one, 10.1, was held after 10 and does not count up."""
    if not called:
        return ""
    highest, latest = -1, ("", 3) if " " not in called and called.isupper() else (" ", 1)
    for number in numbers:
        if found := _parted(number, called):
            between, digits = found
            if int(digits) > highest:
                highest, latest = int(digits), (between, len(digits))
    between, width = latest
    return f"{called}{between}{max(highest, 0) + 1:0{width}}"


def _parted(number: str, called: str) -> tuple[str, str] | None:
    """What stands between a forum's name and the number of a meeting, and the digits of its whole number."""
    text, name = number.strip(), called.strip()
    if not name or text[: len(name)].casefold() != name.casefold():
        return None
    found = _NUMBER.fullmatch(text, len(name))
    if found is None or len(found["digits"]) > _MOST_DIGITS:
        return None
    return found["between"], found["digits"]


def next_action(meeting: str, refs: Iterable[str]) -> str:
    """The reference of the next action of a meeting: DAG35-02 of DAG035, whose zeros are not written here."""
    if not (stem := _stem(meeting)):
        return ""
    return _counted_up(f"{stem}-", refs, 2)


def of_meeting(ref: str, meeting: str) -> bool:
    """Whether a reference is one of a meeting's own series: DAG35-04 of DAG035."""
    stem = _stem(meeting)
    beginning = references.counted(f"{stem}-0").removesuffix("0")
    return bool(stem) and len(ref) <= 300 and references.counted(ref).startswith(beginning)


def next_decision(called: str, refs: Iterable[str]) -> str:
    """The reference of the next decision of a forum, all of whose decisions are one series: DAG-DEC100."""
    return _counted_up(f"{called.strip()}-DEC", refs, 1) if called.strip() else ""


def next_in_row(numbers: Iterable[str]) -> str:
    """The next of those that count 1, 2, 3; one between two others, 3.1, does not count up."""
    whole = (number.strip().partition(".")[0] for number in numbers if len(number) <= 300)
    counted = [int(one) for one in whole if one.isascii() and one.isdecimal() and len(one) <= _MOST_DIGITS]
    return str(max(counted, default=0) + 1)


def _stem(meeting: str) -> str:
    """How the references of a meeting's actions begin: DAG35 of DAG035, BPRWG10.1 of BPRWG 10.1."""
    found = re.fullmatch(r"(?P<name>.*?)[ -]*0*(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)", " ".join(meeting[:300].split()))
    if found is None:
        return ""
    between = " " if " " in found["name"] else ""
    return f"{found['name']}{between}{found['number']}"


def _counted_up(beginning: str, refs: Iterable[str], width: int) -> str:
    """The next of a series that begins so; its digits as the highest there has them."""
    wanted, highest = references.counted(beginning + "0").removesuffix("0"), 0
    for ref in refs:
        found = re.search(r"[0-9]+\Z", ref.strip()) if len(ref) <= 300 else None
        if found is None or len(found[0]) > _MOST_DIGITS or int(found[0]) <= highest:
            continue
        if references.counted(f"{ref.strip()[: found.start()]}0").removesuffix("0") == wanted:
            highest, width = int(found[0]), len(found[0])
    return f"{beginning}{highest + 1:0{width}}"
