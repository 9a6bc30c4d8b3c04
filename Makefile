# Two commands do all the set-up on a bare machine: `make demo` and `make test`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# bytecode is kept, whatever the machine's image says: every sandbox that a test starts reads it, and
# would else compile the same modules anew
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo demo-service test test-slow browser browser-tools lint validate mutants docs wheel release-check pythons bench attack chaos chaos-class chaos-service bench-service fuzz clean

# in from Moodle and back: packs the sample class as Moodle does, grades it, fills the grading
# worksheet and packs everybody's feedback
demo: $(VENV)/.installed
	$(BIN)/python examples/moodle_download.py examples/moodle-worksheet.csv examples/regularization build/moodle.zip
	$(BIN)/grader grade regularization build/moodle.zip --out build/demo
	$(BIN)/grader export build/demo --moodle examples/moodle-worksheet.csv

# the sample class over HTTP: a service on its embedded database, started, asked and stopped
demo-service: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/service_demo.py

# the default tests, on every core; a worker keeps to neighbouring tests, which share what is
# prepared
#
# THOROUGH=1: with whole services and all of large families, as CI takes them
# COVERAGE=1: that, measured, and failing where the tests take less of the package's branches than
# tests/branches says
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal \
	  -m "not browser and not slow$(if $(THOROUGH)$(COVERAGE),, and not thorough)" \
	  $(if $(COVERAGE),--cov --cov-report=)
	$(if $(COVERAGE),$(BIN)/python tests/branches)

# what `make test` leaves out: whole classes killed and disturbed, notebooks of hundreds of megabytes
test-slow: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal -m "slow and not browser"

# the reports in a real browser; wants Chromium and npm on the machine
browser: browser-tools
	GRADER_BROWSER=required $(BIN)/python -m pytest tests/browser tests/service/lti/test_in_chromium.py

browser-tools: $(VENV)/.installed-browser tests/browser/node_modules/.package-lock.json

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	for slug in $(notdir $(wildcard assignments/*)); do \
	  export MYPYPATH=assignments/$$slug:assignments/$$slug/provided:solutions/$$slug; \
	  $(BIN)/mypy --config-file mypy-lessons.ini -p exercises || exit 1; \
	  $(BIN)/mypy --config-file mypy-lessons.ini solutions/$$slug/*.py || exit 1; \
	done
	$(BIN)/lint-imports

# every assignment is ready for students
validate: $(VENV)/.installed-dev
	for folder in assignments/*/; do $(BIN)/grader validate $$folder || exit 1; done

# small changes of each reference: is every one seen, and is what is said of it true? the README's
# table of them is made by benchmarks/mutants.py --write
mutants: $(VENV)/.installed-dev
	for folder in assignments/*/; do $(BIN)/grader validate $$folder --mutants || exit 1; done

# the documentation as a site, strictly, into build/site
docs: $(VENV)/.installed-docs
	$(BIN)/python docs/site/make_site.py

# what students install: the package and the lessons' kits (minutes the first time)
wheel: $(VENV)/.installed-dev
	$(BIN)/python -m hatchling build -d dist

# may this commit be released? builds it twice, installs it apart, lists what comes with it (RELEASE_OPTIONS=
# --quick: kits that are soon made and not for students)
release-check: $(VENV)/.installed-release
	$(BIN)/python release/check.py $(RELEASE_OPTIONS)

# every test but the slow ones, with every Python from 3.11 that is on this machine
pythons: $(VENV)/.installed-release
	$(BIN)/nox

# the figures in the README
bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/sandbox.py

# every attack, as root and as an ordinary user, and with the protections off (about five minutes)
attack: $(VENV)/.installed-dev
	$(BIN)/python tests/attack

# processes killed at random moments; the figures in docs/threat-model.md (about a quarter of an hour)
chaos: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/chaos.py

# a class of 500 killed ten times while it is graded, regraded and decided on (a quarter of an hour)
chaos-class: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/chaos_class.py

# the service's processes killed under load: every 202 must end in exactly one grade (six minutes)
chaos-service: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/chaos_service.py

# acknowledgements of the service a second, beside an endpoint that only stores durably
bench-service: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/service.py

# bytes that nobody thought of, thrown at everything that reads what students hand in; what is
# found is in build/fuzz/
FUZZ_SECONDS ?= 600
FUZZ_SURFACES ?= wire notebook extraction intake gradebook

fuzz: $(VENV)/.installed-fuzz
	for surface in $(FUZZ_SURFACES); do \
	  $(BIN)/python fuzz/campaign.py $$surface $(FUZZ_SECONDS) || exit 1; \
	done

clean:
	rm -rf $(VENV) build dist tests/browser/node_modules

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[annotate]'
	$(BIN)/python -m compileall -q grader
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

$(VENV)/.installed-fuzz: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	touch $@

$(VENV)/.installed-docs: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[docs]'
	touch $@

$(VENV)/.installed-release: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[release]'
	touch $@

$(VENV)/.installed-browser: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[browser]'
	touch $@

tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error
	touch $@
