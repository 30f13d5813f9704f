"""Which starts can be booked."""

from app.availability.engine.ranges import Bounds
from app.availability.engine.terms import Start
from app.availability.engine.walls import DAY, instant
from app.availability.engine.workings import Question, reach, work_out


def listed(question: Question, window: Bounds) -> list[Start]:
    """Every start in the half-open window with enough free lanes, ascending."""
    workings = work_out(question, window)
    return [
        Start(instant(point), len(lanes), tuple(dict.fromkeys(lanes)))
        for point, lanes in zip(workings.points, workings.free(), strict=True)
        if len(lanes) >= question.offer.quantity
    ]


def first_listed(question: Question, window: Bounds, count: int) -> list[Start]:
    """At most `count`, in strides that double: the first are usually near, and the horizon may be a year away."""
    begins, ends = reach(question, window)
    found: list[Start] = []
    stride = DAY
    while begins < ends and len(found) < count:
        found += listed(question, (begins, min(begins + stride, ends)))
        begins, stride = begins + stride, 2 * stride
    return found[:count]
