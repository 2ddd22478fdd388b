"""What can be wrong with a job.

```
ComplianceError
├── UnknownJob    (LookupError)   no job of that id
├── JobIsOver     (RuntimeError)  it has ended and cannot be cancelled
├── QueueIsFull   (RuntimeError)  more is waiting than is kept
├── LostLease     (RuntimeError)  somebody else has taken the job over
└── Unwanted      (RuntimeError)  it was cancelled while it ran
```
"""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = ["JobIsOver", "LostLease", "QueueIsFull", "UnknownJob", "Unwanted"]


class UnknownJob(ComplianceError, LookupError):
    """No job of that id."""

    code = "unknown-job"


class JobIsOver(ComplianceError, RuntimeError):
    """It has ended; what it stored stays."""

    code = "job-is-over"


class QueueIsFull(ComplianceError, RuntimeError):
    """More is waiting than is kept."""

    code = "queue-is-full"


class LostLease(ComplianceError, RuntimeError):
    """A runner that was silent for too long; somebody else has its job."""

    code = "lost-lease"


class Unwanted(ComplianceError, RuntimeError):
    """Somebody cancelled the job while it ran."""

    code = "unwanted"
