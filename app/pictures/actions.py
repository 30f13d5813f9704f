from app.db import session
from app.pictures.models import Picture
from app.pictures.processing import PictureRefused, Processed, process
from app.pictures.storage import store

MAX_ALT = 200
MIDDLE = (0.5, 0.5)


def add_picture(*, data: bytes, alt: str, focus: tuple[float, float] = MIDDLE) -> Picture:
    """Take in an uploaded file. Raises PictureRefused.

    `focus` is the point, in fractions of width and height, that every crop must show.
    """
    return keep_picture(processed=process(data), alt=alt, focus=focus)


def keep_picture(*, processed: Processed, alt: str, focus: tuple[float, float] = MIDDLE) -> Picture:
    """Store what `process` made. Raises PictureRefused.

    Equal pictures share their files. Files are written before the row is committed: a rollback leaves files without
    a row, which nothing shows and the next upload of that picture uses; the reverse would show a broken picture.
    """
    if len(alt) > MAX_ALT:
        raise PictureRefused(f"Describe the picture in {MAX_ALT} characters or fewer.")
    for width, data in processed.renditions.items():
        store().save(processed.key, width, data)
    picture = Picture(
        key=processed.key,
        width=processed.width,
        height=processed.height,
        alt=alt,
        focus_x=focus[0],
        focus_y=focus[1],
    )
    session.add(picture)
    session.flush()
    return picture
