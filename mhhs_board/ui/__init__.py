"""Between pixels and words. No rules, no SQL, no file formats."""
