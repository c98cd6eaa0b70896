"""RFC 5322 bytes ↔ parts; byte-exact where nothing changed.

`parse` gives a tree of offsets, `splice` replaces ranges and leaves the rest alone,
`content_digest` is what a released message is known by, `report` builds reports and notices.
"""

from dlp.mime.digest import content_digest
from dlp.mime.headers import automatic
from dlp.mime.parser import parse
from dlp.mime.splice import splice
from dlp.mime.tree import Field, Part

__all__ = ["Field", "Part", "automatic", "content_digest", "parse", "splice"]
