"""Whether this process lives, and whether all of CozyWish works."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.worker_status import WorkerState, worker_status

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Tell an orchestrator or a load balancer that this process serves pages, which it does without a worker too."""
    return {"status": "ok"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """For monitoring: 503 when the worker is missing or behind and, by the error handlers, without the database."""
    worker = worker_status()
    told = {"worker": worker.state, "late_jobs": worker.late_jobs, "behind_seconds": int(worker.behind.total_seconds())}
    if worker.state is WorkerState.RUNNING:
        return {"status": "ready", **told}
    return {"status": "not ready", **told}, 503
