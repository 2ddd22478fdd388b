"""Tokens of an issuer: whatever is wrong with one, it opens nothing (R22)."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.testclient import TestClient

from api.access.errors import NotAuthenticated
from api.access.roles import Role
from api.access.tokens import KeyRing, Tokens
from api.app import create_app

from .conftest import KEYED, OWN, SUPPLIER

# Names of tests must be the same in every process; the hour itself is not.
IN_AN_HOUR = "in an hour"

ISSUER, AUDIENCE = "https://issuer.example", "chemgate"
URL = "/v1/lists"
Sign = Callable[..., str]


@pytest.fixture(scope="module")
def private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def other() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def elliptic() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def client(
    keyed_store: str,
    private: rsa.RSAPrivateKey,
    elliptic: ec.EllipticCurvePrivateKey,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    file = tmp_path_factory.mktemp("issuer") / "jwks.json"
    one = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    two = jwt.algorithms.ECAlgorithm.to_jwk(elliptic.public_key(), as_dict=True)
    keys = [{**one, "kid": "one", "use": "sig"}, {**two, "kid": "curve", "use": "sig"}]
    file.write_text(json.dumps({"keys": keys}))
    settings = replace(
        KEYED, oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks=str(file),
        failed_logins_per_minute=0, header_bytes=4_000_000,
    )  # fmt: skip
    with TestClient(create_app(keyed_store, settings)) as session:
        yield session


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    told = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "aoki", "iat": now, "exp": now + 300,
        "chemgate_role": "engineer",
    }  # fmt: skip
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


@pytest.fixture(scope="module")
def sign(private: rsa.RSAPrivateKey) -> Sign:
    def signed(body: Mapping[str, Any] | None = None, **header: Any) -> str:
        return jwt.encode(
            dict(body or claims()), private, algorithm="RS256", headers={"kid": "one", **header}
        )

    return signed


def status(client: TestClient, token: str) -> int:
    return client.get(URL, headers={"Authorization": f"Bearer {token}"}).status_code


def forged(header: Mapping[str, Any], body: Mapping[str, Any], signature: bytes = b"x") -> str:
    parts = (json.dumps(header).encode(), json.dumps(body).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts)


def test_a_good_token_opens_what_its_role_holds(client: TestClient, sign: Sign) -> None:
    assert status(client, sign()) == 200
    headers = {"Authorization": f"Bearer {sign()}"}
    assert client.get(f"/v1/parts/{OWN}/rollup", headers=headers).status_code == 200
    portal = {"Authorization": f"Bearer {sign(claims(chemgate_role='portal'))}"}
    assert client.get(f"/v1/parts/{OWN}/rollup", headers=portal).status_code == 403


def test_several_roles_are_held_together(client: TestClient, sign: Sign) -> None:
    both = {"Authorization": f"Bearer {sign(claims(chemgate_role=['portal', 'admin', 'x']))}"}
    assert client.get("/v1/audit", headers=both).status_code == 200
    assert client.get(f"/v1/parts/{OWN}/verdict", headers=both).json()["view"] == "summary"


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": None}, {"iat": None}, {"iss": None}, {"aud": None}, {"sub": None},
        {"iss": "https://other.example"}, {"aud": "other"}, {"aud": ["other"]},
        {"exp": 1}, {"exp": "soon"}, {"nbf": IN_AN_HOUR},
        {"iat": IN_AN_HOUR}, {"sub": ""}, {"sub": "a\r\nb"}, {"sub": "x" * 100},
        {"chemgate_role": None}, {"chemgate_role": "root"}, {"chemgate_role": {"engineer": 1}},
        {"chemgate_role": "supplier"},
        {"chemgate_role": ["supplier", "engineer"], "chemgate_supplier": SUPPLIER},
    ],
    ids=str,
)  # fmt: skip
def test_a_claim_that_is_wrong_or_missing_opens_nothing(
    client: TestClient, sign: Sign, changes: Mapping[str, Any]
) -> None:
    soon = int(time.time()) + 3600
    told = {name: soon if value == IN_AN_HOUR else value for name, value in changes.items()}
    assert status(client, sign(claims(**told))) == 401


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "unknown"}, {"jku": "https://evil.example/jwks"},
        {"x5u": "https://evil.example/x"}, {"x5c": ["MII"]}, {"jwk": {"kty": "RSA"}},
        {"crit": ["exp"]}, {"typ": "logout+jwt"},
    ],
    ids=str,
)  # fmt: skip
def test_a_header_that_brings_a_key_or_a_rule_of_its_own_opens_nothing(
    client: TestClient, sign: Sign, header: Mapping[str, Any]
) -> None:
    assert status(client, sign(**header)) == 401


def test_a_token_that_names_no_key_opens_nothing(client: TestClient, sign: Sign) -> None:
    signature = sign().rpartition(".")[2]
    for head in ({"alg": "RS256"}, {"alg": "RS256", "kid": None}, {"alg": "RS256", "kid": 1}):
        assert status(client, f"{forged(head, claims()).rpartition('.')[0]}.{signature}") == 401


def test_a_token_without_a_signature_opens_nothing(client: TestClient) -> None:
    for name in ("none", "None", "NONE", "nOnE"):
        for signature in (b"", b"x"):
            assert status(client, forged({"alg": name, "kid": "one"}, claims(), signature)) == 401


def test_the_public_key_is_no_secret_to_sign_with(
    client: TestClient, private: rsa.RSAPrivateKey
) -> None:
    """HS256 with the issuer's public key as its secret (CVE-2016-10555 and its children)."""
    public = private.public_key()
    for form in (
        public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1),
    ):
        algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        head, body = forged({"alg": "HS256", "kid": "one"}, claims()).split(".")[:2]
        mac = algorithm.sign(f"{head}.{body}".encode(), form)
        token = f"{head}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        assert status(client, token) == 401


