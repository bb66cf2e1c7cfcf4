# Huiyin. A fresh machine needs Python 3.11 or later and make: `make up` runs it, `make test` tests it.

.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := python3 python3.13 python3.12 python3.11
UV_VERSION := 0.13.9

# $(call environment,NAME,LOCK): make .venv hold LOCK and this project.
# It counts as made only by a stamp, written last, that tells what it was made from and where: a changed lock is
# installed again; what an interruption left half done, or what was moved, is thrown away and made anew.
define environment
@python= waits=; marker=$(VENV)/.installing; stamp=$(VENV)/.made-$(1); \
while [ -e $$marker ] && kill -0 "$$(cat $$marker)" 2>/dev/null; do \
  [ "$$waits" ] || echo "Waiting for another make that is installing" >&2; waits=1; sleep 1; \
done; \
made_from="$$(pwd) $$(cat $(2) pyproject.toml | cksum)"; \
sound() { [ ! -e $$marker ] && [ "$$(cat $(VENV)/.home)" = "$$(pwd)" ] && $(BIN)/python -m pip --version; }; \
if [ "$$(cat $$stamp 2>/dev/null)" = "$$made_from" ] && [ ! -e $$marker ] && $(BIN)/python -c '' 2>/dev/null; then exit 0; fi; \
for name in $(PYTHONS); do \
  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
done; \
if [ -z "$$python" ]; then \
  echo "Huiyin needs Python 3.11 or later: none of $(PYTHONS) is. Install one and run make again." >&2; exit 1; \
fi; \
if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
  echo "$$python cannot make environments. Install its venv module (Debian, Ubuntu: apt-get install python3-venv) and run make again." >&2; exit 1; \
fi; \
if ! sound >/dev/null 2>&1; then \
  echo "Making $(VENV) with $$($$python --version)" >&2; \
  rm -rf $(VENV) && mkdir $(VENV) && echo $$$$ > $$marker && $$python -m venv $(VENV) && pwd > $(VENV)/.home || exit 1; \
fi; \
echo "Installing $(2)" >&2; \
rm -f $$stamp; echo $$$$ > $$marker; \
$(BIN)/python -m pip install $(PIP_OPTIONS) --require-hashes -r $(2) && \
$(BIN)/python -m pip install $(PIP_OPTIONS) --no-deps --no-build-isolation -e . && \
$(BIN)/python -m compileall -q $(ROOMS) && \
echo "$$made_from" > $$stamp && rm -f $$marker
endef
# Compiled once, also where Python is told not to: the sandbox loads the process anew for each case.
ROOMS := schemas rules analysis store engine activities workflows worker starter
PIP_OPTIONS := --quiet --quiet --disable-pip-version-check --no-input

# $(call timed,NAME,COMMAND): run it and say on stderr how long it took.
define timed
@began=$$(date +%s); $(2); status=$$?; \
echo "$(1): $$(($$(date +%s) - began)) s" >&2; exit $$status
endef

##@ Run

.PHONY: up
up: run-environment ## Start everything on this machine: Temporal, worker, web, mail catcher
	@$(BIN)/huiyin up

##@ Check

.PHONY: test
test: dev-environment lint types imports system-packages ## All checks, then all tests (what CI runs)
	@$(BIN)/python -m pytest -n 2

.PHONY: lint
lint: dev-environment ## Form and likely mistakes (ruff)
	$(call timed,lint,$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .)

.PHONY: types
types: dev-environment ## Types (mypy, strict)
	$(call timed,types,$(BIN)/mypy --no-error-summary)

.PHONY: imports
imports: dev-environment ## Which room may import which (import-linter)
	$(call timed,imports,$(BIN)/lint-imports --no-logo --no-cache)

.PHONY: unit
unit: dev-environment ## The quick tests only: no servers, no browser, no kills
	@$(BIN)/python -m pytest -n 2 -m "not (system or kill or browser or soak)"

.PHONY: coverage
coverage: dev-environment ## Which lines no test reaches
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest -m "not (kill or browser or soak)"
	@$(BIN)/python -m coverage combine --quiet && $(BIN)/python -m coverage report

.PHONY: soak
soak: dev-environment ## The long tests only: a thousand kills
	@$(BIN)/python -m pytest -m soak --timeout=36000 -o faulthandler_timeout=0 --capture=no

.PHONY: fuzz
fuzz: dev-environment ## Ask the HTTP API much more than the tests do, and each time something else
	@HUIYIN_FUZZ_EXAMPLES=500 $(BIN)/python -m pytest tests/system/test_api_fuzz.py --timeout=36000 -o faulthandler_timeout=0

.PHONY: bench
bench: dev-environment ## Measure cases and submissions beside the floor, and pages of a million cases
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.trials
	@$(BIN)/python -m benchmarks.submissions
	@$(BIN)/python -m benchmarks.lists
	@$(BIN)/python -m benchmarks.desk
	@$(BIN)/python -m benchmarks.analysis
	@$(BIN)/python -m benchmarks.starting
	@$(BIN)/python -m benchmarks.likeness

.PHONY: docs-check
docs-check: dev-environment ## Links, files and make targets named in the documents exist
	@$(BIN)/python -m pytest tests/units/test_docs.py

##@ Change

.PHONY: fmt
fmt: dev-environment ## Bring the code into form
	@$(BIN)/ruff check --quiet --fix-only . ; $(BIN)/ruff format .

.PHONY: lock
lock: $(VENV)/lock-tools/bin/uv ## Resolve pyproject.toml into the two locks; UPGRADE=--upgrade takes newer versions
	$(COMPILE) --group build --output-file requirements.lock pyproject.toml
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml

# Universal: one lock for every platform from Python 3.11 on. No addresses and no paths: it is the same wherever it is made.
COMPILE = $(VENV)/lock-tools/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header $(UPGRADE)

$(VENV)/lock-tools/bin/uv: run-environment
	@[ -x $@ ] || { $(BIN)/python -m venv $(VENV)/lock-tools && \
	$(VENV)/lock-tools/bin/python -m pip install $(PIP_OPTIONS) uv==$(UV_VERSION); }

.PHONY: clean
clean: ## Remove the environment and caches, never the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* htmlcov dist
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

##@ Help

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	/^##@/ { printf "\n%s\n", substr($$0, 5) } \
	/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run-environment dev-environment system-packages
run-environment:
	$(call environment,run,requirements.lock)

dev-environment:
	$(call environment,dev,requirements-dev.lock)

system-packages:
	$(call timed,system packages,sh tests/system-packages.sh)
