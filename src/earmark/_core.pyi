"""earmark's search in C++. Use :mod:`earmark.decoding`; :class:`ContextGraph` is the one public class."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

class TokenTable:
    """How the V tokens of a model write words; immutable. Made by :class:`earmark.models.Alphabet`."""

    def __init__(self, texts: list[bytes], roles: NDArray[np.uint8], blank: int) -> None:
        """Gather what the search knows of tokens.

        Args:
            texts: (V,) what each token adds to a word, UTF-8, without marks.
            roles: (V,) what it does to the words around it: 0 continues a word, 1 begins one, 2 is one by
                itself, 3 separates two, 4 is never written, 5 ends one.
            blank: column of the blank.

        Raises:
            ValueError: as many roles as texts are needed, and a blank among them.
            TypeError: the roles have another dtype than stated.
        """

    def __len__(self) -> int: ...
    def words(self, tokens: list[int]) -> list[tuple[int, int, bytes]]:
        """(first, last, text) of the words that ``tokens`` write; separators belong to none.

        Raises:
            ValueError: a token is not of this table.
        """

class ContextGraph:
    """All entries of a word list in one Aho-Corasick automaton over token ids; immutable.

    Entries match whole words: an entry begins where a word does, and stands complete only where the next
    token starts or separates words, or the audio ends.
    """

    def __init__(
        self,
        table: TokenTable,
        tokens: NDArray[np.int32],
        offsets: NDArray[np.int64],
        entries: NDArray[np.int32],
        weights: NDArray[np.float32],
    ) -> None:
        """Build from K paths laid end to end.

        Args:
            table: the model's tokens.
            tokens: (sum of lengths,) token ids, the paths one after the other.
            offsets: (K + 1,) path i is ``tokens[offsets[i]:offsets[i + 1]]``.
            entries: (K,) index of the word-list entry that path i writes.
            weights: (K,) multiplies the boost; a negative weight suppresses. Of equal paths the
                one with the greatest weight stands, then the lowest entry.

        Raises:
            ValueError: a path is empty, begins inside a word, ends with a separator or holds a token that the
                model cannot write, or the arrays' lengths disagree.
            TypeError: an array has another dtype than stated.
        """

    @property
    def nodes(self) -> int:
        """Nodes of the automaton, the root included."""

    @property
    def paths(self) -> int:
        """Token paths it was built from."""

    @property
    def memory_bytes(self) -> int:
        """Bytes in memory."""

class Endings:
    """What entries may be said with; immutable."""

    def __init__(
        self,
        endings: Sequence[
            tuple[
                Sequence[tuple[str, str]],
                Sequence[tuple[Sequence[int], Sequence[int]]],
                Sequence[int],
                Sequence[int],
                bool,
                float,
                NameContext | None,
            ]
        ],
    ) -> None:
        """Number them as they come.

        Args:
            endings: (spellings, sounds, silent_after, silent_before, sure, log_prob, context) of each, as in
                ``core/bias/endings.h``.
        """

class BiasIndex:
    """Everything that a search reads of a compiled word list; immutable."""

    def __init__(
        self,
        table: TokenTable,
        tokens: NDArray[np.int32],
        offsets: NDArray[np.int64],
        entries: NDArray[np.int32],
        weights: NDArray[np.float32],
        path_texts: NDArray[np.int32],
        texts: bytes,
        words: Pronunciations | None,
        whole: Pronunciations | None,
        confusability: NDArray[np.float32],
        boundary: int,
        displays: NDArray[np.uint8],
    ) -> None:
        """Build from P paths laid end to end.

        Args:
            table: the tokens of the model.
            tokens: (sum of lengths,) token ids, the paths one after the other.
            offsets: (P + 1,) path i is ``tokens[offsets[i]:offsets[i + 1]]``.
            entries: (P,) entry that each path writes.
            weights: (P,) multiplies the boost; a negative weight suppresses.
            path_texts: (P,) text that each path writes.
            texts: UTF-8, a line each, one space between words.
            words: pronunciations of the words of all texts, numbered as by :func:`split_words`.
            whole: pronunciations given for whole entries, by entry.
            confusability: (K,) 0..1, how much each entry sounds like a common word; (0,) for unknown.
            boundary: phone between words, -1 for none.
            displays: (K,) 0 where an entry is displayed as its words are, 1 with other capitals, 2 likewise
                though it is spelt like a common word, 3 spelt out by its words; (0,): 1 for all.

        Raises:
            ValueError: the entries' tokens are not the model's, or the numbers do not fit.
        """

    @property
    def nodes(self) -> int:
        """Nodes of the automaton, the root included."""

    @property
    def paths(self) -> int:
        """Token paths it was built from."""

    @property
    def memory_bytes(self) -> int:
        """Size in memory."""

_Rated = tuple[
    NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8], NDArray[np.float64]
]

def split_words(texts: bytes) -> tuple[list[str], NDArray[np.int32], NDArray[np.int64]]:
    """Words of all texts sorted by bytes, the word numbers of all texts, and where those of each begin."""

def own_paths(
    tokens: NDArray[np.int32],
    offsets: NDArray[np.int64],
    texts: NDArray[np.int64],
    form_texts: NDArray[np.int32],
    form_offsets: NDArray[np.int64],
    ranks: NDArray[np.uint8],
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Tokens, offsets, entries and texts of the paths in the order of their entries, and each entry's owner.

    Args:
        tokens: of the paths of all texts, end to end.
        offsets: (P + 1,) where each path begins.
        texts: (T + 1,) where the paths of each text begin.
        form_texts: texts that each entry is said as, end to end.
        form_offsets: (K + 1,) where those of each entry begin.
        ranks: of each form; of two entries, the one with the lower rank has a path, then the earlier one.

    Raises:
        ValueError: the numbers do not fit.
    """

