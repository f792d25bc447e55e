"""The filter, saved views and the palette."""
