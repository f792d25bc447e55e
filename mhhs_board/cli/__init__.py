"""The command line: what may be typed, what runs it, and what it answers."""
