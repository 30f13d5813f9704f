"""The starts that can be booked."""

from app.availability.engine.evaluation import Question, evaluate, reach
from app.availability.engine.local_time import DAY, to_instant
from app.availability.engine.ranges import Bounds
from app.availability.engine.types import Start


def listed(question: Question, window: Bounds) -> list[Start]:
    """List every start in the half-open window with enough free lanes, ascending."""
    workings = evaluate(question, window)
    return [
        Start(to_instant(point), len(lanes), tuple(dict.fromkeys(lanes)))
        for point, lanes in zip(workings.points, workings.free(), strict=True)
        if len(lanes) >= question.offer.quantity
    ]


def first_listed(question: Question, window: Bounds, count: int) -> list[Start]:
    """List at most `count` starts, in strides that double.

    The first are usually near, but the booking window may be a year.
    """
    begins, ends = reach(question, window)
    found: list[Start] = []
    stride = DAY
    while begins < ends and len(found) < count:
        found += listed(question, (begins, min(begins + stride, ends)))
        begins, stride = begins + stride, 2 * stride
    return found[:count]
