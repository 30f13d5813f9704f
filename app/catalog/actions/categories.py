from sqlalchemy import select

from app.core.db import session
from app.photos.models import Picture
from app.venues.models import Category


def ensure_category(
    *, slug: str, name: str, position: int, picture: Picture | None = None, parent: Category | None = None
) -> Category:
    """Return the category with this slug, created or updated. Without a photo, it keeps the one it has."""
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        category = Category(slug=slug, name=name, position=position)
        session.add(category)
    category.name, category.position = name, position
    category.parent = parent
    if picture is not None:
        category.picture_id = picture.id
    session.flush()
    return category
