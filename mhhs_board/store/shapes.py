"""The fingerprints of all boards of this program, made by `python -m tests.store.fingerprints`; a test builds each."""

KNOWN: dict[int, frozenset[str]] = {
    1: frozenset({"fb6cf95e5adfd7f34501d08303a1705ff8a0e1132c449f945ff6bcac12a87f1a"}),
    2: frozenset({"8051c9e77a908fe8325834d03929ae31bceff6149c05195d100514547748b3cb"}),
    3: frozenset({"7945479d20b64560174a7ad0475181906ee5666ec7b5b4dd4ca6e011bc65efd2"}),
    4: frozenset({"6a2d619b8ca2807c00dd6443fc8520de8580c96554a25b670911fcf56a86753f"}),
    5: frozenset({"e7975e5689e09a36d64f1ceecd50f8ea31c04d6a51facdd40855da3a65c460b0"}),
}
"""By schema: how a board of it looks that was made so, and how one that came to it from an older one does."""

ALONE: dict[str, frozenset[str]] = {
    "entry": frozenset({"3d2f3a7134ff76b369f0171959b04a1a16279d7ed54b85fde6908c33581a08f1"}),
    "meta": frozenset({"f8dcf248c4e579ceed788beadf02ed8630f4ec443b0ecb937de8cb50dd9e91c0"}),
}
"""How a table looks by itself, in every schema: what is read of a file that is damaged elsewhere."""
