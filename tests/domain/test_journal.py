"""The journal: inverse, canonical bytes, and a chain in which nothing can be altered unseen."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import journal
from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import Change, Entry, Head, canonical, changes_in, inverse, opened, seal, verify
from tests.domain.boards import entry

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.one_of(texts, st.integers(-(2**53), 2**53), st.none(), st.lists(texts, max_size=3))
fields = st.dictionaries(texts, values, max_size=4)
changes = st.builds(Change, texts, texts, st.one_of(st.none(), fields), st.one_of(st.none(), fields))
entries = st.builds(
    Entry,
    uid=texts,
    verb=texts,
    actor=texts,
    changes=st.lists(changes, max_size=4).map(tuple),
    note=texts,
    undoes=st.one_of(st.none(), st.integers(1, 10**9)),
)


def header(of: Entry) -> dict[str, Any]:
    names = ("seq", "uid", "at", "actor", "verb", "undoes", "format", "hash")
    return {name: getattr(of, name) for name in names}


@given(entries)
def test_inverse_twice_is_the_entry_itself(one: Entry) -> None:
    assert inverse(inverse(one.changes)) == one.changes
    assert [change.id for change in inverse(one.changes)] == [change.id for change in reversed(one.changes)]


@given(fields)
def test_canonical_bytes_do_not_depend_on_the_order_of_fields(some: dict[str, Any]) -> None:
    turned = dict(reversed(list(some.items())))
    assert canonical(some) == canonical(turned)
    assert json.loads(canonical(some)) == some


def test_canonical_bytes_are_pinned() -> None:
    change = Change("artefact", "a1", {"stage": "work", "rank": "1"}, {"rank": "é", "stage": None})
    assert canonical(change) == '["artefact","a1",{"rank":"1","stage":"work"},{"rank":"é","stage":null}]'.encode()
    sealed = seal(
        Entry(uid="u", verb="move", actor="Ann", changes=(change,)), Head(), now="2026-11-24T08:00:00Z", salt="00"
    )
    assert sealed.digest.hex() == "72285588c560a1aa15e080ca88170f5d727d25cf636414e29b3c8d42e7e8a225"
    assert sealed.entry.hash.hex() == "90ba0d39446f5ac2e096bbadeacb3826890340de044ee453a0f4f35d37d3e011"


@given(entries, st.text("0123456789abcdef", max_size=16))
def test_what_is_sealed_opens_as_it_was(one: Entry, salt: str) -> None:
    sealed = seal(one, Head(6, "2026-01-01T00:00:00Z", b"h" * 32), now="2026-02-01T00:00:00Z", salt=salt)
    assert (sealed.entry.seq, sealed.entry.at) == (7, "2026-02-01T00:00:00Z")
    assert opened(sealed.payload, **header(sealed.entry)) == sealed.entry
    verify(sealed.entry, sealed.payload, Head(6, "2026-01-01T00:00:00Z", b"h" * 32))


def test_no_entry_is_dated_before_the_one_it_follows() -> None:
    sealed = seal(entry(), Head(1, "2026-05-05T00:00:00Z", b"x"), now="2026-01-01T00:00:00Z", salt="")
    assert sealed.entry.at == "2026-05-05T00:00:00Z"


def test_the_salt_changes_the_digest_and_nothing_that_is_read() -> None:
    one = entry(note="secret")
    first, second = (seal(one, Head(), now="2026", salt=salt) for salt in ("a", "b"))
    assert first.digest != second.digest
    assert opened(first.payload, **header(first.entry)).note == opened(second.payload, **header(second.entry)).note


@given(entries, st.data())
def test_whatever_is_altered_breaks_the_chain(one: Entry, data: st.DataObject) -> None:
    head = Head(3, "2026-01-01T00:00:00Z", b"previous")
    sealed = seal(one, head, now="2026-02-01T00:00:00Z", salt="s")
    field = data.draw(
        st.sampled_from(["seq", "uid", "at", "actor", "verb", "undoes", "format", "hash", "payload", "previous"])
    )
    kept, payload = sealed.entry, sealed.payload
    if field == "payload":
        place = data.draw(st.integers(0, len(payload) - 1))
        payload = payload[:place] + bytes([payload[place] ^ (1 << data.draw(st.integers(0, 7)))]) + payload[place + 1 :]
    elif field == "previous":
        head = Head(3, head.at, b"another")
    else:
        old = getattr(kept, field)
        new = old + b"x" if isinstance(old, bytes) else old + "x" if isinstance(old, str) else (old or 0) + 1
        kept = msgspec.structs.replace(kept, **{field: new})
    with pytest.raises(Damaged, match="does not follow"):
        verify(kept, payload, head)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_payload_are_damage_and_nothing_else(payload: bytes) -> None:
    with contextlib.suppress(Damaged):
        opened(payload, seq=4, uid="u", at="", actor="", verb="", undoes=None, format=1, hash=b"")


def test_damage_names_its_entry() -> None:
    with pytest.raises(Damaged, match="Entry 4 of the history cannot be read"):
        opened(b"\xff", seq=4, uid="u", at="", actor="", verb="", undoes=None, format=1, hash=b"")


def test_an_older_format_is_brought_up_on_reading_and_its_hash_still_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Entry(
        uid="u", verb="move", actor="Ann", changes=(Change("artefact", "a", {"state": "x"}, {"state": "y"}),), format=1
    )
    sealed = seal(old, Head(), now="2026", salt="")

    def renamed(change: Change) -> Change:
        return Change(
            change.kind, change.id, {"stage": (change.before or {})["state"]}, {"stage": (change.after or {})["state"]}
        )

    monkeypatch.setattr(journal, "FORMAT", 2)
    monkeypatch.setitem(journal.UPCASTERS, 1, renamed)
    read = opened(sealed.payload, **header(sealed.entry))
    assert read.changes == (Change("artefact", "a", {"stage": "x"}, {"stage": "y"}),)
    verify(read, sealed.payload, Head())


def test_an_entry_touches_what_its_changes_name_once() -> None:
    one = entry(Change("artefact", "a", None, {}), Change("blocker", "b", None, {}), Change("artefact", "a", {}, {}))
    assert one.touches() == {("artefact", "a"), ("blocker", "b")}


NESTED = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "payload",
    [
        b'{"changes":[["artefact","a",null,{"id":"a","notes":' + NESTED + b'}]],"note":""}',
        b'{"x":' + NESTED + b',"changes":[],"note":""}',
        b'{"changes":[["artefact","a",null,{"id":"a","workstream":["b",["c"]]}]],"note":""}',
        b'{"changes":[["limit","a",null,{"id":"a","most":9223372036854775808}]],"note":""}',
        b'{"changes":[["limit","a",null,{"id":"a","most":1.5}]],"note":""}',
        b'{"changes":[["artefact",["a"],null,null]],"note":""}',
        None,
        5,
    ],
    ids=range(8),
)
def test_a_payload_that_no_program_of_ours_writes_is_damage(payload: Any) -> None:
    header = {"uid": "u", "at": "", "actor": "", "verb": "edit", "undoes": None, "hash": b""}
    with pytest.raises(Damaged, match="Entry 7 of the history cannot be read"):
        opened(payload, seq=7, format=1, **header)
    with pytest.raises(Damaged, match="Entry 7 of the history cannot be read"):
        changes_in(payload, 7)
