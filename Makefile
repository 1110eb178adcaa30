# Everything runs in .venv, made from the lock files; only Python, make and a package index are needed.
PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links

# Material for MkDocs would print a notice about another project's plans at each build.
export NO_MKDOCS_2_WARNING := 1

.PHONY: brief test validate check docs serve lock clean

brief: .venv/runtime  ## brief the first case
	$(BIN)/tradetalks brief us-japan-autos-1995

# Most of a cold run is compilation; `make validate` compiles as users do.
test: .venv/development  ## the tests
	JAX_DISABLE_MOST_OPTIMIZATIONS=1 $(BIN)/pytest -q -n 2 --dist loadfile

validate: .venv/development  ## the slow tests, and those beside the peers that are installed
	$(BIN)/pytest -q -n 2 --dist loadfile -m slow

check: .venv/development  ## style, types, layers, docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet

docs: .venv/development  ## the documentation, into site/
	$(BIN)/mkdocs build --strict

serve: .venv/development  ## the documentation, in a browser, rebuilt as it is written
	$(BIN)/mkdocs serve

lock:  ## new versions into both lock files; needs uv
	$(LOCK) --upgrade pyproject.toml --output-file requirements.lock
	$(LOCK) --upgrade pyproject.toml --group dev --constraint requirements.lock \
	  --output-file requirements-dev.lock

clean:
	rm -rf .venv out site

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "tradetalks needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "no virtual environment was made; install Python's venv module (python3-venv on Debian)" >&2; exit 2; }

.venv/runtime: .venv/bin/python requirements.lock pyproject.toml
	$(PIP) install --quiet -r requirements.lock
	$(PIP) install --quiet --no-deps -e .
	@touch $@

.venv/development: .venv/runtime requirements-dev.lock
	$(PIP) install --quiet -r requirements-dev.lock
	@touch $@
