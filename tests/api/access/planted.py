"""A declaration whose secrets stand nowhere else, and a product that holds it."""

from __future__ import annotations

from pathlib import Path

from api.services.stores import import_declarations, load_bom
from tests.api.said import DECLARATIONS, TERMINAL, table

__all__ = ["PART", "PRODUCT", "SECRETS", "plant", "planted"]

PART, PRODUCT = "PLANTED-1", "HOLDER-1"
SECRETS = (
    "Zyxwolith Works",  # the supplier
    "Ingeborg Qvist",  # who answered there
    "Quuxitan alloy",  # a material
    "98765-43-6",  # a substance that no list names
    "2387.654321",  # the material's mass in mg
    PART,  # what the product is made of
)


def planted(*, mass: str = "2.387654321", lead: str = "2.5") -> str:
    """The declaration; the two numbers are what a portal must not find out."""
    text = (DECLARATIONS / TERMINAL).read_text(encoding="utf-8-sig")
    for old, new in (
        ("Yumemizu Components Co., Ltd.", "Zyxwolith Works"),
        ("Shiro Mihon", "Ingeborg Qvist"),
        ('"Copper alloys"', '"Quuxitan alloy"'),
        ("7440-50-8", "98765-43-6"),
        ("TERMINAL-310", PART),
        ('mass="2.4" unitOfMeasure="g"', f'mass="{mass}" unitOfMeasure="g"'),
        ('massPercent="2.5"', f'massPercent="{lead}"'),
    ):
        assert old in text, old
        text = text.replace(old, new)
    return text


def plant(url: str, folder: Path, **numbers: str) -> None:
    """Into a store, below a product."""
    (folder / "planted.xml").write_text(planted(**numbers), encoding="utf-8")
    report = import_declarations(url, [folder / "planted.xml"], dry_run=False)
    assert report.counts["rejected"] == 0, report
    (folder / "usages.csv").write_text(table(f"{PRODUCT},,{PART},,1,,"), encoding="utf-8")
    assert not load_bom(url, folder / "usages.csv").is_refused
