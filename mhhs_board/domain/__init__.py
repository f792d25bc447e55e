"""What the programme means. Standard library and msgspec only: no Qt, no SQL, no clock, no files."""
