"""What is done with hypotheses after the search, by their phones: rescoring and lookup, off unless asked for."""
