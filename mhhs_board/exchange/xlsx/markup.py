"""XML of which nothing is believed: no DTD, no entities, nothing from elsewhere, and an end to names, depth and length."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from xml.parsers import expat

from mhhs_board.base.text import named
from mhhs_board.domain.errors import Refused
from mhhs_board.exchange.xlsx.packed import damaged

Start = Callable[[str, dict[str, str]], object]
End = Callable[[str], object]

DEEPEST = 100
"""Elements within each other."""
LONGEST_TAG = 1024 * 1024
"""Bytes of one tag or comment, which the parser reads again with every piece until it ends."""
MOST_OTHERS = 1_000_000
"""Elements of a part that are looked at no further, as those that say how something looks."""
MOST_NAMES = 10_000
"""Different names of elements, attributes and namespaces, which the parser keeps to the end."""
LONGEST_NAME = 1_000
"""Letters of such a name, and of what a namespace is called, which stands before the name of each element in it."""
_ENCODINGS = ("UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII")
"""Those that the parser reads by itself; for any other Python would look for a codec of that name."""
_LIMITS = (
    ("SetBillionLaughsAttackProtectionActivationThreshold", LONGEST_TAG),
    ("SetBillionLaughsAttackProtectionMaximumAmplification", 10.0),
)
"""What newer versions of Python can tell the parser beside the refusal of every DTD."""


def parse(
    pieces: Iterable[bytes],
    part: str,
    start: Start,
    end: End,
    text: End | None = None,
    after: Callable[[], None] | None = None,
) -> None:
    """Call `start`, `end` and `text` for what stands in a part, and `after` each piece. Names are local ones behind their
    namespace and a blank. Raises Refused where it is no XML or passes a limit; depth is left to the caller."""
    names: dict[str, str] = {}
    parser = expat.ParserCreate(namespace_separator=" ", intern=names)
    for limit, value in _LIMITS:
        if set_limit := getattr(parser, limit, None):
            set_limit(value)

    def refuse(*_: object) -> None:
        raise Refused(
            "The workbook defines entities of its own (a DTD), which no spreadsheet program writes; it is not read."
        )

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.upper() not in _ENCODINGS:
            raise damaged(f"its part {named(part)} is in an encoding that no workbook has")

    def declare(prefix: str | None, uri: str | None) -> None:
        if len(prefix or "") + len(uri or "") > LONGEST_NAME:
            raise damaged(f"its part {named(part)} holds names that no spreadsheet program writes")

    parser.buffer_text = True
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartNamespaceDeclHandler = declare  # which also puts them among the names
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    fed = seen = 0
    try:
        for piece in pieces:
            # An older parser reads a piece to its end, whatever is raised meanwhile, and unfolds entities.
            if not names and b"<!DOCTYPE" in piece.replace(b"\0", b""):
                refuse()
            parser.Parse(piece, False)
            fed += len(piece)
            long = any(len(name or "") > 2 * LONGEST_NAME for name in islice(names, seen, None))
            seen = len(names)
            if long or seen > MOST_NAMES or fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise damaged(f"its part {named(part)} holds tags that no spreadsheet program writes")
            if after is not None:
                after()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(f"its part {named(part)} breaks off or is garbled") from error


def outline(pieces: Iterable[bytes], part: str, take: Callable[[str, str, dict[str, str]], None]) -> None:
    """Call `take` with each element of a small part: the element around it, empty for the first, its own name, both
    without namespace, and its attributes."""
    around, elements = [""], 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > MOST_OTHERS:
            raise too_many_others(part)
        if len(around) > DEEPEST:
            raise too_deep(part)
        own = name.rpartition(" ")[2]
        take(around[-1], own, attributes)
        around.append(own)

    parse(pieces, part, start, lambda _: around.pop())


def too_many_others(part: str) -> Refused:
    """What is said of a part with more in it than there can be to say."""
    return Refused(
        f"The part {named(part)} of the workbook holds more than {MOST_OTHERS:,} elements beside what it is for."
    )


def too_deep(part: str) -> Refused:
    """What is said of elements that stand within each other without end."""
    return damaged(f"its part {named(part)} is nested deeper than {DEEPEST}")
