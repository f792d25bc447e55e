"""Times as minutes have them: when a meeting begins, 10:00, and what stands where in its recording, 01:35:00."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))?\s?(?P<half>[ap]\.?m\.?)?", re.IGNORECASE)
_RECORDED = re.compile(r"[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]")


def minutes(text: str) -> int | None:
    """The minute of the day that a text means, as 10:00, 9.30, 1pm or 1:30 pm; None where it means none ("after lunch")."""
    found = _CLOCK.fullmatch(text.strip()) if len(text) <= 40 else None
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour * 60 + minute if hour < 24 else None


def in_recording(text: str) -> bool:
    """Whether a text is a place in a recording, hh:mm:ss from its beginning."""
    return _RECORDED.fullmatch(text) is not None
