# All commands for people and CI. Run `make` to list them.
.DEFAULT_GOAL := help
.PHONY: help run dev code setup venv test check ruff format-check types imports templates messages front test-thorough mutation coverage unit screens readme-pictures illustrations bench bench-search format elasticsearch flask data-map lock audit clean

# The system's Python where it is new enough: a version manager's is often compiled without optimization, and slower.
SYSTEM_PYTHON := /usr/bin/python3
IS_NEW_ENOUGH := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell $(SYSTEM_PYTHON) -c "$(IS_NEW_ENOUGH)" 2>/dev/null && echo $(SYSTEM_PYTHON) || echo python3)
VENV := .venv/bin/python
UV := .cache/uv/bin/uv
UPGRADE ?=
# Many processes import the same packages: without compiled files, `make run` takes more than twice as long to start.
unexport PYTHONDONTWRITEBYTECODE
LOCK := $(UV) pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command "make lock" $(UPGRADE)

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Run everything on this machine until Ctrl-C (PORT=8000)
	@$(VENV) -m scripts.run

dev: setup ## The same, with reload when a file changes
	@$(VENV) -m scripts.run --dev

code: setup ## The demo admin's current code for logging in
	@$(VENV) -m scripts.code

setup: ## Install what is missing and build the front end
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or later."; exit 1; }
	@$(PYTHON) scripts/setup.py

venv:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or later."; exit 1; }
	@$(PYTHON) scripts/setup.py python

test: setup ## Everything that must pass: checks, all tests, browser journeys
	@$(MAKE) --no-print-directory --jobs 2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) check
	@$(VENV) -m scripts.test

check: ruff format-check types imports templates messages front ## Style, types, import rules, templates, translatable text: seconds

ruff: venv
	$(VENV) -m ruff check .

format-check: venv
	$(VENV) -m ruff format --check .

types: venv
	$(VENV) -m mypy

imports: venv
	$(VENV) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-logo

templates: venv
	$(VENV) -m scripts.templates

messages: venv ## Collect the text that is marked for translation (.cache/messages.pot), check its words
	$(VENV) -m scripts.messages

front: setup
	$(VENV) -m djlint templates --lint --quiet
	node_modules/.bin/biome ci --colors=off
	node_modules/.bin/stylelint "static/src/css/**/*.css"

test-thorough: setup ## All tests with property and race tests at full size, then mutation: hours
	@THOROUGH=1 $(VENV) -m scripts.test
	@$(MAKE) --no-print-directory mutation

mutation: venv ## Do tests of the engine and of pricing notice mistakes? Hours (ARGS="--endings 7": a tenth of it)
	@nice -n 19 $(VENV) -m scripts.mutation $(ARGS)

coverage: setup ## Branches of app and search that the tests reach, by package: twice the time of `make test`
	@rm -rf .cache/coverage
	@$(VENV) -m coverage run -m scripts.test
	@$(VENV) -m scripts.coverage

unit: setup ## Tests without the slow ones
	$(VENV) -m pytest tests -m "not slow" -n 2 --dist loadscope

screens: setup ## Photos of the key pages into screens/
	$(VENV) -m tools.screens

readme-pictures: screens
	$(VENV) -m tools.readme_pictures

illustrations: venv ## Draw the photos of the demo data again, after a change of tools/illustrations or of the demo's venues
	@$(VENV) -m tools.illustrations.demo

bench: setup ## Measure what docs/benchmarks.md shows
	$(VENV) -m tests.benchmarks

bench-search: setup ## Measure search on 100,000 venues, both engines (ARGS="--venues 5000 --queries 100")
	$(VENV) -m tests.benchmarks.search $(ARGS)

format: setup ## Format Python, scripts and styles; sort imports
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .
	node_modules/.bin/biome check --write --colors=off
	node_modules/.bin/stylelint --fix "static/src/css/**/*.css"

elasticsearch: setup ## A real Elasticsearch on this machine until Ctrl-C (PORT=9200)
	@$(VENV) -m scripts.elasticsearch

flask: venv ## A Flask command on the local database: make flask ARGS="db migrate -m 'what changes'"
	@$(VENV) -m scripts.manage

data-map: venv ## Write docs/privacy-data-map.md from the rules about personal data
	@$(MAKE) --no-print-directory flask ARGS="privacy data-map"

lock: venv ## Pin the packages of pyproject.toml again (UPGRADE="--upgrade-package flask")
	$(LOCK) -o requirements.txt pyproject.toml
	$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	echo uv | $(LOCK) -o scripts/uv.txt -

audit: setup ## Look up known vulnerabilities of all pinned packages, and look for dangerous code
	@$(VENV) -m scripts.audit

clean: ## Remove what is built and installed; var/ with its data stays
	rm -rf .venv node_modules static/dist .cache screens test-results .mypy_cache .ruff_cache .pytest_cache
	rm -rf .import_linter_cache .hypothesis
