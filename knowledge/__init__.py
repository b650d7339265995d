"""What the coach knows: guides, FAQs and practices as Markdown, and the pipeline that indexes and searches them.

Knows nothing of language models or of the page; usable on its own as a small hybrid-search library.
"""
