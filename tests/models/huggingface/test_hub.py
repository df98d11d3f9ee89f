"""Models by name: from the cache, from a hub that answers, and the sentence where neither has them."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from models.huggingface import tiny

from earmark import Recognizer
from earmark.errors import ModelError
from earmark.models.huggingface import HuggingFaceModel
from earmark.models.huggingface.hub import needed

NAME, COMMIT = "somebody/tiny", "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.saved("wav2vec2", tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def cache(folder, tmp_path):
    """A cache of the hub that holds the model."""
    snapshot = tmp_path / "models--somebody--tiny" / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    for file in folder.iterdir():
        (snapshot / file.name).write_bytes(file.read_bytes())
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text(COMMIT)
    return tmp_path


@pytest.fixture
def no_network(monkeypatch):
    """The hub cannot be reached, as here, wherever the tests run."""
    import huggingface_hub

    def fail(*_, **__):
        raise ConnectionError("[Errno -2] Name or service not known")

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", fail)


def test_a_name_that_neither_cache_nor_network_has(no_network, tmp_path):
    began = time.monotonic()
    with pytest.raises(ModelError) as error:
        Recognizer.from_pretrained("facebook/wav2vec2-base-960h", cache_dir=tmp_path)
    assert time.monotonic() - began < 5
    said = str(error.value)
    assert "its config.json is not in the cache" in said and str(tmp_path) in said and "\n" not in said
    assert "cannot be reached ([Errno -2] Name or service not known)" in said
    assert "run `hf download facebook/wav2vec2-base-960h --local-dir FOLDER`" in said


def test_the_cache_without_a_network(no_network, cache):
    model = HuggingFaceModel.from_pretrained(f"hf:{NAME}", cache_dir=cache)
    assert model.name == NAME
    again = HuggingFaceModel.from_pretrained(NAME, cache_dir=cache, local_files_only=True)
    assert again.digest == model.digest
    with pytest.raises(ModelError, match="and local_files_only is set: run `hf download"):
        HuggingFaceModel.from_pretrained(NAME, cache_dir=cache, local_files_only=True, revision="other")


def test_a_file_that_the_cache_lacks(no_network, cache):
    next(cache.rglob("vocab.json")).unlink()
    with pytest.raises(ModelError, match="model 'somebody/tiny', in .*, lacks tokenizer.json or vocab.json"):
        HuggingFaceModel.from_pretrained(NAME, cache_dir=cache)


@pytest.mark.parametrize("path", ["./nowhere", "a/b/c", "/nowhere", "hf:", "name with spaces"])
def test_paths_that_are_not_there(path):
    with pytest.raises(ModelError, match="there is no folder .* or its name on the Hugging Face Hub"):
        HuggingFaceModel.from_pretrained(path)


def test_needed_files():
    parts = [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "model.safetensors.index.json",
    ]
    others = [
        ".gitattributes",
        "README.md",
        "pytorch_model.bin",
        "tf_model.h5",
        "x.nemo",
        "language_model/5gram.bin",
    ]
    about = ["config.json", "vocab.json"]
    adapters = ["adapter.fra.safetensors", "adapter.fra.bin"]
    files = [*others, *parts, *about, *adapters, "adapter.deu.safetensors"]
    assert sorted(needed(files, "fra")) == sorted([*parts, *about, *adapters])
    assert sorted(needed([*others, *about])) == sorted(["pytorch_model.bin", *about])


class Answers(BaseHTTPRequestHandler):
    """What the hub answers of one model, as far as its client asks."""

    folder: Path
    asked: list[str]

    def do_HEAD(self):
        self._answer(with_body=False)

    def do_GET(self):
        self._answer(with_body=True)

    def _answer(self, with_body):
        type(self).asked.append(self.path)
        if self.path.startswith(f"/api/models/{NAME}/tree/"):
            found = [self._described(file) for file in self.folder.iterdir()]
            return self._send(json.dumps(found).encode(), with_body)
        if self.path.startswith(f"/api/models/{NAME}"):
            files = [{"rfilename": file.name} for file in self.folder.iterdir()]
            return self._send(json.dumps({"id": NAME, "sha": COMMIT, "siblings": files}).encode(), with_body)
        file = self.folder / self.path.rpartition("/")[2]
        if self.path.startswith(f"/{NAME}/resolve/") and file.is_file():
            return self._send(file.read_bytes(), with_body)
        self.send_response(404)
        self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _described(self, file):
        return {"type": "file", "path": file.name, "oid": "0" * 40, "size": file.stat().st_size}

    def _send(self, body, with_body):
        self.send_response(200)
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def hub(folder):
    """The address of a hub that has the model, and what it was asked for."""
    (folder / "x.nemo").write_bytes(b"large")
    Answers.folder, Answers.asked = folder, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", Answers.asked
    server.shutdown()


LOAD = """
import sys
from earmark.errors import ModelError
from earmark.models.huggingface import HuggingFaceModel
try:
    print(HuggingFaceModel.from_pretrained(sys.argv[1]).digest)
except ModelError as error:
    print(error)
"""


def in_a_process(endpoint, cache, name):
    """Load a model where the address of the hub is another: its client reads it when it is imported."""
    about = {"HF_ENDPOINT": endpoint, "HF_HOME": str(cache), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", LOAD, name],
        env={**os.environ, **about},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_a_hub_that_answers(hub, folder, tmp_path):
    endpoint, asked = hub
    assert in_a_process(endpoint, tmp_path, NAME) == HuggingFaceModel.from_pretrained(folder).digest
    assert any("model.safetensors" in path for path in asked) and not any("x.nemo" in path for path in asked)
    assert "has no model 'somebody/other', and there is no such folder" in in_a_process(
        endpoint, tmp_path, "somebody/other"
    )
