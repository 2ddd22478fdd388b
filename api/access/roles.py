"""The roles, the permissions, and which role holds which: the only place that says so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = ["GRANTS", "Permission", "Role"]


class Role(StrEnum):
    """What somebody is to the service."""

    PORTAL = "portal"
    ENGINEER = "engineer"
    REGULATORY = "regulatory"
    APPROVER = "approver"
    SUPPLIER = "supplier"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a route asks for; `OPEN` is asked of nobody, for what a load balancer has to reach.

    A permission tells what is read or done, not how much of it: a supplier with `READ_VERDICTS`
    reads its own (`api.access.scope`), a portal reads them without numbers (`api.access.views`).
    """

    OPEN = "open"
    READ_API = "read-api"
    READ_VERDICTS = "read-verdicts"
    READ_COMPOSITION = "read-composition"
    READ_USES = "read-uses"
    READ_LISTS = "read-lists"
    READ_DRAFTS = "read-drafts"
    READ_IMPACT = "read-impact"
    READ_CHANGES = "read-changes"
    READ_JOBS = "read-jobs"
    READ_JUSTIFICATIONS = "read-justifications"
    READ_AUDIT = "read-audit"
    READ_METRICS = "read-metrics"
    IMPORT = "import"
    EVALUATE = "evaluate"
    DRAFT_LISTS = "draft-lists"
    APPROVE_LISTS = "approve-lists"
    PUBLISH_LISTS = "publish-lists"
    JUSTIFY = "justify"
    APPROVE_JUSTIFICATIONS = "approve-justifications"


_ALL: Final = frozenset({Permission.OPEN, Permission.READ_API, Permission.READ_LISTS})

GRANTS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.PORTAL: _ALL | {Permission.READ_VERDICTS, Permission.READ_CHANGES},
    Role.ENGINEER: _ALL
    | {
        Permission.READ_VERDICTS,
        Permission.READ_COMPOSITION,
        Permission.READ_USES,
        Permission.READ_IMPACT,
        Permission.READ_CHANGES,
        Permission.READ_JOBS,
        Permission.READ_JUSTIFICATIONS,
        Permission.IMPORT,
        Permission.EVALUATE,
        Permission.JUSTIFY,
    },
    Role.REGULATORY: _ALL
    | {
        Permission.READ_VERDICTS,
        Permission.READ_USES,
        Permission.READ_DRAFTS,
        Permission.READ_IMPACT,
        Permission.READ_CHANGES,
        Permission.READ_JOBS,
        Permission.READ_JUSTIFICATIONS,
        Permission.EVALUATE,
        Permission.DRAFT_LISTS,
        Permission.PUBLISH_LISTS,
        Permission.JUSTIFY,
    },
    Role.APPROVER: _ALL
    | {
        Permission.READ_VERDICTS,
        Permission.READ_USES,
        Permission.READ_DRAFTS,
        Permission.READ_IMPACT,
        Permission.READ_CHANGES,
        Permission.READ_JUSTIFICATIONS,
        Permission.APPROVE_LISTS,
        Permission.PUBLISH_LISTS,
        Permission.APPROVE_JUSTIFICATIONS,
    },
    Role.SUPPLIER: _ALL
    | {
        Permission.READ_VERDICTS,
        Permission.READ_COMPOSITION,
        Permission.READ_JOBS,
        Permission.IMPORT,
    },
    # Who hands out keys has no need of anybody's composition, nor of a verdict.
    Role.ADMIN: _ALL | {Permission.READ_AUDIT, Permission.READ_METRICS},
}
