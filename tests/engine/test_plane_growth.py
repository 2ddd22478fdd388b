"""A part that is heavier than all before finds room in the law that stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.planes.changes import standing
from engine.planes.law import law_of
from engine.planes.plane import Plane
from tests.properties.test_plane_changes import stands_as_judged_anew
from tests.toy_law import OXIDE

from .test_plane_standing import BACKENDS, PARTS, Backend, law, one, portfolio, stood
from .test_planes import LIST, PPB, article, one_entry


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_first_part_that_columns_hold_is_declared_like_any_other(backend: Backend) -> None:
    everyone = set(range(PARTS))
    for part in range(PARTS):
        found = stood(portfolio(everyone), law(one("a", OXIDE)), backend)
        change = found.declare(portfolio(everyone - {part}), np.array([part], dtype=np.int32))
        assert found.state.hard.tolist() == sorted(everyone - {part})
        assert stands_as_judged_anew(found)
        found.undo(change)
        assert found.state.hard.tolist() == sorted(everyone)
        assert stands_as_judged_anew(found)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("heavier", [200, 257, 10**9])
def test_a_declaration_of_something_far_heavier_is_judged(heavier: int, backend: Backend) -> None:
    light, heavy = article((1, PPB)), article((heavier, 2_000_000 * PPB))
    found = standing(light, law_of(one_entry("0.001"), light), backend)
    assert not found.planes.of(Plane.EXCEEDED, LIST)[0]
    room = found.state.law.fits
    found.declare(heavy, np.array([0], dtype=np.int32))
    assert found.planes.of(Plane.EXCEEDED, LIST)[0]
    assert (found.state.law.fits == room) is (heavier == 200)
    assert stands_as_judged_anew(found)


@pytest.mark.parametrize("name", ["share", "numerator", "mass"])
def test_more_of_anything_than_the_law_was_made_for_makes_it_anew(name: str) -> None:
    held = article((1, 2_000_000 * PPB))
    for more in (0, 1):
        found = standing(held, law_of(one_entry("0.001"), held))
        fits = found.state.law.fits
        full = replace(held, range=replace(fits, **{name: getattr(fits, name) + more}))
        found.declare(full, np.array([0], dtype=np.int32))
        assert (found.state.law.fits == fits) is (more == 0)
