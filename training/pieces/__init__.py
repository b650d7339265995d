"""The reader of messages: its data, and how it is trained."""
