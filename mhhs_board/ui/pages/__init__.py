"""Whole pages of the window beside the board, and the pages of the board's own settings."""
