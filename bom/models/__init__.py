"""The tables, one noun per file; importing this package makes them all known to `Base.metadata`."""

from __future__ import annotations

from bom.models.access_key import AccessKey, AccessKeyRevocation
from bom.models.audit_event import AuditEvent
from bom.models.base import Base
from bom.models.certificate import Certificate
from bom.models.compliance_answer import ComplianceAnswer
from bom.models.constituent import Constituent
from bom.models.declaration import Declaration
from bom.models.document import Document
from bom.models.exemption_claim import ExemptionClaim
from bom.models.feed_turn import FeedTurn
from bom.models.finding import Finding
from bom.models.job import Job, JobFile
from bom.models.justification import (
    Justification,
    JustificationApproval,
    JustificationRevocation,
)
from bom.models.list_bundled import BundledEdition, BundledLaw
from bom.models.list_draft import ListApproval, ListDraft, ListPublication, ListRetirement
from bom.models.node import Node
from bom.models.part import Part
from bom.models.repeated_request import RepeatedRequest
from bom.models.substance import Substance
from bom.models.substance_list import ListEntry, ListVersion, SubstanceList
from bom.models.supplier import Supplier
from bom.models.transfer import MixtureTransfer
from bom.models.usage import Usage
from bom.models.verdict_change import VerdictChange

__all__ = [
    "AccessKey",
    "AccessKeyRevocation",
    "AuditEvent",
    "Base",
    "BundledEdition",
    "BundledLaw",
    "Certificate",
    "ComplianceAnswer",
    "Constituent",
    "Declaration",
    "Document",
    "ExemptionClaim",
    "FeedTurn",
    "Finding",
    "Job",
    "JobFile",
    "Justification",
    "JustificationApproval",
    "JustificationRevocation",
    "ListApproval",
    "ListDraft",
    "ListEntry",
    "ListPublication",
    "ListRetirement",
    "ListVersion",
    "MixtureTransfer",
    "Node",
    "Part",
    "RepeatedRequest",
    "Substance",
    "SubstanceList",
    "Supplier",
    "Usage",
    "VerdictChange",
]
