"""What the program is made of, and how it gets to a machine."""
