# Two commands do everything on a machine with Python and make: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
# Tools of the checkout come first: npm and msgfmt live beside Python.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run test check fix seed bench messages lock vulnerabilities clean

help: ## show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/ready node_modules/.package-lock.json locale/.compiled ## start CASPP with demo data (PORT=8000)
	@$(BIN)/python -m caspp.run

test: $(VENV)/ready node_modules/.package-lock.json locale/.compiled ## run every test, on both cores, browser journeys included
	@$(BIN)/python -m tests.browser
	$(BIN)/python -m pytest -n 2

check: $(VENV)/ready node_modules/.package-lock.json ## lint, formats, types, migrations and catalogs in step; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	DEBUG=true $(BIN)/mypy .
	DEBUG=true $(BIN)/python manage.py makemigrations --check --dry-run -v 1
	DEBUG=true $(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/guards/test_floors.py tests/guards/test_catalogs.py

fix: $(VENV)/ready ## format everything that has a format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html') || true

messages: $(VENV)/ready ## collect texts for translation into locale/ur
	DEBUG=true $(BIN)/python manage.py makemessages -l ur --no-location --no-wrap -i 'node_modules/*' -i '.venv/*' -i 'tests/*' -i 'benchmarks/*'

seed: $(VENV)/ready node_modules/.package-lock.json ## load the demonstration into an empty database
	DEBUG=true $(BIN)/python manage.py migrate -v 0
	DEBUG=true $(BIN)/python manage.py load_reference
	DEBUG=true $(BIN)/python manage.py seed

bench: $(VENV)/ready node_modules/.package-lock.json locale/.compiled ## measure one thing, as in: make bench BENCH=checkin
	@test -n "$(BENCH)" || { echo "Say what to measure, as in: make bench BENCH=checkin"; ls benchmarks/*.py | sed 's,benchmarks/,  ,; s,\.py,,' | grep -vE '__init__|report|servers'; exit 2; }
	@$(BIN)/python -m benchmarks.$(BENCH)

lock: ## write requirements.lock anew from requirements.txt: every package, pinned by its hashes
	@$(PYTHON) -m venv .local/lock && .local/lock/bin/pip install --quiet uv==0.13.9
	@.local/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 -o requirements.lock requirements.txt
	@rm -rf .local/lock

vulnerabilities: $(VENV)/ready ## ask the advisories about every pinned package; needs a network
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock
	@$(BIN)/npm audit --omit=dev

clean: ## remove the environment and all local data
	rm -rf $(VENV) node_modules .local staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} + ; rm -f locale/.compiled; find locale -name '*.mo' -delete

$(VENV)/ready: requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer, or name one by PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "CASPP needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Name another by PYTHON=..."; exit 1; }
	@echo "Installing the Python packages ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: install it (Debian: python3-venv)."; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

node_modules/.package-lock.json: package-lock.json | $(VENV)/ready
	@echo "Installing the fonts, icons and scripts for the browser ..."
	@$(BIN)/npm ci --silent --no-audit --no-fund
	@touch $@

locale/.compiled: $(wildcard locale/*/LC_MESSAGES/*.po) | $(VENV)/ready
	@for po in $^; do $(BIN)/msgfmt --check-format -o "$${po%.po}.mo" "$$po" || exit 1; done
	@touch $@
