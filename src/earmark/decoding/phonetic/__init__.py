"""Rescoring and lookup of hypotheses by their phones, after the search; off by default."""
