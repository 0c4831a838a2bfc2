# Two commands: `make demo` shows attache at work, `make test` runs every check. Both set up what they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup setup-training model corpus lint types unit clean

demo: setup
	@rm -rf attache-demo
	$(BIN)/attache demo attache-demo

test: lint types unit

lint: setup
	$(BIN)/ruff check src tests training benchmarks resources
	$(BIN)/ruff format --check src tests training benchmarks resources

types: setup
	$(BIN)/mypy

unit: setup
	$(BIN)/pytest

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

# The reader from corpus to model file; needs PyTorch (CPU is enough) and the texts of shared/data.
model: setup-training
	PYTHONPATH=. $(BIN)/python -m training.reader.make

setup-training: setup
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[training]'

clean:
	rm -rf $(VENV) attache-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
