"""The window itself: its rows, its menus' handlers, and what is done to the board shown in it."""
