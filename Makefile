# `make help` lists the targets. Each one sets up what it needs by itself (scripts/setup, a fraction of a second
# when nothing has changed). PYTHON=/path/to/python3.13 names the interpreter, otherwise one is looked for.
SHELL := /bin/bash
.DEFAULT_GOAL := help
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?=
export PYTHON
# Of what is deployed: x86_64 or arm64.
ARCHITECTURE ?= x86_64
bin := .venv/bin
sources := shared tests scripts $(patsubst %/,%,$(sort $(dir $(wildcard functions/*/*.py))))
# Two files of tests at a time: much of a test is waiting. WORKERS=0 runs one after the other, in this process.
WORKERS ?= 2
# A worker that died ends the run: pytest-xdist 3.8 hangs when it replaces one (pytest-xdist issue 1323).
pytest := $(bin)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --max-worker-restart 0
# Arguments for the bench: make bench BENCH="--rounds 20 --no-write"
BENCH ?=
# Arguments for pytest: make test TESTS="tests/engine -k grayscale"
TESTS ?=

.PHONY: help setup setup-dev test-programs run test check format lock doctor bench soak matrix site lambda-programs build deploy run-lambda bench-lambda invoke clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@scripts/setup service

# The browser that the page is tested in, and what its callers' clients are run with.
test-programs: lambda-programs
	@scripts/system-packages chromium:chromium node:nodejs npm:npm curl:curl jq:jq

# What stands in for AWS: DynamoDB Local with its Java.
lambda-programs:
	@scripts/system-packages npm:npm java:default-jre-headless setpriv:util-linux
	@scripts/fetch-dynamodb-local

setup-dev:
	@scripts/setup dev

run: setup ## serve on http://HOST:PORT (127.0.0.1:8000)
	@HOST=$(HOST) PORT=$(PORT) exec $(bin)/python -m pysandbox.serve

test: test-programs setup-dev ## run every test; as root, those of the sandbox again as an unprivileged user
	$(pytest) $(TESTS)
	@if [ "$$(id -u)" = 0 ]; then \
		echo "again as an unprivileged user:"; \
		scripts/as-unprivileged $(pytest) -m unprivileged $(TESTS); \
	fi

check: setup-dev ## lint, format, types, security lint, requirements, template: what CI checks before the tests
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy $(sources)
	$(bin)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml $(wildcard shared functions)
	$(bin)/python scripts/check_requirements.py
	scripts/check-template

format: setup-dev ## format the sources and fix what can be fixed
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

lock: ## pin the requirements again, with hashes, from the .in files
	scripts/lock

doctor: setup ## what this machine's kernel gives the sandbox, and what is missing
	@$(bin)/python scripts/doctor.py

bench: setup-dev ## measure against peers and floors; writes docs/performance.md (BENCH="--rounds 20", "--lambda-url URL")
	@scripts/system-packages bwrap:bubblewrap
	@PYTHONPATH=scripts $(bin)/python -m bench $(BENCH)

soak: setup-dev ## 20,000 honest and hostile programs over the real service: memory, descriptors, processes and files stay flat
	@$(bin)/python scripts/soak.py $(if $(RUNS),--runs $(RUNS))

matrix: setup-dev ## run every attack against each layer alone, and write the matrix of docs/security.md (as root)
	@$(bin)/python scripts/matrix.py

site: ## build the page's editor again from npm (CodeMirror), after a change in tools/site
	cd tools/site && npm install --no-audit --no-fund && npm run build

build: ## build what is deployed (sam build, byte-compiled) into .aws-sam/build; ARCHITECTURE=arm64 for the other one
	scripts/build-aws $(ARCHITECTURE)

run-lambda: setup-dev lambda-programs ## serve the built stack on HOST:PORT: both functions under Lambda's emulator, DynamoDB Local
	@scripts/build-aws --if-changed
	@HOST=$(HOST) PORT=$(PORT) exec $(bin)/python -m tests.aws.emulator serve

bench-lambda: setup-dev lambda-programs ## cold starts, warm runs, artifact sizes and cost of the built functions
	@scripts/build-aws --if-changed
	@$(bin)/python scripts/bench_lambda.py

ENV ?= dev
# Parameters of the template that go before those of the profile: make deploy PARAMETERS="AlarmEmail=ops@example.org"
PARAMETERS ?=
deploy: ## build, then deploy to AWS: ENV=dev (the default) or prod, PARAMETERS="Name=value …"
	scripts/deploy $(ENV) $(PARAMETERS)

EVENT ?= events/execute-hello.json
invoke: setup-dev ## invoke the built function that EVENT=events/….json is for, under Lambda's emulator
	@scripts/build-aws --if-changed
	@$(bin)/python -m tests.aws.emulator invoke $(EVENT)

clean: ## remove everything that the other targets made
	rm -rf tools/site/node_modules .venv .venv-aws .venv-checkov .dynamodb-local .uv .setup.lock .aws-sam .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
