"""Taking in a file's rows."""
