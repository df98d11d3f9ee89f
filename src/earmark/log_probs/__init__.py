"""Transcripts from the log-probabilities or logits of any CTC model; no model is loaded."""

from earmark.log_probs.decoder import Decoder, decode
from earmark.log_probs.session import DecoderSession

__all__ = ["Decoder", "DecoderSession", "decode"]
