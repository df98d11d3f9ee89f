"""The page in Chromium: recording, files, list, evidence, report and downloads."""

import json
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from serving import Serving

from earmark.serve.store import key_table

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
pytestmark = pytest.mark.timeout(300)
PHONE = {"width": 360, "height": 740}


def done(page):
    expect(page.locator("#status")).to_have_text("Done.")


def transcribed(visit, name="fremont"):
    visit.page.set_input_files("#file", f"demo/audio/{name}.opus")
    done(visit.page)
    return visit.page


def accessible(page):
    """Axe finds nothing, in both colour schemes and at the width of a phone."""
    for scheme, size in (("light", {"width": 1100, "height": 900}), ("dark", PHONE)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{wide} px too wide for {size}"


def test_recording_with_live_partials(server, speaking, visit):
    seen = visit(speaking, server.http)
    page = seen.page
    seen.fill("Fremont", "Zelenskyy")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("#tentative")).not_to_have_text("")
    expect(page.locator("#live")).to_contain_text("Zelenskyy")
    page.get_by_role("button", name="Stop", exact=True).click()
    done(page)
    expect(page.locator("#with .entry").first).to_be_visible()
    expect(page.locator("#without")).not_to_contain_text("Zelenskyy")
    expect(page.locator("#without mark").first).to_be_visible()
    assert all(url.startswith((server.http, server.ws, "blob:")) for url in seen.requests), seen.requests
    assert any(url.startswith(f"{server.ws}/v1/stream") for url in seen.requests)
    assert not seen.complaints
    accessible(page)


def test_evidence_by_keyboard(server, speaking, visit):
    seen = visit(speaking, server.http)
    seen.fill("Fremont")
    page = transcribed(seen)
    entry = page.locator("#with .entry")
    entry.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-title")).to_be_focused()
    expect(page.locator("#evidence")).to_contain_text("Phone match")
    picture = page.locator("#evidence canvas")
    expect(picture).to_have_attribute(
        "aria-label", "Attention: nothing listed up to 100 %, Fremont up to 100 %"
    )
    page.get_by_role("button", name="Play it").click()
    accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    expect(entry).to_be_focused()
    assert not seen.complaints


def test_the_report_and_a_list_of_many(server, speaking, visit):
    seen = visit(speaking, server.http)
    page = seen.page
    page.get_by_role("button", name="Add many").click()
    page.get_by_label("One word or phrase a line").fill("Fremont\nReykjavik\n♫♫♫\n")
    page.get_by_role("button", name="Add these").click()
    transcribed(seen)
    report = page.locator("#report-table tbody tr")
    assert "written" in report.nth(0).inner_text() and "Fremont" in report.nth(0).inner_text()
    expect(page.locator("#report-table")).to_contain_text("cannot be written")
    page.get_by_role("button", name="Evidence for Fremont").click()
    expect(page.locator("#evidence")).to_be_visible()


def test_downloads(server, speaking, visit):
    seen = visit(speaking, server.http)
    seen.fill("Fremont")
    page = transcribed(seen)
    texts = {}
    for name in ("Text", "SRT", "VTT", "JSON"):
        with page.expect_download() as downloading:
            page.locator("#downloads").get_by_role("button", name=name).click()
        assert downloading.value.suggested_filename.startswith("fremont.")
        texts[name] = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert "Fremont" in texts["Text"] and texts["VTT"].startswith("WEBVTT\n\n00:00:00.")
    assert texts["SRT"].startswith("1\n00:00:00,") and "Fremont" in texts["SRT"]
    assert json.loads(texts["JSON"])["diagnostics"][0]["entry"] == "Fremont"


def test_a_transcript_is_corrected(server, speaking, visit, tmp_path):
    given = tmp_path / "call.srt"
    given.write_text("1\n00:00:00,000 --> 00:00:03,700\nWe moved from free mount to a small house.\n")
    seen = visit(speaking, server.http)
    seen.fill("Fremont")
    page = seen.page
    page.set_input_files("#transcript", given)
    expect(page.locator("#status")).to_have_text("Now the recording of this transcript.")
    transcribed(seen)
    expect(page.locator("#without")).to_contain_text("free mount")
    expect(page.locator("#with")).to_contain_text("We moved from Fremont to")
    page.locator("#with .entry").click()
    expect(page.locator("#evidence")).to_contain_text("free mount")


