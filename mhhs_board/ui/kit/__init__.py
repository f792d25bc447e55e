"""What every part of a window is made with; knows none of them."""
