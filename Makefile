# Each target does its own set-up. Without make: see the README.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m briefing
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check
TOO_OLD := Python 3.11 or newer is needed, this is

.PHONY: all watch check test test-lite lab lite pdf pack release bench bench-lite bench-size lint audit lock clean
all: $(VENV)/ready
	@$(RUN) build

# Pages in the browser that follow what is saved, until Ctrl+C.
watch: $(VENV)/ready
	@$(RUN) watch

check: $(VENV)/ready
	@$(RUN) check

test: $(VENV)/ready
	@$(VENV)/bin/python -m pytest

lab: $(VENV)/ready
	@$(RUN) lab

# The notebooks in a browser, nothing installed: exports/lite. What is fetched once is kept for all
# checkouts of the user.
lite: $(VENV)/ready
	@$(RUN) lite

test-lite: $(VENV)/ready
	@$(VENV)/bin/python -m pytest -m lite -n 0

# Every page as a PDF in exports/pdf, or as one file (and all as a zip) in exports/pack.
pdf pack: all
	@$(RUN) $@

# What goes with a release, in release/; TAG=v1.2.3 refuses a tag that is not the version's.
release: pdf pack
	@$(RUN) release --tag "$(TAG)"

# Where the time of a build goes, this build beside stock nbconvert, and each page as a reader meets
# it; a visit to the JupyterLite site beside JupyterLab; this build against the size of its data.
bench: all
	@$(VENV)/bin/python tests/bench/bench.py profile
	@$(VENV)/bin/python tests/bench/bench.py pages
	@$(VENV)/bin/python tests/bench/bench.py readers

bench-lite: lite
	@$(VENV)/bin/python tests/bench/visit.py

bench-size: $(VENV)/ready
	@$(VENV)/bin/python tests/bench/bench.py size

# Format, faults and types of the code; pyproject.toml says which rules and why.
lint: $(VENV)/ready
	@$(VENV)/bin/ruff format --check --quiet . && $(VENV)/bin/ruff check --quiet . && $(VENV)/bin/mypy

# Known weaknesses of what requirements.lock fixes.
audit: $(VENV)/ready
	@$(VENV)/bin/python tests/audit.py

# Fix every version again after a change of requirements.txt or tests/requirements.txt.
lock: $(VENV)/ready
	@$(PIP) install uv
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header requirements.txt tests/requirements.txt -o requirements.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header lite/tools.txt -o lite/tools.lock
	@$(VENV)/bin/uv pip compile --quiet --python-platform wasm32-pyodide2024 \
		--python-version 3.12 --generate-hashes --no-annotate --no-header \
		--no-emit-package numpy --no-emit-package jupyterlab-widgets \
		--no-emit-package widgetsnbextension lite/site.txt -o lite/site.lock

clean:
	rm -rf $(VENV) .cache exports/assets/plotly.min.js

$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and '$(TOO_OLD) ' + sys.version)"
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock fixes (once) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
