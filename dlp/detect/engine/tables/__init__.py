"""The tables of a text: one model for every syntax in which rows and columns are written down.

`lines` finds rows of delimited values (`delimited`) and of aligned columns (`fixed`), `inserts`
SQL, `objects` JSON, `markup` HTML; `headers` tells a header from a row, `types` what a column
holds; `table` is one of them, `tables` all of a text, asked by place.
"""

from dlp.detect.engine.tables.table import Span, Table
from dlp.detect.engine.tables.tables import Cell, Tables

__all__ = ["Cell", "Span", "Table", "Tables"]
