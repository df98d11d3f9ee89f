"""Engines: what runs the workers."""
