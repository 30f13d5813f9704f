"""Categories of venues and services, and tags of venues."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, text_enum
from app.photos.models import Photo
from app.taxonomy.enums import TagGroup


class Category(Base):
    """A category of services and venues, such as massage, or a subcategory, such as deep tissue.

    A subcategory has no subcategories.
    """

    __tablename__ = "category"
    __table_args__ = (CheckConstraint("parent_id <> id", name="parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(SmallInteger)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    # Other names for the category, which search matches too.
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list, server_default="{}")

    photo: Mapped[Photo | None] = relationship(lazy="raise")
    parent: Mapped["Category | None"] = relationship(remote_side=id, lazy="joined", join_depth=1)

    @property
    def slugs(self) -> frozenset[str]:
        """Its own slug and that of its parent."""
        return frozenset([self.slug, self.parent.slug] if self.parent else [self.slug])


class CategorySlug(Base):
    """A former slug of a category, or the slug of one that was merged into it. It redirects."""

    __tablename__ = "category_slug"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)


class Tag(Base):
    """An amenity of venues, or guests that they suit: parking, couples."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    group: Mapped[TagGroup] = mapped_column("tag_group", text_enum(TagGroup))
    position: Mapped[int] = mapped_column(SmallInteger)


class TagSlug(Base):
    """A former slug of a tag, or the slug of one that was merged into it."""

    __tablename__ = "tag_slug"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), index=True)


venue_tag = Table(
    "venue_tag",
    Base.metadata,
    Column("venue_id", ForeignKey("venue.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
)
