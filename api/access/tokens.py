"""Tokens of an identity provider: read with every doubt that a JWT deserves.

What a token says about itself is never believed before its signature is: not the algorithm (an
allow-list of one family), not where its key is to be found (`jku`, `x5u`, `jwk`, `x5c` make it
refused), not how long it is good (without `exp` it is none).

Source:
    RFC 8725 (BCP 225), sections 3.1 to 3.12; RFC 7519; OWASP ASVS 5.0, 9.1.1 to 9.2.3.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.access.caller import Caller
from api.access.errors import InvalidSettings, NotAuthenticated
from api.access.roles import Role
from api.settings import Settings

if TYPE_CHECKING:
    from jwt import PyJWK

__all__ = ["KeyRing", "Tokens", "looks_like_token"]

_LONGEST: Final = 8 * 1024
_LARGEST_SET: Final = 1024 * 1024
_FRESH_SECONDS: Final = 300
_SOONEST_SECONDS: Final = 30
_PARTS: Final = 3
_NOT_FROM_TOKEN: Final = frozenset({"jku", "x5u", "jwk", "x5c", "crit", "b64"})
_TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_REQUIRED: Final = ["exp", "iat", "iss", "aud", "sub"]
_LONGEST_NAME: Final = 80
_KEY_TYPES: Final = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}

_Load = Callable[[], bytes]


@dataclass(slots=True)
class KeyRing:
    """The issuer's public keys, read again when they are old, or when a new one is named.

    An unknown key id asks the issuer again at most once in half a minute: else whoever invents
    ids would make us knock at its door for each.
    """

    load: _Load
    clock: Callable[[], float] = time.monotonic
    _keys: Mapping[str, PyJWK] = field(default_factory=dict)
    _read_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, kid: str) -> PyJWK | None:
        """The key of an id; None where the issuer has none."""
        with self._lock:
            age = self.clock() - self._read_at
            if age > _FRESH_SECONDS or (kid not in self._keys and age > _SOONEST_SECONDS):
                self._refresh()
            return self._keys.get(kid)

    def _refresh(self) -> None:
        from jwt import PyJWKSet  # noqa: PLC0415 - an optional library
        from jwt.exceptions import PyJWTError  # noqa: PLC0415

        self._read_at = self.clock()
        try:
            found = PyJWKSet.from_dict(json.loads(self.load()))
        except (OSError, ValueError, PyJWTError):
            return  # the keys of before stay good: an issuer that is down logs nobody out
        self._keys = {key.key_id: key for key in found.keys if key.key_id}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Who people are, by the word of one issuer."""

    settings: Settings
    ring: KeyRing

    @classmethod
    def of(cls, settings: Settings) -> Tokens | None:
        """As the settings say; None where no issuer is named.

        Raises:
            InvalidSettings: an issuer is named, and the library that reads tokens is missing.
        """
        if not settings.oidc_issuer:
            return None
        try:
            import jwt  # noqa: F401, PLC0415
        except ModuleNotFoundError as missing:
            raise InvalidSettings(
                "tokens of an issuer cannot be read: PyJWT is not installed",
                hint="install chemgate with the extra “oidc”",
            ) from missing
        return cls(settings, KeyRing(_source(settings.oidc_jwks)))

    def caller(self, token: str) -> Caller:
        """Whoever the issuer says it is.

        Raises:
            NotAuthenticated: anything at all is wrong with the token.
        """
        import jwt  # noqa: PLC0415

        head = _head(token)
        if head["alg"] not in self.settings.oidc_algorithms:
            raise NotAuthenticated("algorithm that is not allowed")
        key = self.ring.get(head["kid"])
        if key is None or key.key_type != _KEY_TYPES[head["alg"][:2]]:
            raise NotAuthenticated("unknown key id, or a key of another kind")
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[head["alg"]],
                audience=self.settings.oidc_audience,
                issuer=self.settings.oidc_issuer,
                leeway=self.settings.oidc_leeway_seconds,
                options={"require": _REQUIRED, "strict_aud": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise NotAuthenticated(type(wrong).__name__) from wrong
        return self._known(claims)

    def _known(self, claims: Mapping[str, Any]) -> Caller:
        subject = claims["sub"]
        named = claims.get(self.settings.oidc_role_claim)
        told = [named] if isinstance(named, str) else named if isinstance(named, list) else []
        roles = frozenset(Role(one) for one in told if one in set(Role))
        supplier = claims.get(self.settings.oidc_supplier_claim, "")
        if not _is_name(subject) or not roles:
            raise NotAuthenticated("no subject, or no role of ours")
        if Role.SUPPLIER not in roles:
            return Caller(subject, roles)
        if len(roles) > 1 or not _is_name(supplier):
            raise NotAuthenticated("a supplier without a name, or with another role beside")
        return Caller(subject, roles, supplier=supplier)


def looks_like_token(text: str) -> bool:
    """Whether it has the three parts of a JWT."""
    return text.count(".") == _PARTS - 1


def _head(token: str) -> Mapping[str, str]:
    """The header, before anything is computed with it."""
    if len(token) > _LONGEST:
        raise NotAuthenticated("token too long")
    text = token.partition(".")[0]
    try:
        head = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError) as wrong:
        raise NotAuthenticated("unreadable header") from wrong
    if not isinstance(head, dict) or _NOT_FROM_TOKEN & head.keys():
        raise NotAuthenticated("header names a key or an extension of its own")
    if not all(isinstance(head.get(name), str) for name in ("alg", "kid")):
        raise NotAuthenticated("header without algorithm or key id")
    if str(head.get("typ", "JWT")).lower() not in _TYPES:
        raise NotAuthenticated("token of another kind")
    return head


def _is_name(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= _LONGEST_NAME and text.isprintable()


def _source(place: str) -> _Load:
    if not place.startswith("https://"):
        return Path(place).read_bytes

    def fetched() -> bytes:
        # The address is the operator's setting and https; no token can name another.
        with urllib.request.urlopen(place, timeout=5) as answer:  # noqa: S310
            content: bytes = answer.read(_LARGEST_SET + 1)
        if len(content) > _LARGEST_SET:
            raise ValueError("the key set is too large")
        return content

    return fetched
