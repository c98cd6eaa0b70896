"""Values cut out of XML: texts that run over many nodes, and attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from dlp.read.files.runs import CODE, DELETED, HIDDEN, INSERTED
from dlp.read.files.xmlparts import MOST_TREE, Element, entities, local, only_names, recovered
from dlp.redaction.files.base import PLAIN_MASK, CannotRedact, ValueReplacer

#: elements whose text goes on from one to the next within a paragraph
_FLOWING = frozenset("t delText instrText delInstrText".split())
#: elements that begin a text of their own
_BLOCKS = frozenset(
    "p h si is text comment txBody txbxContent note-body annotation rPh table-cell c tc".split()
)
_STATES = {
    "del": DELETED,
    "moveFrom": DELETED,
    "delText": DELETED,
    "ins": INSERTED,
    "moveTo": INSERTED,
    "instrText": CODE,
    "delInstrText": CODE,
    "hidden-text": HIDDEN,
    "deletion": DELETED,
}
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "s": " ", "line-break": "\n"}
#: what a text is with some of its runs left out: as it is seen, as it was, all of it
_VIEWS = (DELETED | HIDDEN | CODE, INSERTED | CODE, 0)
#: attributes that show a sentence: the placeholder may stand there as it is
_SENTENCES = frozenset(
    "descr title alt prompt promptTitle error errorTitle tooltip string helpText statusText"
    " displayText alias author comment".split()
)
#: elements whose text is a formula or a name in one
FORMULAS = frozenset("f formula formula1 formula2 definedName calculatedColumnFormula".split())
#: titles of printed sheets, and the codes in them (ISO/IEC 29500-1 §18.3.1.46)
_TITLES = frozenset("oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter".split())
_CODES = re.compile(r'(&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z+-]|&))')
#: elements whose text has to be a number
_NUMBERS = frozenset("i1 i2 i4 i8 int ui1 ui2 ui4 ui8 uint r4 r8 decimal".split())


@dataclass(slots=True)
class Slot:
    """A string of the tree: an element's text (`key` ``""``), the text after it (``"tail"``)."""

    node: Element
    tail: bool
    state: int = 0

    @property
    def text(self) -> str:
        return (self.node.tail if self.tail else self.node.text) or ""

    @text.setter
    def text(self, value: str) -> None:
        if self.tail:
            self.node.tail = value
        else:
            self.node.text = value


class Identifiers:
    """Words for values in formulas, names and identifiers: another one for each value, so that
    what was different stays different, and the same one wherever a value stands."""

    def __init__(self, replacer: ValueReplacer) -> None:
        self.replacer = replacer
        self._given: dict[str, str] = {}

    def clean(self, text: str) -> str:
        """`text` with a word in place of each value."""
        out: list[str] = []
        at = 0
        for start, end, _ in self.replacer.spans(text):
            value = "".join(char for char in text[start:end].lower() if char.isalnum())
            count = len(self._given) + 1
            word = self._given.setdefault(value, f"{PLAIN_MASK}{count if count > 1 else ''}")
            out += (text[at:start], word)
            at = end
        return "".join((*out, text[at:]))


def parse_part(data: bytes) -> Element:
    """The root of a part, without remarks. Raises `CannotRedact`."""
    if len(data) > MOST_TREE:
        raise CannotRedact("too-large")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        collect_ids=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        root = recovered(data) if only_names(error) else None
    if root is None or entities(root):
        raise CannotRedact("unreadable")
    return root


def written(root: Element) -> bytes:
    """A part's bytes."""
    tree = root.getroottree()
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def cut_part(root: Element, replacer: ValueReplacer, names: Identifiers) -> bool:
    """Cut all values out of the tree under `root`; whether any was there."""
    changed = _cut_instructions(root, replacer)
    changed = _cut_special(root, replacer, names) or changed
    blocks = list(_blocks(root))
    for hidden in _VIEWS:
        seen = [[slot for slot in block if _shows(slot, hidden)] for block in blocks]
        for block in seen:
            changed = cut(block, replacer) or changed
        whole = [piece for block in seen for piece in (*block, "\n")]
        changed = cut(whole, replacer) or changed
    for block in blocks:
        # beside a word without a space between, a value is seen only by itself
        for piece in block:
            changed = cut((piece,), replacer) or changed
    return _cut_attributes(root, replacer, names) or changed


def cut(pieces: Sequence[Slot | str], replacer: ValueReplacer) -> bool:
    """Cut the values out of the text that `pieces` make together: the placeholder goes where a
    value begins."""
    text = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    spans = replacer.spans(text)
    if not spans:
        return False
    at = 0
    for piece in pieces:
        old = piece if isinstance(piece, str) else piece.text
        end = at + len(old)
        if not isinstance(piece, str):
            new = _remaining(old, at, spans)
            if new != old:
                piece.text = new
                _keep_space(piece.node, new)
        at = end
    return True


