"""What comes in and goes out as a file; one module a format, loaded by name."""
