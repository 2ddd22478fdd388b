# uv is used when it is there, else venv and pip: a machine needs git, make and python3.11 only.
PYTHON ?= $(shell command -v python3.11 2>/dev/null || echo python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
# As with uv nothing is compiled ahead: most of what is installed is never imported.
PIP_QUIET := --quiet --disable-pip-version-check --no-compile
# What one process compiles the next ones read. Where the environment forbids to keep it, each
# compiles all that it imports: the tests of imports and hashes took 193 CPU seconds, not 134.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test serve lint bench drill soak nightly contract mutants components clean help

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(VENV)/bin/python:
ifdef UV
	@uv venv --quiet --python 3.11 $(VENV) 2>/dev/null || uv venv --quiet $(VENV)
else
	@$(PYTHON) -m venv $(VENV)
endif

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
ifdef UV
	@uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[fast]'
else
	@$(BIN)/python -m pip install $(PIP_QUIET) -c constraints.txt -e '.[fast]'
endif
	@touch $@

# All at once: two installations take a third as long again.
$(VENV)/.tested: pyproject.toml constraints.txt | $(VENV)/bin/python
ifdef UV
	@uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[test]'
else
	@$(BIN)/python -m pip install $(PIP_QUIET) -c constraints.txt -e '.[test]'
endif
	@touch $(VENV)/.installed $@

demo: $(VENV)/.installed ## build the demo store, judge it, print the scorecard
	@$(BIN)/chemgate demo

serve: $(VENV)/.installed ## the demo store behind http://127.0.0.1:8000
	@test -f demo/chemgate.db || $(BIN)/chemgate --quiet demo >/dev/null
	@$(BIN)/chemgate --db sqlite:///demo/chemgate.db serve

test: $(VENV)/.tested ## every test, types and lint included
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

lint: $(VENV)/.tested ## ruff and mypy alone
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(VENV)/.tested ## the engine beside its rivals, one table; writes docs/performance.md
	@$(BIN)/python -m tests.benchmarks --write

drill: $(VENV)/.tested ## imports, readers and load at full size; stores that break
	@$(BIN)/python -m tests.drill
	@$(BIN)/python -m tests.drill.published_while_read
	@$(BIN)/python -m tests.drill.served_while_published
	@$(BIN)/python -m tests.drill.slow_clients
	@$(BIN)/python -m tests.drill.broken_stores
	@$(BIN)/python -m tests.drill.load

soak: $(VENV)/.tested ## four hours of questions and imports: does anything grow
	@$(BIN)/python -m tests.drill.soak --minutes 240

nightly: $(VENV)/.tested ## the longer runs of tests that `make test` cuts short
	@CHEMGATE_KILLS=50 $(BIN)/python -m pytest tests/bom/test_import_processes.py -q
	@CHEMGATE_MUTATIONS=10000 $(BIN)/python -m pytest tests/chemsherpa/test_mutations.py -q
	@CHEMGATE_ORACLE=100000 CHEMGATE_STRUCTURES=100000 $(BIN)/python -m pytest -q -n auto \
		tests/properties/test_oracle.py tests/properties/test_recount.py
	@CHEMGATE_PLANES=1200 CHEMGATE_PLANE_CHANGES=150 $(BIN)/python -m pytest -q \
		tests/properties/test_planes.py tests/properties/test_plane_changes.py
	@CHEMGATE_ORDERS=100 $(BIN)/python -m pytest -q tests/api/test_same_hash.py -k order
	@CHEMGATE_TRACES=10000 $(BIN)/python -m pytest tests/properties/test_traces.py -q
	@CHEMGATE_STORES=5000 CHEMGATE_INSTANTS=1000 $(BIN)/python -m pytest -q -n auto \
		tests/api/test_both_databases.py tests/api/test_past_instants.py
	@CHEMGATE_RACES=100 $(BIN)/python -m pytest tests/bom/test_list_lifecycle.py -q -k at_once
	@CHEMGATE_SCHEMATHESIS=1000 $(BIN)/python -m pytest tests/api/test_described.py -q
	@CHEMGATE_RELATIONS=2000 $(BIN)/python -m pytest tests/properties tests/engine/test_witness.py -q \
		--deselect tests/properties/test_oracle.py --deselect tests/properties/test_recount.py

contract: $(VENV)/.tested ## record the requests of this release; the next ones must accept them
	@$(BIN)/python -m tests.api.recording

mutants: $(VENV)/.tested ## small wrong changes to the engine, and which of them no test notices
	@$(BIN)/python -m tests.mutants

components: $(VENV)/.installed ## the software that it is made of, as CycloneDX
	@$(BIN)/python -m api.components

clean: ## remove what was built here
	@rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
