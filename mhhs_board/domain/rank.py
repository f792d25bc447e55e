"""Order as text: a rank between any two ranks, compared by code point, never rebalanced.

Digits are 0-9A-Za-z; a rank reads as a fraction in base 62 and never ends in `0`, so that there is always room before it.
"""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}


def between(low: str, high: str) -> str:
    """A rank above `low` and below `high`; an empty `low` is the very start, an empty `high` the very end.

    Where `low` is not below `high` (two cards with one rank, ordered by id), the answer is just above `low`.
    """
    if high and low >= high:
        high = ""
    prefix: list[str] = []
    position = 0
    bounded = bool(high)
    while True:
        floor = _VALUE.get(low[position], 0) if position < len(low) else 0
        ceiling = len(DIGITS)
        if bounded:
            ceiling = _VALUE.get(high[position], 0) if position < len(high) else 0
        if ceiling - floor > 1:
            # At the open end a step of one keeps ranks short where people mostly append.
            middle = floor + 1 if low and not high else (floor + ceiling) // 2
            return "".join(prefix) + DIGITS[middle]
        prefix.append(DIGITS[floor])
        bounded = bounded and ceiling == floor
        position += 1


def spread(low: str, high: str, count: int) -> list[str]:
    """`count` ascending ranks between two ranks, as short as halving makes them."""
    if count <= 0:
        return []
    middle = between(low, high)
    left = (count - 1) // 2
    return [*spread(low, middle, left), middle, *spread(middle, high, count - 1 - left)]
