"""A canvas for flat shapes, lines and dots, layered in the eight colors of a palette."""

import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from tools.illustrations.colors import SKIN, Palette, Role, css, shade_of
from tools.illustrations.geometry import Path, Point, rect
from tools.illustrations.grain import Tone, stipple

T = TypeVar("T")

# The light comes from the upper left.
SHADE = Tone(strength=1.25, start=0.35, power=2.2)
BALL = Tone(strength=1.35, start=0.35, power=2.3, ball=True)
FAINT = Tone(strength=0.5, start=0.45, power=2)
DOWN = Tone(toward=(0.15, 1), strength=0.75, start=0.2, power=2.2)
UP = Tone(toward=(0.1, -1), strength=0.8, start=0.3, power=2)
SIDE = Tone(toward=(1, 0.1), strength=1.1, start=0.4, power=2)


@dataclass(frozen=True)
class Scene:
    """A finished drawing and its focus: the point, in fractions of its size, that every crop must show."""

    svg: str
    focus: Point
    width: int
    height: int


class Art:
    """The drawing interface of a scene.

    `rng` is the only source of randomness, so a seed always gives the same drawing.
    """

    def __init__(self, palette: Palette, rng: random.Random, width: int = 800, height: int = 600) -> None:
        self.palette, self.rng, self.width, self.height = palette, rng, width, height
        self.focus: Point = (width / 2, height / 2)
        self._body: list[str] = []
        self._clips = 0

    @property
    def is_night(self) -> bool:
        return self.palette is Palette.NIGHT

    @property
    def skin(self) -> Role:
        return SKIN[self.palette]

    @property
    def flame(self) -> Role:
        """Return the color of fire, which is the same warm tone as skin."""
        return SKIN[self.palette]

    @property
    def lips(self) -> Role:
        return Role.EMBER if self.skin is Role.POP else Role.DEEP

    # Randomness

    def u(self, low: float, high: float) -> float:
        return self.rng.uniform(low, high)

    def n(self, low: int, high: int) -> int:
        """Return a random integer from `low` to `high`, inclusive."""
        return self.rng.randint(low, high)

    def pick(self, *options: T) -> T:
        return self.rng.choice(options)

    def unlike(self, away: Collection[Role], *roles: Role) -> Role:
        """Return a random one of `roles` that is not in `away`."""
        return self.pick(*(role for role in roles if role not in away))

    def mix(self, options: Sequence[T]) -> list[T]:
        """Return the options in random order."""
        return self.rng.sample(options, len(options))

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    # Drawing

    def ground(self, role: Role, tone: Tone | None = FAINT) -> None:
        self.add(rect(0, 0, self.width, self.height), role, tone)

    def add(self, path: Path, role: Role, tone: Tone | None = SHADE, dots: Role | None = None) -> None:
        """Draw a flat shape with shading; `dots` overrides the usual color of the dots."""
        self.flat(path, role)
        if tone:
            self.dots(path, dots or shade_of(self.palette, role), tone)

    def flat(self, path: Path, role: Role, opacity: float = 1) -> None:
        self._body.append(f'<path d="{path.d}" fill="{self.css(role)}" fill-rule="evenodd"{_see_through(opacity)}/>')

    def dots(self, path: Path, role: Role, tone: Tone) -> None:
        data = stipple(path, tone, self.width, self.height)
        if data:
            # Without anti-aliasing this is twice as fast, and at the size of a dot the difference is invisible.
            self._body.append(f'<path d="{data}" fill="{self.css(role)}" shape-rendering="crispEdges"/>')

    def line(self, path: Path, role: Role, width: float, opacity: float = 1) -> None:
        self._body.append(
            f'<path d="{path.d}" fill="none" stroke="{self.css(role)}" stroke-width="{width:.1f}" '
            f'stroke-linecap="round" stroke-linejoin="round"{_see_through(opacity)}/>'
        )

    @contextmanager
    def inside(self, path: Path) -> Iterator[None]:
        """Clip everything drawn in the block to `path`."""
        self._clips += 1
        name = f"c{self._clips}"
        self._body.append(f'<clipPath id="{name}"><path d="{path.d}"/></clipPath><g clip-path="url(#{name})">')
        yield
        self._body.append("</g>")

    def css(self, role: Role) -> str:
        return css(self.palette, role)

    def finish(self, *, mirrored: bool = False) -> Scene:
        body, (x, y) = "".join(self._body), self.focus
        if mirrored:
            body, x = f'<g transform="matrix(-1 0 0 1 {self.width} 0)">{body}</g>', self.width - x
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}">{body}</svg>'
        )
        return Scene(svg, (round(x / self.width, 3), round(y / self.height, 3)), self.width, self.height)


def softer(tone: Tone, by: float) -> Tone:
    return replace(tone, strength=tone.strength * by)


def _see_through(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:.2f}"'
