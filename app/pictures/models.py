"""Pictures, kept by the hash of what they show."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.pictures.sizes import rendition_widths


class Picture(Base):
    """Its files lie in the picture store under `key`, one WebP for each width up to its own."""

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("width > 0 AND height > 0", name="size"),
        CheckConstraint("focus_x BETWEEN 0 AND 1 AND focus_y BETWEEN 0 AND 1", name="focus"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(200), default="")
    focus_x: Mapped[float] = mapped_column(default=0.5)
    focus_y: Mapped[float] = mapped_column(default=0.5)

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths in which its file exists, ascending."""
        return rendition_widths(self.width)

    def fitting(self, width: int) -> int:
        """The smallest of them that is at least `width` pixels, else the largest."""
        return next((has for has in self.widths if has >= width), self.widths[-1])

    @property
    def focus_class(self) -> str:
        """The CSS classes, in tenths of width and height, that keep in view what a crop must not lose."""
        return f"fx-{round(self.focus_x * 10) * 10} fy-{round(self.focus_y * 10) * 10}"
