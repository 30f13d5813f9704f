"""The widths in which photos are stored."""

WIDTHS = (400, 800, 1200, 1600)


def rendition_widths(width: int, widths: tuple[int, ...] = WIDTHS) -> tuple[int, ...]:
    """Return a photo's widths, ascending: the standard ones below its own, then its own or the largest standard one."""
    return (*(usual for usual in widths if usual < width), min(width, max(widths)))
