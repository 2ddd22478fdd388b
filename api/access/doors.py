"""The ways in: a key of ours, a token of the issuer, or none where none is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from api.access.caller import LOCAL, Caller
from api.access.errors import NotAuthenticated, TooManyRequests
from api.access.rates import Buckets, Rate
from api.access.roles import Permission, Role
from api.access.tokens import Tokens, looks_like_token
from api.settings import Settings
from bom.access.keys import StoredKey, find_key, prefix_of
from bom.database import Database
from bom.history import utc_now

__all__ = ["Doors"]

_MOST_CACHED: Final = 10_000
_MOST_TOKEN: Final = 16 * 1024
_WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(slots=True)
class Doors:
    """Lets callers in and remembers, for a few seconds, whom it let in."""

    settings: Settings
    buckets: Buckets
    database: Database
    tokens: Tokens | None = None
    clock: Callable[[], float] = time.monotonic
    _cached: dict[str, tuple[StoredKey, float]] = field(default_factory=dict)

    async def let_in(self, asking: HTTPConnection) -> Caller | None:
        """Whoever asks; None where nobody says it and the route may be open.

        Raises:
            NotAuthenticated: a token that is not good, or none for something that writes: a body
                of nobody is not even read.
            TooManyRequests: faster than agreed.
        """
        token = _bearer(asking.headers.get("authorization"))
        if token is None:
            if not self.settings.keys_required:
                return LOCAL
            if asking.scope["method"] in _WRITING:
                raise NotAuthenticated("no token")
            return None
        caller = await self._known(token, asking.client.host if asking.client else "")
        self._count(caller, asking.scope["method"])
        return caller

    async def _known(self, token: str, address: str) -> Caller:
        key = self._remembered(token)
        if key is not None:
            return _caller(key)
        attempts = f"failed:{address}"
        rate = Rate(self.settings.failed_logins_per_minute, seconds=60)
        if limited := self.buckets.wait(attempts, rate) if rate.per_second else 0:
            raise TooManyRequests(limited)
        try:
            return await self._proved(token)
        except NotAuthenticated:
            if rate.per_second:
                self.buckets.take(attempts, rate)
            raise

    async def _proved(self, token: str) -> Caller:
        prefix = prefix_of(token)
        if prefix and len(token) <= _MOST_TOKEN:
            key = await run_in_threadpool(self._read, prefix)
            if key is None or not key.opens_with(token) or not key.is_good(utc_now()):
                raise NotAuthenticated("unknown, expired or revoked key")
            if len(self._cached) >= _MOST_CACHED:
                self._cached.clear()
            self._cached[prefix] = (key, self.clock())
            return _caller(key)
        if self.tokens is not None and looks_like_token(token):
            return await run_in_threadpool(self.tokens.caller, token)
        raise NotAuthenticated("no key of ours and no token of the issuer")

    def _read(self, prefix: str) -> StoredKey | None:
        with self.database.readers() as session:
            return find_key(session, prefix)

    def _remembered(self, token: str) -> StoredKey | None:
        """A key that was good a moment ago, and is shown again."""
        prefix = prefix_of(token)
        key, read_at = self._cached.get(prefix, (None, 0.0))
        if key is None or self.clock() - read_at > self.settings.key_cache_seconds:
            return None
        return key if key.opens_with(token) and key.is_good(utc_now()) else None

    def _count(self, caller: Caller, method: str) -> None:
        settings, name = self.settings, f"{caller.key_id}:{caller.subject}"
        if settings.requests_per_second:
            rate = Rate(settings.requests_per_second, burst=settings.request_burst)
            if limited := self.buckets.take(name, rate):
                raise TooManyRequests(limited)
        if caller.is_supplier and method in _WRITING and settings.uploads_per_minute:
            rate = Rate(settings.uploads_per_minute, seconds=60)
            if limited := self.buckets.take(f"upload:{caller.supplier}", rate):
                raise TooManyRequests(limited)


def _bearer(header: str | None) -> str | None:
    """The token of the header; None without one."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("another scheme than Bearer")
    return token.strip()


def _caller(key: StoredKey) -> Caller:
    if key.role not in set(Role):
        raise NotAuthenticated("a role that this release does not know")
    scopes = frozenset(Permission(one) for one in key.scopes.split() if one in set(Permission))
    if key.scopes and not scopes:
        raise NotAuthenticated("scopes that this release does not know")
    return Caller(key.subject, frozenset({Role(key.role)}), key.supplier, scopes, key.prefix)
