"""The same question about the same facts has one hash, whoever asks and whatever came first."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.services.stores import import_declarations, load_bom
from tests.strategies import seeded

from .said import DECLARATIONS, ON, ROOT

BOM = ROOT / "fixtures" / "boms" / "demo.csv"
QUESTION = ("check", "LAMP-100", "--as-of", ON, "--explain", "--json")
ORDERS = int(os.environ.get("CHEMGATE_ORDERS", "2"))
"""`make nightly` takes 100."""

LOCALES = {"ja_JP": "UTF-8", "tr_TR": "UTF-8"}


def told_hash(url: str, **environment: str) -> str:
    """The hash that another process tells."""
    command = [sys.executable, "-m", "api", "--db", url, *QUESTION]
    done = subprocess.run(
        command, capture_output=True, check=False, cwd=ROOT, env={**os.environ, **environment}
    )
    assert done.returncode == 1, done.stderr.decode()
    told = str(json.loads(done.stdout)["hash"])
    assert told.startswith("sha256:")
    return told


@pytest.fixture(scope="module")
def expected(demo: str) -> str:
    return told_hash(demo, PYTHONHASHSEED="0", LC_ALL="C", TZ="UTC")


@pytest.mark.parametrize("seed", ["1", "4294967295"])
def test_the_hash_seed_and_the_time_zone_change_nothing(
    demo: str, expected: str, seed: str
) -> None:
    assert told_hash(demo, PYTHONHASHSEED=seed, TZ="Asia/Tokyo") == expected


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_with_its_own_letters_and_signs_changes_nothing(
    demo: str, expected: str, locale: str, tmp_path: Path
) -> None:
    compiler = shutil.which("localedef")
    if compiler is None:
        pytest.skip("localedef is not here, so no locale can be made")
    name = f"{locale}.{LOCALES[locale]}"
    made = subprocess.run(
        [compiler, "-i", locale, "-f", LOCALES[locale], str(tmp_path / name)],
        capture_output=True,
        check=False,
    )
    if not (tmp_path / name).is_dir():
        pytest.skip(f"{name} cannot be made here: {made.stderr.decode().strip()[:80]}")
    assert told_hash(demo, LOCPATH=str(tmp_path), LC_ALL=name, LANG=name) == expected


@pytest.mark.parametrize("seed", range(ORDERS))
def test_the_order_of_declarations_and_of_usages_changes_nothing(
    expected: str, empty_file: Path, tmp_path: Path, seed: int
) -> None:
    rng = seeded(seed)
    files = sorted(DECLARATIONS.glob("SH*")) + sorted(DECLARATIONS.glob("*.shai"))
    header, *rows = csv.reader(io.StringIO(BOM.read_text(encoding="utf-8")))
    rng.shuffle(files)
    rng.shuffle(rows)
    table = io.StringIO()
    csv.writer(table).writerows([header, *rows])
    (tmp_path / "bom.csv").write_text(table.getvalue(), encoding="utf-8")
    shutil.copy(empty_file, tmp_path / "store.db")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    if seed == 0:
        assert not load_bom(url, tmp_path / "bom.csv").is_refused
    for file in files:
        assert not import_declarations(url, [file], dry_run=False).counts["rejected"]
    if seed:
        assert not load_bom(url, tmp_path / "bom.csv").is_refused
    assert told_hash(url) == expected


def test_the_number_of_importing_processes_changes_nothing(
    expected: str, empty_file: Path, tmp_path: Path
) -> None:
    shutil.copy(empty_file, tmp_path / "store.db")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    import_declarations(url, [DECLARATIONS], dry_run=False, workers=3)
    load_bom(url, BOM)
    assert told_hash(url) == expected


def test_another_day_has_another_hash(demo: str, expected: str) -> None:
    command = [sys.executable, "-m", "api", "--db", demo, *QUESTION, "--as-of", "2019-07-21"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    assert json.loads(done.stdout)["hash"] != expected
