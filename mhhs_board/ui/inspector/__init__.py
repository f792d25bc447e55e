"""The inspector at the right of the board: everything about one artefact, kept and refilled, never rebuilt."""
