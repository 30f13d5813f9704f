"""The documents that another engine missed, recorded in the transaction that wrote them here."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from search.postgres.tables import missed


class MissedRows:
    def __init__(self, connection: Callable[[], Connection]) -> None:
        self._connection = connection

    def add(self, ids: Collection[int]) -> None:
        if ids:
            # Sorted: two transactions that record the same ids queue up instead of deadlocking.
            rows = [{"id": id} for id in sorted(set(ids))]
            self._connection().execute(insert(missed).values(rows).on_conflict_do_nothing())

    def take(self, most: int) -> Sequence[int]:
        """Remove and return some of the ids: the caller writes them again or adds them back."""
        some = missed.select().order_by(missed.c.id).limit(most).with_for_update(skip_locked=True).subquery()
        taken = delete(missed).where(missed.c.id.in_(some.select())).returning(missed.c.id)
        return self._connection().scalars(taken).all()

    def count(self) -> int:
        return self._connection().scalar(select(func.count()).select_from(missed)) or 0
