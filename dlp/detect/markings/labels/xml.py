"""XML of labels, read with expat and nothing else: no DTD, no entities, no network, bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

#: a label is small; anything larger is not read as one
_MOST_BYTES, _MOST_DEPTH, _MOST_NODES = 1024**2, 40, 20_000


class NotXml(ValueError):
    """The bytes are no XML that we read: broken, too large, or with a DTD. Carries no content."""


@dataclass(slots=True)
class XmlNode:
    """An element: its name without and its namespace, its attributes, its text, its children."""

    name: str
    namespace: str = ""
    #: by name without prefix; namespaced ones also as ``{namespace}name``
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[XmlNode] = field(default_factory=list)

    def walk(self) -> list[XmlNode]:
        """This element and all below it, in document order."""
        out, stack = [], [self]
        while stack:
            node = stack.pop()
            out.append(node)
            stack.extend(reversed(node.children))
        return out

    def first(self, name: str) -> XmlNode | None:
        """The first element of that name at or below this one."""
        return next((node for node in self.walk() if node.name == name), None)

    def all(self, name: str) -> list[XmlNode]:
        """All elements of that name at or below this one."""
        return [node for node in self.walk() if node.name == name]

    @property
    def content(self) -> str:
        return " ".join(self.text.split())


def parse(data: str | bytes) -> XmlNode:
    """The root of `data`; NotXml for anything we do not read."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if len(raw) > _MOST_BYTES:
        raise NotXml("too large")
    root = XmlNode("")
    stack = [root]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > _MOST_DEPTH or count > _MOST_NODES:
            raise NotXml("too deep or too many elements")
        namespace, _, local = name.rpartition("}")
        node = XmlNode(local, namespace)
        for key, value in attributes.items():
            space, _, short = key.rpartition("}")
            node.attributes.setdefault(short, value)
            if space:
                node.attributes[f"{{{space}}}{short}"] = value
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def text(chunk: str) -> None:
        stack[-1].text += chunk

    def refuse(*_: object) -> int:
        raise NotXml("has a document type")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        raise NotXml(error.args[0] if isinstance(error, NotXml) else "not well-formed") from None
    if not root.children:
        raise NotXml("empty")
    return root.children[0]
