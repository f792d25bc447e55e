"""XLSX: a board as a workbook that people read, change and send back.

`writing` is the door, `tables` says what stands on its sheets. `plain` is the table of the artefacts alone, as a CSV to
read. What comes back is read by `exchange/xlsx` and `exchange/tabular`, like anybody's workbook, and `book_origin` tells
which board and entry it is of.
"""
