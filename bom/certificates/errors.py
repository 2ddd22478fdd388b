"""What can be wrong with a certificate."""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = ["InvalidCertificate"]


class InvalidCertificate(ComplianceError, ValueError):
    """No supplier, no number, days the wrong way round, or a hash that is none."""

    code = "invalid-certificate"
