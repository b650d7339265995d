"""Tell the libraries beneath Hearth to keep quiet: no telemetry, no update checks, nothing fetched unasked.

They read these variables when they are first imported, so silence() comes before any of them; processes that Hearth starts
inherit them. Importing this module changes nothing. Fetching a model that the person asked for (download.py) opens its own door
and closes it again. What can be said by argument is said there as well: Gradio's analytics (ui/app.py), Chroma's telemetry and
traces, and that no proxy reads along (knowledge/store.py), models from this computer alone (knowledge/embedding.py).

Where each is read, in the versions of constraints.txt: huggingface_hub/constants.py; transformers/modeling_utils.py;
chromadb/config.py; opentelemetry/sdk/trace/__init__.py; gradio/analytics.py (asks api.gradio.app for the newest version, sends
usage and errors). DO_NOT_TRACK: https://donottrack.sh. Nothing of the kind was found in torch, llama.cpp, bm25s and
sentence-transformers.
"""

import os

OFF = {
    # Hugging Face: no request to the hub, no usage data, no look for updates, no token of the person's sent along; files by HTTP
    # and not by its native client, whose connections could not be counted (connections.py)
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_XET": "1",
    # transformers asks a service to convert models that are in an old format
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    "DO_NOT_TRACK": "1",
    # Chroma, and the traces that it can send
    "ANONYMIZED_TELEMETRY": "False",
    "OTEL_SDK_DISABLED": "true",
    # Gradio: its analytics and its look-up of newer versions
    "GRADIO_ANALYTICS_ENABLED": "False",
}
"""Off in Hearth, whatever the environment says."""

QUIET = {
    # tokenizers warns on stderr about threads after a fork otherwise
    "TOKENIZERS_PARALLELISM": "false",
    # OpenMP's threads spin 300,000 turns while they wait for each other, and on a busy machine for one that cannot run
    "GOMP_SPINCOUNT": "10000",
}
"""Where the person has not said otherwise."""


def silence() -> None:
    """Set every variable of OFF, and those of QUIET that are not set, for this process and those that it starts."""
    os.environ.update(OFF)
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
