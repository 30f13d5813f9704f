"""`make screens`: screenshots of the key pages in screens/, at 390 and 1280 pixels wide, light and dark.

The whole application runs on its own demo data, at noon on a Wednesday in Portland, whatever time it is here. A guest,
an owner and an admin use it as people do. This package finds things by id, field name, form address and role, so that
a new wording of a page needs no change here.
"""
