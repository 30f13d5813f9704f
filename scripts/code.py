"""`make code`: the demo admin's current code, as an authenticator app would show it."""

from pyotp import TOTP

from app.two_factor.seeds import DEMO_SEED

if __name__ == "__main__":
    print(TOTP(DEMO_SEED).now())
