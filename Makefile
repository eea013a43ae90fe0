# Everything happens in .venv, which the first call creates; `make` alone lists the targets.
# Needs Python 3.11 or later. To choose one: make PYTHON=/path/to/python test

COVERAGE_MIN ?= 95# per cent, lines and branches
SOAK_MINUTES ?= 10# for the generated inputs
PARALLEL := -n auto --maxprocesses 8 --dist worksteal

PY := .venv/bin/python
# Shows errors only.
PIP = $(PY) -m pip -qq install --constraint constraints.txt

# The tools use .venv and no other environment of this shell. The tests start Python some hundred
# times: without cached bytecode each start would compile all modules again.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_USER := 0

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help phone demo test flaky laws soak bench check assets pictures site dist sbom constraints clean again

help: ## List the targets (this)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

phone: .venv/run ## Open the phone, to play a conversation by hand
	@.venv/bin/optinsim phone docs/examples/shop/account.yaml

demo: .venv/run ## Run the scenarios of an example, and show their conversations
	@.venv/bin/optinsim run -v docs/examples/shop

test: check ## Run the checks, then the tests with their coverage
	$(PY) -m pytest $(PARALLEL) --cov --cov-fail-under $(COVERAGE_MIN)

flaky: .venv/dev ## Run the tests ten times, each with another seed, until a run fails
	@$(PY) tools/flaky.py $(PARALLEL)

laws: .venv/run ## Write docs/laws.md
	$(PY) tools/laws_page.py

soak: .venv/dev ## Try a million generated inputs, and 500 conversations on the phone: 20 minutes
	$(PY) -m tools.soak --minutes $(SOAK_MINUTES)
	OPTINSIM_SOAK=500 $(PY) -m pytest $(PARALLEL) tests/phone/test_haste.py -k whatever --timeout 3600 -o faulthandler_timeout=0
	$(PY) -m pytest $(PARALLEL) -m "hypothesis and not soak" --hypothesis-profile many --timeout 3600 -o faulthandler_timeout=0
	$(PY) -m pytest $(PARALLEL) -m soak --timeout 3600 -o faulthandler_timeout=0

bench: .venv/bench ## Measure optinsim against its peers
	$(PY) -m benchmarks

check: .venv/dev ## Check format, lint, types and import rules
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo

assets: .venv/run ## Write the JSON Schemas of the files
	@mkdir -p assets
	.venv/bin/optinsim schema account > assets/account.schema.json
	.venv/bin/optinsim schema scenario > assets/scenario.schema.json
	.venv/bin/optinsim schema project > assets/project.schema.json
	.venv/bin/optinsim schema signoff > assets/signoff.schema.json
	.venv/bin/optinsim schema server > assets/server.openapi.json

pictures: .venv/run ## Draw the pictures of the phone that README.md shows
	$(PY) tools/pictures.py

site: .venv/dev ## Build the documentation as a site in build/site
	$(PY) -m tools.site

dist: .venv/dev ## Build the sdist and the wheel in dist/, and check them
	rm -rf dist
	$(PY) -m build --no-isolation --quiet
	$(PY) -m twine check --strict dist/*

sbom: .venv/dev ## List what the wheel of dist/ brings, as CycloneDX: build/sbom.cdx.json
	@rm -rf build/sbom; mkdir -p build; $(PY) -m venv --without-pip build/sbom
	$(PY) -m pip --python build/sbom/bin/python -qq install --constraint constraints.txt dist/*.whl
	$(PY) -m cyclonedx_py environment --pyproject pyproject.toml --output-reproducible \
	  --output-file build/sbom.cdx.json build/sbom/bin/python

constraints: ## Pin the newest versions of all dependencies
	@rm -rf build/constraints
	@$(find_python); "$$py" -m venv build/constraints
	build/constraints/bin/python -m pip -qq install -e '.[dev,bench]'
	{ echo '# What optinsim[dev,bench] brings, held still. Made by `make constraints`: do not edit.'; \
	  build/constraints/bin/python -m pip freeze --exclude optinsim; } > build/constraints.txt
	mv build/constraints.txt constraints.txt
	@rm -rf build/constraints

clean: ## Remove .venv and the files of the tools
	rm -rf .venv build dist htmlcov coverage.xml .coverage .coverage.* \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- How .venv is made

# Sets `py` to the first Python that is recent enough and can make an environment.
define find_python
py=; for p in "$(PYTHON)" python3.13 python3.12 python3.11 python3; do \
  if "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
  then py=$$p; break; fi; \
done; \
if [ -z "$$py" ]; then \
  echo 'optinsim needs Python 3.11 or later, with venv (on Debian and Ubuntu: python3-venv).' >&2; \
  echo 'None was found on the PATH. To say where one is: make PYTHON=/path/to/python ...' >&2; \
  exit 1; \
fi
endef

# .venv/ready exists while no set-up is under way, and holds the path of the folder. So a .venv that is
# incomplete, was moved, or lost its Python is detected here, and made again.
again := $(shell \
  [ "$$(cat .venv/ready 2>/dev/null)" = "$$(pwd -P)" ] && $(PY) -c '' 2>/dev/null || echo again)

$(PY): $(again)
	@$(find_python); \
	echo "Setting up .venv with $$("$$py" --version); this takes a minute."; \
	rm -rf .venv; "$$py" -m venv .venv

# One stamp file for each set of packages, newer than pyproject.toml and constraints.txt. A larger set
# includes the smaller ones.
.venv/run: $(again) pyproject.toml constraints.txt | $(PY)
	@rm -f .venv/ready; $(PIP) --editable '.[phone,server]'
	@touch $@; pwd -P > .venv/ready

.venv/dev: $(again) pyproject.toml constraints.txt | $(PY)
	@rm -f .venv/ready; $(PIP) --editable '.[dev]'
	@touch .venv/run $@; pwd -P > .venv/ready

.venv/bench: $(again) pyproject.toml constraints.txt | $(PY)
	@rm -f .venv/ready; $(PIP) --editable '.[dev,bench]'
	@touch .venv/run .venv/dev $@; pwd -P > .venv/ready
