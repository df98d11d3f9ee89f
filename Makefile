# Every target prepares what it needs: .venv, and with apt a compiler or a Python where there is none.
VENV ?= .venv
BIN = $(VENV)/bin
NATIVE = pyproject.toml CMakeLists.txt $(shell find core bindings -type f 2>/dev/null)

.PHONY: setup demo test lint bench clean

setup: $(VENV)/.installed

$(VENV)/.base:
	test -x $(BIN)/python || { python=$$(.ci/prepare) && $$python -m venv $(VENV); }
	touch $@

# Inference: numpy, onnxruntime, soundfile, soxr, sentencepiece and the core.
$(VENV)/.installed: $(NATIVE) | $(VENV)/.base
	$(BIN)/pip install -q -e .
	touch $@

# PyTorch is there to test training only. PyPI's Linux build brings CUDA along: with a package index of CPU
# builds at hand, `PIP_INDEX_URL=... make test` saves gigabytes.
$(VENV)/.torch: | $(VENV)/.base
	$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/pip install -q torch==2.13.0
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
	$(BIN)/python benchmarks/search.py $(or $(ARGS),--manifest demo/manifest.jsonl)

clean:
	rm -rf build dist $(VENV)
