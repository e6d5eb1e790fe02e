PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint bench docs clean
.DELETE_ON_ERROR:

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

demo: $(STAMP)  ## read the reports that ship with comity and write the China-Russia dossier
	$(BIN)/comity demo

test: $(STAMP)  ## all tests
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)  ## measure accuracy and speed, hold them against the floors; BENCH=--stored takes ten minutes more
	$(BIN)/python -m benchmarks.gate $(BENCH)

docs: $(STAMP)  ## write the generated pages of docs/
	$(BIN)/python -m docs.generate

clean:
	rm -rf $(VENV) demo-out .bench
