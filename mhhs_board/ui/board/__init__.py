"""The board in a window: cards and cells, the keyboard and the mouse on them, dragging, folding."""
