"""`/metrics`: what Prometheus reads."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.access.permission import needs
from api.access.recorder import Recorder
from api.access.roles import Permission
from api.dependencies import Store
from api.metrics import Meter
from api.problems import PROBLEM, problem
from api.services.gauges import gauges

__all__ = ["router"]

router = APIRouter(
    tags=["health"], dependencies=[needs(Permission.READ_METRICS)], responses=PROBLEM
)


@router.get("/metrics", response_class=Response)
def metrics(request: Request, store: Store) -> Response:
    """Counts of all workers, and what the store says now; docs/operations.md says what each is."""
    meter: Meter = request.app.state.meter
    recorder: Recorder = request.app.state.recorder
    told = meter.exposition({**gauges(store), "audit_waiting": recorder.waiting})
    if told is None:
        return problem(501, "no-metrics", "prometheus-client is not installed, or metrics are off")
    content, media_type = told
    return Response(content, headers={"Content-Type": media_type})
