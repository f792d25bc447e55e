"""The verbs: pure functions from a board and a context to one journal entry, one module a family."""
