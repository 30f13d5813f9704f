"""Illustrations for venues that have no photos: layered flat scenes drawn from a kind, a palette and a seed.

The same three inputs give the same drawing on every machine. Consecutive seeds show different subjects, so counting
seeds up for each kind gives a list in which no two venues look alike.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

import resvg_py

from tools.illustrations.canvas import Art, Scene
from tools.illustrations.colors import Palette
from tools.illustrations.scenes import facial, fitness, floating, hair, hammam, massage, nails, sauna, yoga
from tools.illustrations.scenes.hero import hero

__all__ = ["Kind", "Palette", "Scene", "hero", "render", "scene"]

Subject: TypeAlias = Callable[[Art], None]


class Kind(StrEnum):
    MASSAGE = "massage"
    FACIAL = "facial"
    HAIR = "hair"
    NAILS = "nails"
    SAUNA = "sauna"
    HAMMAM = "hammam"
    YOGA = "yoga"
    FLOAT = "float"
    FITNESS = "fitness"


SUBJECTS: Mapping[Kind, Sequence[Subject]] = {
    Kind.MASSAGE: massage.SUBJECTS,
    Kind.FACIAL: facial.SUBJECTS,
    Kind.HAIR: hair.SUBJECTS,
    Kind.NAILS: nails.SUBJECTS,
    Kind.SAUNA: sauna.SUBJECTS,
    Kind.HAMMAM: hammam.SUBJECTS,
    Kind.YOGA: yoga.SUBJECTS,
    Kind.FLOAT: floating.SUBJECTS,
    Kind.FITNESS: fitness.SUBJECTS,
}


def scene(kind: Kind, palette: Palette, seed: int) -> Scene:
    """Draw a scene of 800 by 600 units. Consecutive seeds rotate through the subjects of a kind."""
    subjects = SUBJECTS[kind]
    art = Art(palette, random.Random(f"{kind}:{palette}:{seed}"))
    mirrored = art.chance(0.5)
    subjects[seed % len(subjects)](art)
    return art.finish(mirrored=mirrored)


def render(drawing: Scene, width: int) -> bytes:
    """Render the drawing as a PNG that is `width` pixels wide."""
    return resvg_py.svg_to_bytes(svg_string=drawing.svg, width=width, skip_system_fonts=True)
