# Two commands: `make demo` shows attache at work, `make test` runs every check. Both set up what they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup setup-training model corpus lint types unit browser pages clean

demo: setup
	@rm -rf attache-demo
	$(BIN)/attache demo attache-demo

test: lint types unit

lint: setup
	$(BIN)/ruff check src tests training benchmarks resources
	$(BIN)/ruff format --check src tests training benchmarks resources

types: setup
	$(BIN)/mypy

unit: setup browser
	$(BIN)/pytest

# Debian's chromium for the browser tests, where it may be installed; they are skipped where it is not there.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && { apt-get install -y -q chromium >/dev/null 2>&1 || { apt-get update -q >/dev/null 2>&1 && apt-get install -y -q chromium >/dev/null 2>&1; }; } } \
	  || echo "chromium could not be installed: browser tests are skipped"

# The explorer's pages, which are committed as they are built; needs Node.js.
pages:
	cd frontend && npm ci --no-audit --no-fund && npm run build

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
