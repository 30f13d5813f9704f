"""Many pictures at once, on all processors: drawn, rasterized and made into renditions."""

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
    """A picture that is wanted. `width` is that of its largest rendition; 800 does for all but a page's main one."""

    kind: Kind
    palette: Palette
    seed: int
    width: int = 800


@dataclass(frozen=True)
class Delivery:
    """What `keep_picture` takes."""

    processed: Processed
    focus: Point


def draw(order: Order) -> Delivery:
    drawing = scene(order.kind, order.palette, order.seed)
    return Delivery(process(render(drawing, order.width)), drawing.focus)


def draw_all(orders: Sequence[Order], *, workers: int | None = None) -> Iterator[Delivery]:
    """In the order asked for.

    Workers are started anew, not forked: a copy of this process would share its database connections.
    """
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(orders) < 8:
        yield from map(draw, orders)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(draw, orders, chunksize=4)
