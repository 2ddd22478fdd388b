"""How the service runs: from a TOML file, and over it from the environment.

Each setting is a field here, `name` in the file that `$CHEMGATE_SETTINGS` names and
`CHEMGATE_NAME` in the environment. A name that is none is refused: a misspelt
`CHEMGATE_KEYS=required` would otherwise open the service to everybody.
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from api.access.errors import InvalidSettings

__all__ = ["ELSEWHERE", "EMBEDDED", "PREFIX", "Settings", "is_loopback", "read_settings"]

PREFIX: Final = "CHEMGATE_"
ELSEWHERE: Final = frozenset(
    {
        "DB",
        "USES",
        "DB_POOL_OVERFLOW",
        "DB_POOL_SIZE",
        "DB_POOL_WAIT_SECONDS",
        "KERNELS",
        "SETTINGS",
        "SNAPSHOTS",
        "THREADS",
        "TRACEBACK",
        "USER",
    }
)
"""Names that other parts of the program read."""

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_KEYS: Final = ("auto", "required", "off")
_LEVELS: Final = ("debug", "info", "warning", "error")
_FORMS: Final = ("json", "text")
_FAMILIES: Final = (
    frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}),
    frozenset({"ES256", "ES384", "ES512"}),
    frozenset({"EdDSA"}),
)
_MOST_LEEWAY: Final = 60
_MOST_CACHED: Final = 60


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InvalidSettings(f"{name} is {value!r}, not one of {', '.join(allowed)}")


def _between(name: str, value: int, *, most: int) -> None:
    if not 0 <= value <= most:
        raise InvalidSettings(f"{name} is {value}, not from 0 to {most}")


@dataclass(frozen=True, slots=True)
class Settings:
    """One service.

    Attributes:
        keys: `required`; `off`; or `auto`: required unless bound to a loopback address.
        hosts: names that the service answers to, `*` = any; none = its loopback names where it is
            bound to one, else any, which the proxy in front has to narrow.
        body_bytes: most bytes of one request.
        header_bytes: most bytes of its head.
        requests_per_second, request_burst: for each key or person; 0 = as many as they like.
        uploads_per_minute: for each supplier.
        failed_logins_per_minute: for each address.
        key_cache_seconds: how long a worker believes what it read of a key; it bounds how long a
            key that was taken back still opens.
        oidc_issuer: `iss` of the tokens that people bring; "" = only keys.
        oidc_audience: `aud` that names this service.
        oidc_jwks: file or https address of the issuer's public keys; never taken from a token.
        oidc_algorithms: of one family; symmetric ones do not exist here.
        oidc_role_claim, oidc_supplier_claim: where a token says what somebody is.
        oidc_leeway_seconds: how far clocks may be apart, at most 60.
        rates_file: where the workers of this machine share their counts; "" = `serve` makes one.
        concurrency: open connections for each worker, idle ones too, before the next is told 503.
        shutdown_seconds: how long running requests may take to end.
        drain_seconds: how long /readyz says 503 before the door closes, so that a balancer sees
            it.
        keepalive_seconds: how long an idle connection is held.
        log_level, log_format: `json` is one object a line.
        metrics: whether /metrics answers those who may read it.
        telemetry: whether OpenTelemetry spans and metrics are emitted, where its SDK is set up.
        anchor_file: the head of the audit chain is appended here now and then; keep it on another
            machine.
    """

    keys: str = "auto"
    hosts: tuple[str, ...] = ()
    body_bytes: int = 64 * 1024 * 1024
    header_bytes: int = 32 * 1024
    requests_per_second: int = 20
    request_burst: int = 40
    uploads_per_minute: int = 10
    failed_logins_per_minute: int = 10
    key_cache_seconds: int = 20
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_jwks: str = ""
    oidc_algorithms: tuple[str, ...] = ("RS256",)
    oidc_role_claim: str = "chemgate_role"
    oidc_supplier_claim: str = "chemgate_supplier"
    oidc_leeway_seconds: int = 30
    rates_file: str = ""
    concurrency: int = 1000
    shutdown_seconds: int = 30
    drain_seconds: int = 0
    keepalive_seconds: int = 5
    log_level: str = "info"
    log_format: str = "json"
    metrics: bool = True
    telemetry: bool = False
    anchor_file: str = ""

    def __post_init__(self) -> None:
        """Refuse what contradicts itself.

        Raises:
            InvalidSettings: a value outside of what it may be.
        """
        _one_of("keys", self.keys, _KEYS)
        _one_of("log_level", self.log_level, _LEVELS)
        _one_of("log_format", self.log_format, _FORMS)
        _between("key_cache_seconds", self.key_cache_seconds, most=_MOST_CACHED)
        _between("oidc_leeway_seconds", self.oidc_leeway_seconds, most=_MOST_LEEWAY)
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and value < 0:
                raise InvalidSettings(f"{field.name} is negative: {value}")
        named = [bool(one) for one in (self.oidc_issuer, self.oidc_audience, self.oidc_jwks)]
        if any(named) and not all(named):
            raise InvalidSettings("oidc_issuer, oidc_audience and oidc_jwks belong together")
        chosen = frozenset(self.oidc_algorithms)
        if not chosen or not any(chosen <= family for family in _FAMILIES):
            raise InvalidSettings(
                f"oidc_algorithms {sorted(chosen)} are not all of one asymmetric family",
                hint="RS256; or ES256; or EdDSA",
            )
        if self.oidc_jwks and "://" in self.oidc_jwks and not self.oidc_jwks.startswith("https://"):
            raise InvalidSettings("oidc_jwks is neither a file nor an https address")

    @property
    def keys_required(self) -> bool:
        """Whether nobody is let in without a key or token."""
        return self.keys == "required"

    def bound_to(self, host: str) -> Settings:
        """The same with what follows from the address decided.

        Raises:
            InvalidSettings: keys are off, and the address can be reached from elsewhere.
        """
        local = is_loopback(host)
        if self.keys == "off" and not local:
            raise InvalidSettings(
                f"without keys everybody who reaches {host} reads and changes everything",
                hint="bind to 127.0.0.1, or set keys to required",
            )
        keys = self.keys if self.keys != "auto" else ("off" if local else "required")
        # A page of another host whose name was made to mean 127.0.0.1 would otherwise be answered.
        hosts = self.hosts or (_LOOPBACK if local else ("*",))
        return replace(self, keys=keys, hosts=hosts)


EMBEDDED: Final = Settings(keys="off", hosts=("*",), metrics=True)
"""For a service inside one process, reached by nothing but it."""


def is_loopback(host: str) -> bool:
    """Whether an address is reached from its own machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a service that is about to start.

    Args:
        environment: None = of this process.

    Raises:
        InvalidSettings: an unknown name, or a value that cannot be what it should.
    """
    told = os.environ if environment is None else environment
    names = {field.name for field in fields(Settings)}
    given = dict(_of_file(told.get(f"{PREFIX}SETTINGS", ""), names))
    for variable, text in told.items():
        name = variable.removeprefix(PREFIX)
        if name == variable or name in ELSEWHERE:
            continue
        if name.lower() not in names:
            raise InvalidSettings(f"there is no setting {variable}", hint=_hint(names))
        given[name.lower()] = _read(name.lower(), text)
    return Settings(**given)


def _of_file(path: str, names: set[str]) -> dict[str, Any]:
    if not path:
        return {}
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise InvalidSettings(f"{path} cannot be read: {wrong}") from wrong
    for name, value in content.items():
        if name not in names:
            raise InvalidSettings(f"{path}: there is no setting {name}", hint=_hint(names))
        content[name] = _typed(name, value)
    return content


def _typed(name: str, value: object) -> object:
    """A value of the file, of the type of its default."""
    wanted = type(getattr(EMBEDDED, name))
    if wanted is tuple and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if type(value) is not wanted:
        raise InvalidSettings(f"{name} is no {_said(wanted)}: {value!r}")
    return value


def _read(name: str, text: str) -> object:
    """A value of the environment, of the type of its default."""
    wanted = type(getattr(EMBEDDED, name))
    if wanted is tuple:
        return tuple(one.strip() for one in text.split(",") if one.strip())
    if wanted is bool and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if wanted is int and text.isascii() and text.isdecimal():
        return int(text)
    if wanted is str:
        return text
    raise InvalidSettings(f"{PREFIX}{name.upper()} is no {_said(wanted)}: {text!r}")


def _said(kind: type) -> str:
    return {bool: "true or false", int: "whole number", tuple: "list of names"}.get(kind, "text")


def _hint(names: set[str]) -> str:
    return f"settings are: {', '.join(sorted(names))}"
