"""Why somebody is not let in, or not further.

```
ComplianceError
├── NotAuthenticated  (PermissionError)  no token, or one that is not good; which is not told
├── NotAllowed        (PermissionError)  a known caller without the permission
├── TooManyRequests   (RuntimeError)     faster than agreed; knows when to come back
├── RecordFull        (RuntimeError)     it has to be recorded, and nothing can be
├── InvalidSettings   (ValueError)       settings that cannot be understood; nothing is served
└── InvalidKeyRequest (ValueError)       a key that cannot be issued as asked, or is not there
```
"""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = [
    "InvalidKeyRequest",
    "InvalidSettings",
    "NotAllowed",
    "NotAuthenticated",
    "RecordFull",
    "TooManyRequests",
]


class NotAuthenticated(ComplianceError, PermissionError):
    """No token, or one that is not good.

    Attributes:
        why: for the log of the service alone; an answer that told it would help to guess.
    """

    code = "not-authenticated"

    def __init__(self, why: str) -> None:
        super().__init__(
            "a valid key or token is needed", hint="send it as Authorization: Bearer …"
        )
        self.why = why


class NotAllowed(ComplianceError, PermissionError):
    """A known caller who may not do this."""

    code = "not-allowed"


class TooManyRequests(ComplianceError, RuntimeError):
    """Faster than agreed.

    Attributes:
        retry_after: seconds until the next one is taken, at least 1.
    """

    code = "too-many-requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "faster than agreed", hint=f"come back in {retry_after} s; ask for many parts at once"
        )
        self.retry_after = retry_after


class RecordFull(ComplianceError, RuntimeError):
    """It has to be recorded, and the store takes no record."""

    code = "audit-full"


class InvalidSettings(ComplianceError, ValueError):
    """Settings that cannot be understood."""

    code = "invalid-settings"


class InvalidKeyRequest(ComplianceError, ValueError):
    """A key that cannot be issued as asked, or is not there."""

    code = "invalid-key-request"