def entry_pronunciations(
    texts: NDArray[np.int32],
    entries: NDArray[np.int64],
    words: NDArray[np.int32],
    text_words: NDArray[np.int64],
    word_table: _Rated,
    whole: _Rated,
    boundary: int,
) -> _Rated:
    """Pronunciations of K entries as wholes, those of ``whole`` first, then combinations of their words'.

    Raises:
        ValueError: the numbers do not fit.
    """

def add_rows(sums: NDArray[np.float64], places: NDArray[np.int64], rows: NDArray[np.float32]) -> None:
    """Add row i of ``rows`` to row ``places[i]`` of ``sums``, one after the other."""

def phone_edits(one: list[int], other: list[int], groups: list[int]) -> float:
    """Edits between two pronunciations, in phones; ``groups``: of each phone id."""

class CommonSounds:
    """Common words, found by their sound; immutable."""

    def __init__(self, words: Pronunciations, commonest: int, groups: list[int]) -> None:
        """Index the words, the commonest first; ``commonest`` of them may be a whole edit away."""

    def of_all(
        self,
        entries: Pronunciations,
        spoken: NDArray[np.int32],
        offsets: NDArray[np.int64],
        boundary: int,
        threads: int,
    ) -> tuple[
        NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.int32], NDArray[np.float32]
    ]:
        """Phones of the shortest pronunciation, nearest word, distance, two others, degree of each entry.

        Args:
            entries: pronunciations of each.
            spoken: common words that the entries are themselves, end to end.
            offsets: (K + 1,) where those of each entry begin.
            boundary: phone that counts for nothing.
            threads: 0 is one a core.
        """

