"""What must hold of a board holds after every verb, in any order (`python -m tests.features.any_order` takes more steps)."""

from __future__ import annotations

import pytest

from tests.features import any_order


@pytest.mark.slow
def test_whatever_two_people_do_in_any_order() -> None:
    any_order.run(1_500)
