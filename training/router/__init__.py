"""The router (knowledge/router.py): its training questions and the script that trains it."""
