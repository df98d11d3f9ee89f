# `make demo` and `make test` need a C++20 compiler and Python 3.11 or newer with venv;
# everything else they install into .venv themselves. .ci/run installs those two as well.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN = $(VENV)/bin
NATIVE = pyproject.toml CMakeLists.txt $(shell find core bindings -type f 2>/dev/null)

.PHONY: setup demo test lint bench clean

setup: $(VENV)/.installed

$(VENV)/.base:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer: install python3.11 and python3.11-venv" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	touch $@

# Inference: numpy, onnxruntime, soundfile, soxr, sentencepiece and the core.
$(VENV)/.installed: $(NATIVE) | $(VENV)/.base
	$(BIN)/pip install -q -e .
	touch $@

# PyTorch is there to test training only; its CPU build is a tenth of the size of the default one.
$(VENV)/.torch: | $(VENV)/.base
	$(BIN)/python -c 'import torch' 2>/dev/null \
		|| $(BIN)/pip install -q --retries 0 --index-url https://download.pytorch.org/whl/cpu torch==2.13.0 \
		|| $(BIN)/pip install -q torch==2.13.0
	touch $@

$(VENV)/.development: $(NATIVE) | $(VENV)/.torch
	$(BIN)/pip install -q -e '.[train,dev]'
	touch $(VENV)/.installed $@

demo: setup
	@$(BIN)/python demo/run.py $(ARGS)

test: $(VENV)/.development
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: setup
	$(BIN)/pip install -q --no-deps pyctcdecode pygtrie
	$(BIN)/python benchmarks/search.py $(ARGS)

clean:
	rm -rf build dist $(VENV)
