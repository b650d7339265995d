# make run: set up and start the page.  make test: set up and run every test.  Both can be run again at any time.
# make soak: the long tests, an hour or two: killed, several at once, fuzzed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# llama-cpp-python compiles on installation; its tools, server and multimodal parts are not needed and take half the time
export CMAKE_ARGS ?= -DLLAVA_BUILD=OFF -DMTMD_BUILD=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_SERVER=OFF
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Linux: make run TORCH_INDEX=https://download.pytorch.org/whl/cpu takes the smaller build of torch, without CUDA
TORCH_INDEX ?=

# make run HASHES=1 installs only files whose SHA-256 sums stand in locks/; nothing but the model runtime and Hearth itself is built
HASHES ?=

# tools that look after the packages; kept apart, so that Hearth's environment is the one that everybody has
SUPPLY := $(VENV)/supply/bin

.PHONY: run setup setup-dev test soak check format eval adapter screenshots supply licences sbom audit constraints lock clean

run: setup
	$(BIN)/hearth

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Hearth needs Python 3.11, 3.12 or 3.13; name one with PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Hearth. The first time takes some minutes: the model runtime is compiled for this machine."
	$(if $(TORCH_INDEX),$(BIN)/pip install -q -c constraints.txt --no-deps --index-url $(TORCH_INDEX) torch)
	$(if $(HASHES),$(hashed),$(BIN)/pip install -q -c constraints.txt -e .)
	@touch $@

# the locks are complete, so pip has nothing to look for (--no-deps); torch from TORCH_INDEX has other sums than PyPI's, and no CUDA
define hashed
$(BIN)/python -m pip install -q --require-hashes --no-deps --only-binary :all: -r locks/build.txt
	awk '/^[a-z]/ { kept = !("$(TORCH_INDEX)" && /^(torch|triton|cuda-|nvidia-)/) } kept' locks/runtime.txt > $(VENV)/runtime.txt
	$(BIN)/python -m pip install -q --require-hashes --no-deps --no-build-isolation --only-binary :all: --no-binary llama-cpp-python -r $(VENV)/runtime.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
endef

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'
	@touch $@

test: setup-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

soak: setup-dev
	$(BIN)/python -m tests.soak kills --kills 2000
	$(BIN)/python -m tests.soak steps
	$(BIN)/python -m tests.soak together --rounds 200
	$(BIN)/pip install -q -c constraints.txt -e '.[fuzz]'
	$(BIN)/python -m tests.fuzz --all --seconds 120

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: setup-dev
	$(BIN)/python -m evals retrieval
	$(BIN)/python -m evals plan
	$(BIN)/python -m evals safety
	$(BIN)/python -m evals rewrite
	$(BIN)/python -m evals answers

# an adapter made anew from all of training/data, which has grown since the shipped one was made: some hours on two cores
adapter: setup-dev
	$(BIN)/pip install -q -c constraints.txt -e '.[train]'
	$(BIN)/python -m training.adapter.train --epochs 1 --rate 1.5e-3 --out adapter-first.gguf
	$(BIN)/python -m training.adapter.train --start adapter-first.gguf --epochs 0.7 --rate 1e-3 --out coach/adapters/smollm2-135m.gguf

screenshots: setup-dev
	$(BIN)/python docs/screenshots.py

# licences, bill of materials, known weaknesses: the last step of CI
supply: setup $(SUPPLY)/uv
	$(BIN)/python -m supply licences
	$(BIN)/python -m supply sbom --tools $(SUPPLY)
	$(BIN)/python -m supply audit --tools $(SUPPLY)

licences: setup
	$(BIN)/python -m supply licences --write

sbom: setup $(SUPPLY)/uv
	$(BIN)/python -m supply sbom --tools $(SUPPLY)

audit: setup $(SUPPLY)/uv
	$(BIN)/python -m supply audit --tools $(SUPPLY)

$(SUPPLY)/uv: locks/supply.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/supply
	$(SUPPLY)/python -m pip install -q --require-hashes --only-binary :all: -r locks/supply.txt
	@touch $@

# what is installed now, fixed for everyone; run after changing a dependency, and then: make lock licences
constraints: setup-dev
	$(BIN)/pip install -q -e '.[train,fuzz]'
	{ echo '# Every version, fixed: made by `make constraints` from an environment that passed the tests.'; \
	  $(BIN)/pip freeze --exclude-editable | sed 's/+cpu$$//'; } > constraints.txt

# the same versions, and those for other systems, each with the sums of all its files; fails where a Python from 3.11 on is left out
LOCK := $(SUPPLY)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-config \
  --default-index https://pypi.org/simple --custom-compile-command 'make lock'
lock: $(SUPPLY)/uv
	$(LOCK) pyproject.toml -c constraints.txt -o locks/runtime.txt >/dev/null
	$(LOCK) --group build -c constraints.txt -o locks/build.txt >/dev/null
	$(LOCK) --group supply -o locks/supply.txt >/dev/null

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
