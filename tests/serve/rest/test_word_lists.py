"""Word lists over HTTP."""

import httpx
import pytest


@pytest.fixture(scope="module")
def http(server):
    with httpx.Client(base_url=server.http, timeout=30) as client:
        yield client


@pytest.fixture
def made(http):
    answer = http.post(
        "/v1/word-lists", json={"name": "towns", "words": ["Fremont", {"phrase": "Oslo", "weight": 2}]}
    )
    assert answer.status_code == 201
    return answer.json()


def address(made):
    return f"/v1/word-lists/{made['id']}"


def test_create_and_read(http, made):
    answer = http.get(address(made))
    assert answer.headers["etag"] == made["etag"]
    assert answer.json()["words"] == [{"phrase": "Fremont", "weight": 1.0}, {"phrase": "Oslo", "weight": 2.0}]
    assert (made["name"], made["version"], made["entries"]) == ("towns", 1, 2)


def test_not_changed(http, made):
    answer = http.get(address(made), headers={"If-None-Match": f'"other", W/{made["etag"]}'})
    assert answer.status_code == 304 and not answer.content


def test_replace_with_a_tag(http, made):
    answer = http.put(address(made), json={"words": ["Lima"]}, headers={"If-Match": made["etag"]})
    assert answer.json()["version"] == 2 and answer.json()["name"] == "towns"
    stale = http.put(address(made), json={"words": ["Rome"]}, headers={"If-Match": made["etag"]})
    assert stale.status_code == 412 and "read it again" in stale.json()["error"]["message"]
    assert http.get(address(made), params={"version": 1}).json()["entries"] == 2


def test_patch(http, made):
    changes = {"name": "places", "add": ["Lima", {"phrase": "Oslo", "weight": 3}], "remove": ["Fremont"]}
    assert http.patch(address(made), json=changes).json()["name"] == "places"
    words = http.get(address(made)).json()["words"]
    assert words == [{"phrase": "Lima", "weight": 1.0}, {"phrase": "Oslo", "weight": 3.0}]


def test_delete(http, made):
    assert http.delete(address(made)).status_code == 204
    assert http.get(address(made)).status_code == 404


def test_versions(http, made):
    http.put(address(made), json=["Lima"])
    found = http.get(f"{address(made)}/versions").json()["data"]
    assert [item["version"] for item in found] == [2, 1]


def test_pages(http, made):
    http.post("/v1/word-lists", json=["Lima"])
    first = http.get("/v1/word-lists", params={"limit": 1}).json()
    assert first["has_more"] and len(first["data"]) == 1
    rest = http.get("/v1/word-lists", params={"after": first["data"][0]["id"]}).json()
    assert first["data"][0]["id"] not in [item["id"] for item in rest["data"]]


FILES = {
    "names.txt": "Fremont\nOslo\n",
    "names.csv": "phrase,weight\nFremont,1\nOslo,2\n",
    "names.tsv": "phrase\tweight\nFremont\t1\nOslo\t2\n",
    "names.json": '["Fremont", "Oslo"]',
    "names.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Fremont Oslo\nN:Oslo;Fremont;;;\nEND:VCARD\n",
}


@pytest.mark.parametrize(("name", "content"), FILES.items(), ids=FILES)
def test_files_of_every_format(http, name, content):
    answer = http.post("/v1/word-lists", files={"file": (name, content)})
    assert answer.status_code == 201 and answer.json()["name"] == name
    assert answer.json()["entries"] >= 1


@pytest.mark.parametrize(
    ("kind", "content"), [("text/csv", FILES["names.csv"]), ("text/plain", FILES["names.txt"])]
)
def test_files_as_the_body(http, kind, content):
    answer = http.post(
        "/v1/word-lists", params={"name": "n"}, content=content.encode(), headers={"Content-Type": kind}
    )
    assert (answer.json()["name"], answer.json()["entries"]) == ("n", 2)


def test_report(http):
    made = http.post("/v1/word-lists", json=["Fremont", "日本"]).json()
    found = http.get(f"{address(made)}/report").json()
    assert found["summary"] == {"entries": 2, "reachable": 1, "unreachable": 1, "with_warnings": 0}
    assert [entry["reachable"] for entry in found["entries_shown"]] == [True, False]
    shown = http.get(f"{address(made)}/report", params={"problems": True}).json()["entries_shown"]
    assert [entry["text"] for entry in shown] == ["日本"]


def test_formulas_stay_texts(http):
    table = 'phrase,display_as\n"=HYPERLINK(""http://evil"")",\n+1 club,@home\n'
    made = http.post("/v1/word-lists", files={"file": ("names.csv", table)}).json()
    cells = http.get(address(made), params={"format": "csv"}).text.replace('"', "").splitlines()[1:]
    assert [line[:2] for line in cells] == ["'=", "'+"] and ",'@home" in cells[1]
    assert http.get(address(made)).json()["words"][1]["phrase"] == "+1 club"


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"name": "n"}, 400, "words is missing"),
        ({"words": 3}, 400, "words is one int"),
        ({"words": [3]}, 400, "of type int"),
        ({"words": ["a"], "colour": "red"}, 400, "'colour' is not known"),
        ({"words": ["a"], "name": 3}, 400, "name is no text"),
        ({"words": ["a"], "name": "n" * 201}, 400, "at most 200"),
        ({"words": [{"phrase": "a", "weight": 11}]}, 400, "out of range"),
        ({"words": ["x" * 300]}, 400, "more than 200"),
        ({"words": [f"town {n}" for n in range(100_001)]}, 413, "at most 100,000 are taken"),
    ],
)
def test_lists_that_cannot_be_used(http, body, status, sentence):
    answer = http.post("/v1/word-lists", json=body)
    assert answer.status_code == status and sentence in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "id", ["wl_0", "..%2F..%2Fetc%2Fpasswd", "%00", "wl_' OR 1=1 --", "%F0%9F%98%80", "x" * 3000]
)
def test_ids_that_do_not_exist(http, id):
    for method in ("GET", "DELETE"):
        answer = http.request(method, f"/v1/word-lists/{id}")
        assert answer.status_code == 404 and answer.json()["error"]["message"]
