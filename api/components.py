"""The software that an installation is made of, as a CycloneDX bill of materials.

`python -m api.components > chemgate.cdx.json`: what lies in this environment, and what each needs.
The same installation gives the same bytes, so what differs between two releases is the software.
"""

from __future__ import annotations

import json
import platform
import re
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from typing import Final
from urllib.parse import quote

from lxml import etree

from api.wire.body import Json

__all__ = ["components_json"]

_OWN: Final = "chemgate"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LICENSED: Final = "License :: "
_LONGEST_NAME: Final = 100
"""Some packages put the whole text of their licence where its name belongs."""


def components_json() -> Json:
    """Every distribution that can be imported here, and the native libraries that read files.

    What is optional counts as needed where it is installed. An installation does not know the
    hashes of the archives that it came from; the file that it was installed by has them.

    Raises:
        PackageNotFoundError: it runs from files that nobody installed.
    Source:
        CycloneDX 1.6, JSON (ECMA-424); names of packages by the PyPA's purl type `pypi`.
    """
    own = distribution(_OWN)
    # Of two with one name the first on the path is the one that is imported.
    on_path = reversed([*distributions()])
    found = {_normal(one.name): one for one in on_path if one.name != own.name}
    content: Json = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**_component(own), "type": "application"}},
        "components": [*(_component(found[name]) for name in sorted(found)), *_native()],
        "dependencies": [
            {"ref": _ref(one), "dependsOn": sorted(_ref(found[n]) for n in _needed(one) & {*found})}
            for one in (own, *(found[name] for name in sorted(found)))
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    return {**content, "serialNumber": f"urn:uuid:{serial}"}


def _component(one: Distribution) -> Json:
    licences = list(_licences(one))
    return {
        "type": "library",
        "bom-ref": _ref(one),
        "name": one.name,
        "version": one.version,
        "purl": _ref(one),
        **({"licenses": licences} if licences else {}),
    }


def _licences(one: Distribution) -> Iterator[Json]:
    """The SPDX expression where it is told, else the name, else what the classifiers say."""
    told = one.metadata
    if expressions := told.get_all("License-Expression"):
        yield {"expression": expressions[0]}
        return
    name = next(iter(told.get_all("License") or ()), "").strip()
    if name and "\n" not in name and len(name) <= _LONGEST_NAME:
        yield {"license": {"name": name}}
        return
    for line in told.get_all("Classifier") or ():
        if line.startswith(_LICENSED):
            yield {"license": {"name": line.rpartition(" :: ")[2]}}


def _native() -> Iterator[Json]:
    """What no distribution names: an advisory of theirs concerns us as much."""
    version = ".".join(map(str, etree.LIBXML_VERSION))
    for kind, name, told in (
        ("platform", "cpython", platform.python_version()),
        ("library", "libxml2", version),
        ("library", "sqlite", sqlite3.sqlite_version),
    ):
        ref = f"pkg:generic/{name}@{told}"
        yield {"type": kind, "bom-ref": ref, "name": name, "version": told, "purl": ref}


def _needed(one: Distribution) -> set[str]:
    """Names that its requirements begin with, its own extras included."""
    names = (_NAME.match(line) for line in one.requires or ())
    return {_normal(name.group()) for name in names if name}


def _ref(one: Distribution) -> str:
    return f"pkg:pypi/{_normal(one.name)}@{quote(one.version)}"


def _normal(name: str) -> str:
    """As indexes compare names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(components_json(), indent=1, ensure_ascii=False) + "\n")
