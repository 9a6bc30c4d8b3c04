# Two commands do all the set-up on a bare machine: `make demo` and `make test`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test browser browser-tools lint validate bench clean

# grades the sample class and says where the reports are
demo: $(VENV)/.installed
	$(BIN)/grader grade regularization examples/regularization --out build/demo

# every test, on every core; a worker keeps to neighbouring tests, which share what is prepared
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal

# the reports in a real browser; wants Chromium and npm on the machine
browser: browser-tools
	GRADER_BROWSER=required $(BIN)/python -m pytest tests/browser

browser-tools: $(VENV)/.installed-browser tests/browser/node_modules/.package-lock.json

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# every assignment is ready for students
validate: $(VENV)/.installed-dev
	for folder in assignments/*/; do $(BIN)/grader validate $$folder || exit 1; done

# the figures in the README
bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/throughput.py

clean:
	rm -rf $(VENV) build dist tests/browser/node_modules

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

$(VENV)/.installed-browser: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[browser]'
	touch $@

tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error
	touch $@
