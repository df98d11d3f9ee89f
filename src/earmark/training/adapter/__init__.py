"""Training of the contextual adapter on a frozen model: lists drawn on the fly, emissions cached."""