class LmState:
    """State of an :class:`NgramModel` after some words; equal states score alike."""

    @property
    def words(self) -> list[int]:
        """Word ids, the most recent first, only as many as the model can use."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

class NameContext:
    """Where names stand in sentences: logistic regression over hashed features; immutable."""

    def __init__(
        self, numbers: NDArray[np.uint32], weights: NDArray[np.int8], scale: float, bias: float
    ) -> None:
        """Weights by feature, as multiples of ``scale``; numbers ascend, those of names among them."""

    @staticmethod
    def open(path: str) -> NameContext:
        """Raises RuntimeError with a readable sentence."""

    @staticmethod
    def features(
        words: Sequence[str], is_name: Sequence[bool], places: NDArray[np.int32]
    ) -> NDArray[np.uint32]:
        """(23 N,) feature numbers of N places, each five words by their place in ``words``."""

    @staticmethod
    def name_number(word: str) -> int:
        """The number that says of a word that it is a name."""

    def save(self, path: str) -> None: ...
    def log_odds(self, place: list[str]) -> float:
        """Nats: two words before a place, the word that stands there if no name does, two words after it."""

    @property
    def size(self) -> int: ...

class NgramModel:
    """A back-off n-gram model; immutable. :class:`earmark.decoding.WordLm` is its Python face.

    Word 0 is ``<unk>``, 1 ``<s>``, 2 ``</s>``; ids from ``first_word`` on are sorted by spelling.
    Scores are nats.
    """

    @staticmethod
    def wrote(head: bytes) -> bool:
        """Whether :meth:`save` wrote the file that begins with ``head``, 8 bytes or more."""

    @staticmethod
    def open(path: str) -> NgramModel:
        """Map a file that :meth:`save` wrote into memory. Raises RuntimeError with a readable sentence."""

    def save(self, path: str) -> None: ...
    @property
    def order(self) -> int: ...
    @property
    def words(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def first_word(self) -> int: ...
    @property
    def boost_class(self) -> int:
        """The id of ``<boost>``, or -1."""

    def count(self, order: int) -> int:
        """N-grams of one order, 1 and up."""

    def id(self, word: str) -> int:
        """0 when the model does not have the word."""

    def word(self, word: int) -> str: ...
    def begin(self) -> LmState:
        """After ``<s>``."""

    def empty(self) -> LmState:
        """Nothing known."""

    def score(self, state: LmState, word: int) -> tuple[float, LmState]:
        """ln p(word | state), and the state after it."""

    def end(self, state: LmState) -> float:
        """ln p(``</s>`` | state)."""

    def encode(self, texts: list[str]) -> NDArray[np.int32]:
        """Ids of all words, each text ended by ``</s>``."""

    def score_ids(self, ids: NDArray[np.int32]) -> float:
        """Nats of sentences one after the other, each ended by ``</s>``."""

    def score_texts(
        self, texts: list[str], bos: bool, eos: bool, threads: int
    ) -> list[tuple[float, int, int]]:
        """(nats, events, unknown words) by text."""

class RepeatedWordError(RuntimeError):
    """Raised for a word that an ARPA file has twice, or in two spellings where the case is lost."""

class ArpaReader:
    """An ARPA file in blocks; words in lower case, those of the emissions too."""

    def __init__(self, name: str) -> None: ...
    def feed(self, block: bytes) -> None: ...
    def finish(self, bits: int) -> NgramModel: ...
    def finish_folded(self, cased: NgramModel, folded: list[str]) -> NgramModel:
        """The unigrams that were fed, with the n-grams of ``cased``, whose words they are in one case.

        ``folded`` has the word of each word of ``cased``, by number.
        """

    def finish_scored(self, order: int, score: Callable[[tuple[int, ...], int], float]) -> NgramModel:
        """The unigrams that were fed, with n-grams of up to ``order`` words that ``score`` knows.

        ``score(history, word)`` returns ln p(word | history), the oldest word first; any thread may call it.
        """

class VocabularyCounter:
    """Counts words; blocks hold whole lines in UTF-8."""

    def __init__(self) -> None: ...
    def add(self, lines: bytes) -> None: ...
    def choose(self, most: int, least: int, with_class: bool) -> list[str]:
        """The reserved words, then the ``most`` commonest seen ``least`` times, sorted by spelling."""

    @property
    def tokens(self) -> int: ...
    @property
    def types(self) -> int: ...

class NgramCounter:
    """Counts n-grams over a vocabulary, in sorted runs on disk when they outgrow ``memory`` bytes."""

    def __init__(self, words: list[str], other: int, order: int, memory: int, folder: str) -> None: ...
    def add(self, lines: bytes) -> None: ...
    def finish(self) -> None: ...
    @property
    def tokens(self) -> int: ...
    @property
    def sentences(self) -> int: ...
    @property
    def others(self) -> int: ...
    @property
    def runs(self) -> int: ...

class NgramTrie:
    """The n-grams of a model in the making."""

    @property
    def sizes(self) -> list[int]:
        """N-grams of order 1, 2, ..."""

    def unite(self, other: NgramTrie) -> NgramTrie:
        """The n-grams of both, without probabilities."""

    def model(self, bits: int) -> NgramModel: ...
    def write_arpa(self, path: str) -> None: ...

class NgramEstimator:
    """Modified Kneser-Ney over counts; core/lm/ngram_estimate.h has the formula."""

    def __init__(self, counts: NgramCounter, words: list[str]) -> None: ...
    def keep_counts(self, least: list[int]) -> None:
        """Keep n-grams seen more often; estimates the discounts."""

    def keep(self, ngrams: NgramTrie) -> None:
        """Keep these n-grams instead, whether the text has them or not, and estimate them."""

    def estimate(self) -> None:
        """Probabilities and back-off weights of what keep_counts kept; a second call changes nothing."""

    def release(self) -> None:
        """Give back the memory of the n-grams; the counts stay."""

    def prune(self, threshold: float | None, bytes: int, bits: int) -> tuple[NgramTrie, float, int]:
        """N-grams to keep, the threshold used, and the bytes of the binary file."""

    def discounts(self) -> list[tuple[float, float, float, bool]]: ...
    @property
    def trie(self) -> NgramTrie: ...

class NgramMixture:
    """Linear interpolation of models over the same n-grams; core/lm/ngram_mix.h."""

    def __init__(self, ngrams: NgramTrie) -> None: ...
    def add(self, part: NgramEstimator, weight: float) -> None: ...
    def finish(self) -> None: ...
    def prune(self, threshold: float | None, bytes: int, bits: int) -> tuple[NgramTrie, float, int]:
        """Prune as :class:`NgramEstimator` does."""

    @property
    def trie(self) -> NgramTrie: ...

class Scores:
    """Parts of a hypothesis' score, nats. Immutable, compared by value; the search ranks by ``total``."""

    def __init__(
        self,
        acoustic: float,
        boost: float = 0.0,
        lm: float = 0.0,
        phones: float = 0.0,
        lm_log_prob: float = 0.0,
    ) -> None: ...
    @property
    def acoustic(self) -> float:
        """log p_ctc(tokens | audio), summed over alignments, never boosted.

        With a language model, of the emissions at the search's temperature.
        """

    @property
    def boost(self) -> float:
        """Bonus of the list's entries in the hypothesis: the sum over its hits."""

    @property
    def lm(self) -> float:
        """Weighted language model: ``lm_weight * lm_log_prob + word_bonus * words``, class gains included."""

    @property
    def phones(self) -> float:
        """Weighted phone evidence of the words' pronunciations."""

    @property
    def lm_log_prob(self) -> float:
        """ln p(words) by the language model, unweighted; no part of the total."""

    @property
    def total(self) -> float: ...
    def replace(self, **changes: float) -> Scores:
        """Copy with changes, by the names of the constructor."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

class Verdict:
    """Verification of one hit: the entry against its best alternative, both without the list.

    Differences are nats, above 0 for the entry, and 0 where there is no alternative. Immutable, compared
    by value.
    """

    def __init__(
        self,
        alternative: Sequence[int] | None = None,
        acoustic: float = 0.0,
        phones: float = 0.0,
        words: float = 0.0,
        context: float = 0.0,
        rarity: float = 0.0,
        homophone: bool = False,
        phone_match: float = 0.0,
        length: int = 0,
        log_odds: float = 0.0,
    ) -> None: ...
    @property
    def alternative(self) -> tuple[int, ...] | None:
        """Tokens that would stand there without the list; () = nothing would, None = no alternative found."""

    @property
    def acoustic(self) -> float:
        """Difference of log p_ctc."""

    @property
    def phones(self) -> float:
        """Difference of the weighted phone evidence."""

    @property
    def words(self) -> float:
        """Difference of the weighted language model, the entry as ordinary words."""

    @property
    def context(self) -> float:
        """ln of the odds of a name there, by the words around it; 0 where no model can say."""

    @property
    def rarity(self) -> float:
        """A rare word there against the alternative, by the language model, unweighted."""

    @property
    def homophone(self) -> bool:
        """The entry sounds exactly like the alternative, or is spelt like it: the sentence alone decides."""

    @property
    def phone_match(self) -> float:
        """Nats, unweighted: its phones against the best path through the phone emissions, 0 = equal."""

    @property
    def length(self) -> int:
        """Phones of its shortest pronunciation; letters where it has none."""

    @property
    def log_odds(self) -> float:
        """Nats: ln p(spoken) / p(not spoken); below 0 the entry is rejected."""

    def replace(self, **changes: Any) -> Verdict:
        """Copy with changes, by the names of the constructor."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

