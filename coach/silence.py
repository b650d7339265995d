"""Tell the libraries beneath Hearth to keep quiet: no telemetry, no update checks, nothing fetched unasked.

They read these variables when they are first imported, so silence() comes before any of them. Importing this module changes
nothing. What a person has set on purpose stays as it is. Fetching a model that the person asked for (download.py) opens its
own door and closes it again.
"""

import os

QUIET = {
    # huggingface_hub and transformers: no request to the hub, no usage data, no token of the person's sent along
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DO_NOT_TRACK": "1",
    # Chroma
    "ANONYMIZED_TELEMETRY": "False",
    # Gradio: its analytics and its look-up of newer versions
    "GRADIO_ANALYTICS_ENABLED": "False",
    # tokenizers warns on stderr about threads after a fork otherwise
    "TOKENIZERS_PARALLELISM": "false",
}


def silence() -> None:
    """Set every variable of QUIET that is not set already, for this process and those that it starts."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
