"""Ten thousand spoilt files of every accepted format: a sentence or a good answer, and nothing taken in by half."""

from __future__ import annotations

import random

import pytest

from tests.faults import fuzz


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(fuzz.FORMATS))
def test_spoilt_files_end_in_a_sentence(name: str) -> None:
    outcome = fuzz.fuzz(name, 10_000, seed=1)
    assert outcome.faults == []
    assert outcome.mutants == 10_000
    assert outcome.accepted > 0
    assert outcome.refused > 0 or outcome.accepted < outcome.mutants


def test_the_first_mutant_is_the_good_file_and_others_are_not() -> None:
    chance = random.Random(0)
    spoilt = [fuzz.mutant(b"a good file of some length", chance) for _ in range(200)]
    assert sum(one != b"a good file of some length" for one in spoilt) > 150


def test_a_fault_is_seen() -> None:
    """An eater that fails is told as a fault, so that no green run is an empty one."""

    class Broken:
        def __enter__(self) -> tuple[bytes, fuzz.Eat]:
            def eat(content: bytes, chance: random.Random) -> bool:
                raise KeyError(content[:3])

            return b"seed", eat

        def __exit__(self, *_: object) -> None:
            pass

    fuzz.FORMATS["broken"] = lambda folder: Broken()
    try:
        assert len(fuzz.fuzz("broken", 3).faults) == 3
    finally:
        del fuzz.FORMATS["broken"]


def test_what_several_processes_found_is_added_up() -> None:
    together = fuzz.shared_out("filter", 301, 5, 2)
    apart = fuzz.fuzz("filter", 151, 5) + fuzz.fuzz("filter", 150, 6)
    assert (together.mutants, together.accepted, together.refused) == (301, apart.accepted, apart.refused)
    assert together.faults == apart.faults == []
    bad = fuzz.Outcome(1, faults=["a"], slowest=3, megabytes=9) + fuzz.Outcome(2, 2, slowest=1, megabytes=7)
    assert (bad.mutants, bad.accepted, bad.faults, bad.slowest, bad.megabytes) == (3, 2, ["a"], 3, 9)