class Hit:
    """One list entry in a hypothesis. Immutable, compared by value."""

    def __init__(
        self,
        entry: int,
        first_token: int,
        last_token: int,
        boost: float,
        lm: float = 0.0,
        first_frame: int = 0,
        last_frame: int = 0,
        verdict: Verdict | None = None,
        ending: int = -1,
    ) -> None: ...
    @property
    def entry(self) -> int:
        """Index into the word list."""

    @property
    def first_token(self) -> int:
        """Index into the hypothesis' tokens; of a rejected hit: as it was before."""

    @property
    def last_token(self) -> int:
        """Inclusive."""

    @property
    def boost(self) -> float:
        """Nats: bonus of its tokens."""

    @property
    def lm(self) -> float:
        """Nats, weighted: gain in the language model's score as a listed word."""

    @property
    def first_frame(self) -> int:
        """Frame of its first token."""

    @property
    def last_frame(self) -> int:
        """Frame of its last token."""

    @property
    def verdict(self) -> Verdict | None:
        """None where it was not verified: verification is off, or the hypothesis is not the best one."""

    @property
    def ending(self) -> int:
        """Number of the ending that the entry has here, -1 for none."""

    def replace(self, **changes: Any) -> Hit:
        """Copy with changes, by the names of the constructor."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

class Hypothesis:
    """One token sequence with every part of its score. Immutable, compared by value."""

    def __init__(
        self,
        tokens: Sequence[int],
        frames: Sequence[int],
        confidences: Sequence[float],
        scores: Scores,
        hits: Sequence[Hit] = (),
        rejected: Sequence[Hit] = (),
        considered: Sequence[int] = (),
        margins: Sequence[float] = (),
    ) -> None: ...
    @property
    def tokens(self) -> tuple[int, ...]:
        """Token ids, no blanks."""

    @property
    def frames(self) -> tuple[int, ...]:
        """Frame at which each token begins on the best alignment."""

    @property
    def confidences(self) -> tuple[float, ...]:
        """0..1 for each token in single precision, from unbiased emissions."""

    @property
    def scores(self) -> Scores: ...
    @property
    def hits(self) -> tuple[Hit, ...]:
        """List entries in it, in order."""

    @property
    def rejected(self) -> tuple[Hit, ...]:
        """Entries that verification took out: their alternatives stand there now."""

    @property
    def considered(self) -> tuple[int, ...]:
        """Entries in any hypothesis that was compared, ascending; of the best hypothesis only."""

    @property
    def margins(self) -> tuple[float, ...]:
        """0..12 nats for each token, by which the best hypothesis without its word falls behind.

        Of the best hypothesis of a search with a language model; empty otherwise.
        """

    def replace(self, **changes: Any) -> Hypothesis:
        """Copy with changes, by the names of the constructor."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

