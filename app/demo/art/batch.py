"""Batch drawing on all processors: drawn, rasterized and converted to renditions."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from app.demo.art import Kind, Palette, render, scene
from app.demo.art.geometry import Point
from app.photos.processing import Processed, process


@dataclass(frozen=True)
class Order:
    """A requested image. `width` is that of its largest rendition; 800 is enough for all but a page's main image."""

    kind: Kind
    palette: Palette
    seed: int
    width: int = 800


@dataclass(frozen=True)
class Delivery:
    """The arguments for `keep_picture`."""

    processed: Processed
    focus: Point


def draw(order: Order) -> Delivery:
    drawing = scene(order.kind, order.palette, order.seed)
    return Delivery(process(render(drawing, order.width)), drawing.focus)


def draw_all(orders: Sequence[Order], *, workers: int | None = None) -> Iterator[Delivery]:
    """Draw the requested images and yield them in order.

    Workers are spawned, not forked: a forked copy of this process would share its database connections.
    """
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(orders) < 8:
        yield from map(draw, orders)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(draw, orders, chunksize=4)
