"""What an entry of models.toml says of a model that another program serves, and what it may not say.

A server on another computer is given what a person typed. So its entry must say `leaves_this_machine = true`, in so many words;
and a key for it is never written into a file of Hearth's: the entry names the variable that holds it.
"""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from coach.connections import is_local


class ServerFields(BaseModel):
    """The part of a model entry that is about a server; all of it empty for a model in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = ""
    """Where an OpenAI-compatible server answers, such as http://127.0.0.1:8080/v1."""
    model: str = ""
    """What the server calls the model; empty takes the first that it lists."""
    api_key_env: str = Field(default="", pattern=r"^([A-Za-z_]\w*)?$")
    """The environment variable that holds the server's key, if it asks for one."""
    leaves_this_machine: bool = False
    """That the person knows it, where the server is on another computer: what is typed goes there."""
    timeout_s: float = Field(default=120, ge=1, le=3600)
    """For how long the server may say nothing."""

    @field_validator("server")
    @classmethod
    def _address(cls, address: str) -> str:
        if not address:
            return ""
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError as error:
            raise ValueError("that is no address; write http://127.0.0.1:8080/v1") from error
        if parts.username is not None or parts.password is not None:
            raise ValueError("leave the key out of the address; name the variable that holds it with api_key_env")
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or parts.query or parts.fragment:
            raise ValueError("write the server's address in full, such as http://127.0.0.1:8080/v1")
        return address.rstrip("/")

    @model_validator(mode="after")
    def _says_so(self) -> "ServerFields":
        if self.server and not is_local(self.host) and not self.leaves_this_machine:
            raise ValueError(
                f"{self.host} is another computer, and what you type would go there; if you want that, "
                "say so in the entry: leaves_this_machine = true"
            )
        return self

    @property
    def host(self) -> str:
        """The server's host; empty without a server."""
        return urlsplit(self.server).hostname or ""

    @property
    def leaves(self) -> bool:
        """Say whether what is typed goes to another computer."""
        return bool(self.server) and not is_local(self.host)

    @property
    def warning(self) -> str:
        """What a person must know before they type; empty where it stays on this computer."""
        return (
            LEAVES.format(host=self.host, way=_PLAIN if self.server.startswith("http:") else "") if self.leaves else ""
        )


LEAVES = "The language model runs on {host}: what you type goes there, and leaves this computer{way}."
_PLAIN = ", over plain HTTP, which whoever is in that network can read"
