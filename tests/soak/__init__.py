"""The long part of the tests: `make soak`. What runs here for an hour runs in the ordinary tests for a minute."""
