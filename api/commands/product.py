"""What a question says of the product itself: its EEE category, what it is used for."""

from __future__ import annotations

from typing import Final

import click

__all__ = ["EEE_CATEGORY", "USE"]

EEE_CATEGORY: Final = click.option(
    "--eee-category", help="1 to 11, 8-ivd, 9-industrial; default 1-7 and 10."
)
USE: Final = click.option(
    "--use",
    "uses",
    multiple=True,
    metavar="WORD",
    help="electrical_equipment, not:toy, …; repeatable; default $CHEMGATE_USES.",
)
