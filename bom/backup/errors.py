"""What can be wrong with a backup.

```
ComplianceError
├── BackupRefused   (ValueError)    a file that is there, a store that is not empty, another kind
├── BackupDamaged   (ValueError)    a file that is no backup, or not the one that was written
└── ToolMissing     (RuntimeError)  `pg_dump` or `pg_restore` is not on this machine, or it failed
```
"""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = ["BackupDamaged", "BackupRefused", "ToolMissing"]


class BackupRefused(ComplianceError, ValueError):
    """Something is in the way, and nothing is overwritten."""

    code = "backup-refused"


class BackupDamaged(ComplianceError, ValueError):
    """What was written is not what is read."""

    code = "backup-damaged"


class ToolMissing(ComplianceError, RuntimeError):
    """PostgreSQL's own programs do the work, and one of them is missing or failed."""

    code = "tool-missing"
