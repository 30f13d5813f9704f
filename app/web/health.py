"""Health checks: whether this process is alive, and whether all of CozyWish works."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.core.worker_status import WorkerState, worker_status

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Tell an orchestrator or a load balancer that this process serves pages, which it does even without a worker."""
    return {"status": "ok"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer monitoring, with 503 if the worker is missing or behind.

    Without the database, the error handlers answer 503.
    """
    worker = worker_status()
    status = {
        "worker": worker.state,
        "late_jobs": worker.late_jobs,
        "behind_seconds": int(worker.behind.total_seconds()),
    }
    if worker.state is WorkerState.RUNNING:
        return {"status": "ready", **status}
    return {"status": "not ready", **status}, 503
