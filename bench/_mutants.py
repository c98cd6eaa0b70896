"""Small faults that a module could have, one at a time: the places, and the text with the fault.

Nothing is changed in text that only people read (docstrings, annotations, log lines, the words of
an exception), nor in assertions, which state for the type checker what cannot be otherwise.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

#: how much of a statement is shown around a change
_SHOWN = 72
#: and of a longer one, on each side of the change
_BESIDE = 32

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_Replacement = tuple[str, ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One fault. `change` is text of the statement or a piece of it, before and after."""

    line: int
    function: str
    operator: str
    change: str
    #: where in the tree: parent, field, index in the field's list (None: no list)
    slot: tuple[ast.AST, str, int | None]
    new: ast.AST


class Module:
    """A module's text and the mutants of it. `only`: names of functions, as patterns
    (``Store.accept``, ``_fo*``); a name covers what stands inside. None for the whole module."""

    def __init__(self, text: str, only: Sequence[str] | None = None) -> None:
        self._tree = ast.parse(text)
        self._only = only
        self._parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(self._tree):
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node
        self.mutants = tuple(self._visit(self._tree, ()))
        missing = [name for name in only or () if not any(self._of(m, name) for m in self.mutants)]
        if missing:
            raise ValueError(f"nothing to mutate in {', '.join(missing)}")

    @staticmethod
    def _of(mutant: Mutant, name: str) -> bool:
        return fnmatch(mutant.function, name) or fnmatch(mutant.function, f"{name}.*")

    def text(self, mutant: Mutant) -> str:
        """The module with that fault."""
        with _swapped(mutant.slot, mutant.new):
            return ast.unparse(self._tree) + "\n"

    def _visit(self, node: ast.AST, names: tuple[str, ...]) -> Iterator[Mutant]:
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(child, ast.AST) or _for_people(child):
                    continue
                inside = names
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    inside = (*names, child.name)
                function = ".".join(inside)
                if self._wanted(function):
                    for operator, new in _replacements(child, node):
                        slot = (node, field, index)
                        change = self._change(child, slot, new)
                        yield Mutant(_line(child), function, operator, change, slot, new)
                if not isinstance(child, ast.Raise):  # its words are for people
                    yield from self._visit(child, inside)

    def _wanted(self, function: str) -> bool:
        return self._only is None or any(
            fnmatch(function, name) or fnmatch(function, f"{name}.*") for name in self._only
        )

    def _change(self, node: ast.AST, slot: tuple[ast.AST, str, int | None], new: ast.AST) -> str:
        """The largest piece of code around the change that still fits into a line."""
        shown = node
        while (parent := self._parents.get(shown)) is not None:
            piece = isinstance(parent, ast.expr | ast.keyword) or (
                isinstance(parent, ast.stmt) and not hasattr(parent, "body")
            )
            if not piece or len(ast.unparse(parent)) > _SHOWN:
                break
            shown = parent
        before = _one_line(shown)
        if isinstance(node, ast.Break | ast.Continue):  # a word that stands in many places
            inside = _cut(_one_line(slot[0]), 0, _SHOWN)
            return f"{before} → {_one_line(new)}, in: {inside}"
        if shown is node:
            after = _one_line(new)
        else:
            with _swapped(slot, new):
                after = _one_line(shown)
        return _around(before, after)


class _swapped:  # noqa: N801 - used as a function
    def __init__(self, slot: tuple[ast.AST, str, int | None], new: ast.AST) -> None:
        self._slot, self._new = slot, new

    def __enter__(self) -> None:
        self._old = self._set(self._new)

    def __exit__(self, *_: object) -> None:
        self._set(self._old)

    def _set(self, new: ast.AST) -> ast.AST:
        parent, field, index = self._slot
        old: ast.AST
        if index is None:
            old = getattr(parent, field)
            setattr(parent, field, new)
        else:
            old = getattr(parent, field)[index]
            getattr(parent, field)[index] = new
        return old


def _one_line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _around(before: str, after: str) -> str:
    """Both, without most of what is the same in long ones."""
    if max(len(before), len(after)) > _SHOWN:
        start = _common(before, after)
        rest = min(len(before), len(after)) - start
        same = _common(before[::-1], after[::-1])
        end = min(rest, same)
        before, after = (_cut(each, start, len(each) - end) for each in (before, after))
    return f"{before} → {after}"


