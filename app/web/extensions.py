"""Extensions, created here and bound in create_app."""

from flask_compress import Compress
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from app.core.networks import network
from app.web.rate_limits import STORAGE_URI

csrf = CSRFProtect()
login = LoginManager()
migrate = Migrate()
compress = Compress()
limiter = Limiter(key_func=network, strategy="fixed-window", storage_uri=STORAGE_URI)
