"""What a claimed exemption means in terms of our lists."""

from __future__ import annotations

from typing import Final

__all__ = ["claimed_exemption"]

_LISTS: Final = {
    "EU-RoHS-AnnexIII": "eu-rohs-annex-iii",
    "EU-RoHS-AnnexIV": "eu-rohs-annex-iv",
}
_NO_CLAIMS: Final = frozenset({"No exemption", "RepAp-Unknown"})


def claimed_exemption(list_identity: str, reg_index: str) -> tuple[str, str] | None:
    """The exemption that a claim names, None where it says that there is none.

    Source:
        chemSHERPA exemption lists: `RoHS_0001` “No exemption” and `RepAp0_0001`
        “RepAp-Unknown” stand where a claim would, and claim nothing.
    """
    if reg_index in _NO_CLAIMS:
        return None
    return _LISTS.get(list_identity, list_identity), reg_index