class PhoneLexicon:
    """Pronunciations of written words in the ids of a phone head; immutable."""

    def __init__(
        self,
        words: list[str],
        lexicon: Pronunciations,
        columns: list[int],
        phones: int,
        *,
        blank: int,
        boundary: int,
    ) -> None:
        """Prepare.

        Args:
            words: sorted by bytes, numbered in that order by ``lexicon``.
            lexicon: the readings of each.
            columns: phone that each column of the head counts for, -1 for none.
            phones: how many there are.
            blank: of them.
            boundary: of them, -1 if the head has none.
        """

class DecodeOptions:
    """Options of the search; :class:`earmark.decoding.DecodeOptions` has the defaults and documents each."""

    def __init__(self, values: dict[str, dict[str, bool | int | float | str]]) -> None:
        """Take all options.

        Args:
            values: section -> name -> value, exactly the options of :meth:`ranges`.

        Raises:
            ValueError: an option is missing, too many or out of its range.
            TypeError: an option has a value of another type.
        """

    @staticmethod
    def ranges() -> dict[str, tuple[float, float] | None]:
        """``section.name`` -> least and greatest value; None for switches and the mode of boosting."""

class Utterance:
    """One utterance for :meth:`Search.search_batch`; its arrays must not change while it is searched."""

    def __init__(
        self,
        emissions: NDArray[np.float32],
        *,
        unbiased: NDArray[np.float32] | None = None,
        phones: NDArray[np.float32] | None = None,
        attention: tuple[NDArray[np.int32], NDArray[np.float32]] | None = None,
        index: BiasIndex | None = None,
    ) -> None:
        """Gather what the search reads.

        Args:
            emissions: (T, V) natural-log probabilities, perhaps biased by an adapter.
            unbiased: (T, V) without the list; the emissions themselves when None.
            phones: (T', C) natural-log probabilities of the phone head; None for none.
            attention: (E,) entries and (T, E) the adapter's attention on each, 0..1; None without an adapter.
            index: compiled word list; None for no list.
        """

class Corrected:
    """An utterance whose words are given, with list entries in the place of some of them."""

    @property
    def given(self) -> Hypothesis:
        """The given tokens, aligned, without the list."""

    @property
    def hypothesis(self) -> Hypothesis:
        """The given tokens with entries in the place of some of their words."""

    @property
    def places(self) -> list[tuple[int, int]]:
        """By hit of the hypothesis: first given word that it stands for, and the first behind it."""

    @property
    def rejected(self) -> list[Hit]:
        """Entries that verification took out."""