def _remaining(old: str, at: int, spans: Iterable[tuple[int, int, str]]) -> str:
    """What is left of a piece that stands at `at`; placeholders stand where values begin."""
    out: list[str] = []
    here, end = at, at + len(old)
    for start, stop, placeholder in spans:
        if stop <= here or start >= end:
            continue
        out.append(old[max(here - at, 0) : max(start - at, 0)])
        if start >= at:
            out.append(placeholder)
        here = min(max(stop, here), end)
    out.append(old[here - at :])
    return "".join(out)


def _keep_space(node: Element, text: str) -> None:
    if text != text.strip() and local(node) in _FLOWING and "wordprocessingml" in str(node.tag):
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _shows(piece: Slot | str, hidden: int) -> bool:
    return isinstance(piece, str) or not piece.state & hidden


# --------------------------------------------------------------------------- texts


def _blocks(root: Element) -> Iterator[list[Slot | str]]:
    """Texts in document order: a paragraph each; one in another stands by itself."""
    done: list[list[Slot | str]] = []
    _collect(root, 0, [], done, False)
    yield from (block for block in done if block)


def _collect(
    node: Element,
    state: int,
    block: list[Slot | str],
    done: list[list[Slot | str]],
    mixed: bool,
) -> None:
    """Put what `node` holds into `block`, or into blocks of its own. `mixed`: text stands beside
    elements, as in an OpenDocument paragraph."""
    name = local(node)
    opens = name in _BLOCKS
    if opens:
        block = []
        done.append(block)
        mixed = name in ("p", "h") and "opendocument" in str(node.tag)
    state |= _STATES.get(name, 0) | (HIDDEN if name == "r" and _vanishes(node) else 0)
    flows = mixed or name in _FLOWING
    if name in _MARKS and not node.text:
        block.append(_MARKS[name])
    elif node.text and (flows or not node.text.isspace()):
        if flows or opens:
            block.append(Slot(node, False, state))
        else:
            done.append([Slot(node, False, state)])
    for child in node:
        _collect(child, state, block, done, mixed)
        if child.tail and (mixed or not child.tail.isspace()):
            block.append(Slot(child, True, state))


def _vanishes(run: Element) -> bool:
    return any(local(each) in ("vanish", "webHidden") for each in run.iter())


# --------------------------------------------------------------------------- the rest


def _cut_instructions(root: Element, replacer: ValueReplacer) -> bool:
    """Processing instructions: one that holds a value goes."""
    changed = False
    for node in list(root.iter(etree.ProcessingInstruction)):
        if replacer.touches(node.text or "") and node.getparent() is not None:
            _drop(node)
            changed = True
    return changed


def _drop(node: Element) -> None:
    parent, tail = node.getparent(), node.tail
    before = node.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def _cut_special(root: Element, replacer: ValueReplacer, names: Identifiers) -> bool:
    """Formulas take a word in place of a value; what has to be a number becomes 0."""
    changed = False
    for node in root.iter("*"):
        text = node.text or ""
        name = local(node)
        if name in FORMULAS and replacer.touches(text):
            node.text = names.clean(text)
            changed = True
        elif name in _TITLES:
            new = _clean_title(text, replacer)
            changed = changed or new != text
            node.text = new
        elif (name in _NUMBERS or _cached_number(node, name)) and replacer.touches(text):
            node.text = "0"
            changed = True
    return changed


def _clean_title(text: str, replacer: ValueReplacer) -> str:
    """A sheet's header or footer, whose codes stand right beside its words."""
    pieces = _CODES.split(text)
    pieces[::2] = [replacer.clean(piece) for piece in pieces[::2]]
    return "" if replacer.touches("".join(pieces[::2])) else "".join(pieces)


def _cached_number(node: Element, name: str) -> bool:
    """A number that a chart remembers."""
    parent = node.getparent()
    around = parent.getparent() if parent is not None else None
    return name == "v" and around is not None and local(around) in ("numCache", "numLit")


def _cut_attributes(root: Element, replacer: ValueReplacer, names: Identifiers) -> bool:
    changed = False
    for node in root.iter("*"):
        for key, value in node.attrib.items():
            if len(value) > 1 and replacer.touches(value):
                name = key.rpartition("}")[2]
                node.set(key, _attribute(node, name, value, names))
                changed = True
    return changed


def _attribute(node: Element, name: str, value: str, names: Identifiers) -> str:
    if name == "v" and local(node) == "n":
        return "0"
    if name in _SENTENCES or local(node) in ("cacheField", "tableColumn", "s"):
        return names.replacer.clean(value)
    return names.clean(value)
