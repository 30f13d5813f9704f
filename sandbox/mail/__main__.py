"""Start the stand-in: python -m sandbox.mail --smtp-port 1025 --port 8025 --data var/sandbox/mail"""

import argparse
from pathlib import Path

from sandbox.mail import smtp
from sandbox.mail.mailbox import Mailbox
from sandbox.mail.web import create_app
from sandbox.process import listen, port_of, refuse_production, serve


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.mail", description="A stand-in for a mail provider.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, default=1025, help="0 takes any free one")
    parser.add_argument("--port", type=int, default=8025, help="of the outbox page; 0 takes any free one")
    parser.add_argument("--data", type=Path, default=Path("var/sandbox/mail"), help="the folder of the messages")
    return parser.parse_args()


def main() -> None:
    refuse_production("mail")
    chosen = arguments()
    mail_listener = listen(chosen.host, chosen.smtp_port, "--smtp-port")
    page_listener = listen(chosen.host, chosen.port, "--port")
    mailbox = Mailbox(chosen.data)
    smtp.start(mailbox, mail_listener)
    pages = f"http://{chosen.host}:{port_of(page_listener)}"
    print(f"Mail sandbox on {pages}, SMTP on {chosen.host}:{port_of(mail_listener)}", flush=True)
    serve(create_app(mailbox), page_listener)


if __name__ == "__main__":
    main()
