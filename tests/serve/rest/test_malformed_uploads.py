"""Uploads of every kind of nonsense: a 4xx with a sentence, and the server lives."""

import io
import json
import random
import struct
import zipfile

import httpx
import numpy as np
import pytest
import soundfile

CLIP = "demo/audio/fremont.opus"


def wav(samples=b"\0\0" * 1600, rate=16_000, channels=1, bits=16, format=1, claimed=None):
    size = len(samples) if claimed is None else claimed
    block = max(1, channels * bits // 8)
    head = struct.pack(
        "<HHIIHH", format, channels & 0xFFFF, rate, (rate * block) & 0xFFFFFFFF, block & 0xFFFF, bits
    )
    return (
        b"RIFF"
        + struct.pack("<I", (36 + size) & 0xFFFFFFFF)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + head
        + (b"data" + struct.pack("<I", size & 0xFFFFFFFF) + samples)
    )


def floats(value):
    return wav(np.full(1600, value, "<f4").tobytes(), bits=32, format=3)


def packed(size):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("a.wav", b"\0" * size)
    return file.getvalue()


def flac_of_ten_hours():
    file = io.BytesIO()
    soundfile.write(file, np.zeros(16_000, np.int16), 16_000, format="FLAC")
    content = bytearray(file.getvalue())
    content[21] = (content[21] & 0xF0) | 0  # total samples: 36 bits behind the rate
    content[22:26] = struct.pack(">I", 16_000 * 36_000)
    return bytes(content)


def cases():
    with open(CLIP, "rb") as file:
        clip = file.read()
    yield from {
        "nothing": b"",
        "one byte": b"\0",
        "text": b"Fremont\n" * 100,
        "zip": packed(1000),
        "zip bomb": packed(50_000_000),
        "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        "pdf": b"%PDF-1.7\n" + b"x" * 500,
        "playlist": b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",
        "concat script": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
        "html": b"<html><script>alert(1)</script></html>",
        "NaN": floats(np.nan),
        "infinite": floats(np.inf),
        "no sample": wav(b""),
        "one sample": wav(b"\0\0"),
        "no rate": wav(rate=0),
        "a rate of one": wav(rate=1),
        "a rate of 4 GHz": wav(rate=2**32 - 1),
        "no channel": wav(channels=0),
        "65,535 channels": wav(channels=65_535),
        "unknown coding": wav(format=0x7777),
        "header alone": wav()[:44],
        "half a header": wav()[:20],
        "ten hours in the header": flac_of_ten_hours(),
        "RIFF of RIFFs": b"RIFF" * 1000,
        "Ogg pages of nothing": b"OggS" + b"\0" * 1000,
        "half an Opus header": clip[:40],
        "an mp3 frame of noise": b"\xff\xfb\x90\x00" + bytes(random.Random(0).randbytes(400)),
        "mp4 of nothing": b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\xff" * 300,
    }.items()
    chance = random.Random(1)
    for number in range(180):  # noise, and clips with noise in them
        if number % 2:
            yield f"noise {number}", chance.randbytes(chance.choice([3, 60, 700, 5000]))
        else:
            start = chance.choice(
                [b"RIFF", b"fLaC", b"OggS", b"ID3\x03", b"\xff\xfb", b".snd", b"FORM", b"caff"]
            )
            yield (
                f"noise behind {start!r} {number}",
                start + chance.randbytes(chance.choice([8, 60, 700, 5000])),
            )


def damaged():
    """Clips that may still play: whatever the answer, it is no 5xx."""
    with open(CLIP, "rb") as file:
        clip = file.read()
    chance = random.Random(2)
    for number in range(60):
        content = bytearray(clip)
        for _ in range(1 + number % 8):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield bytes(content[: chance.randrange(100, len(content))])


FORM = "multipart/form-data; boundary=x"
PART = b"--x\r\nContent-Disposition: form-data"
FORMS = [
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"--\r\n\r\n"),
    (FORM, b""),
    (FORM, b"--x\r\n"),
    (FORM, PART + b"\r\n\r\na\r\n--x--\r\n"),
    (FORM, PART + b'; name="file"; filename="a.wav"\r\n\r\nRI'),
    (FORM, PART + b'; name="file"\r\n\r\nRI\r\n--x--\r\n'),
    (FORM, PART + b'; name="file"; filename=""\r\n\r\n\r\n--x--'),
    (f"{FORM}; charset=no-such", PART + b'; name="\xff"\r\n\r\n\xfe\r\n--x--'),
    (FORM, b"\0" * 5000),
    ("application/json", b'{"file": "/etc/passwd"}'),
    ("application/x-www-form-urlencoded", b"file=/etc/passwd"),
    ("application/x-www-form-urlencoded", b"%%%=%zz&" * 100),
    ("text/plain", b"Fremont"),
    ("", b"Fremont"),
    (";;;=", b"Fremont"),
]

