# Two commands do everything: `make run` and `make test`. A second run of either starts at once.
#
#   make run [DEMO=1] [SPEED=60]   the whole hall; HALL_PORT HALL_BENCH_PORT HALL_MQTT_PORT HALL_DATA
#   make run DAY=bad-day           with faults by a script: devices/sim/days, or a file of your own
#   make test                      every check and test
#   make soak                      what repeats in depth what tests do, and takes long
#   make fuzz                      a million damaged frames for each protocol; FUZZ_FRAMES FUZZ_SEED
#   make setup check bench screenshots lock clean

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# The newest Python that every dependency has wheels for, unless PYTHON names one.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	&& echo $$p && break; done)

SPEED ?= 60
# More than the two cores of a small machine: a third of the time tests wait for browsers and halls.
WORKERS ?= 3

# What Debian has to give: the kiosk's window; what the tests look through.
KIOSK_PACKAGES := libgl1 libegl1 libgles2 libgl1-mesa-dri libfribidi0 libxi6 libxcursor1 libxrandr2 libxss1 \
	espeak-ng alsa-utils
TEST_PACKAGES := mosquitto mosquitto-clients chromium xvfb xdotool imagemagick tesseract-ocr \
	tesseract-ocr-chi-sim zbar-tools postgresql systemd

# $(call debian,PACKAGES,FOR WHAT,STAMP): installs what is missing where that is allowed, else says
# it. It asks Debian once, not at every start.
define debian
	lacking() { \
		for package in $(1); do \
			[ "$$(dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null)" = installed ] \
				|| printf ' %s' $$package; \
		done; \
	}; \
	missing="$$(lacking)"; \
	if [ -n "$$missing" ] && [ ! -e $(VENV)/$(3) ] && [ "$$(id -u)" = 0 ] \
		&& command -v apt-get >/dev/null; then \
		echo "Installing Debian packages for $(2):$$missing"; \
		export DEBIAN_FRONTEND=noninteractive; \
		install="apt-get -qq -y --no-install-recommends install"; \
		apt-get -qq update </dev/null >/dev/null 2>&1 || true; \
		$$install $$missing </dev/null >/dev/null 2>&1 || for package in $$missing; do \
			$$install $$package </dev/null >/dev/null 2>&1 || true; \
		done; \
		case "$$missing" in *" mosquitto"*) \
			: "the hall starts its own, on the same port"; \
			systemctl disable --now mosquitto >/dev/null 2>&1 || true;; \
		esac; \
		touch $(VENV)/$(3); \
		missing="$$(lacking)"; \
	fi; \
	if [ -n "$$missing" ]; then \
		echo "For $(2) this machine lacks Debian packages; everything else goes on without them."; \
		echo "缺少系统软件包，其余功能不受影响。"; \
		echo "  As root · 以管理员身份: apt-get install$$missing"; \
	fi
endef

.DEFAULT_GOAL := help
.PHONY: help compiled setup setup-dev run test check soak fuzz bench screenshots lock clean kiosk-packages test-packages

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -8

# --- the environment ------------------------------------------------------------------------

$(VENV)/.made:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Hallqueue needs Python 3.11, 3.12 or 3.13. On Debian 12: apt-get install python3 python3-venv"; \
		echo "需要 Python 3.11 至 3.13"; \
		exit 1; \
	fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		echo "$(PYTHON) cannot make environments: Debian's package $$package is missing."; \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get -qq update || true; \
			DEBIAN_FRONTEND=noninteractive apt-get -qq -y install $$package </dev/null >/dev/null; \
		else \
			echo "As root: apt-get install $$package   以管理员身份安装后重试"; \
			exit 1; \
		fi; \
	fi
	@echo "Making $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock $(VENV)/.made
	@echo "Installing what the programs need …"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.made
	@echo "Installing what the tests need …"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.installed

$(VENV)/.hallqueue: pyproject.toml $(VENV)/.installed
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

kiosk-packages:
	@$(call debian,$(KIOSK_PACKAGES),the kiosk's window,.asked-kiosk)

test-packages:
	@$(call debian,$(TEST_PACKAGES),some of the tests,.asked-test)

# A service may not write where the programs lie, so without this it would compile them at every
# start: a third of a second for the server.
compiled: $(VENV)/.hallqueue
	@$(BIN)/python -m compileall -q config devices display kiosk queue_server

setup: compiled kiosk-packages

setup-dev: $(VENV)/.installed-dev compiled kiosk-packages test-packages

# --- what people do -------------------------------------------------------------------------

run: setup
	@HALL_DAY="$(or $(DAY),$(HALL_DAY))" $(BIN)/hallctl run $(if $(filter-out 0,$(DEMO)),--demo --speed $(SPEED))

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python tests/peers/fetch.py
	# In their order: xdist would leave files with few tests, which here take longest, to the end.
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

soak: setup-dev
	$(BIN)/python -m pytest -n $(WORKERS) -m soak

fuzz: setup-dev
	@$(BIN)/python -m tests.fuzz

bench: setup-dev
	$(BIN)/python -m tests.bench.run

screenshots: setup-dev
	$(BIN)/python -m tests.screenshots

lock:
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --no-annotate --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info build
