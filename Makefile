# `make run` and `make test` need Python >= 3.11 and make; the rest comes from the hash-locked requirements.
# Every path is relative, so a folder with spaces in its name is fine. Each stamp in .venv is written only when its
# step has succeeded: an interrupted set-up goes on where it stopped, a finished one is never repeated.

# Which Python builds .venv; left empty, the first that is new enough. `PYTHON=python3.12 make run` chooses.
export PYTHON ?=
# Processes that share the tests.
WORKERS ?= 2
# `make lock UPGRADE=--upgrade` takes newer releases; without it only what pyproject.toml demands changes.
UPGRADE ?=
# Arguments of the benchmark.
BENCH ?=
# Arguments of the proofs.
CHAOS ?=

# A shell that activated another environment, or set PYTHONPATH, must not reach into this one.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_USER := 0

PIP_INSTALL := .venv/bin/python -m pip install -qq --no-input --no-warn-script-location
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE) pyproject.toml

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test check format fuzz bench chaos lock setup setup-dev clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name about; \
	do printf '  make %-10s %s\n' "$$name" "$$about"; done

run: setup ## set up what is missing and start (a console in the terminal, unless configured otherwise)
	@.venv/bin/commonplace run

test: check ## set up what is missing, then every check and every test, with coverage
	@echo "== pytest, with branch coverage =="
	@.venv/bin/python -m pytest -q -n $(WORKERS) --cov --cov-report=term-missing:skip-covered

check: setup-dev ## the checks alone: lint, format, types, imports
	@echo "== ruff check =="
	@.venv/bin/ruff check
	@echo "== ruff format =="
	@.venv/bin/ruff format --check
	@echo "== mypy --strict =="
	@.venv/bin/mypy
	@echo "== import-linter =="
	@.venv/bin/lint-imports --no-logo --no-cache

format: setup-dev ## mend what ruff can mend
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

# Some tests set their own number of examples, which stays.
fuzz: setup-dev ## look for examples that break the property tests, by chance and for longer
	@HYPOTHESIS_PROFILE=fuzz .venv/bin/python -m pytest -q -n $(WORKERS) -m hypothesis

bench: setup-dev ## measure size and speed (BENCH="…" for its arguments)
	@.venv/bin/python -m tests.benchmarks $(BENCH)

chaos: setup-dev ## prove that nothing is lost or doubled (CHAOS="…" for its arguments)
	@.venv/bin/python -m tests.chaos $(CHAOS)

lock: setup-dev ## write both locks anew from pyproject.toml (UPGRADE=--upgrade for newer releases)
	@$(LOCK) --group build --output-file requirements.lock > /dev/null
	@$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock > /dev/null

setup: .venv/.project

setup-dev: .venv/.project .venv/.dev

# A .venv holds absolute paths: after the folder was moved, or its Python removed, it has to be built again.
ifneq ($(and $(wildcard .venv/.home),$(shell cat .venv/.home 2>/dev/null | grep -Fxq "$(CURDIR)" && .venv/bin/python -c "" && echo whole)),whole)
.PHONY: .venv/.home
endif

.venv/.home:
	@$(if $(wildcard .venv/.home),echo "Removing a .venv that was moved or lost its Python."; rm -rf .venv,true)
	@if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; else set -- python3 python3.14 python3.13 python3.12 python3.11; fi; \
	for python in "$$@"; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Setting up .venv with $$("$$python" --version)."; \
			"$$python" -m venv .venv || { \
				echo "That Python cannot make a virtual environment; on Debian and Ubuntu install python3-venv." >&2; exit 1; }; \
			pwd -P > .venv/.home; exit; \
		fi; \
	done; \
	echo "Commonplace needs Python 3.11 or newer and found none ($$*); name one: PYTHON=/path/to/python3 make run" >&2; exit 1

.venv/.runtime: requirements.lock .venv/.home
	@echo "Installing what the bot needs (requirements.lock)."
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@touch $@

# Without build isolation, because isolation would fetch a build tool that no hash vouches for.
.venv/.project: pyproject.toml .venv/.runtime
	@$(PIP_INSTALL) --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing what the checks and tests need (requirements-dev.lock)."
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

clean: ## remove .venv, caches and whatever was built
	rm -rf .venv .cache .coverage .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis build dist *.egg-info
	find bot commands storage adapters tests -name __pycache__ -type d -prune -exec rm -rf {} +
