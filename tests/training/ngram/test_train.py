import gzip
import itertools
import lzma
import math
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from training.ngram.reference import KneserNey

from earmark.cli import main as cli
from earmark.decoding import WordLm
from earmark.errors import LanguageModelError, OptionsError
from earmark.training.ngram import NgramOptions, train_ngram


def sentences(seed: int, count: int, words: str = "abcdefgh") -> list[list[str]]:
    """Text with a structure: a word depends on the one before it, some words are rare."""
    rng = random.Random(seed)
    out = []
    for _ in range(count):
        word, sentence = rng.choice(words), []
        for _ in range(rng.randint(1, 9)):
            sentence.append(word)
            nearby = words[(words.index(word) + 1) % len(words)]
            word = nearby if rng.random() < 0.5 else rng.choice(words[: rng.randint(1, len(words))])
        out.append(sentence)
    return out


@pytest.fixture
def train(tmp_path):
    """train(sentences, **options) -> (model with floats, report)."""

    def run(text, output="lm.bin", **options):
        path = tmp_path / "text.txt"
        path.write_text("".join(" ".join(s) + "\n" for s in text))
        options = {"min_count": 1, "bits": 0} | options
        return train_ngram([path], [tmp_path / output], NgramOptions(**options), normalised=True)

    return run


@pytest.mark.parametrize("order", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("count", [3, 60])
def test_equals_the_formulas(train, order, count):
    text = sentences(order, count)
    model, _ = train(text, order=order, class_token=False)
    words = {w for s in text for w in s} | {"</s>", "<unk>"}
    reference = KneserNey(text, words, order)
    for sentence in sentences(99, 20):
        known = [w for w in sentence if w in words]
        assert model.score(" ".join(known)) == pytest.approx(reference.score(known), abs=1e-4)


@pytest.mark.parametrize("prune", [(0, 0, 1), (0, 1), (0, 1, 2, 3)])
def test_counts_of_what_is_pruned_go_to_the_lower_order(train, prune):
    text = sentences(7, 80)
    model, report = train(text, order=4, class_token=False, prune=prune)
    options = NgramOptions(order=4, prune=prune)
    reference = KneserNey(text, {w for s in text for w in s} | {"</s>", "<unk>"}, 4, options.thresholds)
    kept = [sum(len(g) == n for g in reference.kept) for n in (2, 3, 4)]
    assert list(report.kept[1:]) == kept
    for sentence in text[:20] + sentences(8, 20):
        assert model.score(" ".join(sentence)) == pytest.approx(reference.score(sentence), abs=1e-4)


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 10_000), st.integers(1, 5), st.sampled_from([None, 1e-2, 1e-3, 1e-5]), st.integers(0, 2)
)
def test_probabilities_sum_to_one_after_any_history(tmp_path_factory, seed, order, entropy, least):
    text = sentences(seed, 5 + seed % 60)
    path = tmp_path_factory.mktemp("lm") / "text.txt"
    path.write_text("".join(" ".join(s) + "\n" for s in text))
    prune = (0, *[least] * (order - 1))
    options = NgramOptions(order=order, min_count=2, bits=0, entropy=entropy, prune=prune)
    core = train_ngram([path], [], options, normalised=True)[0].core
    for length in range(4):
        for history in itertools.islice(itertools.product(range(core.words), repeat=length), 0, 400, 7):
            for state in (core.begin(), core.empty()):
                for word in history:
                    state = core.score(state, word)[1]
                total = sum(math.exp(core.score(state, w)[0]) for w in range(core.words) if w != 1)
                assert total == pytest.approx(1.0, abs=1e-5)


def test_counts_on_disk_are_the_same_counts(train):
    text = sentences(3, 3000)
    in_memory, _ = train(text, order=3)
    spilled, _ = train(text, order=3, memory=1 << 20)

    assert spilled.counts() == in_memory.counts()
    for sentence in text[:50]:
        assert spilled.score(" ".join(sentence)) == in_memory.score(" ".join(sentence))


def test_rare_words_are_the_class_or_unknown(train):
    text = [["call", name, "now"] for name in ("ada", "bo", "cy", "di")] + [["call", "him", "now"]] * 2
    model, report = train(text, order=3, min_count=2)
    assert model.has_class and "ada" not in model and report.rare == pytest.approx(4 / 18)
    name, him = model.score("call <boost> now"), model.score("call him now")
    assert name > him > model.score("call ada now")
    model, _ = train(text, order=3, min_count=2, class_token=False)
    assert not model.has_class and model.score("call ada now") == pytest.approx(name, abs=0.2)


def test_vocabulary_is_the_commonest_words(train):
    model, report = train([["a"] * 5 + ["b"] * 4 + ["c"] * 3], order=2, vocabulary=2)
    assert "a" in model and "b" in model and "c" not in model
    assert report.vocabulary == 6  # <unk>, <s>, </s>, <boost>


