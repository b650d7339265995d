"""How a person reaches the coach: the page and the hearth command. Decides nothing of its own."""
