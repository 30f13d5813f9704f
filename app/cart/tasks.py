from app.cart.actions import purge
from app.jobs import periodic


@periodic("cart.purge", cron="23 * * * *")
def purge_old_lines() -> None:
    """Each hour: lines live 24 hours; views hide older ones already."""
    purge()
