"""How slow this machine is at this moment, for limits in seconds that no slow machine may fail."""

from __future__ import annotations

import time

REFERENCE = 0.2
"""Seconds of `_work` where the limits were set."""


def _work() -> float:
    started = time.process_time()
    made = {f"key {number}": number for number in range(300_000)}
    sorted(made)
    return time.process_time() - started


def slowness() -> float:
    """How many times longer than where the limits were set the same work takes here and now; at least 1."""
    return max(1.0, min(_work() for _ in range(2)) / REFERENCE)
