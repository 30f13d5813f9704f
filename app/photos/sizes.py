"""In which widths a picture is kept."""

WIDTHS = (400, 800, 1200, 1600)


def rendition_widths(width: int, widths: tuple[int, ...] = WIDTHS) -> tuple[int, ...]:
    """The widths in which a picture exists, ascending: the usual ones below its own, then its own or the largest."""
    return (*(usual for usual in widths if usual < width), min(width, max(widths)))
