"""A rollup as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from api.wire.body import Json, hashed
from api.wire.numbers import milligrams, ppm
from api.wire.sites import Sites
from engine.roll_up import Rollup, SubstanceTotal
from regulations.substances import SubstanceId

__all__ = ["rollup_json"]

_ListsOf = Callable[[SubstanceId], tuple[str, ...]]


def rollup_json(
    rollup: Rollup,
    *,
    part: Mapping[str, str],
    lists_of: _ListsOf,
    also_matching: Sequence[Mapping[str, str]] = (),
) -> Json:
    """The body of `rollup --json` and of `GET /v1/parts/{part_number}/rollup`.

    Totals are exact; ppm has 12 significant digits. `also_matching` names the other parts that
    the same number may mean; it is hashed too, so that an `ETag` sees them come and go.
    """
    sites = Sites()
    others = {"also_matching": [dict(other) for other in also_matching]} if also_matching else {}
    return hashed(
        {
            "part": dict(part),
            **others,
            "mass_mg": milligrams(rollup.mass),
            "substances": [_substance(one, lists_of, sites) for one in rollup.substances],
            "elements": [
                {
                    "id": one.symbol,
                    "id_type": "element",
                    "mass_mg": milligrams(one.mass),
                    "locations": [sites.location(place) for place in one.locations],
                }
                for one in rollup.elements
            ],
            "undeclared_mass_mg": milligrams(rollup.undeclared)
            if rollup.undeclared is None or rollup.undeclared >= 0
            else None,
        }
    )


def _substance(total: SubstanceTotal, lists_of: _ListsOf, sites: Sites) -> Json:
    identity = total.substance
    return {
        "id": str(identity) if identity else total.written or None,
        "id_type": identity.id_type.value if identity else "unidentified",
        "name": total.name,
        "mass_mg": milligrams(total.mass),
        "ppm_of_product": ppm(total.of_product),
        "locations": [sites.location(place) for place in total.locations],
        "lists": list(lists_of(identity)) if identity else [],
    }
