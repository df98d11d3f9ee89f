"""SentencePiece sub-words over the spoken form of text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import sentencepiece

from earmark.errors import ManifestError
from earmark.language import DEFAULT, Language


def train_tokenizer(lines: Iterable[str], tokens: int, target: Path, language: Language = DEFAULT) -> None:
    """Train a unigram SentencePiece model of ``tokens`` - 1 pieces: the CTC blank takes token 0.

    Raises:
        ManifestError: there is too little text for so many pieces.
    """
    sentences = [s for s in (language.normalize(line) for line in lines) if s]
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences),
            model_writer=model,
            model_type="unigram",
            vocab_size=tokens - 1,
            character_coverage=1.0,
            bos_id=-1,
            eos_id=-1,
            split_by_unicode_script=False,
            normalization_rule_name="identity",
            minloglevel=2,
            num_threads=1,
        )
    except RuntimeError as error:
        raise ManifestError(
            f"{len(sentences)} sentences are too few for {tokens} sub-words ({error}): give more text"
        ) from error
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(model.getvalue())


def token_names(tokenizer: sentencepiece.SentencePieceProcessor) -> list[str]:
    """The model's tokens in column order: the blank, then the pieces."""
    return ["<blank>", *(tokenizer.id_to_piece(i) for i in range(tokenizer.get_piece_size()))]
