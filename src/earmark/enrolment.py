"""Enrolment: pronunciations of a word from a clip in which somebody says it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from earmark.audio import gain, load_audio
from earmark.audio.stored import StoredAudio
from earmark.biasing import Word
from earmark.biasing.pronunciations import pronounce_list
from earmark.biasing.spoken_forms import list_forms
from earmark.errors import EarmarkError, OptionsError
from earmark.language import Phones
from earmark.lexicon import Pronouncer
from earmark.lexicon.recording import PhoneCandidate, check_word, recognize_phones
from earmark.models import CtcModel, companions_of, phone_head_of
from earmark.models.protocol import name_of
from earmark.pronouncing import bundle_compiler, language_of, phones_of

LONGEST = 10.0  # seconds: longer clips hold more than a word
GUESSES = 10  # readings of its spelling that a clip is compared with


@dataclass(frozen=True)
class Enrolled:
    """A word with the pronunciation of a clip, and what was compared."""

    word: Word
    candidates: tuple[PhoneCandidate, ...]  # the best first, which is the one taken


class Enrolment:
    """Recognises clips of words for one model."""

    def __init__(self, model: CtcModel) -> None:
        """Use the phone head of ``model``.

        Raises:
            OptionsError: it has none, or no lexicon beside it.
        """
        companions = companions_of(model)
        if phone_head_of(model) is None or companions is None or companions.lexicon is None:
            raise OptionsError(
                f"model {name_of(model)!r} has no phone head, which clips need: give ipa or sounds_like"
            )
        self._model = model
        self.phone_set = phones_of(model)

    def enrol(self, word: Word, clip: str | StoredAudio) -> Enrolled:
        """Add the pronunciation in a clip to a word.

        Args:
            word: as it is written.
            clip: sound file of somebody saying it once, alone.

        Raises:
            OptionsError: the clip is too long for a word.
            AudioError: it cannot be read.
            PhoneError: it holds more than the word, another word, or nothing.
        """
        name = clip if isinstance(clip, str) else clip.name
        audio = load_audio(clip)
        if audio.seconds > LONGEST:
            raise OptionsError(
                f"{name} is {audio.seconds:.1f} s long, a word said once takes less than {LONGEST:g} s: "
                "cut it out"
            )
        head = phone_head_of(self._model)
        (emissions,) = self._model.encode([audio.samples * gain([audio.samples])])
        assert emissions.phone_log_probs is not None and head is not None  # the constructor asked for it
        try:
            candidates = recognize_phones(
                emissions.phone_log_probs, head.symbols, head.blank, self._readings(word), self.phone_set
            )
            check_word(candidates, word.text, self.phone_set)
        except EarmarkError as error:
            raise type(error)(f"{name}: {error}") from None
        ipa = self.phone_set.written_ipa(candidates[0].phones)
        return Enrolled(replace(word, ipa=tuple(dict.fromkeys((*word.ipa, ipa)))), candidates)

    def _readings(self, word: Word) -> list[Phones]:
        """How the word may be said, guesses that are seldom right included."""
        pronouncer = bundle_compiler(self._model).pronouncer
        if pronouncer is None:
            return []
        language = language_of(self._model)
        guessing = Pronouncer(pronouncer.lexicon, pronouncer.g2p, GUESSES, language=language)
        said = pronounce_list(list_forms([word], language, guessing), guessing)
        return [one.phones for one in said.entries[0]]