def test_a_key_of_another_family_opens_nothing(
    client: TestClient, elliptic: ec.EllipticCurvePrivateKey, sign: Sign
) -> None:
    token = jwt.encode(claims(), elliptic, algorithm="ES256", headers={"kid": "curve"})
    assert status(client, token) == 401
    assert status(client, sign(kid="curve")) == 401


def test_a_signature_of_somebody_else_opens_nothing(
    client: TestClient, other: rsa.RSAPrivateKey, sign: Sign
) -> None:
    token = jwt.encode(claims(), other, algorithm="RS256", headers={"kid": "one"})
    assert status(client, token) == 401
    head, body, signature = sign().split(".")
    changed = forged({}, claims(chemgate_role="admin")).split(".")[1]
    assert status(client, f"{head}.{changed}.{signature}") == 401
    assert status(client, f"{head}.{body}.") == 401


@pytest.mark.parametrize(
    "token",
    ["..", "a.b.c", "e30.e30.e30", ".".join(("[" * 5_000, "", "")), "x" * 7_000 + ".y.z"],
    ids=lambda token: token[:12],
)
def test_what_is_no_token_opens_nothing(client: TestClient, token: str) -> None:
    assert status(client, token) == 401


def test_a_token_of_a_megabyte_is_refused_at_once(client: TestClient, sign: Sign) -> None:
    token = sign(claims(padding="x" * 1_000_000))
    began = time.perf_counter()
    assert status(client, token) == 401
    # 50 ms is the requirement; other work on the machine must not fail the test.
    assert time.perf_counter() - began < 1


def test_clocks_may_be_apart_by_the_leeway_and_no_more(client: TestClient, sign: Sign) -> None:
    now = int(time.time())
    leeway = KEYED.oidc_leeway_seconds
    assert status(client, sign(claims(exp=now - leeway + 10))) == 200
    assert status(client, sign(claims(exp=now - leeway - 1))) == 401
    assert status(client, sign(claims(nbf=now + leeway - 10))) == 200


def test_a_supplier_of_the_issuer_sees_its_own_parts(client: TestClient, sign: Sign) -> None:
    token = sign(claims(chemgate_role=Role.SUPPLIER, chemgate_supplier=SUPPLIER))
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(f"/v1/parts/{OWN}/rollup", headers=headers).status_code == 200
    assert client.get("/v1/parts/CABLE-401/rollup", headers=headers).status_code == 404


def test_invented_key_ids_do_not_knock_at_the_issuers_door(private: rsa.RSAPrivateKey) -> None:
    read, now = [], [0.0]
    one = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)

    def load() -> bytes:
        read.append(now[0])
        if now[0] > 1_000:
            raise OSError("the issuer is down")
        return json.dumps({"keys": [{**one, "kid": "one"}]}).encode()

    ring = KeyRing(load, clock=lambda: now[0])
    assert ring.get("one") is not None
    assert [ring.get(f"invented {n}") for n in range(100)] == [None] * 100
    assert read == [0.0]
    now[0] = 31
    assert ring.get("invented") is None
    assert read == [0.0, 31]
    now[0] = 2_000
    assert ring.get("one") is not None, "an issuer that is down logs nobody out"


def test_without_an_issuer_a_token_is_nothing(service: TestClient, sign: Sign) -> None:
    assert status(service, sign()) == 401


def test_the_keys_come_from_the_setting_and_are_read_from_a_file(tmp_path: Path) -> None:
    settings = replace(
        KEYED, oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks=str(tmp_path / "none.json")
    )
    tokens = Tokens.of(settings)
    assert tokens is not None
    with pytest.raises(NotAuthenticated):
        tokens.caller(forged({"alg": "RS256", "kid": "one"}, claims()))
