"""The WSGI entry point: `gunicorn wsgi:app`."""

from app import create_app
from app.core import clock
from config import load

settings = load()
clock.run_ahead(settings.clock_offset)
app = create_app(settings)
