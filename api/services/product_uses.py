"""What a deployment's products are used for, said once for all of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from regulations.uses import Uses, read_uses

__all__ = ["USES_VARIABLE", "profile", "uses_of"]

USES_VARIABLE: Final = "CHEMGATE_USES"
"""Words with commas between: ``electrical_equipment,not:toy,not:jewellery``."""


def profile() -> Uses:
    """The uses that the environment states; none where it states nothing.

    Raises:
        UnknownUse: a word that no law asks for, or one that is said both ways.
    """
    return read_uses(os.environ.get(USES_VARIABLE, "").split(","))


def uses_of(words: Sequence[str] | None) -> Uses | None:
    """The uses that a question states; None where it states none, so that the profile counts.

    A question that states any stands for itself: a toy among lamps is asked about with its own
    words, not with those of the lamps.

    Raises:
        UnknownUse: as `profile`.
    """
    return read_uses(words) if words else None
