"""``earmark serve`` as a process: keys, refusals, and a stop that finishes what was accepted."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from earmark.cli.main import main

CLIP = "demo/audio/fremont.opus"
REFUSED = (httpx.ConnectError, httpx.RemoteProtocolError)  # of a connection that came behind the signal
WORDS = "Siobhan, Fremont, Zanzibarian"


@contextmanager
def running(data, *options):
    """(process, address) of a server."""
    command = [sys.executable, "-m", "earmark", "serve", "--port", "0", "--data", str(data), *options]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | {"DATABASE_URL": ""}
    )
    try:
        line = process.stderr.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + process.stderr.read()
        yield process, found[0]
    finally:
        process.kill()
        process.wait()


def transcribe(address, **fields):
    with open(CLIP, "rb") as file:
        return httpx.post(f"{address}/v1/audio/transcriptions", files={"file": file}, data=fields, timeout=60)


def waiting(address):
    """How many requests are computed or wait."""
    text = httpx.get(f"{address}/metrics", timeout=60).text
    return float(re.search(r"^earmark_waiting_requests (\S+)", text, flags=re.MULTILINE)[1])


def test_a_stop_finishes_what_was_accepted_and_nothing_is_logged(tmp_path):
    with running(tmp_path, "--workers", "1") as (process, address):
        httpx.post(f"{address}/v1/word-lists", json={"name": "secret name", "words": WORDS.split(", ")})
        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(transcribe, address, keywords=WORDS) for _ in range(4)]
            while waiting(address) < 2 and not all(future.done() for future in sent):
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            answers = [future.result() for future in sent if not isinstance(future.exception(), REFUSED)]
        assert process.wait(60) in (0, -signal.SIGTERM)
        accepted = [answer for answer in answers if answer.status_code == 200]
        assert len(accepted) >= 2 and {answer.status_code for answer in answers} <= {200, 503}
        assert all("Fremont" in answer.json()["text"] for answer in accepted)
        log = process.stderr.read()
    assert "POST /v1/audio/transcriptions 200" in log
    for private in ("Fremont", "fremont", "moved", "Siobhan", "Zanzibarian", "secret name"):
        assert private not in log


def test_without_keys_it_listens_on_loopback_and_says_so(tmp_path, capsys):
    with running(tmp_path) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert "only programs of this machine are answered" in process.stderr.readline()
    assert main(["serve", "--host", "0.0.0.0", "--port", "0", "--data", str(tmp_path)]) == 2
    assert "there is no API key" in capsys.readouterr().err


def test_keys_on_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    data = ["--data", str(tmp_path)]
    assert main(["serve", "key", "list", *data]) == 0
    assert "there are no keys" in capsys.readouterr().out
    assert main(["serve", "key", "create", "laptop", "--owner", "ann", "--rate", "60", *data]) == 0
    key = capsys.readouterr().out.strip()
    assert main(["serve", "key", "list", *data]) == 0
    listed = capsys.readouterr().out
    id = key.split("_")[1]
    assert listed.startswith(
        f"{id}  laptop of ann: transcribe, lists:read, lists:write, 60 requests a minute"
    )
    assert key.split("_", 2)[2] not in listed
    with running(tmp_path) as (_, address):
        assert httpx.get(f"{address}/v1/word-lists").status_code == 401
        headers = {"Authorization": f"Bearer {key}"}
        assert httpx.get(f"{address}/v1/word-lists", headers=headers).status_code == 200
        assert main(["serve", "key", "revoke", id, *data]) == 0
        assert httpx.get(f"{address}/v1/word-lists", headers=headers).status_code == 401
    assert main(["serve", "key", "revoke", "nobody", *data]) == 2
    assert "there is no key 'nobody'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serve", "--port", "70000"], "--port is 70000"),
        (["serve", "--workers", "0"], "--workers is 0"),
        (["serve", "--host", "no.such.host.invalid"], "cannot be listened on"),
        (["serve", "--model", "klingon"], "klingon"),
        (["serve", "--transcriber", "magic"], "there is no transcriber 'magic'"),
        (["serve", "--database", "postgresql://ann:secret@127.0.0.1:1/x"], "cannot be opened"),
        (["serve", "--database", "nonsense"], "cannot be opened"),
        (["serve", "key", "create", "k", "--scope", "all"], "there is no scope 'all'"),
        (["serve", "key", "create", "k", "--rate", "0"], "--rate is 0"),
        (["serve", "key", "create", ""], "no name"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(arguments, sentence, tmp_path, capsys):
    assert main([*arguments, "--data", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert sentence in error and "Traceback" not in error and "secret" not in error


def test_files_of_a_killed_server_are_removed(tmp_path):
    left = tmp_path / "uploads" / "earmark-left.audio"
    left.parent.mkdir()
    left.write_bytes(b"sound")
    with running(tmp_path):
        assert not left.exists()
