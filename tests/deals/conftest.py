from tests.email.outbox import mail_process, outbox

__all__ = ["mail_process", "outbox"]
