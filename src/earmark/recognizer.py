"""Recognizer: audio and a word list in, a transcript out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from earmark.assemble import Decoded, assemble
from earmark.audio import stored
from earmark.audio.channels import channel_of, count_channels
from earmark.audio.end_points import USUAL, EndPoints
from earmark.biasing import BiasList
from earmark.call_lists import Words
from earmark.checks import check_kind, check_sequence
from earmark.correction import Correction, GivenTranscript, Source, read_transcript
from earmark.correction.pairing import Pairing
from earmark.errors import EarmarkError, OptionsError
from earmark.live import LiveStream
from earmark.offline import (
    Audio,
    EncodedAudio,
    Work,
    check_audios,
    encode_audio,
    encode_chunks,
    path_of,
    transcripts,
)
from earmark.output import merge_channels
from earmark.prepared import PreparedModel
from earmark.transcript import Transcript


class Recognizer(PreparedModel):
    """Acoustic model, language model and decoder. Immutable; any method may be called from several threads.

    The same audio with the same list gives the same transcript, alone or among others, on one
    thread or on eight: every segment is computed and searched on its own.
    """

    def transcribe(self, audio: Audio, words: Words = None, nbest: int | None = None) -> Transcript:
        """Transcribe an audio.

        Args:
            audio: path of a sound or video file of any length, its bytes, a file object, (samples, rate), or
                samples at 16 kHz.
            words: the list for this audio, in place of the recognizer's own.
            nbest: alternative texts to keep in the transcript; as in the options when None.

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
            nbest: alternative texts to keep in each.
            words_each: a list for each audio instead.
        """
        found = []
        for result in self.transcribe_each(audios, words, nbest, words_each=words_each):
            if isinstance(result, EarmarkError):
                raise result
            found.append(result)
        return found

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
        check_audios(audios)
        audios, wanted = [stored(audio) for audio in audios], self.stages.nbest(nbest)
        lists = self._lists.of_call(len(audios), self._words, words, words_each)
        if self.transcriber is not None:
            if wanted > 1:
                raise OptionsError(f"a transcriber writes one text, nbest is {wanted}: use transcriber=None")
            pairing = Pairing(self.transcriber, self._corrector, self._search_alone)
            yield from pairing.each(audios, lists)
        else:
            yield from map(self._finished, self._search(audios, lists, wanted))

    def transcribe_channels(self, audio: Audio, words: Words = None) -> Transcript:
        """Transcribe each channel of a recording by itself, such as the two sides of a call.

        Words have the number of their channel, and the text has a line a turn: "1: Hello.". A recording with
        one channel is transcribed as by :meth:`transcribe`.

        Args:
            audio: as for :meth:`transcribe`.
            words: the list for this audio, in place of the recognizer's own.

        Raises:
            AudioError, EmissionsError, WordListError: as for :meth:`transcribe`.
        """
        audio = stored(audio)
        channels = count_channels(audio)
        if channels == 1:
            return self.transcribe(audio, words)
        parts = self.transcribe_batch([channel_of(audio, number) for number in range(channels)], words, 1)
        return replace(merge_channels(parts), audio=path_of(audio))

    def _search(
        self, audios: Sequence[Audio], lists: Sequence[BiasList | None], nbest: int
    ) -> Iterator[Transcript | EarmarkError]:
        """Transcribe by the acoustic model and the search."""

        def decode(batch: Sequence[Work]) -> list[Decoded]:
            emissions = encode_chunks(self.model, [work.chunk for work in batch])
            return self.stages.decode(emissions, [lists[work.audio] for work in batch], nbest)

        yield from transcripts(audios, lists, self._cut, self._group, self.model.alphabet, decode, nbest)

    def _finished(self, result: Transcript | EarmarkError) -> Transcript | EarmarkError:
        """The written form of a transcript, where there is one."""
        if self._written is None or isinstance(result, EarmarkError):
            return result
        return self._written.write(result)

    def _search_alone(self, audio: Audio, words: BiasList | None) -> Transcript:
        (result,) = self._search([audio], [words], 1)
        if isinstance(result, EarmarkError):
            raise result
        return result

    def correct(
        self,
        audio: Audio,
        transcript: Source | GivenTranscript,
        words: Words = None,
        *,
        format: str | None = None,
    ) -> Correction:
        """Write the list's entries into a transcript of another recognizer; nothing else of it changes.

        Args:
            audio: as for :meth:`transcribe`.
            transcript: text, a path, or a parsed document, in one of ``earmark.correction.FORMATS``.
            words: the list for this audio, in place of the recognizer's own.
            format: of the transcript; found by its content when None.

        Raises:
            TranscriptError: the transcript cannot be read.
            AudioError, EmissionsError, WordListError: as for :meth:`transcribe`.
        """
        given = transcript if isinstance(transcript, GivenTranscript) else read_transcript(transcript, format)
        (listed,) = self._lists.of_call(1, self._words, words, None)
        return self._corrector.correct(stored(audio), given, listed)

    def stream(self, words: Words = None, *, end_points: EndPoints | None = None) -> LiveStream:
        """Begin a stream of audio that is transcribed while it comes in. Any number may share a recognizer.

        Args:
            words: the list to begin with, in place of the recognizer's own.
            end_points: rules by which utterances end; those of recordings when None.

        Raises:
            WordListError: the list is unusable.
            OptionsError: a transcriber writes the sentences, or every loud sound counts as speech.
        """
        if self.transcriber is not None:
            raise OptionsError("a transcriber writes whole audios: use transcriber=None for a stream")
        if self.options.segmentation.detector == "loudness":
            raise OptionsError(
                "segmentation.detector is 'loudness', which compares sounds with those 10 seconds later: "
                "use 'silero' or 'running' for a stream"
            )

        rules = USUAL if end_points is None else end_points
        check_kind("end_points", rules, EndPoints, "EndPoints, as in EndPoints(pause=0.4)")

        def compiled(given: Words) -> BiasList | None:
            return self._lists.of_call(1, self._words, given, None)[0]

        return LiveStream(self.model, self.stages, compiled, words, rules, self._written)

    def encode(self, audio: Audio) -> EncodedAudio:
        """Emissions of a whole audio, to be decoded later, with other lists or options.

        Everything is kept in memory: about 50 MB for each 10 minutes.
        """
        return encode_audio(self.model, audio, self._cut, self._group)

    def decode(
        self,
        encoded: Sequence[EncodedAudio],
        words: Words = None,
        nbest: int | None = None,
        *,
        words_each: Sequence[Words] | None = None,
    ) -> list[Transcript]:
        """Decode what :meth:`encode` returned; together they are :meth:`transcribe_batch`, ``verbatim``."""
        check_sequence("encoded", encoded, "a list of what encode returned")
        for one in encoded:
            check_kind("one of encoded", one, EncodedAudio, "what encode returned")
        wanted = self.stages.nbest(nbest)
        lists = self._lists.of_call(len(encoded), self._words, words, words_each)
        pieces = [(e, words) for one, words in zip(encoded, lists, strict=True) for e in one.segments]
        found = iter(self.stages.decode([e for e, _ in pieces], [words for _, words in pieces], wanted))
        return [
            assemble(
                [next(found) for _ in one.segments], self.model.alphabet, words,
                round(one.seconds, 3), wanted, one.audio, one.remarks,
            )
            for one, words in zip(encoded, lists, strict=True)
        ]  # fmt: skip
