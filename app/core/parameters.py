"""Parameters for statements that are built once.

Building a large statement and its cache key takes SQLAlchemy longer than sending it. So a cached function returns a
statement that many pages send, and the values that change are its parameters.
"""

from sqlalchemy import ARRAY, ColumnElement, Integer, SQLColumnExpression, all_, any_, bindparam


def one_of(column: SQLColumnExpression[int] | SQLColumnExpression[int | None], name: str) -> ColumnElement[bool]:
    """Match the ids in a parameter, a list of integers."""
    return column == any_(bindparam(name, type_=ARRAY(Integer)))


def none_of(column: SQLColumnExpression[int] | SQLColumnExpression[int | None], name: str) -> ColumnElement[bool]:
    """Match all ids but those in a parameter, a list of integers."""
    return column != all_(bindparam(name, type_=ARRAY(Integer)))
