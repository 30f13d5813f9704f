"""Values that are computed on first use, and only once."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from itertools import tee
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Iterable[V]):
    """The values of an iterator, for many readers, computed only as far as any of them reads."""

    def __init__(self, once: Iterable[V]) -> None:
        (self._untouched,) = tee(once, 1)

    def __iter__(self) -> Iterator[V]:
        return copy(self._untouched)


class LazyMapping(Mapping[K, V], Generic[K, V]):
    """A mapping with known keys, whose values `make` computes."""

    def __init__(self, keys: Iterable[K]) -> None:
        self._keys = dict.fromkeys(keys)
        self._made: dict[K, V] = {}

    @abstractmethod
    def make(self, key: K) -> V:
        """Return the value of a known key. Called once per key."""

    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._made:
            self._made[key] = self.make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
