"""What holds of every record type that has a register, also of one that is declared in a test (`tests/made_up.py`)."""
