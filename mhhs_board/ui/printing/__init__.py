"""Printing, and the clipboard."""
