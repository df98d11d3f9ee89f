"""The companion wheel is built from the pinned files alone; what goes wrong is one sentence."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

WRITER = Path(__file__).parents[2] / "writer"
_SPEC = importlib.util.spec_from_file_location("writer_build", WRITER / "build.py")
build = importlib.util.module_from_spec(_SPEC)  # its folder on sys.path would hide the installed package
_SPEC.loader.exec_module(build)


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "moonshine_voice-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member in build.MEMBERS:
            archive.writestr(member, member.encode())
    return path


def test_another_wheel_is_refused(wheel, tmp_path):
    with pytest.raises(build.BuildError, match=f"SHA-256 .*, expected {build.WHEEL_SHA256}"):
        build.extract(wheel, tmp_path / "project")
    assert not (tmp_path / "project").exists()


def test_files_and_licence_go_where_the_package_looks_for_them(wheel, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "WHEEL_SHA256", build.hashlib.sha256(wheel.read_bytes()).hexdigest())
    build.extract(wheel, tmp_path)
    assert b"LICENSE" in (tmp_path / "LICENSE").read_bytes()
    package = tmp_path / "earmark_writer" / "__init__.py"
    package.write_text((WRITER / "earmark_writer/__init__.py").read_text())
    # Not imported by its name: what is installed under it must not be hidden from other tests.
    spec = importlib.util.spec_from_file_location("built_writer", package)
    built = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(built)
    paths = (built.ENCODER, built.DECODER, built.TOKENS)
    assert all(path.is_file() and path.parent == tmp_path / "earmark_writer/model" for path in paths)


def test_without_a_network_it_says_so_in_one_sentence(tmp_path):
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "",
               "PIP_CONFIG_FILE": os.devnull}  # fmt: skip
    done = subprocess.run(
        [sys.executable, WRITER / "build.py", "--into", tmp_path],
        capture_output=True, text=True, env={**os.environ, **nowhere}, timeout=100,
    )  # fmt: skip
    assert done.returncode == 1 and not done.stdout and not list(tmp_path.glob("*.whl"))
    assert done.stderr.startswith("writer: the wheel earmark-writer cannot be built (pip download failed: ")
    assert len(done.stderr.splitlines()) == 1
