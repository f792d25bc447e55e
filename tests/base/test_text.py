"""Text from outside: what may be kept comes through, what may not is gone, and nothing is guessed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.base.text import DASHES, NOTE_LIMIT, QUOTES, TITLE_LIMIT, clean_text, folded, plain

LEGAL = [
    "Process 4",
    "Überprüfung – “Elexon” × 3",
    "日本語 العربية עברית हिन्दी ไทย",
    "family 👨‍👩‍👧‍👦 flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿 thumbs 👍🏽",
    "Z̸a̷l̵g̶o̷",
    "<b>=1+1</b> ../../x CON %s {0} \\n",
    "क्‍ष می‌خواهم",  # joiner and non-joiner are letters' business
]


@pytest.mark.parametrize("text", LEGAL)
def test_text_of_any_script_comes_through(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("given", "line", "note"),
    [
        ("  a  ", "a", "a"),
        ("a\tb", "a b", "a\tb"),
        ("a\r\nb\rc\nd", "a b c d", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a b c d e f", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef", "abcdef"),
        ("a\u202eb\u2066c\u200fd\u061ce", "abcde", "abcde"),
        ("\ufeffa\u2060b\u2063c", "abc", "abc"),
        ("half \ud83d and \udc00", "half \ufffd and \ufffd", "half \ufffd and \ufffd"),
        (
            "a\ufffeb\uffffc\U0001fffed\U0010ffffe\ufdd0",
            "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd",
            "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd",
        ),
        ("e\u0301", "é", "é"),
        ("e\u200e\u0301", "é", "é"),
        ("\n\n", "", ""),
        ("\u00a0a\u3000", "a", "a"),
    ],
)
def test_what_may_not_be_kept(given: str, line: str, note: str) -> None:
    assert clean_text(given) == line
    assert clean_text(given, multiline=True) == note


@given(st.text(st.characters(codec=None)), st.booleans())
def test_cleaning_twice_is_cleaning_once_and_the_result_can_be_kept(text: str, multiline: bool) -> None:
    once = clean_text(text, NOTE_LIMIT, multiline)
    assert clean_text(once, NOTE_LIMIT, multiline) == once
    once.encode("utf-8")
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    allowed = {"\n", "\t"} if multiline else set()
    assert {char for char in once if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs")} <= allowed
    assert not {
        char
        for char in once
        if unicodedata.bidirectional(char) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
    }


def test_the_limit_counts_what_is_kept() -> None:
    assert len(clean_text("x" * TITLE_LIMIT + "\x00" * 50 + "  ")) == TITLE_LIMIT
    with pytest.raises(ValueError, match=r"^The title has 1,000,000 characters; at most 300 can be kept\.$"):
        clean_text("x" * 1_000_000, what="title")
    with pytest.raises(ValueError, match=r"^The note has 11 characters; at most 10 can be kept\.$"):
        clean_text("x" * 11, 10, what="note")


def test_emptiness_is_an_error_only_where_it_is_one() -> None:
    assert clean_text(" \x00\u202e\n") == ""
    with pytest.raises(ValueError, match=r"^The title is empty\.$"):
        clean_text(" \x00\u202e\n", required=True, what="title")


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        *((f"a {letter}b", 'a "b') for letter in QUOTES),
        *((f"TO{letter}123", "TO-123") for letter in DASHES),
        *((f"O{letter}Brien", "O'Brien") for letter in "'‘’‚‛′ʼ´＇"),
        *((f"Process{letter}4", "Process 4") for letter in "\u00a0\u2000\u2009\u200a\u202f\u205f\u3000"),
        *((f"Pro{letter}cess", "Process") for letter in "\u00ad\u200b\u200c\u200d\u200e\u202e\u2060\ufeff"),
        ("Con\ufb01rm", "Confirm"),
        ("CAFE\u0301", "CAFÉ"),
        ("ＢＰ００９", "BP009"),
        ("wait…", "wait..."),
        ("a‴", "a'''"),
        ("a ︱ b", "a - b"),
    ],
)
def test_what_was_pasted_is_looked_for_as_what_was_typed(pasted: str, typed: str) -> None:
    assert plain(pasted) == typed
    assert folded(pasted) == folded(typed) == typed.casefold()


KEPT = st.text(st.characters(exclude_categories=("Cc", "Cs")))


@given(KEPT, KEPT)
def test_a_text_that_stands_in_another_stands_there_however_both_are_drawn(one: str, other: str) -> None:
    assert folded(f"{one} {other}") == f"{folded(one)} {folded(other)}"
    assert plain(plain(one)) == plain(one)


LETTERS = [
    *("istanbul", "İstanbul", "ISTANBUL", "I\u0307stanbul", "i\u0307stanbul"),
    *("strasse", "Straße", "STRASSE", "STRAẞE"),
    *("office", "oﬃce", "OFFICE", "ｏｆｆｉｃｅ"),
    *("diyarbakır", "Diyarbakır", "DİYARBAKıR"),
    *("σίσυφος", "ΣΊΣΥΦΟΣ", "ΣΊΣΥΦΟς"),
    *("ΐ", "Ϊ\u0301", "ι\u0308\u0301"),
    *("i\u0307\u0301", "I\u0307\u0301", "Í"),
    *("ǰ", "J\u030c", "é", "É", "e\u0301"),
]
KINDS = ("istanbul", "strasse", "office", "diyarbakır", "σίσυφοσ", "ΐ", "í", "ǰ", "é")


@pytest.mark.parametrize("text", LETTERS)
def test_letters_are_found_whatever_their_case_and_form(text: str) -> None:
    assert folded(text) in {unicodedata.normalize("NFC", kind) for kind in KINDS}


@pytest.mark.parametrize(("one", "other"), [("ı", "i"), ("e", "é"), ("o", "ö"), ("s\u0307", "s"), ("l", "ł")])
def test_letters_of_their_own_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_no_letter_is_lost_by_its_case() -> None:
    """But for ı, which has the capital of i, and three Greek letters whose capital Unicode takes apart in another order."""
    for letter in map(chr, [*range(0xD800), *range(0xE000, 0x1F000)]):
        found = folded(letter)
        assert folded(found) == found, letter
        if letter not in "ıᾷῇῷ":
            assert {folded(letter.upper()), folded(letter.lower()), folded(letter.title())} == {found}, letter
