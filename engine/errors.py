"""What can be wrong with a structure or a set of rules.

```
ComplianceError
├── CyclicStructure     (ValueError)  a part contains itself; the message names the cycle
├── InvalidStructure    (ValueError)  arrays that do not fit together
└── UnknownNode         (LookupError) a node that the structure does not hold
```
"""

from __future__ import annotations

from collections.abc import Sequence

from regulations.errors import ComplianceError

__all__ = ["CyclicStructure", "InvalidStructure", "UnknownNode"]


class CyclicStructure(ComplianceError, ValueError):
    """A part that contains itself, directly or not.

    Attributes:
        cycle: node numbers along the cycle, the first repeated at the end.
    """

    code = "bom-cycle"

    def __init__(self, message: str, *, cycle: Sequence[int] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint or "remove one of the usages in the cycle")
        self.cycle = tuple(cycle)


class InvalidStructure(ComplianceError, ValueError):
    """Columns of different lengths, ids out of range, a material with children."""

    code = "invalid-structure"


class UnknownNode(ComplianceError, LookupError):
    """A node that the structure does not hold."""

    code = "unknown-node"
