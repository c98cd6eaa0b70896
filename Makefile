# Two commands matter: `make run` and `make test`. Each does its own set-up.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run run-matrix bypass test quick check versions bench mutate dashboards docs picture model scores format lock clean

$(READY): requirements/dev.txt requirements/build.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

run: $(READY)
	$(BIN)/dlp demo

# two real homeservers (the first time Synapse is brought) and a tour, seen from the other one
run-matrix: $(READY)
	cd tests && ../$(BIN)/python -m matrix.tour

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/commits.py

quick: check
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not peer"

test: $(READY)
	tests/peers/install
	$(BIN)/pytest -n 2 --dist loadfile

# the weights of cues, fitted anew
scores: $(READY)
	$(BIN)/python models/scores/fit.py --write

# what the data folder holds: models/names/README.md
MODEL_DATA ?= data
MODEL_DEPS := $(VENV)/model
MODEL_PYTHON := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONHASHSEED=0 \
	PYTHONPATH=$(MODEL_DEPS) nice $(BIN)/python
model: $(READY)
	$(BIN)/pip install --quiet --upgrade --target $(MODEL_DEPS) --require-hashes --no-deps \
		--ignore-requires-python --no-build-isolation -r models/names/requirements.txt
	$(MODEL_PYTHON) models/names/wordlists.py --data $(MODEL_DATA)
	$(MODEL_PYTHON) models/names/counted.py --data $(MODEL_DATA)
	$(MODEL_PYTHON) models/names/train.py --data $(MODEL_DATA)
	$(BIN)/python models/scores/fit.py --write

# stock Presidio's model, which only benchmarks measure ours beside
BENCH_READY := $(VENV)/.bench
$(BENCH_READY): $(READY) requirements/bench.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements/bench.txt
	touch $@

bench: $(BENCH_READY)
	$(BIN)/python bench $(ONLY)

# small faults in the modules that a wrong answer would come from: does a test notice? 15 minutes
mutate: $(READY)
	$(BIN)/python bench mutation

# every way past the Matrix proxy that is known, tried on two real homeservers; two minutes
bypass: $(READY)
	cd tests && ../$(BIN)/python -m matrix.bypass

# needs root the first time: installs Debian's Prometheus; takes about five minutes
dashboards: $(READY)
	tests/peers/install
	cd tests && ../$(BIN)/python -m dashboards.run

docs: $(READY)
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/grafana.py
	$(BIN)/python docs/imports.py --tables

# rooms, arrows and cycles of the imports, before the walls were moved and now
picture: $(READY)
	$(BIN)/python docs/imports.py --picture

# uv resolves for all supported Pythons at once; it writes names, versions and hashes, no addresses
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --extra postgresql --group test --group check \
		-c requirements/run.txt -o requirements/dev.txt
	$(LOCK) --group bench --no-deps -o requirements/bench.txt
	printf 'hatchling\neditables\n' | $(LOCK) - -o requirements/build.txt

versions:
	tests/versions

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) dist
