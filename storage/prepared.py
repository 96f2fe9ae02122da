"""Statements built once at import, run straight on the driver.

SQLAlchemy writes the SQL and knows the types; running a compiled statement through its execution layer costs 0.5 ms,
the driver alone a fifth of that, and a look-up runs three of them. Every statement of the program is registered here,
so that a test can ask both databases how they would run each one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Dialect, Join, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean, TypeEngine

Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement in the words of one database."""

    sql: str
    #: Names of the values in the order of the question marks; None where the database takes them by name.
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]
    binds: Mapping[str, Process]
    columns: tuple[tuple[int, Process], ...]

    def values(self, given: Mapping[str, Any]) -> Sequence[Any] | Mapping[str, Any]:
        """The values as the driver takes them."""
        named = {**self.fixed, **given} if self.fixed else given
        if self.binds:
            named = {key: self.binds[key](value) if key in self.binds else value for key, value in named.items()}
        return named if self.order is None else [named[key] for key in self.order]

    def rows(self, raw: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows with the types of Python."""
        if not self.columns:
            return list(raw)
        result = []
        for row in raw:
            cells = list(row)
            for index, process in self.columns:
                cells[index] = process(cells[index])
            result.append(tuple(cells))
        return result


class Prepared:
    """A statement that is compiled once for each database and known to the test of plans."""

    known: ClassVar[list[Prepared]] = []

    def __init__(self, name: str, statement: Executable, *, is_known: bool = True, only: str | None = None) -> None:
        self.name = name
        self.statement = statement
        #: The one database it is for; None for both.
        self.only = only
        self._ready: dict[str, Ready] = {}
        if is_known:
            Prepared.known.append(self)

    def on(self, dialect: Dialect) -> Ready:
        """The statement in the words of this database."""
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _compile(self.statement, dialect)
        return ready


def _compile(statement: Executable, dialect: Dialect) -> Ready:
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    fixed = {key: bind.value for key, bind in compiled.binds.items() if not bind.required}
    binds = {key: _bind(bind.type, dialect) for key, bind in compiled.binds.items()}
    returned = getattr(statement, "exported_columns", ())
    columns = [(index, _result(column.type, dialect)) for index, column in enumerate(returned)]
    return Ready(
        sql=str(compiled),
        order=tuple(compiled.positiontup) if compiled.positiontup is not None else None,
        fixed=fixed,
        binds={key: process for key, process in binds.items() if process},
        columns=tuple((index, process) for index, process in columns if process),
    )


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _result(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    if isinstance(kind, Boolean):
        return None if dialect.supports_native_boolean else _claim
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _claim(value: int | None) -> bool | None:
    """What SQLite keeps as a number; nothing stays nothing."""
    return None if value is None else bool(value)


class Within(ColumnElement[bool]):
    """``column IN (a list given as one value)``: the statement's text is the same for every length of the list."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.list = bindparam(name, type_=_List(column.type))


class Listed(ColumnElement[str]):
    """All values of a column, parted by spaces."""

    inherit_cache = False
    type = Text()

    def __init__(self, column: ColumnElement[str]) -> None:
        self.column = column

    @property
    def _from_objects(self) -> list[Any]:
        return self.column._from_objects


@compiles(Listed)
def _listed(element: Listed, compiler: SQLCompiler, **options: Any) -> str:
    name = "group_concat" if compiler.dialect.name == "sqlite" else "string_agg"
    return f"{name}({compiler.process(element.column, **options)}, ' ')"


class InOrder(Join):
    """A join that SQLite makes from left to right. Left to itself it begins with the table it thinks is smaller."""

    inherit_cache = False


@compiles(InOrder, "sqlite")
def _in_order(element: InOrder, compiler: SQLCompiler, **options: Any) -> str:
    options |= {"asfrom": True}
    left, right = (compiler.process(side, **options) for side in (element.left, element.right))
    condition = element.onclause
    assert condition is not None
    return f"{left} CROSS JOIN {right} ON {compiler.process(condition, **options)}"


@compiles(InOrder)
def _in_any_order(element: InOrder, compiler: SQLCompiler, **options: Any) -> str:
    visit: Callable[..., str] = compiler.visit_join
    return visit(element, **options)


class _List(TypeEngine[Sequence[Any]]):
    """A list as one value: JSON on SQLite, an array on PostgreSQL."""

    def __init__(self, item: TypeEngine[Any]) -> None:
        self.item = item

    def dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return self

    def bind_processor(self, dialect: Dialect) -> Process | None:
        return json.dumps if dialect.name == "sqlite" else list


@compiles(Within, "sqlite")
def _within_sqlite(element: Within, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    return f"{column} IN (SELECT value FROM json_each({compiler.process(element.list, **options)}))"


@compiles(Within, "postgresql")
def _within_postgresql(element: Within, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    item = "TEXT" if isinstance(element.column.type, Text) else "BIGINT"
    return f"{column} = ANY(CAST({compiler.process(element.list, **options)} AS {item}[]))"
