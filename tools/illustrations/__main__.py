"""Preview the drawings on a contact sheet: `python -m tools.illustrations --sheet sheet.png`."""

import argparse
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image

from tools.illustrations import Kind, Palette, Scene, hero, render, scene

GAP, PAPER = 8, "#f9f4ec"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.illustrations", description="Draw a contact sheet.")
    parser.add_argument("--sheet", type=Path, required=True, help="the PNG to write")
    parser.add_argument("--kind", type=Kind, choices=list(Kind), help="only this kind; else all, the hero and the rest")
    parser.add_argument("--palette", type=Palette, choices=list(Palette), help="only this palette")
    parser.add_argument("--rows", type=int, default=1, help="rows for each kind, each with the next seeds")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--width", type=int, default=320, help="of one drawing")
    chosen = parser.parse_args()
    kinds = [chosen.kind] if chosen.kind else list(Kind)
    palettes = [chosen.palette] * len(Palette) if chosen.palette else list(Palette)
    rows = [list(row(kind, palettes, seed)) for kind in kinds for seed in seeds(chosen.seed, chosen.rows)]
    if not chosen.kind:
        rows.append([hero(night=False), hero(night=True)])
    sheet(rows, chosen.width).save(chosen.sheet)


def seeds(first: int, rows: int) -> range:
    return range(first, first + rows * len(Palette), len(Palette))


def row(kind: Kind, palettes: Iterable[Palette], seed: int) -> Iterable[Scene]:
    """Draw one scene in each palette, with consecutive seeds."""
    return (scene(kind, palette, seed + i) for i, palette in enumerate(palettes))


def sheet(rows: list[list[Scene]], width: int) -> Image.Image:
    """Arrange the drawings in a grid, each rendered at twice its size and scaled down as a browser would."""
    height = width * 3 // 4
    columns = max(map(len, rows))
    paper = Image.new("RGB", (columns * (width + GAP) + GAP, len(rows) * (height + GAP) + GAP), PAPER)
    for y, drawings in enumerate(rows):
        for x, drawing in enumerate(drawings):
            picture = Image.open(BytesIO(render(drawing, 2 * width))).convert("RGB")
            picture.thumbnail((width, height), Image.Resampling.LANCZOS)
            paper.paste(picture, (GAP + x * (width + GAP), GAP + y * (height + GAP)))
    return paper


if __name__ == "__main__":
    main()
