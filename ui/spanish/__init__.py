"""The page's own words in Spanish: a module for each of ui/texts*.py, with the same names and placeholders (language.py)."""
