"""Models of photos, which are stored by a hash of their content."""

from datetime import datetime

from sqlalchemy import CheckConstraint, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, text_enum
from app.photos.enums import Format, PhotoState
from app.photos.sizes import rendition_widths

# CSS classes position crops, in steps of this many hundredths.
STEP = 5
# The encoding of a photo determines its files: at first there was only WebP.
ENCODINGS = {1: (Format.WEBP,), 2: tuple(Format)}
LATEST = max(ENCODINGS)
MAX_ALT = 200


class Photo(Base):
    """A photo.

    While it waits, `key` is that of the uploaded file; afterwards it is the hash of its content, under which the photo
    store has a file for each width up to its own, in each of its formats.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("width > 0 AND height > 0", name="size"),
        CheckConstraint("focus_x BETWEEN 0 AND 1 AND focus_y BETWEEN 0 AND 1", name="focus"),
        CheckConstraint("(state = 'failed') = (problem <> '')", name="problem"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[PhotoState] = mapped_column(
        text_enum(PhotoState), default=PhotoState.READY, server_default=PhotoState.READY.value
    )
    problem: Mapped[str] = mapped_column(String(200), default="", server_default="")  # tells the uploader what to do
    encoding: Mapped[int] = mapped_column(SmallInteger, default=LATEST, server_default="1")
    width: Mapped[int]  # upright size of the upload
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(MAX_ALT), default="")
    # The point, in fractions of width and height, that every crop must show.
    focus_x: Mapped[float] = mapped_column(default=0.5)
    focus_y: Mapped[float] = mapped_column(default=0.5)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    @property
    def is_ready(self) -> bool:
        return self.state is PhotoState.READY

    @property
    def is_waiting(self) -> bool:
        return self.state is PhotoState.WAITING

    @property
    def has_failed(self) -> bool:
        """Return whether processing failed. Guests see neither the photo nor a gap in its place."""
        return self.state is PhotoState.FAILED

    @property
    def formats(self) -> tuple[Format, ...]:
        """Return the formats of the photo's files, smallest first."""
        return ENCODINGS[self.encoding]

    @property
    def widths(self) -> tuple[int, ...]:
        """Return the widths of the photo's files, ascending."""
        return rendition_widths(self.width)

    def fitting(self, width: int) -> int:
        """Return the smallest of its widths that is at least `width` pixels, or else the largest."""
        return next((has for has in self.widths if has >= width), self.widths[-1])

    @property
    def focus(self) -> tuple[int, int]:
        """Return the focus point in hundredths of width and height, rounded to the steps that crops have."""
        return in_steps(self.focus_x), in_steps(self.focus_y)

    @property
    def focus_class(self) -> str:
        """Return the CSS classes that keep the focus point visible in a crop."""
        x, y = self.focus
        return f"fx-{x} fy-{y}"


def in_steps(fraction: float) -> int:
    return round(fraction * 100 / STEP) * STEP
