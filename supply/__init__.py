"""What Hearth is made of: which packages it needs, under which licences, with which known weaknesses. `python -m supply`.

Nothing here is part of the installed program.
"""
