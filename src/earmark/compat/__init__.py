"""Interfaces of other packages over earmark's search."""
