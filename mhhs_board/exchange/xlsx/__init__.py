"""XLSX: the workbooks of Excel and its kin, read and never written; nothing in them is run or followed.

`workbook` is the door (`names`, `begun`, `read`), `packed` the zip, `markup` its XML, `worksheet` the rows of a sheet,
`cells` what a cell says as a person would type it. Nothing that a file says of its own size is believed: what is unpacked,
nested, named or numbered is counted while it is read, so that hostile bytes get a sentence before they take memory.
"""

from mhhs_board.exchange.xlsx.workbook import begun, names, read
from mhhs_board.exchange.xlsx.worksheet import Merged, Sheet

__all__ = ["Merged", "Sheet", "begun", "names", "read"]
