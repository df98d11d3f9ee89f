import pytest
import sentencepiece
from toy import SENTENCES

from earmark.errors import ManifestError
from earmark.training.labels import label
from earmark.training.tokenizer import token_names, train_tokenizer


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    path = tmp_path_factory.mktemp("trained") / "deep" / "sub.model"
    train_tokenizer([f"{s.capitalize()}!" for s in SENTENCES], 40, path)
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def test_the_blank_comes_first_and_counts(trained):
    names = token_names(trained)
    assert (
        len(names) == 40
        and names[0] == "<blank>"
        and names[1:] == [trained.id_to_piece(i) for i in range(39)]
    )


def test_text_is_in_its_spoken_form(trained):
    assert not any(character in name for name in token_names(trained)[1:] for character in "!WPS")


def test_labels_are_piece_ids_plus_one_end_to_end(trained):
    labels = label(["we moved", "the sea"], trained)
    ids = [trained.encode(t) for t in ("we moved", "the sea")]
    assert labels.targets.tolist() == [i + 1 for line in ids for i in line]
    assert labels.lengths.tolist() == [len(line) for line in ids] and labels.texts == ("we moved", "the sea")
    assert int(labels.targets.min()) > 0


def test_too_little_text_is_told(tmp_path):
    with pytest.raises(ManifestError, match="2 sentences are too few for 512 sub-words .*give more text"):
        train_tokenizer(["one two", "three", "..."], 512, tmp_path / "sub.model")
    assert not (tmp_path / "sub.model").exists()
