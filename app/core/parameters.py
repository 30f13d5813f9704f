"""Parameters for statements that are built once.

SQLAlchemy takes longer to build a statement and its cache key than to send it. So a function without arguments, or with
few, returns what many pages send, is cached, and names the values that change as parameters.
"""

from sqlalchemy import ARRAY, ColumnElement, Integer, SQLColumnExpression, all_, any_, bindparam


def one_of(column: SQLColumnExpression[int] | SQLColumnExpression[int | None], name: str) -> ColumnElement[bool]:
    """Match the ids in a parameter, a list of integers."""
    return column == any_(bindparam(name, type_=ARRAY(Integer)))


def none_of(column: SQLColumnExpression[int] | SQLColumnExpression[int | None], name: str) -> ColumnElement[bool]:
    """Match all ids but those in a parameter, a list of integers."""
    return column != all_(bindparam(name, type_=ARRAY(Integer)))
