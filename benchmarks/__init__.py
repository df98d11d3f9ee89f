"""Measure earmark: run a study with ``python -m benchmarks.studies.NAME --data DATA``."""
