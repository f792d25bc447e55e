"""A running program: its window, its user's boards, and whether it works here. The only room that knows the store."""
