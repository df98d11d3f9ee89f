"""Recognizer: audio and a word list in, a transcript out."""

from __future__ import annotations

import copy
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from earmark.assemble import Decoded, assemble, join_emissions
from earmark.audio import align_to_frame_grid, normalize_gain
from earmark.biasing import BiasList, Word, WordList
from earmark.biasing.diagnostics import repeated_sentence, unreachable_sentence
from earmark.decoding import BeamDecoder, greedy_decode
from earmark.decoding.non_speech import suppress_non_speech
from earmark.decoding.options import Changes
from earmark.decoding.phonetic.phonetics import PhoneticOptions
from earmark.decoding.techniques import AUTO, OFF, choose
from earmark.errors import EarmarkError, OptionsError, WordListError
from earmark.models import CtcModel, Emissions, check_log_probs
from earmark.offline import Audio, Chain, Heard, Job
from earmark.resources import (
    BUNDLED,
    Adapter,
    Decoder,
    Lm,
    Pronunciations,
    load_adapter,
    load_lm,
    load_model,
    load_phonetics,
    load_pronouncer,
    verifier_of,
    word_compiler,
)
from earmark.transcript import Transcript

Words: TypeAlias = str | Path | WordList | BiasList | Iterable[str | Word] | None

GROUP = 8  # segments (<= 24 s each) in memory at once: fills the cores, and an hour stays a few megabytes


