from app.cart.expiry import purge
from app.core.jobs import periodic


@periodic("cart.purge", cron="23 * * * *")
def purge_old_lines() -> None:
    """Delete, each hour, expired lines whose notice was not read for 30 days. Carts hide expired lines at once."""
    purge()
