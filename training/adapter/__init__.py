"""The adapter of the embedded model: its data, the script that trains it, and the one that exports and verifies it."""
