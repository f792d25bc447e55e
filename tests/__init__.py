"""The whole suite; `python -m tests` runs it from a fresh clone."""
