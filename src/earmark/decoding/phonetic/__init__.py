"""What is done with hypotheses after the search, by their phones: rescoring, lookup; off unless asked for."""
