"""Order as text: a rank between any two ranks, compared by code point, never rebalanced.

Digits are 0-9A-Za-z; a rank reads as a fraction in base 62 and never ends in `0`, so that there is always room before it.
"""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WIDEST = 12
"""Digits that are counted on; nobody ever appends so often. A rank from outside may have any number."""
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}


def between(low: str, high: str) -> str:
    """A rank above `low` and below `high`; an empty `low` is the very start, an empty `high` the very end.

    Where there is no room below `high` (two cards with one rank, ordered by id; a rank in a file from outside that is none,
    as `0`), the answer is just above `low`.
    """
    if high and low >= high:
        high = ""
    if low and not high:
        return _behind(low)
    prefix: list[str] = []
    position = 0
    bounded = bool(high)
    while True:
        floor = _VALUE.get(low[position], 0) if position < len(low) else 0
        ceiling = len(DIGITS)
        if bounded:
            if position >= len(high):
                return between(low, "")
            ceiling = _VALUE.get(high[position], 0)
        if ceiling - floor > 1:
            return "".join(prefix) + DIGITS[(floor + ceiling) // 2]
        prefix.append(DIGITS[floor])
        bounded = bounded and ceiling == floor
        position += 1


def _behind(low: str) -> str:
    """The next rank at the open end, where people mostly append, and an import does a hundred thousand times: one step on,
    in as many digits as are used up before it, so that a rank has no more than a number would."""
    full = len(low) - len(low.lstrip(DIGITS[-1]))
    width = min(full or 1, _WIDEST)
    number = 0
    for digit in low[full : full + width].ljust(width, DIGITS[0]):
        number = number * len(DIGITS) + _VALUE.get(digit, 0)
    number += 1 if (number + 1) % len(DIGITS) else 2
    digits = ""
    for _ in range(width):
        number, last = divmod(number, len(DIGITS))
        digits = DIGITS[last] + digits
    return low[:full] + digits


def spread(low: str, high: str, count: int) -> list[str]:
    """`count` ascending ranks between two ranks, as short as halving makes them."""
    if count <= 0:
        return []
    middle = between(low, high)
    left = (count - 1) // 2
    return [*spread(low, middle, left), middle, *spread(middle, high, count - 1 - left)]
