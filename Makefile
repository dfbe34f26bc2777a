# Every command of the README. Each does its own set-up; `make` needs only a Python 3.11 or newer.
PORT     ?= 8080
PYTHON   ?= python3
VENV     ?= .venv
CHANNEL  ?= mobile
SCOPES   ?=
LIFETIME ?=
POLICY_COVERAGE ?= 95
# What browsers and links call the gateway, when that is not http://127.0.0.1:$(PORT).
PUBLIC_URL ?=

python := $(VENV)/bin/python
local  := $(python) -m local --port "$(PORT)" --public-url "$(PUBLIC_URL)"
setup  := sh local/create_venv.sh "$(PYTHON)" "$(VENV)"
code   := function_app.py $(wildcard *_bff) shared local infra bench tests

# AS has a meaning of its own in make (the assembler), so `?=` would not set it.
ifeq ($(origin AS),default)
AS := alice
endif

# Many shells have a HOST of their own, this machine's name: only one given to make counts.
ifneq ($(origin HOST),command line)
HOST := local
endif

# ORDERS_URL=… and its like: again only what is given to make, and without PUBLIC_URL, which is the gateway's.
given = $(if $(filter command,$(origin $(1))),$($(1)))
urls  = $(foreach name,$(filter-out PUBLIC_URL,$(filter %_URL,$(.VARIABLES))),$(if $(call given,$(name)),"$(name)=$($(name))"))

.DEFAULT_GOAL := help
.PHONY: help coverage up addresses token key demo bench soak test check checkov azure-types format openapi console lock clean installed installed-dev

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | sort

up: installed ## the whole system on one machine, until ctrl-C: HOST=func TENANT=… ORDERS_URL=…
	@exec $(local) up --host "$(HOST)" --tenant "$(TENANT)" $(if $(ENTRA),--entra "$(ENTRA)") \
	    $(if $(KEYS),--keys "$(KEYS)") $(urls)

addresses: installed ## JSON: url, pid and keys of every part of the running system
	@$(local) addresses

token: installed ## an access token: CHANNEL=mobile AS=alice SCOPES="orders.read" LIFETIME=-60
	@$(local) token --channel "$(CHANNEL)" --as "$(AS)" --scopes "$(SCOPES)" --lifetime="$(LIFETIME)"

key: installed ## a partner's subscription key: AS=acme
	@$(local) key --as "$(AS)"

demo: installed ## the flows against the running system, with what each cost
	@$(local) demo

bench: installed ## the benchmarks beside their peers, written to bench/results: QUICK=1 ONLY=desktop-0ms,pages
	@sh bench/set_up.sh "$(PYTHON)"
	@$(python) -m bench run $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

soak: installed ## half the capacity under 1 % faults: MINUTES=10
	@sh bench/set_up.sh "$(PYTHON)"
	@$(python) -m bench soak --minutes $(or $(MINUTES),10)

test: installed-dev ## all tests
	@$(python) -m pytest --policy-coverage=$(POLICY_COVERAGE)

coverage: installed-dev ## what of the gateway's policies no test reaches
	@$(python) -m pytest -q tests/system --policy-coverage=$(POLICY_COVERAGE)

check: installed-dev ## lint, types, architecture, lock, drift; Bicep, policies, routes
	@$(python) -m ruff check $(code)
	@$(python) -m ruff format --check $(code)
	@$(python) -m mypy
	@$(python) -m pytest -q tests/test_architecture.py
	@$(python) -m local openapi --check
	@$(python) -m local check
	@sh local/lock.sh --check "$(python)"

checkov: installed-dev ## what checkov finds in infra/, in an environment of its own
	@sh local/create_venv.sh "$(PYTHON)" .venv-checkov requirements-checkov.txt
	@.venv-checkov/bin/checkov --directory infra --config-file infra/.checkov.yaml | $(python) -m local.checks.checkov

azure-types: installed-dev ## write from Microsoft's models which properties Azure's resources have
	@sh local/create_venv.sh "$(PYTHON)" .venv-azure requirements-azure.txt
	@.venv-azure/bin/python -m local.checks.arm.models $(if $(CHECK),--check)

format: installed-dev ## put the code in the house's format
	@$(python) -m ruff format $(code)
	@$(python) -m ruff check --fix $(code)

openapi: installed ## write infra/openapi/*.json from the code
	@$(local) openapi

console: ## build the console of local/monitor from its source (needs Node and npm)
	@cd local/monitor/console && npm ci --silent && npm run --silent build

lock: installed-dev ## compile requirements*.in into pinned files with hashes
	@sh local/lock.sh --write "$(python)"

clean: ## remove environments, state and caches
	rm -rf .venv .venv-* .local .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Quick when there is nothing to do: the script remembers what it installed.
installed:
	@$(setup) requirements-local.txt

installed-dev:
	@$(setup) requirements-dev.txt requirements-conformance.txt
