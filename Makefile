# Two commands on a fresh machine: make start, make test. The rest is parts of them.
PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
VAR ?= var
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := hjalp
.PHONY: hjalp start miljo system test test-snabb test-webblasare test-redis lint las format benchmarks

hjalp: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 20

start: ## Run the application here: make start [PORT=8000]; stop with Ctrl-C
	@PORT="$(PORT)" exec $(PYTHON) -m anvisning.uppstart start

miljo: ## Install what development needs (.venv, front-end files)
	@$(PYTHON) -m anvisning.uppstart miljo --utveckling

system: ## Install the system packages of the tests (root), or say how
	@$(PYTHON) -m anvisning.uppstart system || [ -z "$(CI)" ]

test: system miljo ## Run the whole suite
	@$(PY) -m tests.omgang snabb webblasare $(if $(CI),,redis)

test-snabb: miljo ## Run the tests without browser, in parallel
	@$(PY) -m tests.omgang snabb

test-webblasare: miljo ## Run the browser tests and the slow ones
	@$(PY) -m tests.omgang webblasare

test-redis: miljo ## Run the production set-up on real PostgreSQL and Redis
	@$(PY) -m tests.omgang redis

lint: miljo ## Check code, templates, imports, types, migrations and the deployment settings
	@$(PY) -m tests.omgang lint

format: miljo ## Format code and templates
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet . ; .venv/bin/djlint --reformat --quiet templates

benchmarks: miljo ## Measure against peers: make benchmarks [ARGS="brev --quick"]
	@$(PY) -m benchmarks $(ARGS)

las: miljo ## Lock the requirements anew after a change of requirements*.in or package.json
	@.venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	@.venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	@npm install --package-lock-only
