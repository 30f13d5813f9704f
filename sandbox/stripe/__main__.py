"""Start the stand-in: python -m sandbox.stripe --port 4242 --data var/sandbox/stripe"""

import argparse
import os
from pathlib import Path

from sandbox.process import fail, listen, port_of, refuse_production, serve
from sandbox.stripe.sandbox import Options, open_sandbox
from sandbox.stripe.server import running


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.stripe", description="A stand-in for Stripe.")
    env = os.environ.get
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4242, help="0 takes any free one")
    parser.add_argument("--data", type=Path, default=Path("var/sandbox/stripe"), help="the folder that keeps its state")
    parser.add_argument("--key", default=env("STRIPE_SECRET_KEY", "sk_test_sandbox"))
    parser.add_argument("--webhook-url", help="where events are sent; without it they wait")
    parser.add_argument("--webhook-secret", default=env("STRIPE_WEBHOOK_SECRET", "whsec_sandbox"))
    parser.add_argument("--connect-webhook-url", help="where events of connected accounts are sent")
    connect_secret = env("STRIPE_CONNECT_WEBHOOK_SECRET", "whsec_sandbox_connect")
    parser.add_argument("--connect-webhook-secret", default=connect_secret)
    parser.add_argument("--public-url", help="its address as browsers see it; by default http://host:port")
    parser.add_argument("--merchant", default="CozyWish", help="the name on the payment page")
    parser.add_argument("--retry-base", type=float, default=1.0, help="seconds before a webhook's first retry")
    parser.add_argument("--settle-after", type=int, default=5, help="seconds until a slow refund settles")
    return parser.parse_args()


def main() -> None:
    refuse_production("Stripe")
    chosen = arguments()
    if not chosen.key.startswith("sk_test_"):
        fail("The Stripe sandbox takes a test key only: --key must begin with sk_test_.")
    listener = listen(chosen.host, chosen.port, "--port")
    url = chosen.public_url or f"http://{chosen.host}:{port_of(listener)}"
    options = Options(
        key=chosen.key,
        webhook_secret=chosen.webhook_secret,
        webhook_url=chosen.webhook_url,
        connect_webhook_secret=chosen.connect_webhook_secret,
        connect_webhook_url=chosen.connect_webhook_url,
        data=chosen.data,
        public_url=url.rstrip("/"),
        merchant=chosen.merchant,
        retry_base=chosen.retry_base,
        settle_after=chosen.settle_after,
    )
    with running(open_sandbox(options)) as app:
        print(f"Stripe sandbox on http://{chosen.host}:{port_of(listener)}", flush=True)
        serve(app, listener)


if __name__ == "__main__":
    main()
