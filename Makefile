# Two commands do all the set-up: `make demo` and `make test`. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
DEMO := sample_repos/built/payment-timeout
BESIDE := sample_repos/evidence/payment-timeout

.PHONY: demo test lint notebooks benchmark speed systems judging fuzz clean

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("forensics needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: $(STAMP)
	rm -rf $(DEMO)
	$(VENV)/bin/python -m sample_repos.stories payment-timeout $(DEMO)
	@echo
	$(VENV)/bin/forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --repo $(DEMO) --as-of 2026-11-17T14:30:00Z \
	  --slack $(BESIDE)/slack --jira $(BESIDE)/jira.json --events $(BESIDE)/deploys.jsonl \
	  --shell-history production=$(BESIDE)/bash_history \
	  --live production=$(BESIDE)/production-2026-09-01.json --live production=$(BESIDE)/production-2026-11-17.json

test: $(STAMP)
	$(VENV)/bin/python -m pytest -n 2

lint: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

# The notebooks anew from their scripts, with what they show.
notebooks: $(STAMP)
	$(VENV)/bin/python -m notebooks.make

# FORENSICS_MIRRORS: a folder of bare repositories to measure on, as OWNER+NAME/repo; without it a made one is measured.
# ONLY, RUNS, SAMPLE, GROWTH and RESUME choose how much: benchmarks/__main__.py tells.
benchmark: $(STAMP)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,benchmark]'
	$(VENV)/bin/python -m benchmarks
	$(VENV)/bin/python -m benchmarks.talk

# docs/speed.md and its pictures, of what the last `make benchmark` measured.
speed: $(STAMP)
	$(VENV)/bin/python -m benchmarks.speed.page

# Our effective values beside the systems' own: FORENSICS_MIRRORS as above, FORENSICS_SYSTEMS what benchmarks/systems/install.sh filled.
systems: $(STAMP)
	$(VENV)/bin/python -m benchmarks.layering

# The judge beside the truth of written cases (../shared/casebook) and, with FORENSICS_MIRRORS as above, of real ones (../shared/real).
judging: $(STAMP)
	$(VENV)/bin/python -m benchmarks.judging

# The Hypothesis laws with many more examples than `make test` gives them.
fuzz: $(STAMP)
	HYPOTHESIS_PROFILE=fuzz $(VENV)/bin/python -m pytest -n 2 -m law --timeout 3600

clean:
	rm -rf $(VENV) sample_repos/built build dist *.egg-info
