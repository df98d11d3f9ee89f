"""Languages: how people write and say what stands on a list."""
