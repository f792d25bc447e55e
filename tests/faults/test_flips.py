"""Six hundred single-bit flips: whatever a reader would see is noticed."""

from __future__ import annotations

import pytest

from tests.faults import flips


@pytest.mark.slow
def test_six_hundred_flips_are_noticed_where_a_reader_would_see_them() -> None:
    outcome = flips.flip(600, seed=2)
    assert outcome.flips == 600
    assert outcome.noticed == outcome.visible
    assert outcome.visible > 60
