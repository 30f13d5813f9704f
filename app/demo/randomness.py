"""Reproducible randomness: each question has its own stream, so that a new one changes no other."""

from random import Random

SEED = "cozywish"


def rng(*about: object) -> Random:
    """Return random numbers for one question, like ("Hazel Bodywork", "hours"). Equal questions give equal numbers."""
    return Random("/".join((SEED, *map(str, about))))
