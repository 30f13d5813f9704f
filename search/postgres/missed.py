"""What another engine missed, remembered in the transaction that wrote it here."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from search.postgres.tables import missed


class MissedRows:
    def __init__(self, connection: Callable[[], Connection]) -> None:
        self._connection = connection

    def add(self, ids: Collection[int]) -> None:
        if ids:
            # In order: two who remember the same ids queue up instead of deadlocking.
            rows = [{"id": id} for id in sorted(set(ids))]
            self._connection().execute(insert(missed).values(rows).on_conflict_do_nothing())

    def take(self, most: int) -> Sequence[int]:
        """Some of them, forgotten here: who takes them writes them again, or adds them again."""
        some = missed.select().order_by(missed.c.id).limit(most).with_for_update(skip_locked=True).subquery()
        taken = delete(missed).where(missed.c.id.in_(some.select())).returning(missed.c.id)
        return self._connection().scalars(taken).all()

    def count(self) -> int:
        return self._connection().scalar(select(func.count()).select_from(missed)) or 0
