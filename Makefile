# Every verb sets up what it needs, from locks that name each file by its hash.
# Needs: a Python from 3.11 to 3.14, GNU make, and a package registry on first use.

PYTHON ?= python3
VENV ?= .venv
PYTEST_FLAGS ?= -n 2
BIN = $(VENV)/bin

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help brief test check oracles docs reference startup lock clean begin-again

help: ## say what can be made
	@echo "make VERB, where VERB is one of:"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r verb does; do printf '  %-9s %s\n' "$$verb" "$$does"; done
	@echo "Settings: PYTHON=$(PYTHON) (3.11 to 3.14)  VENV=$(VENV)  PYTEST_FLAGS='$(PYTEST_FLAGS)'"

brief: $(VENV)/.package ## write the brief on Korea, 2018, to out/korea-2018.html, some minutes
	@mkdir -p out
	$(BIN)/detente brief cases/korea-2018 --games 16 --roadmaps 40 -o out/korea-2018.html

test: $(VENV)/.dev $(VENV)/.package ## run the tests, some minutes
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

check: $(VENV)/.dev $(VENV)/.package ## read the code for faults of style, type and direction of import
	@failed=; for tool in "ruff check" "ruff format --check" "mypy --strict src" "lint-imports" "pip check"; do \
	    echo "== $$tool"; $(BIN)/$$tool || failed="$$failed [$$tool]"; done; \
	  if [ -n "$$failed" ]; then echo "make check: failed:$$failed" >&2; exit 1; fi

# Without its peers an oracle test would only be skipped, so their absence is a fault here.
# Status 5 says that no test is marked slow outside tests/oracle, which may be so; for tests/oracle it is a failure.
oracles: $(VENV)/.oracles $(VENV)/.package ## compare with independent programs, and run the slow tests
	@$(BIN)/python -c "import pgmpy, pyagrum, pygambit"
	@failed=0; \
	$(BIN)/python -m pytest $(PYTEST_FLAGS) -m slow --ignore=tests/oracle || [ $$? -eq 5 ] || failed=1; \
	$(BIN)/python -m pytest $(PYTEST_FLAGS) -m "slow or not slow" -rs tests/oracle || failed=1; \
	exit $$failed

# -W: what Sphinx warns of (a link that leads nowhere, an equation that it cannot read) is a fault.
docs: $(VENV)/.docs $(VENV)/.package ## build the documentation as a site, out/docs/index.html
	$(BIN)/python -m sphinx -W --keep-going --quiet -d out/docs-cache docs out/docs
	@! grep -rnE --include='*.html' --include='*.css' '<(script|img|link|iframe)[^>]* (src|href)="(https?:)?//|@import|url\(.?(https?:)?//' out/docs || \
	  { echo "make docs: a page fetches something from elsewhere" >&2; exit 1; }

reference: $(VENV)/.package ## write what the program itself knows into docs/reference
	$(BIN)/python docs/generate.py

startup: $(VENV)/.package ## time `detente --help` against a bare Python
	$(BIN)/python bench/startup.py

# The widest lock is solved first and binds the others, so that one package has one version everywhere.
# UPGRADE=--upgrade takes newer versions; without it only what pyproject.toml now asks for is changed.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE) \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: $(VENV)/.locks ## solve the locks again from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(COMPILE) pyproject.toml --group build --group dev --group oracles -o requirements-oracles.lock
	$(COMPILE) pyproject.toml --group build --group dev -c requirements-oracles.lock --no-annotate -o requirements-dev.lock
	$(COMPILE) pyproject.toml --group build -c requirements-oracles.lock --no-annotate -o requirements.lock
	$(COMPILE) pyproject.toml --group build --group docs -c requirements-oracles.lock --no-annotate -o requirements-docs.lock
	$(COMPILE) --group locks --no-annotate -o requirements-locks.lock
	@! grep -nE '://|@ |^-|^ +# .*/' requirements*.lock || { echo "make lock: a lock names an address or a path" >&2; exit 1; }

clean: ## remove what make has made: the environment, caches, out/
	rm -rf $(VENV) out dist build .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find src tests bench docs -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Setting up -------------------------------------------------------------------------------------------
# A stamp is written only after its step has ended well. While packages are unpacked, .unfinished lies in the
# environment; found at the next start, it says that this was cut short, and the environment is begun again.
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
fill = @echo "Setting up $(VENV): $(1)"; touch $(VENV)/.unfinished && $(PIP) install $(LOCKED) $(1) && \
	  rm $(VENV)/.unfinished && touch $@

# Only wheels: a source package would fetch a compiler's worth of unpinned tools.
LOCKED = --only-binary :all: --require-hashes -r

begin-again:
	@echo "The last set-up of $(VENV) was cut short: beginning again."

# A changed core lock begins a new environment, so that nothing stays that the lock no longer names.
$(VENV)/.made: requirements.lock $(if $(wildcard $(VENV)/.unfinished),begin-again)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null || { \
	  found=$$(command -v $(PYTHON) >/dev/null && $(PYTHON) -V 2>&1 || echo not there); \
	  echo "Detente needs Python 3.11 to 3.14; $(PYTHON) is $$found." >&2; \
	  echo "Name another, as in: make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make an environment: its venv module is not whole (on Debian: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.core: $(VENV)/.made
	$(call fill,requirements.lock)

$(VENV)/.dev: $(VENV)/.core requirements-dev.lock
	$(call fill,requirements-dev.lock)

$(VENV)/.oracles: $(VENV)/.dev requirements-oracles.lock
	$(call fill,requirements-oracles.lock)

$(VENV)/.docs: $(VENV)/.core requirements-docs.lock
	$(call fill,requirements-docs.lock)

$(VENV)/.locks: $(VENV)/.made requirements-locks.lock
	$(call fill,requirements-locks.lock)

$(VENV)/.package: $(VENV)/.core pyproject.toml
	@echo "Setting up $(VENV): Detente itself"; $(PIP) install --no-deps --no-build-isolation --editable . && touch $@