class Search:
    """CTC prefix beam search; immutable."""

    def __init__(
        self,
        table: TokenTable,
        lm: NgramModel | None,
        phone_lexicon: PhoneLexicon | None,
        names: NameContext | None,
        endings: Endings | None,
        options: DecodeOptions,
        ordinary: Search | None = None,
    ) -> None:
        """Prepare.

        Args:
            table: the model's tokens.
            lm: None for no language model.
            phone_lexicon: None for no phone evidence; only used with ``lm``.
            names: None where the words around say nothing of names.
            endings: that entries may have; None for none.
            options: copied.
            ordinary: of the same tokens, for ordinary words, while this one decides on entries; None for this
                one.
        """

    def search_batch(self, batch: Sequence[Utterance], nbest: int, threads: int) -> list[list[Hypothesis]]:
        """Hypotheses of each utterance, best first: at least one, at most ``nbest``.

        Each comes out as it does alone, on any number of ``threads`` (0 = all cores).

        Raises:
            ValueError: emissions, attention or a list that do not fit the model or each other.
        """
    def correct_batch(
        self, batch: Sequence[Utterance], given: Sequence[Sequence[int]], threshold: float, threads: int
    ) -> list[Corrected | None]:
        """Find entries among given words: the tokens of the words of each utterance.

        None where the audio has no room for them. ``threshold``: nats of log-odds from which entries stay.

        Raises:
            ValueError: as for ``search_batch``, or a token that the search never writes.
        """

class ListError(ValueError):
    """A list that was compiled for another model."""

class SearchSession:
    """A search that takes its emissions block by block; calls from several threads take turns.

    Any split of the frames into blocks, and any calls of :meth:`partial` between them, give the result of
    :meth:`Search.search_batch` bit for bit.
    """

    def __init__(self, search: Search, index: BiasIndex | None = None) -> None:
        """Begin an utterance.

        Raises:
            ValueError: a list of another model.
        """

    def advance(
        self,
        emissions: NDArray[np.float32],
        phones: NDArray[np.float32] | None = None,
        unbiased: NDArray[np.float32] | None = None,
        attention: tuple[NDArray[np.int32], NDArray[np.float32]] | None = None,
    ) -> None:
        """Take more frames, as for :class:`Utterance`. Copies and calibrates the rows, and searches nothing.

        Raises:
            ValueError: a block that does not fit the model or the blocks before.
            RuntimeError: the session is finished.
        """

    def partial(self) -> Hypothesis:
        """Best hypothesis of the first pass if the audio ended here, without phone evidence, not verified."""

    def finish(self, nbest: int = 1) -> list[Hypothesis]:
        """Hypotheses of all frames, best first: at least one, at most ``nbest``. Ends the session."""

    @property
    def frames(self) -> int:
        """Rows taken so far."""

def greedy(log_probs: NDArray[np.float32], blank: int) -> Hypothesis:
    """The best token of each frame of (T, V), repeats and blanks collapsed."""

def ctc_log_prob(log_probs: NDArray[np.float32], tokens: list[int], blank: int) -> float:
    """Natural log of the probability of ``tokens``, summed over all alignments with (T, V)."""

class Pronunciations:
    """Phone ids of every reading of every word; immutable. Made by :class:`earmark.lexicon.Lexicon`."""

    def __init__(
        self, phones: NDArray[np.uint16], readings: NDArray[np.uint32], words: NDArray[np.uint32]
    ) -> None:
        """Build from readings laid end to end.

        Args:
            phones: (sum of lengths,) phone ids.
            readings: (R + 1,) reading r is ``phones[readings[r]:readings[r + 1]]``, none empty.
            words: (W + 1,) word w has readings ``words[w]`` to ``words[w + 1] - 1``, none perhaps.

        Raises:
            ValueError: offsets that do not fit together, or an empty reading.
            TypeError: an array has another dtype than stated.
        """

    @property
    def words(self) -> int:
        """Words, those without a reading included."""

    @property
    def memory_bytes(self) -> int:
        """Bytes in memory."""

