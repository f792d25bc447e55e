"""The fingerprints of all boards of this program, made by `python -m tests.store.fingerprints`; a test builds each."""

KNOWN: dict[int, frozenset[str]] = {
    1: frozenset({"2c0f88f2bd8321a1bcf07d71b162f4a0c0f3047cb8cd862a8bbe7c67f874c0e3"}),
    2: frozenset({"6591edb9234b83a7c8f4ef9055c1638376ca633ebcb5d91952891d39d4e6fe31"}),
    3: frozenset({"d3482192e2891d1e032909e8943b734e42a98a44ca62efd3e3c6e50a76f4a758"}),
}
"""By schema: how a board of it looks that was made so, and how one that came to it from an older one does."""

ALONE: dict[str, frozenset[str]] = {
    "entry": frozenset({"3d2f3a7134ff76b369f0171959b04a1a16279d7ed54b85fde6908c33581a08f1"}),
    "meta": frozenset({"f8dcf248c4e579ceed788beadf02ed8630f4ec443b0ecb937de8cb50dd9e91c0"}),
}
"""How a table looks by itself, in every schema: what is read of a file that is damaged elsewhere."""
