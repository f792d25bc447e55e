"""`check`: whatever is wrong with a board is named, and a healthy board has nothing said against it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.record import Record
from mhhs_board.store.check import DAMAGE, MOST, check, damage, is_damage
from mhhs_board.store.opening import open_store
from tests.store.boards import Player, altered, made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board with some moves, so that there is something to damage."""
    path = made(tmp_path / "board.mhhsboard")
    with open_store(path) as store:
        player = Player(store)
        for number in range(24):
            artefact = f"a{number % 6 + 1}"
            player.move(artefact, "work" if player.board.artefact(artefact).stage == "backlog" else "backlog")
    return path


def damaged(path: Path, *statements: str) -> None:
    """Alter a board behind its triggers, and put these back."""
    raw = sqlite3.connect(path)
    triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    raw.close()
    altered(path, *(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(text for _, text in triggers))


def test_a_healthy_board(path: Path) -> None:
    with open_store(path) as store:
        assert check(store) == []


@pytest.mark.parametrize(
    ("statement", "subject", "sentence"),
    [
        ("UPDATE entry SET actor = 'Eve' WHERE seq = 5", "history", "Entry 5 of the history does not follow"),
        ("UPDATE entry SET at = '2020' WHERE seq = 5", "history", "Entry 5 of the history is dated before"),
        ("UPDATE entry SET payload = zeroblob(9) WHERE seq = 5", "history", "Entry 5 of the history cannot be read"),
        ("UPDATE entry SET format = 0 WHERE seq = 5", "history", "Entry 5 of the history cannot be read"),
        ("UPDATE entry SET format = -1000000000000 WHERE seq = 5", "history", "Entry 5 of the history cannot be read"),
        ("UPDATE entry SET digest = zeroblob(32) WHERE seq = 5", "history", "Entry 5 of the history is not as it was"),
        ("DELETE FROM entry WHERE seq = 5", "history", "Entry 6 of the history does not follow"),
        ("DELETE FROM entry WHERE seq = 25", "record", "The artefact a6 differs from what the history says: stage"),
        ("UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'", "record", "The artefact a2 is not as it was written"),
        ("UPDATE artefact SET labels = '{' WHERE id = 'a2'", "record", "The artefact a2 is not as it was written"),
        ("DELETE FROM artefact WHERE id = 'a2'", "record", "The artefact a2 is in the history but not on the board"),
        (
            "DELETE FROM touched WHERE id = 'a2' AND seq = 3",
            "history",
            "what entry 3 touches is wrong about the artefact a2",
        ),
        (
            "INSERT INTO touched VALUES ('artefact', 'a2', 2)",
            "history",
            "what entry 2 touches is wrong about the artefact a2",
        ),
        ("DELETE FROM stage WHERE id = 'work'", "reference", "The limit limit names a stage that is not there"),
        ("DELETE FROM meta", "file", "lost its identity"),
    ],
)
def test_what_is_wrong_is_named(path: Path, statement: str, subject: str, sentence: str) -> None:
    damaged(path, statement)
    with open_store(path) as store:
        found = [finding for finding in check(store) if finding.subject == subject]
    assert any(sentence in finding.sentence for finding in found), found


def test_a_row_of_nobody_s_making_is_named(path: Path) -> None:
    damaged(path, "INSERT INTO forum SELECT 'ghost', name, short, aliases, rank, retired, level, parent, cadence, "
            "active_from, active_to, digest FROM forum LIMIT 1")  # fmt: skip
    with open_store(path) as store:
        assert "The forum ghost is not as it was written." in {finding.sentence for finding in check(store)}


def test_a_thousand_faults_are_not_a_thousand_lines(tmp_path: Path) -> None:
    path = made(tmp_path / "board", 500)
    altered(path, "UPDATE artefact SET owner = 'Eve'")
    with open_store(path) as store:
        found = check(store)
    assert len(found) == MOST + 1
    assert found[-1].sentence == "… and 400 more of this kind."


def test_every_bit_flip_that_a_reader_would_see_is_noticed(path: Path, tmp_path: Path) -> None:
    def seen(at: Path) -> tuple[list[Record], list[object]]:
        with open_store(at, read_only=True) as store:
            return sorted(store.load()[0], key=lambda record: (record.KIND, record.id)), list(store.entries())

    healthy = seen(path)
    content = path.read_bytes()
    chance = random.Random(1126)
    flipped = tmp_path / "flipped"
    unnoticed, visible = [], 0
    for _ in range(400):
        bit = chance.randrange(len(content) * 8)
        altered_bytes = bytearray(content)
        altered_bytes[bit // 8] ^= 1 << bit % 8
        flipped.write_bytes(altered_bytes)
        try:
            with open_store(flipped) as store:
                noticed = bool(check(store))
            if seen(flipped) != healthy:
                visible += 1
                if not noticed:
                    unnoticed.append(bit)
        except BoardError:
            visible += 1
    assert unnoticed == []
    assert visible > 20


def test_checking_writes_nothing_and_works_on_a_board_opened_for_reading(path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path / "copy"))
    before = copy.read_bytes()
    with open_store(copy, read_only=True) as store:
        assert check(store) == []
    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "subject"),
    [
        ("DELETE FROM meta", "file"),
        ("UPDATE entry SET actor = 'Eve' WHERE seq = 5", "history"),
        ("UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'", "record"),
        ("DELETE FROM stage WHERE id = 'work'", "reference"),
    ],
)
def test_what_is_damage_is_found_by_who_asks_for_damage_alone(path: Path, statement: str, subject: str) -> None:
    damaged(path, statement)
    with open_store(path) as store:
        found = damage(store)
        assert subject in {one.subject for one in found}
        assert all(is_damage(one.subject) for one in found)
        assert [one for one in check(store) if is_damage(one.subject)] == found


def test_a_breach_of_a_rule_is_no_damage() -> None:
    assert not is_damage("rule")
    assert {"file", "history", "record", "reference"} == DAMAGE