class PhoneEvidence:
    """Likelihood of word sequences under the phone emissions of an utterance; threads take turns.

    A state is a sequence of words, 0 the empty one. ``core/phones/phone_evidence.h`` has the formulas.
    """

    def __init__(
        self,
        log_probs: NDArray[np.float32],
        columns: NDArray[np.int32],
        phones: int,
        lexicon: Pronunciations,
        *,
        blank: int,
        boundary: int | None,
        boundary_skip: float,
        floor: float,
        unknown_word: float,
        window: float,
    ) -> None:
        """Read (T, C) natural-log phone probabilities.

        Args:
            log_probs: (T, C), one column for each symbol of the model's phone head.
            columns: (C,) the phone 0 .. phones - 1 that each column counts for, -1 for none.
            phones: P, phones of the lexicon, blank and boundary included.
            lexicon: readings in these phones.
            blank: phone that is the blank.
            boundary: phone that stands between words; None where the model has none.
            boundary_skip: nats that a missing boundary costs.
            floor: nats below the frame's best that a phone can fall.
            unknown_word: nats that a word without a reading costs.
            window: nats below its best frame that a word's end is followed.

        Raises:
            ValueError: numbers that do not fit together.
        """

    @property
    def states(self) -> int:
        """States held at present."""

    def extend(self, state: int, word: int) -> int:
        """The state after one word more; the same arguments give the same state."""

    def score(self, state: int) -> float:
        """Nats about 0 or below: how well the words read as the beginning of the audio."""

    def final(self, state: int) -> float:
        """Nats about 0 or below: how well the words read as all of the audio."""

    def end(self, state: int) -> int:
        """The likeliest frame at which the last word is complete; -1 where there is none."""

    def keep(self, states: list[int]) -> None:
        """Forget every state but these and 0."""

    def score_all(self, sequences: list[list[int]]) -> list[tuple[float, float]]:
        """(score, final) of each sequence of words."""

    def words_after(
        self, tree: LexiconTree, state: int, width: float, most: int
    ) -> list[tuple[int, int, float]]:
        """At most ``most`` words of the tree that fit after ``state``, best first.

        Each with the frame at which it is complete and its score in nats, of this word alone; none
        that is ``width`` nats below the best, or was on the way.
        """

class LexiconTree:
    """The readings of all words as one prefix tree; immutable."""

    def __init__(self, lexicon: Pronunciations) -> None: ...
    @property
    def nodes(self) -> int:
        """Nodes, the root included."""

class Segmenter:
    """The ways tokens can spell a word; immutable."""

    def __init__(self, table: TokenTable) -> None: ...
    def best(self, word: str, most: int) -> list[list[int]]:
        """At most ``most`` spellings, the fewest tokens first; none where tokens cannot spell it."""

class GraphoneAligner:
    """Many-to-many alignment of letters and phones by expectation maximisation; core/g2p/graphone_align.h."""

    def __init__(self, words: list[str], readings: list[list[int]], shapes: list[tuple[int, int]]) -> None:
        """Prepare.

        Args:
            words: letters of each word.
            readings: phones of each, by number.
            shapes: numbers of letters and of phones that a unit may have, 0 to 2, not both 0.

        Raises:
            ValueError: not as many readings as words, a word too long, or a shape that cannot be.
        """

    def step(self, least: float) -> float:
        """Run a round; units expected less than ``least`` times go. Returns nats of all words before it."""

    def best(self) -> list[list[tuple[int, int]]]:
        """The likeliest cut of each word as shapes in order; none where it cannot be cut."""

class Graphones:
    """An n-gram model over graphones; immutable. :class:`earmark.lexicon.Graphones` is its Python face."""

    def __init__(self, model: NgramModel, phones: list[str]) -> None:
        """Prepare; ``phones`` are the symbols in the model's words, by number.

        Raises:
            ValueError: a word of the model is no graphone.
        """

    @property
    def size(self) -> int:
        """Different graphones."""

    def phones_of(
        self, words: list[str], most: int, beam: int, width: float, threads: int
    ) -> list[list[tuple[list[int], float]]]:
        """Return at most ``most`` readings of each word with their joint log-probability, nats."""

    def rated(
        self, words: list[str], most: int, beam: int, width: float, share: float, threads: int
    ) -> tuple[NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float64]]:
        """Phones, readings, words and log-probabilities: the likeliest of each word, summing to 1.

        Readings of less than ``share`` of the first one's probability are left out.
        """

    def letters_of(
        self, readings: list[list[int]], most: int, beam: int, width: float, threads: int
    ) -> list[list[tuple[str, float]]]:
        """Return at most ``most`` spellings of each reading with their joint log-probability, nats."""

class EditCosts:
    """Costs of edits against G observed phones, of P phones: ``core/phones/phone_distance.h``."""

    def __init__(
        self,
        substitution: NDArray[np.float32],
        surplus: NDArray[np.float32],
        missing: NDArray[np.float32],
    ) -> None:
        """(G, P) a phone in place of an observed one, (G,) one too many, (P,) one not observed.

        Raises:
            ValueError: the sizes disagree, or a cost is negative.
        """

