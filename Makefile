# make demo    the comparison page of the example pair, from nothing, without a key or a network for the model
# make test    every test
# make check   everything that must hold before a change lands
# make bench   speed against the bare SDK and its peers, a quarter of an hour; bench-quick in two minutes, bench-docs writes docs/benchmarks.md
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check bench bench-quick bench-docs trust lock clean

demo: .venv/ready
	@$(BIN)/panel compare code-llama-4 mistral-large-3

test: .venv/ready-for-tests
	$(BIN)/pytest -n 2

check: .venv/ready-for-tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

trust: .venv/ready-for-tests
	@$(BIN)/pytest -m trust -n 2

bench: .venv/ready-for-tests
	@$(BIN)/python benchmarks/bench.py
	@$(BIN)/python benchmarks/votes.py
	@$(BIN)/python benchmarks/fleet.py

bench-quick bench-docs: .venv/ready-for-tests
	@$(BIN)/python benchmarks/bench.py --$(@:bench-%=%)

.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q panel  # so that the first command is not slower than the next
	@touch $@

.venv/ready-for-tests: .venv/ready requirements-dev.lock
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# Needs uv; versions and hashes without addresses, so that any index serves.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --group build --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv .panel out
