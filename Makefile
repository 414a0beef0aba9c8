# `make help` lists the targets. Each one sets up what it needs by itself (scripts/setup, a fraction of a second
# when nothing has changed). PYTHON=/path/to/python3.13 names the interpreter, otherwise one is looked for.
SHELL := /bin/bash
.DEFAULT_GOAL := help
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?=
export PYTHON
# A set of libraries beyond the documented list: data, or a folder with requirements.txt (docs/libraries.md).
LIBRARIES := $(or $(LIBRARIES),$(SANDBOX_LIBRARIES))
export SANDBOX_LIBRARIES := $(LIBRARIES)
# Of what is deployed, or of what check-native checks: x86_64 or arm64.
ARCHITECTURE ?= x86_64
bin := .venv/bin
sources := shared tests scripts $(patsubst %/,%,$(sort $(dir $(wildcard functions/*/*.py))))
# Three files of tests at a time, on two cores: much of a test is waiting. WORKERS=0: one after the other, in this process.
WORKERS ?= 3
# Where Debian has servers and runc; an ordinary user's PATH leaves it out.
export PATH := $(PATH):/usr/local/sbin:/usr/sbin:/sbin
# Byte code is kept, whatever the caller's environment says: dozens of processes would compile the same again.
unexport PYTHONDONTWRITEBYTECODE
# A worker that died ends the run: pytest-xdist 3.8 hangs when it replaces one (pytest-xdist issue 1323). Files in their
# own order: xdist's puts those with the fewest tests last, and they take longest.
# Without what this make hands down: tests call make, too.
pytest := env -u MAKEFLAGS -u MFLAGS $(bin)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --max-worker-restart 0
# What bench-ab compares with
BASE ?= main
# Arguments for the bench: make bench BENCH="--rounds 20 --no-write"
BENCH ?=
# Arguments for pytest: make test TESTS="tests/engine -k grayscale"
TESTS ?=

.PHONY: help settings-doc libraries-report import-map setup setup-dev test-programs run test test-as-caller test-as-nobody check check-template check-python check-types check-c check-native format lock release-check test-image has-powershell test-powershell test-quick image doctor bench bench-agents bench-data bench-ab soak matrix site pictures lambda-programs build deploy run-lambda bench-lambda invoke sam-local destroy doctor-aws clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@scripts/setup service

# The browser that the page is tested in, and what its callers' clients are run with.
test-programs: lambda-programs
	@scripts/system-packages chromium:chromium 'chromium-headless-shell:chromium-headless-shell?' firefox-esr:firefox-esr node:nodejs npm:npm \
		curl:curl jq:jq go:golang-go redis-server:redis-server nginx:nginx caddy:caddy systemd-analyze:systemd

# What stands in for AWS: DynamoDB Local with its Java.
lambda-programs:
	@scripts/system-packages npm:npm java:default-jre-headless setpriv:util-linux
	@scripts/fetch-dynamodb-local

setup-dev:
	@scripts/setup dev

run: setup ## serve on http://HOST:PORT (127.0.0.1:8000); LIBRARIES=data or a folder adds libraries
	@HOST=$(HOST) PORT=$(PORT) exec $(bin)/python -m pysandbox.serve

test: test-programs setup-dev ## run every test; as root, those of the sandbox as an unprivileged user besides
	@$(MAKE) --no-print-directory --jobs 2 test-as-caller $(if $(filter 0,$(shell id -u)),test-as-nobody)

test-as-caller:
	$(pytest) -m "not container and not powershell" $(TESTS)

# Beside the others, which leave a processor free at times: of what it prints the end, or all when a test fails.
# pytest's 5 is «no test»: TESTS may name some that are none of an unprivileged user's.
test-as-nobody:
	@log=$$(mktemp) && trap 'rm -f "$$log"' EXIT; \
	scripts/as-unprivileged $(pytest) --numprocesses 1 -m unprivileged $(TESTS) >"$$log" 2>&1; status=$$?; \
	echo "as an unprivileged user:"; \
	if [ $$status = 0 ]; then tail -n 1 "$$log"; else cat "$$log"; fi; \
	[ $$status = 0 ] || { [ $$status = 5 ] && $(if $(TESTS),true,false); }

test-image: setup-dev ## build the container image and test it in real containers (as root, with Debian's podman)
	@[ "$$(id -u)" = 0 ] || { echo "make $@ needs root: podman's containers, mmdebstrap" >&2; exit 1; }
	@scripts/system-packages podman:podman runc:runc mmdebstrap:mmdebstrap \
		/usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
	$(bin)/python -m pytest --numprocesses 2 --dist loadfile --max-worker-restart 0 -m container tests/containers

# Neither Debian nor a package index has it; GitHub's Ubuntu machines do.
PWSH ?= pwsh
has-powershell:
	@type -P "$(PWSH)" >/dev/null || { echo "no PowerShell: \`$(PWSH)\` is PowerShell 7, https://aka.ms/powershell; PWSH=/path names another" >&2; exit 1; }

test-powershell: has-powershell setup-dev ## run the page's requests in PowerShell by PowerShell 7: PWSH=/path names one
	@scripts/system-packages node:nodejs
	PWSH=$(PWSH) $(bin)/python -m pytest -m powershell tests/browser

test-quick: setup-dev ## what takes a minute: units, and the API over a runner that runs nothing
	$(pytest) -x tests/unit tests/native tests/api/test_bad_input.py tests/api/test_routes.py tests/api/test_execute.py

# The name of the image, and what it is built on.
IMAGE ?= pysandbox
IMAGE_BASE ?= python:3.13-slim
image: ## build the container image (podman or docker): IMAGE=pysandbox IMAGE_BASE=python:3.13-slim LIBRARIES=data
	@IMAGE=$(IMAGE) IMAGE_BASE=$(IMAGE_BASE) scripts/image

# The environments of the template's tools and the project's own are made side by side: a pip takes one processor.
check: ## lint, format, types, security lint, requirements, template: what CI checks before the tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check-template check-python check-types check-c

check-template:
	scripts/check-template

check-python: setup-dev
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml $(wildcard shared functions)
	$(bin)/python scripts/check_requirements.py

check-types: setup-dev
	$(bin)/mypy $(sources)

check-c: setup-dev
	@scripts/system-packages cppcheck:cppcheck
	scripts/cppcheck-native

check-native: setup-dev ## the native module under ASan and UBSan, then the attacks and the engine's tests; ARCHITECTURE=arm64: under qemu
	$(if $(filter arm64,$(ARCHITECTURE)),scripts/check-arm64,scripts/check-native)

format: setup-dev ## format the sources and fix what can be fixed
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

settings-doc: setup ## write docs/settings.md from the table in the code
	@$(bin)/python scripts/settings_doc.py

libraries-report: setup ## what each stock of libraries costs here: start, memory, a fork, size; LIBRARIES=data or a folder
	@$(bin)/python scripts/libraries_report.py

import-map: setup ## draw who imports whom into docs/architecture.md
	@$(bin)/python scripts/import_map.py

release-check: setup ## hold that code, template, image, changelog and API name one version, before it is tagged
	@$(bin)/python scripts/release_check.py

lock: ## pin the requirements again, with hashes, from the .in files
	scripts/lock

doctor: setup ## what this machine's kernel gives the sandbox, and what is missing
	@$(bin)/pysandbox doctor

bench: setup-dev ## measure against peers and floors; writes docs/performance.md (BENCH="--rounds 20", "--lambda-url URL")
	@scripts/system-packages bwrap:bubblewrap
	@PYTHONPATH=scripts $(bin)/python -m bench $(BENCH)

bench-data: export SANDBOX_LIBRARIES := data
bench-data: setup-dev ## what the set `data` costs: start, memory, imports and plots beside a bare and a warm interpreter (BENCH="--rounds 20")
	@PYTHONPATH=scripts $(bin)/python -m bench.data $(BENCH)

bench-ab: setup-dev ## time this tree beside another revision, rounds alternating: make bench-ab BASE=main (AB="--rounds 500")
	@PYTHONPATH=scripts $(bin)/python -m bench.ab $(BASE) $(AB)

bench-agents: setup ## forty tasks by a script that only does what the answers say, against SANDBOX_URL (a running service)
	@PYTHONPATH=scripts $(bin)/python -m bench.agents

soak: setup-dev ## 20,000 honest and hostile programs over the real service: memory, descriptors, processes and files stay flat
	@$(bin)/python scripts/soak.py $(if $(RUNS),--runs $(RUNS))

matrix: setup-dev ## run every attack against each layer alone and without any two, and write the tables of docs/security.md (as root)
	@$(bin)/python scripts/matrix.py

site: ## build the page's script, styles, editor and typeface again from npm, after a change in scripts/site
	cd scripts/site && npm install --no-audit --no-fund && npm run build

pictures: setup-dev ## make the README's pictures of the page again, after a change of its look
	@scripts/system-packages chromium:chromium
	@$(bin)/python scripts/pictures.py

build: ## build what is deployed (sam build, byte-compiled) into .aws-sam/build; ARCHITECTURE=arm64 for the other one
	$(on_linux)
	scripts/build-aws $(ARCHITECTURE)

run-lambda: setup-dev lambda-programs ## serve the built stack on HOST:PORT: both functions under Lambda's emulator, DynamoDB Local
	@scripts/build-aws --if-changed
	@HOST=$(HOST) PORT=$(PORT) exec $(bin)/python -m tests.aws.emulator serve

bench-lambda: setup-dev lambda-programs ## cold starts, warm runs, sizes and cost of the built functions; BENCH="--before REV" starts another revision's beside them
	@scripts/build-aws --if-changed
	@$(bin)/python scripts/bench_lambda.py $(BENCH)

ENV ?= dev
# Parameters of the template that go before those of the profile: make deploy PARAMETERS="AlarmEmail=ops@example.org"
PARAMETERS ?=
on_linux = @[ "$$(uname -s)" = Linux ] || { echo "make $@ needs Linux: flock, GNU find, wheels for Linux" >&2; exit 1; }
deploy: ## build, then deploy to AWS: ENV=dev (the default) or prod, LIBRARIES=data or none, PARAMETERS="Name=value …"
	$(on_linux)
	scripts/deploy $(ENV) $(if $(LIBRARIES),Libraries=$(LIBRARIES)) $(PARAMETERS)

doctor-aws: ## read the deployed stack (ENV=dev or prod), call it, show which layers hold and what the first run took
	$(on_linux)
	@scripts/setup-aws
	@.venv-aws/bin/python scripts/doctor_aws.py $(ENV)

destroy: ## delete the deployed stack (ENV=dev or prod), its bucket's files and its table, after a question
	$(on_linux)
	@scripts/setup-aws
	@.venv-aws/bin/python scripts/destroy.py $(ENV)

# Needs root: podman's network. Half a gigabyte, and some minutes the first time.
sam-local: setup-dev ## run `sam local invoke` and `sam local start-api` with podman, and check what they answer
	@scripts/system-packages podman:podman runc:runc buildah:buildah mmdebstrap:mmdebstrap iptables:iptables
	@scripts/build-aws --if-changed
	@scripts/sam-local

EVENT ?= events/execute-hello.json
invoke: setup-dev ## invoke the built function that EVENT=events/….json is for, under Lambda's emulator
	@scripts/build-aws --if-changed
	@$(bin)/python -m tests.aws.emulator invoke $(EVENT)

clean: ## remove everything that the other targets made
	rm -rf scripts/site/node_modules .venv .venv-aws .venv-checkov .venv-agents .dynamodb-local .uv .zig .setup*.lock .aws-sam .sam-local .arm64 .hypothesis .mypy_cache .pytest_cache .ruff_cache shared/pysandbox/engine/native/core.so*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