class PhoneDistance:
    """Edit distance of pronunciations to observed phones."""

    def __init__(self, costs: EditCosts, unknown_word: float, width: float) -> None:
        """``unknown_word``: cost of a word without readings; ``width``: above a row's least cost, is kept."""

    def of(self, phones: list[int]) -> float: ...
    def of_all(self, sequences: list[list[int]], lexicon: Pronunciations) -> list[float]:
        """Return the distance of each sequence of words, which are numbers of ``lexicon``."""

class PhoneLookup:
    """Listed pronunciations among observed phones; immutable."""

    def __init__(self, entries: Pronunciations) -> None:
        """Word i of ``entries`` is entry i, its readings whole phrases."""

    @property
    def nodes(self) -> int: ...
    def find(
        self, costs: EditCosts, ends: list[int], doubtful: list[int], most_words: int, budget: float
    ) -> list[tuple[int, int, int, int, float]]:
        """(first word, last word, entry, phones of its reading, cost) of every match.

        Raises:
            ValueError: ``ends`` are not ascending ends of words, or the numbers do not fit.
        """

def pool_phones(
    log_probs: NDArray[np.float32], columns: NDArray[np.int32], phones: int
) -> NDArray[np.float64]:
    """(T, P) probabilities of each phone, from (T, C) natural-log emissions and the phone of each column.

    Raises:
        ValueError: another number of columns, or a phone out of range.
    """
    ...

def align_labels(
    log_probs: NDArray[np.float32], labels: list[int], *, blank: int, boundary: int, boundary_skip: float
) -> tuple[float, list[int], list[int]]:
    """Nats of the best CTC alignment and the frames begin .. end - 1 of each label; -1 takes any sound.

    Raises:
        ValueError: a label that is no column, or the blank.
    """

def token_confidences(
    log_probs: NDArray[np.float32], tokens: list[int], frames: list[int], blank: int
) -> list[float]:
    """Probability, 0 to 1, that each token stands where it begins: ``core/ctc/forward.h``."""

class Spellings:
    """Words in the order of their bytes; immutable."""

    def __init__(self, words: list[str]) -> None: ...
    def __contains__(self, word: str) -> bool: ...
    def begins(self, beginning: str) -> bool:
        """Whether one of the words begins so."""

    def shortest(self, beginning: str) -> int:
        """Letters of the shortest word that begins so; 0 where none does."""

class Hotwords:
    """Single words, each worth ``weight`` nats."""

    def __init__(self, words: list[str], weight: float) -> None: ...

class BeamLabels:
    """Labels in pyctcdecode's notation; ``pieces``: a leading "▁" begins a word."""

    def __init__(self, labels: list[str], pieces: bool) -> None: ...
    def __len__(self) -> int: ...

class WordBeamOptions:
    """Hypotheses kept, nats (0 or less) against the best one, and words that tell them apart (0: all)."""

    def __init__(self, width: int, threshold: float, history: int) -> None: ...

class BeamNgram:
    """An n-gram model with pyctcdecode's weights; ``known`` None: the beginning of every word is unknown."""

    def __init__(
        self,
        model: NgramModel,
        known: Spellings | None,
        weight: float,
        word_bonus: float,
        unknown_offset: float,
        boundary: bool,
    ) -> None: ...

def beam_search(
    rows: NDArray[np.float64],
    chosen: NDArray[np.int32],
    ends: NDArray[np.int32],
    labels: BeamLabels,
    options: WordBeamOptions,
    hotwords: Hotwords,
    ngram: BeamNgram | None,
    start: LmState | None,
) -> list[tuple[list[str], list[tuple[int, int]], LmState | None, float, float]]:
    """pyctcdecode's beam: words, their frames, state, nats of the labels and of all, best first.

    Row t of the (T, V) ``rows`` has the columns ``chosen[ends[t - 1]:ends[t]]``. ``start``: the state before
    the first word, None for that of a beginning. Raises ValueError where the rows are not numbers.
    """

def beam_search_with(
    rows: NDArray[np.float64],
    chosen: NDArray[np.int32],
    ends: NDArray[np.int32],
    labels: BeamLabels,
    options: WordBeamOptions,
    hotwords: Hotwords,
    lm: Any,
) -> list[tuple[list[str], list[tuple[int, int]], int, float, float]]:
    """The same with a language model in Python, whose ``score(state, word, last)`` and ``beginning(letters)``
    it calls; state 0 is the one before the first word.
    """
