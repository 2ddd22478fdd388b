"""What can be wrong with a step of a list on its way into law.

```
ComplianceError
├── UnknownDraft      (LookupError)  no draft of that number
├── InvalidStep       (ValueError)   nobody's name, no reason, a version name that is taken
├── SamePerson        (ValueError)   the author approves
├── StepOutOfOrder    (RuntimeError) a draft that is not in the state that the step needs
├── StaleDraft        (RuntimeError) the list has changed since it was drafted
└── DamagedRecord     (RuntimeError) a content is not the one that was recorded
```

Which of them is which HTTP status says `api.problems`.
"""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = [
    "DamagedRecord",
    "InvalidStep",
    "SamePerson",
    "StaleDraft",
    "StepOutOfOrder",
    "UnknownDraft",
]


class UnknownDraft(ComplianceError, LookupError):
    """No draft has that number."""

    code = "unknown-draft"


class InvalidStep(ComplianceError, ValueError):
    """A step that lacks something it must say."""

    code = "invalid-step"


class SamePerson(ComplianceError, ValueError):
    """Whoever made the draft cannot be the second pair of eyes."""

    code = "same-person"


class StepOutOfOrder(ComplianceError, RuntimeError):
    """The draft is not in the state that the step needs."""

    code = "step-out-of-order"


class StaleDraft(ComplianceError, RuntimeError):
    """The list has changed since the draft was made, so nobody has seen the true difference."""

    code = "stale-draft"


class DamagedRecord(ComplianceError, RuntimeError):
    """A stored content does not have the hash that was recorded with it."""

    code = "damaged-record"
