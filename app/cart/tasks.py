from app.cart.expiry import purge
from app.jobs import periodic


@periodic("cart.purge", cron="23 * * * *")
def purge_old_lines() -> None:
    """Each hour, delete expired lines whose notice nobody read for 30 days. Carts hide expired lines at once."""
    purge()
