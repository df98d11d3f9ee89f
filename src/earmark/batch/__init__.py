"""Batch: many audios, transcripts in shards, runs that go on where they were."""

from earmark.batch.batch import BatchOptions, run_batch
from earmark.batch.columns import SPARK_SCHEMA, TranscribeBatch, map_in_pandas
from earmark.batch.recipe import Recipe
from earmark.batch.summary import EntryCount, Summary

__all__ = [
    "SPARK_SCHEMA", "BatchOptions", "EntryCount", "Recipe", "Summary", "TranscribeBatch", "map_in_pandas",
    "run_batch",
]  # fmt: skip
