"""The tables of a text: one model for every syntax in which rows and columns are written down.

`lines` finds rows of delimited values (`delimited`) and of aligned columns (`fixed`), `inserts`
SQL, `objects` JSON, `markup` HTML; `headers` tells a header from a row, `types` what a column
holds; `table` is one of them, `tables` all of a text, asked by place.
"""

from dlp.detect.engine.tables.table import Span, Table
from dlp.detect.engine.tables.tables import Cell, Tables

#: detail of a finding that its column alone speaks for: no word of it makes it a label
IN_COLUMN = {"place": "column"}

__all__ = ["IN_COLUMN", "Cell", "Span", "Table", "Tables"]
