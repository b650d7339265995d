# make run: set up and start the page.  make test: set up and run every test.  Both can be run again at any time.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# llama-cpp-python compiles on installation; its tools, server and multimodal parts are not needed and take half the time
export CMAKE_ARGS ?= -DLLAVA_BUILD=OFF -DMTMD_BUILD=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_SERVER=OFF
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Linux: make run TORCH_INDEX=https://download.pytorch.org/whl/cpu takes the smaller build of torch, without CUDA
TORCH_INDEX ?=

.PHONY: run setup setup-dev test check format eval adapter screenshots constraints clean

run: setup
	$(BIN)/hearth

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Hearth needs Python 3.11, 3.12 or 3.13; name one with PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Hearth. The first time takes some minutes: the model runtime is compiled for this machine."
	$(if $(TORCH_INDEX),$(BIN)/pip install -q -c constraints.txt --index-url $(TORCH_INDEX) torch)
	$(BIN)/pip install -q -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'
	@touch $@

test: setup-dev
	$(BIN)/python -m pytest

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

# the adapter, made anew from training/data: an hour or two on two cores
adapter: setup-dev
	$(BIN)/pip install -q -c constraints.txt -e '.[train]'
	$(BIN)/python -m training.adapter.train --epochs 1 --rate 1.5e-3 --out adapter-first.gguf
	$(BIN)/python -m training.adapter.train --start adapter-first.gguf --epochs 0.7 --rate 1e-3 --out coach/adapters/smollm2-135m.gguf

screenshots: setup-dev
	$(BIN)/python docs/screenshots.py

# what is installed now, fixed for everyone; run after changing a dependency
constraints: setup-dev
	{ echo '# Every version, fixed: made by `make constraints` from an environment that passed the tests.'; \
	  $(BIN)/pip freeze --exclude-editable | sed 's/+cpu$$//'; } > constraints.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
