"""The health of a search engine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """The state of one engine. `name` is the index or table that it reads, `version` the version of the mapping.
    `missed` is how many documents were not written while it was down. `problem` describes what is wrong; "" if nothing
    is."""

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
