# Needs Python 3.11 or newer, and make; everything else is installed into a venv here.

PYTHON ?= python3
VENV ?= .venv
LOWEST ?= .venv-lowest
INTEROP ?= .venv-interop
WORKERS ?= 2
ARGS ?=
COVERAGE ?= --cov --cov-report=term-missing

export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo programme test check lowest shuffle fuzz mutants interop torture bench docs clean
# Two installations into one venv at a time would spoil it.
.NOTPARALLEL:

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "Variables: PYTHON=$(PYTHON)  VENV=$(VENV)  WORKERS=$(WORKERS)  ARGS=… (for the program that the target runs)"

demo: $(VENV)/.has-demo  ## five real pilots, from proposal to decharge, in a log that verifies
	$(VENV)/bin/python examples/inspiration_session.py $(ARGS)

programme: $(VENV)/.has-demo  ## ten thousand invented pilots, a million events, in some minutes (fewer: make programme ARGS='--pilots 100')
	$(VENV)/bin/python examples/programme.py $(ARGS)

# Of a part of the suite the last line says only that it was a part: docs/reference/coverage.md is about all of it.
test: $(VENV)/.has-test $(VENV)/.postgres  ## the tests, with branch coverage of 100 % (one file: make test ARGS=tests/test_x.py COVERAGE=)
	$(VENV)/bin/python -m pytest --numprocesses=$(WORKERS) $(COVERAGE) --record=build/coverage.json --ignore=tests/docs --ignore=tests/typing $(ARGS)
	@$(VENV)/bin/python -m tools.coverage_page --check

check: $(VENV)/.has-check $(VENV)/.postgres  ## ruff, mypy, pyright, the docs, every block in them and every example
	$(VENV)/bin/python -m ruff check .
	$(VENV)/bin/python -m mypy
	$(VENV)/bin/python -m pyright --pythonpath $(VENV)/bin/python
	$(VENV)/bin/python -m pytest --numprocesses=$(WORKERS) tests/docs tests/typing $(ARGS)
	$(SPHINX)

lowest: $(LOWEST)/.has-lowest $(LOWEST)/.postgres  ## the tests and the docs' blocks on the lowest supported dependencies
	$(LOWEST)/bin/python -m pytest --numprocesses=$(WORKERS) --ignore=tests/typing $(ARGS)

shuffle: $(VENV)/.has-test $(VENV)/.postgres  ## the tests in random order, under several PYTHONHASHSEEDs (one known order: make shuffle ARGS='--orders 1 --seed 7')
	$(VENV)/bin/python -m tools.shuffle --workers $(WORKERS) $(ARGS)

fuzz: $(VENV)/.has-test  ## spoilt bytes for every reader of bytes (longer: make fuzz ARGS='--seconds 600 --seed 7')
	$(VENV)/bin/python -m tools.fuzz --guided $(ARGS)

mutants: $(VENV)/.has-test  ## the library with one small fault in it, an hour or two; it goes on where it stopped (make mutants ARGS='--module decider')
	$(VENV)/bin/python -m tools.mutants $(ARGS)

# In a venv of its own, for pm4py has a licence and needs that nobody else here should have to take along.
interop: $(INTEROP)/.has-interop build/interop/npm/.installed  ## engines by others follow our traces: XState, SCION, transitions, pm4py
	$(INTEROP)/bin/python -m tests.interop $(ARGS)

torture: $(VENV)/.has-test $(VENV)/.postgres  ## crashes, power cuts, full disks and many writers, in some minutes (all options: make torture ARGS=--help)
	$(VENV)/bin/python -m tests.torture $(ARGS)

bench: $(VENV)/.has-bench $(VENV)/.postgres  ## the benchmarks, against other state machine libraries
	$(VENV)/bin/python -m benchmarks $(ARGS)

docs: $(VENV)/.has-docs  ## the documentation, as HTML in docs/_build/html
	$(SPHINX)

clean:  ## remove what was built or cached (not the venvs: rm -r .venv .venv-lowest .venv-interop)
	rm -rf build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*
	find src tests examples benchmarks tools docs -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

SPHINX = $(VENV)/bin/python -m sphinx --fail-on-warning --keep-going --quiet --builder html docs docs/_build/html

# Debian splits venv off from Python. What a failed try leaves behind would fail again, so it goes.
%/.ready:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "proeftuin-flow needs Python 3.11 or newer; say which one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $* || { \
	    rm -rf $*; \
	    echo "python3 -m venv failed; trying to install Debian's python3-venv" >&2; \
	    if [ "$$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi; \
	    { $$as_root apt-get update && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes python3-venv; } </dev/null \
	    || { echo "please run this, then make again:  sudo apt-get install python3-venv" >&2; exit 1; }; \
	    $(PYTHON) -m venv $*; }
	$*/bin/python -m pip install --quiet 'pip>=25.1'
	@touch $@

# The tests start a PostgreSQL of their own.  Debian's package has the programs; the server for the whole machine, which it would make too,
# nobody asked for.
%/.postgres: %/.ready
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { \
	    echo "there is no PostgreSQL here; trying to install Debian's postgresql" >&2; \
	    if [ "$$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi; \
	    no_server=/etc/postgresql-common/createcluster.d/proeftuin-flow.conf; \
	    { $$as_root apt-get update \
	        && $$as_root mkdir -p /etc/postgresql-common/createcluster.d \
	        && echo "create_main_cluster = false" | $$as_root tee $$no_server >/dev/null \
	        && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql \
	        && $$as_root rm $$no_server; } </dev/null \
	    || { echo "please install PostgreSQL 15 or newer, then make again:  sudo apt-get install postgresql" >&2; exit 1; }; }
	@touch $@

# One stamp for each group, so that a second call installs nothing.
$(VENV)/.has-demo: pyproject.toml $(VENV)/.ready
	$(VENV)/bin/python -m pip install --quiet --editable '.[rich]'
	@touch $@

$(VENV)/.has-%: pyproject.toml $(VENV)/.ready
	$(VENV)/bin/python -m pip install --quiet --group $* --editable '.[rich,sql,terms]'
	@touch $@

$(INTEROP)/.has-interop: pyproject.toml $(INTEROP)/.ready
	$(INTEROP)/bin/python -m pip install --quiet --group interop --editable .
	@touch $@

# By the npm of the node that a wheel brings along.
build/interop/npm/.installed: tests/interop/package.json $(INTEROP)/.has-interop
	$(INTEROP)/bin/python -m tests.interop.install
	@touch $@

$(LOWEST)/.has-lowest: pyproject.toml tools/lowest.py $(LOWEST)/.ready
	$(PYTHON) tools/lowest.py > $(LOWEST)/pins.txt
	$(LOWEST)/bin/python -m pip install --quiet --constraint $(LOWEST)/pins.txt --group test --editable '.[rich,sql,terms]'
	@touch $@