def test_say_it_keeps_the_pronunciation(server, speaking, visit, word_clip):
    """The recording is sent; a clean clip is recognised in its place, since busy machines play with gaps."""
    sent = []

    def swap(route):
        sent.append(route.request.post_data_buffer)
        files, fields = {"file": ("word.wav", word_clip.read_bytes())}, {"phrase": "Zelenskyy"}
        answer = httpx.post(f"{server.http}/page/pronunciation", files=files, data=fields, timeout=90)
        route.fulfill(status=answer.status_code, body=answer.content, content_type="application/json")

    seen = visit(speaking, server.http)
    page = seen.page
    page.route("**/page/pronunciation", swap)
    page.get_by_role("button", name="Say it, row 1").click()
    expect(page.locator("#status")).to_have_text("Write the word first, then say it.")
    seen.fill("Zelenskyy")
    page.get_by_role("button", name="Say it, row 1").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Stop, row 1").click()
    expect(page.get_by_label("IPA, row 1")).to_have_value("zəlɛnskɪi")
    assert b"RIFF" in sent[0] and b"Zelenskyy" in sent[0] and len(sent[0]) > 10_000


HOSTILE = "<img src=x onerror=alert(1)>"


def test_html_in_names_stays_text(server, speaking, visit, tmp_path):
    seen = visit(speaking, server.http)
    page = seen.page
    seen.fill("Fremont", "<script>alert(2)</script>")
    page.get_by_label("Written as, row 1").fill(HOSTILE)
    page.get_by_label("Name").fill(f"{HOSTILE}")
    page.get_by_role("button", name="Store").click()
    expect(page.locator("#stored")).to_contain_text(HOSTILE)
    transcribed(seen)
    expect(page.locator("#with .entry")).to_have_text(HOSTILE)
    page.locator("#with .entry").click()
    expect(page.locator("#evidence")).to_contain_text(HOSTILE)
    expect(page.locator("#report")).to_contain_text(HOSTILE)
    assert page.locator("img").count() == 0 and page.locator("body script").count() == 0
    assert not seen.complaints


def test_stored_lists(server, speaking, visit):
    seen = visit(speaking, server.http)
    page = seen.page
    seen.fill("Reykjavik")
    page.get_by_label("Sounds like, row 1").fill("RAKE-uh-vick")
    page.get_by_label("Name").fill("Places")
    page.get_by_role("button", name="Store").click()
    expect(page.locator("#status")).to_have_text("“Places” is stored.")
    page.reload()
    page.get_by_label("Stored list").select_option(label="Places (1)")
    page.get_by_role("button", name="Open").click()
    expect(page.locator('#rows input[name="sounds_like"]')).to_have_value("RAKE-uh-vick")


def test_a_server_with_keys(recognizer, speaking, visit, tmp_path):
    with Serving(tmp_path, recognizer) as running:
        with running.app.state.store.database.writing() as connection:
            key = str(key_table.add_key(connection, "page", "page", ("transcribe", "lists:read"), None))
        page = visit(speaking, running.http).page
        expect(page.get_by_label("Key of this server")).to_be_focused()
        page.get_by_label("Key of this server").fill("ek_wrong")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_contain_text("not valid")
        page.get_by_label("Key of this server").fill(key)
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("The key is in use.")
        page.get_by_role("button", name="Record", exact=True).click()
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Stop", exact=True).click()
        done(page)


@pytest.mark.parametrize("name", ["notes.pdf", "empty.wav"])
def test_a_file_that_is_no_sound_is_answered_in_a_sentence(server, speaking, visit, tmp_path, name):
    (tmp_path / name).write_bytes(b"%PDF-1.7" if name == "notes.pdf" else b"")
    page = visit(speaking, server.http).page
    page.set_input_files("#file", tmp_path / name)
    expect(page.locator("#status.error")).to_contain_text(name)