def _common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str, start: int, end: int) -> str:
    """The text between two places, with some on both sides and no more than `_SHOWN` inside."""
    inner = text[start:end]
    if len(inner) > _SHOWN:
        inner = f"{inner[: _SHOWN // 2]} … {inner[-_SHOWN // 2 :]}"
    left, right = text[:start], text[end:]
    left = left if len(left) <= _BESIDE else f"… {left[-_BESIDE:]}"
    right = right if len(right) <= _BESIDE else f"{right[:_BESIDE]} …"
    return f"{left}{inner}{right}"


def _line(node: ast.AST) -> int:
    line: int = (node.target if isinstance(node, ast.comprehension) else node).lineno  # type: ignore[attr-defined]
    return line


def _for_people(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant(str())) | ast.Assert() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("log" | "_log" | "logger")))):
            return True
        case ast.Assign([ast.Name("__slots__" | "__all__")]):
            return True
        case ast.Assign(value=ast.Call(ast.Attribute(attr="getLogger"))):
            return True
        case ast.ClassDef(bases=[ast.Name("Protocol")]) | ast.If(ast.Name("TYPE_CHECKING")):
            return True
    return False


def _replacements(node: ast.AST, parent: ast.AST) -> Iterator[_Replacement]:
    if isinstance(node, ast.expr):
        yield from _of_expression(node, parent)
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)
    elif isinstance(node, ast.ExceptHandler):
        if not all(isinstance(each, ast.Pass) or _for_people(each) for each in node.body):
            yield "handler emptied", _with(node, body=[ast.Pass()])
        else:
            yield "handler raises", _with(node, body=[ast.Raise(None, None)])
    elif isinstance(node, ast.comprehension):
        for at in range(len(node.ifs)):
            yield "filter dropped", _with(node, ifs=[*node.ifs[:at], *node.ifs[at + 1 :]])


def _of_expression(node: ast.expr, parent: ast.AST) -> Iterator[_Replacement]:
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                ops = [*node.ops[:at], _COMPARISONS[type(operator)](), *node.ops[at + 1 :]]
                yield "comparison", _with(node, ops=ops)
        case ast.UnaryOp(ast.Not(), operand):
            yield "not dropped", operand
        case ast.BoolOp(operator):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "and/or", _with(node, op=other)
        case ast.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
            is_type = any(
                isinstance(each, ast.Constant) and each.value is None for each in (left, right)
            )
            if not is_type:  # such as `int | None`
                yield "operator", _with(node, op=_ARITHMETIC[type(operator)]())
        case ast.Constant(value) if not isinstance(parent, ast.JoinedStr | ast.FormattedValue):
            if (other := _other(value)) is not None:
                yield "constant", ast.Constant(other)
        case ast.Call(_, arguments, keywords):
            for at in range(len(keywords)):
                rest = [*keywords[:at], *keywords[at + 1 :]]
                yield "argument dropped", _with(node, keywords=rest)
            if arguments and not keywords:
                yield "argument dropped", _with(node, args=arguments[:-1])
        case ast.IfExp(body=body, orelse=other):
            yield "condition true", body
            yield "condition false", other


def _other(value: object) -> object:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str() | bytes():
            if value:
                return value[:0]
            return b"x" if isinstance(value, bytes) else "x"
    return None


def _of_statement(node: ast.stmt) -> Iterator[_Replacement]:
    match node:
        case ast.If(test) | ast.While(test):
            if not isinstance(test, ast.Constant):
                if isinstance(node, ast.If):
                    yield "condition true", _with(node, test=ast.Constant(True))
                yield "condition false", _with(node, test=ast.Constant(False))
        case ast.Return(value) if value is not None:
            if not isinstance(value, ast.Constant) or value.value is not None:
                yield "returns None", ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call() | ast.Await(ast.Call())) | ast.Raise():
            yield "statement dropped", ast.Pass()
        case ast.Assign(targets):
            if any(isinstance(each, ast.Attribute | ast.Subscript) for each in targets):
                yield "statement dropped", ast.Pass()
        case ast.AugAssign(op=operator):
            yield "statement dropped", ast.Pass()
            if type(operator) in _ARITHMETIC:
                yield "operator", _with(node, op=_ARITHMETIC[type(operator)]())
        case ast.Delete():
            yield "statement dropped", ast.Pass()
        case ast.Break():
            yield "break/continue", ast.Continue()
        case ast.Continue():
            yield "break/continue", ast.Break()


def _with(node: ast.AST, **fields: Any) -> Any:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new
