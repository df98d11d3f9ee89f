"""Shared by the studies and the comparison with peers: arguments, sets, cases, kept rows, pages."""
