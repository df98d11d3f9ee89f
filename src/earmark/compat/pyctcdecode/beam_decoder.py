"""BeamSearchDecoderCTC, with pyctcdecode's arguments and results."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterable
from multiprocessing.context import SpawnContext
from multiprocessing.pool import Pool
from typing import Any, ClassVar

import numpy as np

from earmark.biasing import BiasList
from earmark.compat.pyctcdecode import decoder_folder
from earmark.compat.pyctcdecode.alphabet import Alphabet
from earmark.compat.pyctcdecode.beams import LMState, OutputBeam, OutputBeamMPSafe
from earmark.compat.pyctcdecode.checks import check_number
from earmark.compat.pyctcdecode.constants import (
    DEFAULT_BEAM_WIDTH,
    DEFAULT_HOTWORD_WEIGHT,
    DEFAULT_MIN_TOKEN_LOGP,
    DEFAULT_PRUNE_BEAMS,
    DEFAULT_PRUNE_LOGP,
)
from earmark.compat.pyctcdecode.entries import HotwordList, as_given, texts_of
from earmark.compat.pyctcdecode.language_model import AbstractLanguageModel
from earmark.compat.pyctcdecode.lattice import log_probs_of
from earmark.compat.pyctcdecode.list_search import ListSearch
from earmark.compat.pyctcdecode.word_beam import Limits, search
from earmark.models.rows import plain

logger = logging.getLogger(__name__)

_SEARCHES: dict[bytes, ListSearch | None] = {}  # by decoder; a forked process makes its own


class BeamSearchDecoderCTC:
    """Texts from the logits of a CTC model."""

    # Language models stand in the class, so that processes that are forked share them; `cleanup` drops one.
    model_container: ClassVar[dict[bytes, AbstractLanguageModel | None]] = {}

    _ALPHABET_SERIALIZED_FILENAME = decoder_folder.ALPHABET
    _LANGUAGE_MODEL_SERIALIZED_DIRECTORY = decoder_folder.LANGUAGE_MODEL

    def __init__(self, alphabet: Alphabet, language_model: AbstractLanguageModel | None = None) -> None:
        """Prepare the search.

        Args:
            alphabet: of the columns.
            language_model: of the words; None for none.
        """
        self._alphabet = alphabet
        self._idx2vocab = dict(enumerate(alphabet.labels))
        self._is_bpe = alphabet.is_bpe
        self._model_key = os.urandom(16)
        BeamSearchDecoderCTC.model_container[self._model_key] = language_model

    def reset_params(
        self,
        alpha: float | None = None,
        beta: float | None = None,
        unk_score_offset: float | None = None,
        lm_score_boundary: bool | None = None,
    ) -> None:
        """Change the weights of the language model in place; None leaves one as it is."""
        if self._language_model is not None:
            self._language_model.reset_params(
                alpha=alpha, beta=beta, unk_score_offset=unk_score_offset, score_boundary=lm_score_boundary
            )

    @classmethod
    def clear_class_models(cls) -> None:
        """Drop the language models of all decoders."""
        cls.model_container.clear()
        _SEARCHES.clear()

    def cleanup(self) -> None:
        """Drop the decoder's language model."""
        BeamSearchDecoderCTC.model_container.pop(self._model_key, None)
        _SEARCHES.pop(self._model_key, None)

    @property
    def _language_model(self) -> AbstractLanguageModel | None:
        return BeamSearchDecoderCTC.model_container[self._model_key]

    def _check_logits_dimension(self, logits: Any) -> None:
        shape = np.shape(logits)
        if len(shape) != 2:
            raise ValueError(f"Input logits have {len(shape)} dimensions, but need 2: (time, vocabulary)")
        if shape[-1] != len(self._idx2vocab):
            raise ValueError(
                f"Input logits shape is {shape}, but vocabulary is size {len(self._idx2vocab)}. "
                "Need logits of shape: (time, vocabulary)"
            )

    def decode_beams(
        self,
        logits: Any,
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        prune_history: bool = DEFAULT_PRUNE_BEAMS,
        hotwords: HotwordList = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
        lm_start_state: LMState = None,
    ) -> list[OutputBeam]:
        """Decode one utterance into beams, best first.

        Args:
            logits: (T, V) logits, log-probabilities or probabilities.
            beam_width: hypotheses kept a frame.
            beam_prune_logp: nats against the best hypothesis, below which another is dropped.
            token_min_logp: ln p below which a label is skipped, unless it is the frame's best.
            prune_history: keep one of the beams that the language model cannot tell apart from here on.
            hotwords: words and phrases that are likely.
            hotword_weight: nats a hotword.
            lm_start_state: state of the language model, of a beam of the audio before this one.

        Raises:
            ValueError: another shape, or not numbers.
        """
        limits = Limits(beam_width, beam_prune_logp, token_min_logp, prune_history)
        return self._beams(logits, limits, hotwords, hotword_weight, lm_start_state, beam_width)

    def decode(
        self,
        logits: Any,
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        hotwords: HotwordList = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
        lm_start_state: LMState = None,
    ) -> str:
        """The text of the best beam; arguments as for :meth:`decode_beams`."""
        limits = Limits(beam_width, beam_prune_logp, token_min_logp, prune_history=True)
        return self._beams(logits, limits, hotwords, hotword_weight, lm_start_state, 1)[0][0]

    def compile(self, hotwords: HotwordList, hotword_weight: float = DEFAULT_HOTWORD_WEIGHT) -> BiasList:
        """Prepare hotwords once, to be given as ``hotwords`` to any number of calls.

        Args:
            hotwords: phrases, phrases with nats of their own, or a list of earmark's.
            hotword_weight: nats of phrases that bring none.
        """
        search = self._list_search()
        if search is None:
            raise ValueError(
                "hotwords cannot be compiled: the language model is neither a LanguageModel nor None"
            )
        check_number("hotword_weight", hotword_weight)
        return search.compile(as_given(hotwords), hotword_weight)

    def _beams(
        self,
        logits: Any,
        limits: Limits,
        hotwords: HotwordList,
        nats: float,
        start: LMState,
        nbest: int,
    ) -> list[OutputBeam]:
        array = np.asarray(plain(logits))
        self._check_logits_dimension(array)
        check_number("hotword_weight", nats)
        rows, given = log_probs_of(array), as_given(hotwords)
        lists = None if given is None or start is not None or nats == 0 else self._list_search()
        if lists is not None:
            found = lists.search(rows, limits, self._language_model, given, nats, nbest)
            if found:
                return found
            given = None  # a list of which nothing is written changes nothing
        return search(rows, self._alphabet, limits, self._language_model, texts_of(given), nats, start)

    def _list_search(self) -> ListSearch | None:
        """The search with a list; None where the language model is one that only Python knows."""
        if self._model_key not in _SEARCHES:
            _SEARCHES[self._model_key] = ListSearch.of(self._alphabet, self._language_model)
        return _SEARCHES[self._model_key]

    def decode_batch(
        self,
        pool: Pool | None,
        logits_list: Iterable[Any],
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        hotwords: HotwordList = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
    ) -> list[str]:
        """The texts of several utterances, in the processes of a pool or one after the other.

        Args:
            pool: of forked processes; None for none. A search takes milliseconds: a pool is seldom worth its
                start.
            logits_list: a (T, V) each; the other arguments are those of :meth:`decode_beams`.
        """
        decode = functools.partial(
            self.decode,
            beam_width=beam_width,
            beam_prune_logp=beam_prune_logp,
            token_min_logp=token_min_logp,
            hotwords=as_given(hotwords),
            hotword_weight=hotword_weight,
        )
        return self._each(pool, decode, logits_list)

    def decode_beams_batch(
        self,
        pool: Pool | None,
        logits_list: Iterable[Any],
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        prune_history: bool = DEFAULT_PRUNE_BEAMS,
        hotwords: HotwordList = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
    ) -> list[list[OutputBeamMPSafe]]:
        """The beams of several utterances, without states of the language model."""
        decode = functools.partial(
            self._decode_beams_mp_safe,
            beam_width=beam_width,
            beam_prune_logp=beam_prune_logp,
            token_min_logp=token_min_logp,
            prune_history=prune_history,
            hotwords=as_given(hotwords),
            hotword_weight=hotword_weight,
        )
        return self._each(pool, decode, logits_list)

    def _each(self, pool: Pool | None, decode: Callable[[Any], Any], logits_list: Iterable[Any]) -> list[Any]:
        usable = _get_valid_pool(pool)
        given = list(logits_list)
        for logits in given:
            self._check_logits_dimension(logits)
        return list(map(decode, given)) if usable is None else usable.map(decode, given)

    def _decode_beams_mp_safe(self, logits: Any, **options: Any) -> list[OutputBeamMPSafe]:
        return [(text, *rest) for text, _, *rest in self.decode_beams(logits, **options)]  # type: ignore[misc]

    def save_to_dir(self, filepath: str) -> None:
        """Write the alphabet and the language model to a folder."""
        decoder_folder.save(filepath, self._alphabet, self._language_model)

    @staticmethod
    def parse_directory_contents(filepath: str) -> dict[str, str | None]:
        """The files of a folder: ``alphabet``, and ``language_model`` or None.

        Raises:
            ValueError: the alphabet is missing, or what lies beside it is no language model.
        """
        return decoder_folder.find(filepath)

    @classmethod
    def load_from_dir(cls, filepath: str, unigram_encoding: str | None = None) -> BeamSearchDecoderCTC:
        """Read what :meth:`save_to_dir` wrote.

        Raises:
            ValueError: files are missing, or there are others.
        """
        return cls(*decoder_folder.load(cls.parse_directory_contents(filepath), unigram_encoding))

    @classmethod
    def load_from_hf_hub(
        cls, model_id: str, cache_dir: str | None = None, **kwargs: Any
    ) -> BeamSearchDecoderCTC:
        """Read a decoder of the Hugging Face hub.

        Args:
            model_id: "owner/name".
            cache_dir: where downloads are kept; that of pyctcdecode when None.
            kwargs: for ``huggingface_hub.snapshot_download``, such as ``local_files_only=True``.

        Raises:
            ImportError: huggingface_hub is not installed.
            ValueError: files are missing, or there are others.
        """
        return cls.load_from_dir(decoder_folder.download(model_id, cache_dir, **kwargs))


def _get_valid_pool(pool: Pool | None) -> Pool | None:
    """The pool, unless its processes are spawned: they would not share the language model."""
    if pool is None or not isinstance(pool._ctx, SpawnContext):  # type: ignore[attr-defined]
        return pool
    logger.warning(
        "Specified pool object has a spawn context, which is not currently supported. "
        "See https://github.com/kensho-technologies/pyctcdecode/issues/65."
        "\nFalling back to sequential decoding."
    )
    return None
