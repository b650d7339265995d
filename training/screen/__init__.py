"""The classifier of the screen (coach/danger.py): its training texts and the script that trains it."""