def test_entropy_pruning_meets_a_size_and_drops_the_least_useful(train, tmp_path):
    text = sentences(5, 3000)
    full, report = train(text, order=4, bits=4)
    limit = (report.bytes + report.bytes // 2) // 2
    small, pruned = train(text, order=4, bits=4, max_bytes=limit)
    assert 0.9 * limit < pruned.bytes <= limit
    assert (tmp_path / "lm.bin").stat().st_size == pruned.bytes
    smaller, more = train(text, order=4, bits=4, entropy=pruned.entropy * 10)
    assert more.kept[-1] < pruned.kept[-1]
    lines = [" ".join(s) for s in text]
    losses = [m.perplexity(lines).perplexity for m in (full, small, smaller)]
    assert losses == sorted(losses) and losses[2] < 1.2 * losses[0]


def test_a_size_below_the_words_is_refused(train):
    with pytest.raises(
        LanguageModelError, match="the words alone take .* bytes, more than the 500 asked for"
    ):
        train(sentences(1, 50), max_bytes=500)


def test_text_is_read_plain_or_compressed_and_spoken(tmp_path):
    lines = "Dr. Smith paid $5.\n\nIt's 9 o'clock!\n" * 3
    files = [tmp_path / name for name in ("a.txt", "b.txt.gz", "c.txt.xz")]
    files[0].write_text(lines)
    with gzip.open(files[1], "wt") as file:
        file.write(lines)
    with lzma.open(files[2], "wt") as file:
        file.write(lines)
    said = []
    model, report = train_ngram(files, [], NgramOptions(order=2), say=said.append)
    assert (report.words, report.sentences) == (3 * 3 * 8, 18)
    assert all(w in model for w in ["doctor", "smith", "paid", "five", "dollars", "it's", "nine", "o'clock"])
    assert said[0].startswith("72 words, 8 different ones")


@pytest.mark.parametrize("name", ["x.arpa", "x.arpa.gz", "x.bin"])
def test_every_format_says_the_same(train, tmp_path, name):
    text = sentences(2, 100)
    model, _ = train(text, order=3, output=name)
    read = WordLm.load(tmp_path / name)
    assert read.counts() == model.counts() and read.has_class
    for sentence in text[:30]:
        assert read.score(" ".join(sentence)) == pytest.approx(model.score(" ".join(sentence)), abs=1e-4)


def test_bad_text_is_told(tmp_path):
    empty, binary, cut = tmp_path / "e.txt", tmp_path / "b.txt", tmp_path / "c.xz"
    empty.write_text("\n \n")
    binary.write_bytes(b"\xff\xfe\n")
    cut.write_bytes(lzma.compress(b"a b c\n" * 1000)[:-20])
    for path, said in [
        (empty, "the text holds no words"),
        (binary, "cannot be read as text"),
        (cut, "cannot be read as text"),
        (tmp_path / "lost.txt", "cannot read the text .*lost.txt: No such file"),
    ]:
        with pytest.raises(LanguageModelError, match=said):
            train_ngram([path], [])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"order": 7}, "order is 7, expected 1 to 6"),
        ({"bits": 3}, "bits is 3, expected 4 to 12, or 0"),
        ({"prune": (0, 2, 1)}, "counts that do not fall"),
        ({"prune": (1,)}, "expected 0 for single words"),
        ({"order": 2, "prune": (0, 0, 0)}, "at most 2 counts"),
        ({"entropy": 0.0}, "entropy is 0.0, expected nats above 0"),
        ({"entropy": 1e-8, "max_bytes": 1}, "one follows from the other"),
        ({"memory": 1000}, "at least a megabyte"),
        ({"vocabulary": 0}, "expected 1 or more"),
    ],
)
def test_bad_options_are_refused(options, said):
    with pytest.raises(OptionsError, match=said):
        NgramOptions(**options)


def test_training_needs_no_torch(tmp_path):
    (tmp_path / "text.txt").write_text("a b c\n" * 10)
    code = "import sys; sys.modules['torch'] = None; from earmark.cli.main import main; sys.exit(main(%r))"
    arguments = ["train", "lm", str(tmp_path / "text.txt"), "--output", str(tmp_path / "lm.bin")]
    done = subprocess.run([sys.executable, "-c", code % arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "too little text to estimate the discounts" in done.stderr and '"words": 30' in done.stdout


def test_weighted_texts_are_interpolated(tmp_path):
    """Of n-grams that both texts have, the mixture's probability is the weighted sum."""
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    texts = [sentences(11, 300, "abcd"), sentences(12, 300, "dcba")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text("".join(" ".join(s) + "\n" for s in text))
    options = NgramOptions(order=3, bits=0)
    mixed, report = train_ngram(paths, [], options, weights=[3, 1])
    single = [train_ngram([path], [], options)[0].core for path in paths]
    core = mixed.core
    assert report.sentences == 600
    for first, second in itertools.product("abcd", repeat=2):
        models = [core, *single]
        states = [m.begin() for m in models]
        for word in (first, second):
            scored = [m.score(s, m.id(word)) for m, s in zip(models, states, strict=True)]
            p, one, two = (math.exp(nats) for nats, _ in scored)
            states = [state for _, state in scored]
            assert p == pytest.approx(0.75 * one + 0.25 * two, rel=0.02)
        total = sum(math.exp(core.score(states[0], w)[0]) for w in range(core.words) if w != 1)
        assert total == pytest.approx(1.0, abs=1e-5)


def test_weights_are_checked(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("a b\n")
    for weights in ([1.0, 2.0], [0.0], [math.inf]):
        with pytest.raises(OptionsError, match="give each one above 0"):
            train_ngram([path], [], weights=weights)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["t.txt", "--output", "x.bin", "--max-size", "big"], "'big' is not a size"),
        (["t.txt:1", "u.txt", "--output", "x.bin"], "give all of them one, or none"),
        (["t.txt:heavy", "--output", "x.bin"], "expected TEXT or TEXT:WEIGHT"),
        (["t.txt", "--output", "x.bin", "--entropy", "1e-8", "--max-size", "1m"], "not allowed with"),
        (["t.txt", "--output", "x.bin"], "cannot read the text t.txt"),
    ],
)
def test_the_command_refuses_in_one_sentence(arguments, said, capsys):
    try:
        code = cli.main(["train", "lm", *arguments])
    except SystemExit as refused:  # argparse
        code = refused.code
    told = capsys.readouterr().err
    assert code == 2 and said in told and "Traceback" not in told
