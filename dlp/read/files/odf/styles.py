"""Which styles of an OpenDocument file hide what they are put on."""

from __future__ import annotations

from dlp.read.files.xmlparts import Element, attribute, find

_FALSE = ("false", "none", "0")


class OdfStyles:
    """Names of styles that hide: text, tables (sheets), and slides; columns of a hidden kind."""

    def __init__(self) -> None:
        self.hides_text: set[str] = set()
        self.hides_table: set[str] = set()
        self.hides_page: set[str] = set()

    def learn(self, root: Element) -> None:
        """Take in the styles of one part."""
        for style in find(root, "style"):
            name = attribute(style, "name")
            for properties in style:
                if attribute(properties, "display") in _FALSE:
                    where = self.hides_table if _of_table(properties) else self.hides_text
                    where.add(name)
                if attribute(properties, "visibility") == "hidden":
                    self.hides_page.add(name)


def _of_table(properties: Element) -> bool:
    return str(properties.tag).endswith("}table-properties")
