"""What encodes law or a format says where it comes from; what takes numbers says of what."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import regulations

FOLDER = Path(regulations.__file__).parent
MACHINERY = {
    "catalog": "holds lists, decides nothing",
    "change_texts": "words for a diff",
    "checks": "runs the lints",
    "diff": "compares two contents",
    "entries": "reads tables",
    "header": "reads TOML",
    "language": "languages",
    "lint_tables": "reads tables",
    "list_state": "cuts a content at a day",
    "loader": "reads folders",
    "quotient": "multiplies, whatever it is",
    "sentences": "texts for people",
    "tables": "reads tables, but for the categories of equipment",
}
"""Modules that hold no law; whatever is new holds some until it is named here, with a reason."""

LAW_IN_MACHINERY = {"categories"}
ARITHMETIC = {"change_texts.exact_text", "quotient.fraction", "quotient.of", "quotient.times"}
"""Write or change a number and know nothing of what it counts."""

OF_WHAT = re.compile(
    r"\b(mass|masses|percent|ppm|nanograms?|share|fraction|decimal|level|denominator|= all)\b|%"
)


def public_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Module and public function or method of every file of the package."""
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            inner = node.body if isinstance(node, ast.ClassDef) else [node]
            for one in inner:
                if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
                    yield path.stem, one


def names(of: str) -> list[str]:
    return [f"{module}.{one.name}" for module, one in public_functions() if needs(of, module, one)]


def needs(of: str, module: str, one: ast.FunctionDef) -> bool:
    if of == "source":
        is_method = one.args.args and one.args.args[0].arg in {"self", "cls"}
        return not is_method and (module not in MACHINERY or one.name in LAW_IN_MACHINERY)
    signature = ast.unparse(one.args) + ast.unparse(one.returns or ast.Constant(None))
    return "Fraction" in signature and f"{module}.{one.name}" not in ARITHMETIC


def documentation(name: str) -> str:
    module, _, function = name.partition(".")
    found = [one for stem, one in public_functions() if (stem, one.name) == (module, function)]
    return "\n".join(ast.get_docstring(one) or "" for one in found)


@pytest.mark.parametrize("name", names("source"))
def test_a_function_that_encodes_law_or_a_format_names_its_source(name: str) -> None:
    assert re.search(r"^Source:\n    \S", documentation(name), re.MULTILINE), name


@pytest.mark.parametrize("name", names("unit"))
def test_a_function_with_exact_numbers_says_what_they_are_a_share_of(name: str) -> None:
    assert OF_WHAT.search(documentation(name)), name


def test_the_walk_over_the_package_finds_what_it_has_to_find() -> None:
    assert len(names("source")) > 25
    assert {"quantities.mass_fraction", "quantities.nanograms"} <= set(names("unit"))
    assert MACHINERY.keys() <= {path.stem for path in FOLDER.glob("*.py")}


def test_a_law_in_a_class_says_what_its_numbers_count() -> None:
    """Fields of the model that hold a share say of what, in the docstring of their class."""
    tree = ast.parse((FOLDER / "model.py").read_text(encoding="utf-8"))
    counted = {
        f"{one.name}.{field.target.id}": ast.get_docstring(one) or ""
        for one in tree.body
        if isinstance(one, ast.ClassDef)
        for field in one.body
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and "Fraction" in ast.unparse(field.annotation)
    }
    assert {"Threshold.fraction", "Exemption.upper", "Member.factor"} <= counted.keys()
    for name, told in counted.items():
        field = name.partition(".")[2]
        assert re.search(rf"^    {field}(,|:)", told, re.MULTILINE), name
