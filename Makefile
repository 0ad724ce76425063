.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCKS := pyproject.toml requirements.txt requirements-dev.txt package.json package-lock.json hatch_build.py .ci/setup
COMPILED := $(VENV)/.compiled
ENGINE := kiosk/hall/line.py $(wildcard sim/streams.py sim/engine.py sim/fast/*.py)
# Three workers share the files in their order, because much of a test is waiting, the browser's last; what is timed waits until it is alone. One: make test WORKERS=-n0
WORKERS := -n 3 --dist loadfile --no-loadscope-reorder
ARGS ?=
# Without its bytecode kept, every process compiles all its sources anew: half of what a start costs.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup run test check fix lock bench soak load pages pictures clean

help: ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-9s %s\n", $$1, $$2}'
setup: $(READY) $(COMPILED) ## make .venv, install everything locked, bring the pages' libraries, compile the simulator
	@:
run: setup ## open the demo hall in the browser's reach; options in ARGS="--port 9000"
	@exec $(BIN)/yzz run --demo $(ARGS)
test: check ## everything: check, then the whole suite; options in ARGS="-k board"
	@$(BIN)/python -m pytest $(WORKERS) $(ARGS)
check: setup ## format, lint, types, walls
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports
fix: setup ## let the formatter and the linter mend what they can, write the pages' types anew
	@$(BIN)/ruff format . ; $(BIN)/ruff check --fix . ; $(BIN)/python -m kiosk.web.typescript > static/lib/types.d.ts
lock: setup ## resolve the locks anew from pyproject.toml and package.json; ARGS="--upgrade" for newer versions
	@bash .ci/lock $(BIN) $(ARGS)
bench: setup ## print the figures and write build/bench.json
	@$(BIN)/python -m sim.bench $(ARGS)
soak: setup ## ten hours of twenty counters through the API in ten minutes, then the audit; ARGS="--quick" for one hour
	@$(BIN)/python -m sim.bench --only soak $(ARGS)
load: setup ## play a scenario against a running service: ARGS="SCENARIO --url URL …"
	@exec $(BIN)/yzz load $(ARGS)
pages: setup ## only the browser tests
	@$(BIN)/python -m pytest -m browser $(ARGS)
pictures: setup ## take the README's pictures anew
	@$(BIN)/python -m tests.pictures $(ARGS)
clean: ## remove everything built, but no data
	@rm -rf $(VENV) node_modules static/vendor build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .benchmarks
$(READY): $(LOCKS)
	@bash .ci/setup $(PYTHON) $(VENV)
	@touch $@
$(COMPILED): $(READY) $(ENGINE)
	@$(BIN)/python -m sim.fast.build || echo "The simulator runs uncompiled; its results are the same."
	@touch $@
