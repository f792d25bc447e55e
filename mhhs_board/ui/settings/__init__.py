"""The board's own settings, as pages of one dialog."""
