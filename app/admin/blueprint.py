"""What admins look at and decide."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")