class Recognizer:
    """Acoustic model, language model and decoder. Immutable; any method may be called from several threads.

    The same audio with the same list gives the same transcript, alone or among others, on one
    thread or on eight: every segment is computed and searched on its own.
    """

    def __init__(
        self,
        model: str | Path | CtcModel = "english",
        options: Changes | None = None,
        words: Words = None,
        *,
        biasing: str = AUTO,
        lm: Lm = BUNDLED,
        lexicon: Pronunciations = BUNDLED,
        decoder: Decoder = "beam",
        adapter: Adapter = BUNDLED,
        strict: bool = False,
        phonetics: PhoneticOptions | None = None,
    ) -> None:
        """Load a model and prepare the search.

        Args:
            model: a bundled name, the folder of a model, or anything with :class:`CtcModel`'s methods.
            options: changes of the model's own options: a DecodeOptions, of which the fields given count,
                or a mapping, nested or with keys like "search.beam".
            words: list for every call that gives none of its own.
            biasing: what is made of lists. "auto": all techniques that the model and the options have;
                "decoder": those of the search; "adapter": the adapter alone; "off": lists are not used;
                or techniques by name, joined by "+", of :data:`earmark.decoding.techniques.TECHNIQUES`.
            lm: language model of the search: "bundled" is the one in the model's folder, if there is one;
                else a file, a :class:`earmark.decoding.WordLm`, or None for none.
            lexicon: how words are pronounced, for a search with a language model to hear the model's phone
                head: "bundled" as for ``lm``; else a file, a :class:`earmark.lexicon.Lexicon`, or None.
            decoder: "beam", or "greedy" for the best token of each frame, which takes a list with an
                adapter only.
            adapter: the contextual adapter that biases emissions towards the list before the search:
                "bundled" as for ``lm``; else its folder, one that is loaded, or None.
            strict: refuse a list with an entry that cannot be reached, instead of warning.
            phonetics: what is done with the search's hypotheses by their phones; nothing when None.

        Raises:
            ModelError: the model is missing, incomplete or inconsistent.
            LanguageModelError: the language model is missing, of another kind or damaged.
            PhoneError: the lexicon is missing or damaged, or the phone head lacks phones.
            OptionsError: an option is unknown or out of range, ``biasing`` names what is not there, or
                ``phonetics`` are asked for without phones.
            WordListError: the list is unusable, or ``strict`` and an entry cannot be reached.
        """
        if decoder not in ("beam", "greedy"):
            raise OptionsError(f"decoder is {decoder!r}, expected 'beam' or 'greedy'")
        self.model, options = load_model(model, options)
        self.adapter = load_adapter(adapter, self.model, decoder)
        self.biasing, self.options = biasing, choose(biasing, options, self.adapter is not None)
        self.lm = load_lm(lm, self.model, decoder)
        self.pronouncer = load_pronouncer(lexicon, self.model, decoder, self.lm)
        self.decoder = decoder
        self.strict = strict
        self._phonetics = load_phonetics(phonetics, self.model, self.pronouncer, self.lm)
        self._verifier = verifier_of(self.model)
        self._search = self._decoder()
        variants = self.options.spellings.variants if decoder == "beam" else 0  # greedy takes no list
        self._compiler = word_compiler(self.model, self.pronouncer, self.lm, variants)
        self._group = max(GROUP, 2 * (self.options.search.threads or os.cpu_count() or 1))
        self._words = self.compile(words)

    def compile(self, words: Words) -> BiasList | None:
        """What this recognizer makes of a list; cached by content, so the second time is free.

        Entries that cannot be reached are named in a warning, or refused when ``strict``; those that
        sound exactly like an earlier one are named in a warning of their own.
        """
        word_list = words if isinstance(words, BiasList) else WordList.coerce(words)
        if word_list is None:
            return None
        if self.decoder == "greedy" and self.biasing != OFF and not self.options.adapter.enabled:
            raise OptionsError(
                "greedy decoding cannot use a word list without an adapter: leave it out, or use "
                "decoder='beam'"
            )
        if isinstance(word_list, BiasList):
            return word_list
        compiled = self._compiler.compile(word_list)
        unreachable = unreachable_sentence(compiled)
        if unreachable and self.strict:
            raise WordListError(unreachable)
        for sentence in filter(None, (unreachable, repeated_sentence(compiled))):
            warnings.warn(sentence, UserWarning, stacklevel=3)
        return compiled

    def with_options(self, changes: Changes) -> Recognizer:
        """The same recognizer with other options of the search; model and compiled lists are shared.

        Raises:
            OptionsError: an unknown option, or a value outside its range.
        """
        other = copy.copy(self)
        other.options = self.options.with_(changes)
        other._search = other._decoder()
        if other.options.spellings != self.options.spellings:
            variants = other.options.spellings.variants
            other._compiler = word_compiler(self.model, self.pronouncer, self.lm, variants)
            other._words = other.compile(self._words.word_list if self._words is not None else None)
        return other

    def transcribe(self, audio: Audio, words: Words = None, nbest: int | None = None) -> Transcript:
        """Write down what ``audio`` says.

        Args:
            audio: path of a sound file of any length, (samples, rate), or samples at 16 kHz.
            words: the list for this audio, in place of the recognizer's own.
            nbest: how many alternative texts to keep in the transcript; as in the options when None.

        Raises:
            AudioError: the audio is missing, unreadable, empty or not finite.
            EmissionsError: the acoustic model failed on it.
            WordListError: the list is unusable.
        """
        return self.transcribe_batch([audio], words, nbest)[0]

    def transcribe_batch(
        self,
        audios: Iterable[Audio],
        words: Words = None,
        nbest: int | None = None,
        *,
        words_each: Sequence[Words] | None = None,
    ) -> list[Transcript]:
        """Transcripts of several audios, each as it comes out alone; the first bad one raises.

        Args:
            audios: as for :meth:`transcribe`.
            words: one list for all of them.
            nbest: how many alternative texts to keep in each.
            words_each: a list for each audio instead.
        """
        transcripts = []
        for result in self.transcribe_each(audios, words, nbest, words_each=words_each):
            if isinstance(result, EarmarkError):
                raise result
            transcripts.append(result)
        return transcripts

    def transcribe_each(
        self,
        audios: Iterable[Audio],
        words: Words = None,
        nbest: int | None = None,
        *,
        words_each: Sequence[Words] | None = None,
    ) -> Iterator[Transcript | EarmarkError]:
        """As :meth:`transcribe_batch`, in order as they are done; a bad audio yields its error.

        Memory stays flat whatever the number and the length of the audios.
        """
        nbest = self._nbest(nbest)
        audios = list(audios)
        jobs = [Job(a, c) for a, c in zip(audios, self._lists(len(audios), words, words_each), strict=True)]
        done = 0
        pending: list[tuple[Job, Chain]] = []
        for index, job in enumerate(jobs):
            for chain in job.chains(self.model.frame_shift):
                pending.append((job, chain))
                if sum(len(segments) for _, segments in pending) >= self._group:
                    self._compute(pending, nbest)
                    pending = []
            # Whatever still waits belongs to this job or to those just before it.
            waiting = {id(waiter) for waiter, _ in pending}
            while done <= index and id(jobs[done]) not in waiting:
                yield self._finish(jobs[done], nbest)
                done += 1
        self._compute(pending, nbest)
        for job in jobs[done:]:
            yield self._finish(job, nbest)

    def hear(self, audio: Audio) -> Heard:
        """Emissions of a whole audio, to be searched later, with other lists or options.

        Everything is kept in memory: about 50 MB for each 10 minutes.
        """
        job = Job(audio, None)
        heard: list[Emissions] = []
        chains = job.chains(self.model.frame_shift)
        while group := list(islice(chains, self._group)):
            heard.extend(self._emissions(group))
        if job.error is not None:
            raise job.error
        return Heard(tuple(heard), job.seconds, job.path)

    def write(
        self,
        heard: Sequence[Heard],
        words: Words = None,
        nbest: int | None = None,
        *,
        words_each: Sequence[Words] | None = None,
    ) -> list[Transcript]:
        """Search what :meth:`hear` returned; together they are :meth:`transcribe_batch`."""
        nbest = self._nbest(nbest)
        jobs = [
            Job(h.audio or "", compiled, seconds=h.seconds)
            for h, compiled in zip(heard, self._lists(len(heard), words, words_each), strict=True)
        ]
        pairs = [(job, e) for job, h in zip(jobs, heard, strict=True) for e in h.segments]
        self._decode(pairs, nbest)
        return [self._transcript(job, nbest, h.audio) for job, h in zip(jobs, heard, strict=True)]

    def _decoder(self) -> BeamDecoder:
        return BeamDecoder(self.model.alphabet, self.options, self.lm, self.pronouncer, self._verifier)

    def _nbest(self, asked: int | None) -> int:
        nbest = (self.options if asked is None else self.options.with_({"search.nbest": asked})).search.nbest
        if nbest > 1 and self.decoder == "greedy":
            raise OptionsError(f"greedy decoding has one text, nbest is {nbest}: use decoder='beam'")
        return nbest

    def _lists(self, count: int, words: Words, each: Sequence[Words] | None) -> list[BiasList | None]:
        if each is None:
            compiled = [self._words if words is None else self.compile(words)] * count
        elif words is not None:
            raise OptionsError("give words or words_each, not both")
        elif len(each) != count:
            raise OptionsError(f"words_each has {len(each)} lists for {count} audios: give one for each")
        else:
            compiled = [self._words if one is None else self.compile(one) for one in each]
        return [None] * count if self.biasing == OFF else compiled

    def _compute(self, pending: list[tuple[Job, Chain]], nbest: int) -> None:
        """Emissions and search of some chains; one that fails is charged to its own job."""
        pending = [(job, chain) for job, chain in pending if job.error is None]
        try:
            joined = self._emissions([chain for _, chain in pending])
            self._decode(list(zip((job for job, _ in pending), joined, strict=True)), nbest)
        except EarmarkError as error:
            if len(pending) == 1:
                pending[0][0].error = error
            else:
                for one in pending:
                    self._compute([one], nbest)

    def _emissions(self, chains: Sequence[Chain]) -> list[Emissions]:
        """Emissions of each chain, its segments' kept rows in one piece."""
        chains = [align_to_frame_grid(normalize_gain(chain), self.model.frame_shift) for chain in chains]
        flat = [segment for chain in chains for segment in chain]
        heard = iter(self.model.encode([segment.samples for segment in flat]))
        return [join_emissions([(s, next(heard)) for s in chain]) for chain in chains]

    def _decode(self, pairs: list[tuple[Job, Emissions]], nbest: int) -> None:
        """Search every piece and append what was found to its job."""
        ready = self._ready([e for _, e in pairs], [job.words for job, _ in pairs])
        pairs = [(job, e) for (job, _), e in zip(pairs, ready, strict=True)]
        if self.decoder == "greedy":
            tokens, blank = len(self.model.alphabet), self.model.alphabet.blank
            found = [[greedy_decode(check_log_probs(e.log_probs, tokens), blank)] for e in ready]
        else:
            searched = nbest if self._phonetics is None else self._phonetics.nbest(nbest)
            found = self._search.decode_emissions(ready, [job.words for job, _ in pairs], searched)
        if self._phonetics is not None:
            found = [
                self._phonetics.apply(several, e, job.words, nbest)
                for (job, e), several in zip(pairs, found, strict=True)
            ]
        for (job, e), hypotheses in zip(pairs, found, strict=True):
            job.decoded.append(Decoded(tuple(hypotheses), e.start, e.frame_shift, e.attention))

    def _ready(self, heard: Sequence[Emissions], lists: Sequence[BiasList | None]) -> list[Emissions]:
        """Emissions as they are searched: quiet where nobody speaks, leaning towards each one's list."""
        if self.decoder == "beam":  # the best token of a frame needs no such help
            least, blank = self.options.calibration.suppress_non_speech, self.model.alphabet.blank
            heard = [suppress_non_speech(e, least, blank) for e in heard]
        if self.adapter is None or not self.options.adapter.enabled:
            return list(heard)
        return self.adapter.bias_batch(heard, lists, self.options.search.threads)

    def _finish(self, job: Job, nbest: int) -> Transcript | EarmarkError:
        return job.error if job.error is not None else self._transcript(job, nbest, job.path)

    def _transcript(self, job: Job, nbest: int, path: str | None) -> Transcript:
        return assemble(job.decoded, self.model.alphabet, job.words, round(job.seconds, 3), nbest, path)
