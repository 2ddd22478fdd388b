"""Whoever asks, as a token or the absence of one told it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.access.errors import NotAllowed
from api.access.roles import GRANTS, Permission, Role
from api.access.views import View

__all__ = ["LOCAL", "Caller"]

_FULL: Final = frozenset({Role.ENGINEER, Role.REGULATORY, Role.APPROVER, Role.SUPPLIER})


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller.

    Attributes:
        subject: the person or program, as it is recorded; "" = a service that asks for no keys.
        roles: what it is; a supplier is nothing else beside.
        supplier: whose parts a supplier sees, as they write their name; "" for everybody else.
        scopes: narrows what the roles hold; none = all of it.
        key_id: public prefix of the key, "" for people who came with a token of the issuer.
    """

    subject: str
    roles: frozenset[Role]
    supplier: str = ""
    scopes: frozenset[Permission] = frozenset()
    key_id: str = ""

    @property
    def is_local(self) -> bool:
        """Whether nobody said who asks, and nobody has to."""
        return not self.roles

    @property
    def is_supplier(self) -> bool:
        """Whether only the parts of one supplier exist for this caller."""
        return Role.SUPPLIER in self.roles

    @property
    def view(self) -> View:
        """How much of a verdict is shown; the needier of several roles decides."""
        return View.FULL if self.is_local or self.roles & _FULL else View.SUMMARY

    def may(self, permission: Permission) -> bool:
        """Whether the permission is held."""
        if permission is Permission.OPEN or self.is_local:
            return True
        held = frozenset[Permission]().union(*(GRANTS[role] for role in self.roles))
        return permission in held and (not self.scopes or permission in self.scopes)

    def acting(self, by: str) -> str:
        """Who takes a step: the caller, never a name that the caller writes.

        Args:
            by: the name in the question; it counts only where the service asks for no keys.

        Raises:
            NotAllowed: the caller is known and names somebody else.
        """
        if self.is_local:
            return by
        if by and by.casefold() != self.subject.casefold():
            raise NotAllowed(
                "a step is recorded under the name of the key or token, and `by` names another",
                hint="leave `by` out",
            )
        return self.subject


LOCAL: Final = Caller(subject="", roles=frozenset())
"""Everybody, where the service is bound to its own machine and asks for no keys."""
