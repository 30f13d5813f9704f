"""Chance that is the same every time: each question has a stream of its own, so that a new one moves no other."""

from random import Random

SEED = "cozywish"


def rng(*about: object) -> Random:
    """Random numbers for one question, such as ("Hazel Bodywork", "hours"). Equal questions have equal answers."""
    return Random("/".join((SEED, *map(str, about))))