FIELDS = [
    {"keywords": "[" * 50_000},
    {"keywords": '["\\ud800"]'},
    {"keywords": '[{"phrase": {"a": 1}}]'},
    {"keywords": "[null]"},
    {"keywords": "[1e999]"},
    {"keywords": '{"a": {"b": {"c": 1}}}'},
    {"words": '[{"phrase": "a", "weight": Infinity}]'},
    {"words": '[{"phrase": "a", "weight": 1e400}]'},
    {"words": "BEGIN:VCARD\nVERSION:3.0\n"},
    {"words": "a\0b"},
    {"words": "phrase,phrase\na,b"},
    {"words": "phrase,weight\na,1,2,3"},
    {"words": 'phrase,ipa\n"a,b'},
    {"word_list": "../../etc/passwd"},
    {"word_list": "wl_\0"},
    {"stream": "perhaps"},
    {"response_format": "xml"},
    {"response_format": "srt", "stream": "true"},
    {"timestamp_granularities[]": "phone"},
    {"language": "tlh"},
    {"transcriber": "command:touch earmark-was-here {audio}"},
    {"transcriber": "openai:http://127.0.0.1:9/"},
    {"response_format": ["json", "text"]},
]


@pytest.fixture(scope="module")
def http(server):
    with httpx.Client(base_url=server.http, timeout=60) as client:
        yield client


def refused(answer):
    error = answer.json()["error"]
    assert 400 <= answer.status_code < 500, error
    assert len(error["message"]) > 10 and "Traceback" not in error["message"], error
    assert "/tmp" not in error["message"], "the path of a temporary file says nothing to a client"
    return True


def test_files_that_are_no_sound(http):
    contents = list(cases())
    assert len(contents) >= 200
    for name, content in contents:
        answer = http.post("/v1/audio/transcriptions", files={"file": ("../../a.wav", content)})
        assert refused(answer), name
    assert http.get("/readyz").status_code == 200


def test_clips_with_noise_in_them(http):
    statuses = set()
    for content in damaged():
        answer = http.post("/v1/audio/transcriptions", files={"file": ("a.opus", content)})
        statuses.add(answer.status_code)
        assert answer.status_code == 200 or refused(answer)
    assert statuses == {200, 400}


@pytest.mark.parametrize(("kind", "content"), FORMS)
def test_forms_that_are_none(http, kind, content):
    for path in ("/v1/audio/transcriptions", "/v1/corrections"):
        assert refused(http.post(path, content=content, headers={"Content-Type": kind} if kind else {}))


@pytest.mark.parametrize("fields", FIELDS, ids=lambda fields: json.dumps(fields)[:40])
def test_fields_that_cannot_be_used(http, fields):
    fields = {
        name: value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
        for name, value in fields.items()
    }
    with open(CLIP, "rb") as file:
        assert refused(http.post("/v1/audio/transcriptions", files={"file": file}, data=fields))


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "text/vcard", "image/png"])
def test_lists_that_are_none(http, kind):
    chance = random.Random(3)
    contents = [b"", b"\0", b"\xff\xfe", b"{", b'{"words": ', b"\x89PNG\r\n", b"[[[[", b'"x"', b"NaN"]
    for content in [*contents, *(chance.randbytes(200) for _ in range(10))]:
        answer = http.post("/v1/word-lists", content=content, headers={"Content-Type": kind})
        assert refused(answer), content
    assert http.get("/readyz").status_code == 200
