"""Paths of the files of Moonshine tiny (MIT License, Copyright (c) 2025 Moonshine AI)."""

from pathlib import Path

MODEL = Path(__file__).with_name("model")
ENCODER = MODEL / "encoder_model.ort"
DECODER = MODEL / "decoder_model_merged.ort"
TOKENS = MODEL / "tokenizer.bin"
