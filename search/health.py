"""How an engine is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """`name` is that of what it asks, `version` that of its mapping. `missed` is how many documents were not written
    while it was away. `problem` says in words what is wrong; "" where nothing is."""

    engine: str
    name: str
    version: int = 0
    documents: int = 0
    bytes: int = 0
    missed: int = 0
    problem: str = ""

    @property
    def is_well(self) -> bool:
        return not self.problem
