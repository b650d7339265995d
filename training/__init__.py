"""How Hearth's own models were made: their data, the scripts, and what came of them."""
