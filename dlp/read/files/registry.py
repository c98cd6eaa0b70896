"""Which reader reads which format. A new family of formats is one module and its lines here.

Only the cage imports this (`dlp.cage`), so that no other process loads the libraries: import
readers plainly at the top.
"""

from __future__ import annotations

from collections.abc import Callable

from dlp.config import Inspection
from dlp.read.files.base import FileReader

#: format by content (`dlp.read.files.kinds`) → reader
READERS: dict[str, FileReader] = {}

#: called once, before any file is met, while files may still be opened: what a library loads on
#: first use (codecs, language data, fonts) has to be loaded here
WARM: list[Callable[[Inspection], None]] = []
