"""What can be wrong with a justification.

```
ComplianceError
├── UnknownJustification (LookupError) none of that number
└── InvalidJustification (ValueError)  something in it that cannot be accepted
```
"""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = ["InvalidJustification", "UnknownJustification"]


class UnknownJustification(ComplianceError, LookupError):
    """None of that number."""

    code = "unknown-justification"


class InvalidJustification(ComplianceError, ValueError):
    """Something in it that cannot be accepted."""

    code = "invalid-justification"
