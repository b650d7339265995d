"""Hostile input, at random and on purpose: whatever comes in, what must hold holds.

A module each for what takes text or files from outside, with one `target(data)` that raises where something does not hold. It runs
two ways: in pytest, with hypothesis (test_targets.py), and for as long as one likes with atheris, which looks for inputs that
reach code not reached before:

    python -m tests.fuzz TARGET --seconds 60        python -m tests.fuzz --all --seconds 60 --json

What was once found stands in a module's CRASHERS and is tried again at every run. Named attacks are in test_files.py and
test_texts.py, growth with the length of a text in test_linear.py.
"""
