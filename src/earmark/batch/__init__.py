"""Batch: many audios, transcripts in shards, runs that go on where they were."""

from earmark.batch.batch import BatchOptions, run_batch
from earmark.batch.recipe import Recipe
from earmark.batch.summary import EntryCount, Summary

__all__ = ["BatchOptions", "EntryCount", "Recipe", "Summary", "run_batch"]
