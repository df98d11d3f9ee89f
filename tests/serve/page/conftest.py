"""Debian's Chromium with a microphone that plays a file."""

import shutil

import numpy as np
import pytest
import soundfile
from playwright.sync_api import expect, sync_playwright

from earmark.audio import load_audio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 90_000  # milliseconds: a browser that starts on a busy machine
SILENCE = np.zeros(4000, np.float32)


@pytest.fixture(scope="module")
def browsers(tmp_path_factory):
    """browsers(samples) -> a browser whose microphone plays them over and over; all are closed at the end.

    Of a module: Playwright keeps an event loop running in this thread, in which other tests cannot start one.
    """
    if CHROMIUM is None:
        pytest.fail("chromium is missing: apt-get install chromium, or .ci/prepare tests")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = []

        def launch(samples):
            microphone = tmp_path_factory.mktemp("microphone") / "said.wav"
            soundfile.write(microphone, samples, 16_000)
            options = [
                "--no-sandbox",  # tests may run as root
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}",
                "--autoplay-policy=no-user-gesture-required",
            ]
            opened.append(playwright.chromium.launch(executable_path=CHROMIUM, args=options))
            return opened[-1]

        yield launch
        for browser in opened:
            browser.close()


@pytest.fixture(scope="module")
def speaking(browsers, samples):
    """A browser whose microphone says two sentences."""
    return browsers(np.concatenate([SILENCE, samples, SILENCE, SILENCE]))


@pytest.fixture(scope="module")
def word_clip(tmp_path_factory):
    """A clip of "Zelenskyy"."""
    path = tmp_path_factory.mktemp("clips") / "word.wav"
    clip = load_audio("demo/audio/zelenskyy.opus").samples[round(0.62 * 16_000) : round(1.28 * 16_000)]
    soundfile.write(path, np.concatenate([SILENCE, clip, SILENCE]), 16_000)
    return path


class Visit:
    """A page that is open, with all that the browser asked for and complained of."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(accept_downloads=True, **options)
        self.context.set_default_timeout(PATIENCE)
        self.context.set_default_navigation_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.on("console", self._console)
        self.page.goto(url)

    def _console(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def fill(self, *words):
        """Put words into the list."""
        for number, word in enumerate(words, 1):
            if number > 1:
                self.page.get_by_role("button", name="Add a word").click()
            self.page.get_by_label(f"Word or phrase, row {number}").fill(word)


@pytest.fixture
def visit():
    """visit(browser, url, options...) -> Visit; closed at the end of the test."""
    open_visits = []

    def begin(browser, url, **options):
        open_visits.append(Visit(browser, url, **options))
        return open_visits[-1]

    yield begin
    for one in open_visits:
        one.context.close()
