"""Training of what reads situations for the plans."""
