"""How good it is, measured with the real models: `python -m evals NAME`."""
