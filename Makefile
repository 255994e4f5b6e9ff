# Two commands to know: `make run` (a city's month, end to end) and `make test` (everything that is checked).
PYTHON ?= python3
BIN := .venv/bin
SIZE ?= 50000
REGION ?= 330100
MONTH ?= 2026-11
BASE ?= main

.PHONY: help setup setup-dev browser run test fast lint docs device bench mutants lock clean

help:  ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/ready  ## The environment with the `shebao` command, from the lock file

.venv/ready: requirements/office.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Shebao needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/office.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup-dev: .venv/ready-dev  ## The same with everything the tests need

.venv/ready-dev: .venv/ready requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

browser:  ## Chromium for the tests of the pages, where it may be installed
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || \
		echo "No Chromium here and no right to install it: the tests in a browser will be skipped (apt-get install chromium)"

run: setup  ## A synthetic city's month of social insurance, from nothing to closed books, then its pages
	$(BIN)/shebao demo --region $(REGION) --size $(SIZE) --month $(MONTH)

test: setup-dev browser lint  ## Everything that is checked
	$(BIN)/shebao law check
	$(BIN)/shebao conform conformance --failed
	$(BIN)/pytest -n 2 --dist loadfile

fast: setup-dev  ## The tests that take a second
	$(BIN)/pytest -m "not slow"

lint: setup-dev
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/lint-imports
	$(BIN)/pyright --warnings

docs: setup  ## The pages of docs/law, made from the law, and of the interface, made from its routes
	$(BIN)/shebao law docs --out docs/law
	$(BIN)/python -m shebao.portal.api.equals > docs/api-pages.md

device: setup  ## The Python that browsers run (13 MB, pinned by its hash), for the law on people's own devices
	$(BIN)/shebao device fetch

bench: setup-dev  ## Speed, as ratios measured in one run
	$(BIN)/python bench/run.py

mutants: setup-dev  ## Do tests notice a changed rule? Modules changed since BASE, or ALL=1; MOST=6 of a rule
	$(BIN)/python tests/mutation --base $(BASE) $(if $(ALL),--all) $(if $(MOST),--most $(MOST))

lock:  ## Renew the lock files (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra portal --extra outlook --extra mcp --extra card --group build -o requirements/office.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra portal --extra outlook --extra mcp --extra card --group build --group dev -c requirements/office.lock -o requirements/dev.lock

clean:  ## Remove the environment and everything made
	rm -rf .venv .shebao build dist
