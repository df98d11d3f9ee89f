"""Studies that write the figures of the documentation, or print them."""
