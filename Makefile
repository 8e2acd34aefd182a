# The two commands of the README, and what CI runs. Needs Python 3.11 or newer and nothing else.

SOURCE ?= briefer/_samples/harbour-strike.html
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: brief test test-all evals lint types format wheel-test constraints clean

brief: $(VENV)/.run ## print a brief of a bundled article, or of SOURCE=...
	@$(BIN)/briefer brief $(SOURCE)

test: $(VENV)/.test ## the tests that take no model weights, no browser and no long time
	$(BIN)/python -m pytest -m "not slow" --numprocesses logical --maxprocesses 8

test-all: $(VENV)/.slow ## those that do
	$(BIN)/python -m pytest -m slow

evals: $(VENV)/.run ## the replayed gate: no key, no network
	@$(BIN)/briefer eval run --replay

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

wheel-test: $(VENV)/.dev ## build the wheel, install it alone, try it from an empty folder
	tests/wheel.sh $(BIN)/python

constraints: $(VENV)/.dev ## pin anew what a repeatable install uses
	$(BIN)/pip-compile --quiet --all-extras --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --upgrade --output-file constraints.txt pyproject.toml
	sed -i -e '/^briefer-news/d' -e '/^#/d' -e '/^$$/d' constraints.txt

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "briefer needs Python 3.11 or newer; name one with PYTHON=..." >&2; exit 2; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.slow: $(VENV)/.test tests/integration/requirements.txt tests/batch/requirements.txt
	@$(PIP) install --no-deps --requirement tests/integration/requirements.txt
	@$(PIP) install --constraint constraints.txt --editable '.[batch]' --requirement tests/batch/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) build dist eval-results .mypy_cache .ruff_cache .pytest_cache .hypothesis
