"""The same examples in every run, and the first that fails is enough."""

from __future__ import annotations

import pytest

__all__ = ["Steady"]


class Steady:
    """A plugin that loads a profile for hypothesis before any test is read."""

    @pytest.hookimpl
    def pytest_configure(self) -> None:
        # Here and not above: pytest refuses a hypothesis that was imported before it began.
        from hypothesis import Phase, settings  # noqa: PLC0415

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", derandomize=True, phases=phases)
        settings.load_profile("mutants")
