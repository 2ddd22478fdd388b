"""The house rules that a reader would otherwise have to trust."""

from __future__ import annotations

import ast
import re
import sys

import pytest

from .house import (
    PACKAGES,
    ROOT,
    Module,
    functions,
    length,
    modules,
    modules_of_tests,
    public_names,
)

MOST_LINES, MOST_IN_A_FUNCTION = 400, 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base_utils", "tools"}
MAY_IMPORT = {
    "regulations": set(),
    "engine": {"regulations", "numpy"},
    "chemsherpa": {"regulations", "lxml", "xmlschema"},
    "bom": {
        "engine", "chemsherpa", "regulations", "sqlalchemy", "alembic", "numpy",
        "python_calamine", "migrations",
    },
}  # fmt: skip
API_MUST_NOT = {"numpy", "tests", "fixtures"}

every_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
every_package_module = pytest.mark.parametrize(
    "module", modules(*PACKAGES), ids=lambda module: module.name
)
every_test = pytest.mark.parametrize("module", modules_of_tests(), ids=lambda module: module.name)


def foreign(module: Module) -> set[str]:
    """Top-level names imported from outside the standard library and the own package."""
    tops = {name.partition(".")[0] for name in module.imports()}
    return tops - set(sys.stdlib_module_names) - {module.package}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    for module in modules(package):
        assert foreign(module) <= MAY_IMPORT[package], module.name


def test_the_api_neither_speaks_sql_nor_calculates() -> None:
    for module in modules("api"):
        assert not foreign(module) & API_MUST_NOT, module.name
        called = {n.func.id for n in ast.walk(module.tree)
                  if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
        assert "select" not in called, module.name


def test_migrations_keep_working_when_the_tables_of_today_change() -> None:
    steps = modules("migrations/versions")
    assert len(steps) > 1
    for step in steps:
        assert not any(name.startswith("bom") for name in step.imports()), step.name


def test_fixtures_are_data() -> None:
    assert list((ROOT / "fixtures").rglob("*.py")) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {part for module in modules() for part in re.split(r"[/.]", module.name)}
    assert not names & VAGUE


@every_module
def test_a_file_is_short(module: Module) -> None:
    assert len(module.text.splitlines()) <= MOST_LINES


@every_test
def test_a_test_file_is_short(module: Module) -> None:
    assert len(module.text.splitlines()) <= MOST_LINES


@every_package_module
def test_a_function_is_short(module: Module) -> None:
    lengths = {function.name: length(function) for function in functions(module)}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_IN_A_FUNCTION}
    assert long == {}


@every_package_module
def test_a_module_says_what_it_is(module: Module) -> None:
    if module.text.strip():
        assert ast.get_docstring(module.tree), module.name


@every_package_module
def test_the_public_names_of_a_module_are_exactly_those_it_lists(module: Module) -> None:
    listed = next(
        (
            ast.literal_eval(node.value)
            for node in module.tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "__all__"
        ),
        None,
    )
    if module.name.endswith(("__init__.py", "__main__.py")):
        assert listed is None or len(listed) == len(set(listed))
        return
    assert listed is not None
    assert len(listed) == len(set(listed))
    assert public_names(module, registered=False) <= set(listed)
    assert set(listed) <= public_names(module, registered=True)


@every_package_module
def test_nothing_is_printed_and_nothing_is_left_for_later(module: Module) -> None:
    called = {n.func.id for n in ast.walk(module.tree)
              if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
    assert "print" not in called
    assert not re.search(r"\b(TODO|FIXME|XXX)\b|NotImplementedError", module.text)


@every_package_module
def test_importing_a_module_does_no_work(module: Module) -> None:
    loose = [
        node.lineno
        for node in module.tree.body
        if isinstance(node, ast.While | ast.With | ast.Try)
        or (isinstance(node, ast.For) and not all(_joins_verbs(step) for step in node.body))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    ]
    assert loose == []


@every_test
def test_a_test_asserts_something(module: Module) -> None:
    silent = [
        function.name
        for function in functions(module)
        if function.name.startswith("test_") and not _asserts(function, module)
    ]
    assert silent == []


def _asserts(function: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> bool:
    """Whether it asserts or expects an error, itself or in a function of the same file."""
    calls = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            calls.add(name.id if isinstance(name, ast.Name) else name)
    if calls & {"raises", "skip"} or any("assert" in str(name) for name in calls):
        return True
    own = {one.name: one for one in functions(module) if not one.name.startswith("test_")}
    return any(
        any(isinstance(node, ast.Assert) for node in ast.walk(own[name]))
        for name in calls
        if isinstance(name, str) and name in own
    )


def _joins_verbs(step: ast.stmt) -> bool:
    """Whether it puts a command into its group, which click leaves to the module."""
    call = step.value if isinstance(step, ast.Expr) else None
    name = call.func if isinstance(call, ast.Call) else None
    return isinstance(name, ast.Attribute) and name.attr == "add_command"
