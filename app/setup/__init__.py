"""Setup of an empty site: categories, tags, and an admin, which it needs before anyone can use it."""
