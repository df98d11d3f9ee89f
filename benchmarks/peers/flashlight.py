"""flashlight-text: its lexicon decoder, the lexicon being our language model's words and the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sentencepiece

from benchmarks.peers.peer import Missing, Shared, known_words
from earmark.evaluation.manifest import Utterance
from earmark.language import DEFAULT

BEAM, TOKENS, THRESHOLD = 100, 30, 25.0  # hypotheses, tokens of a frame, nats: as its tutorials have them
LM_WEIGHT, WORD_SCORE = 0.5, 1.5  # as pyctcdecode's alpha and beta
BOOST = 6.0  # nats a listed word; flashlight has no default. See the README for how it was chosen
UNLIKELY = -12.0  # ln p of a listed word that the language model lacks, before the boost


class Flashlight:
    """A word can only be written when the lexicon has it, so that the list is put there, with a boost."""

    name = "flashlight-text"

    def __init__(self, shared: Shared, boost: float = BOOST) -> None:
        try:
            from flashlight.lib.text import decoder, dictionary
        except ImportError:
            raise Missing("pip install flashlight-text") from None
        self.shared, self.boost, self.decoder, self.dictionary = shared, boost, decoder, dictionary
        tokenizer = str(shared.recognizer.model.companions.tokenizer_file)
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=tokenizer)
        words = known_words(shared.lm)
        self.spelled = dict(zip(words, self.pieces.encode(words), strict=True))
        self.compile([])

    def compile(self, words: Sequence[str]) -> None:
        """Build the trie of all words; those of multi-word entries are listed one by one."""
        listed = {part for word in words for part in DEFAULT.normalize(word).split()}
        spelled = dict(self.spelled)
        new = sorted(listed - spelled.keys())
        spelled.update(zip(new, self.pieces.encode(new), strict=True))
        self.words = list(spelled)
        blank, silence = 0, shared_silence(self.shared.pieces)
        lm = boosted(self.decoder, self.shared.lm, self.words, listed, self.boost)
        start = lm.start(False)
        trie = self.decoder.Trie(len(self.shared.pieces), silence)
        for number, tokens in enumerate(spelled.values()):
            _, score = lm.score(start, number)
            trie.insert([token + 1 for token in tokens], number, score)
        trie.smear(self.decoder.SmearingMode.MAX)
        options = self.decoder.LexiconDecoderOptions(
            BEAM, TOKENS, THRESHOLD, LM_WEIGHT, WORD_SCORE, float("-inf"), 0.0, False,
            self.decoder.CriterionType.CTC,
        )  # fmt: skip
        self.lm = lm  # the decoder holds no reference that Python would count
        self.search = self.decoder.LexiconDecoder(
            options, trie, lm, silence, blank, len(self.words), [], False
        )

    def write(self, utterance: Utterance) -> str:
        """Search every segment."""
        texts = []
        for x in self.shared.log_probs(utterance):
            found = self.search.decode(x.ctypes.data, *x.shape)
            texts += [self.words[number] for number in found[0].words if number >= 0]
            self.lm.states.clear()
        return " ".join(texts)


def shared_silence(pieces: Sequence[str]) -> int:
    """The token that flashlight takes for silence: one that no word is spelled with."""
    return next((n for n, piece in enumerate(pieces) if piece in ("<unk>", "▁⁇▁")), 0)


def boosted(decoder: Any, lm: Any, words: Sequence[str], listed: set[str], boost: float) -> Any:
    """Our language model behind flashlight's interface, with ``boost`` for every listed word."""
    core = lm.core

    class Boosted(decoder.LM):  # type: ignore[misc]
        """States are flashlight's; what our model knows of each is kept beside them."""

        def __init__(self) -> None:
            super().__init__()
            self.states: dict[Any, Any] = {}
            self.numbers = [core.id(word) for word in words]
            self.extra = [boost if word in listed else 0.0 for word in words]

        def start(self, start_with_nothing: bool) -> Any:
            state = decoder.LMState()
            self.states[state] = (core.begin(), 0.0)
            return state

        def score(self, state: Any, word: int) -> tuple[Any, float]:
            after = state.child(word)
            if after not in self.states:
                number = self.numbers[word]
                score, history = core.score(self.states[state][0], number)
                if not number:
                    score = UNLIKELY
                self.states[after] = (history, score + self.extra[word])
            return after, self.states[after][1]

        def finish(self, state: Any) -> tuple[Any, float]:
            return state, core.end(self.states[state][0])

    return Boosted()
