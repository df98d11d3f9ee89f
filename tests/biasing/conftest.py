import io

import pytest
import sentencepiece

from earmark.models.alphabet import Alphabet

SENTENCES = """
the president of ukraine spoke to the press in the morning
she was born in fremont and moved to san francisco
the doctor prescribed semaglutide for the patient
he said that the king and the queen would not come
don't let o'brien's boat leave the harbour before the storm
quick brown foxes jump over lazy dogs while the zebra waits
many voices sang the old song about a river and its valley
we know exactly which question the judge wants to examine
zelenskyy answered every question in the evening
vitamin pills and mri scans are next on the list
""".strip().split("\n")


def train_tokenizer(model_type="unigram", vocab_size=70, sentences=SENTENCES):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences * 3),
        model_writer=model,
        model_type=model_type,
        vocab_size=vocab_size,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def pieces_of(list_tokenizer):
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(list_tokenizer)
    pieces = [processor.IdToPiece(i) for i in range(processor.GetPieceSize())]
    return Alphabet(("<blank>", *pieces))


@pytest.fixture(scope="session")
def list_tokenizer():
    return train_tokenizer()


@pytest.fixture(scope="session")
def vocabulary_of():
    return pieces_of


@pytest.fixture(scope="session")
def alphabet(list_tokenizer):
    return pieces_of(list_tokenizer)


@pytest.fixture(scope="session")
def bpe_tokenizer():
    return train_tokenizer("bpe")
