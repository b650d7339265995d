"""What the kinds are built from: bounded texts and numbers, a base for entries, and checks that speak plainly."""

from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach.errors import InputError

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Lines = Annotated[tuple[Said, ...], Field(max_length=20)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Scale = Annotated[int, Field(ge=1, le=5)]
Minutes = Annotated[int, Field(ge=1, le=240)]
Weekday = Annotated[int, Field(ge=0, le=6)]


class Part(BaseModel):
    """A piece of an entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Kept(Part):
    """An entry's content; `kind` names it in the file and never changes."""

    kind: ClassVar[str]


K = TypeVar("K", bound=Part)


def made(model: type[K], **fields: Any) -> K:
    """Build a model from what a person gave; raises InputError with one line that does not quote them."""
    try:
        return model(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).replace("_", " ") if first["loc"] else "this"
        raise InputError(f"{name}: {_plainly(first)}") from error


def changed(data: K, **fields: Any) -> K:
    """Return a copy with other values, checked as if new."""
    return made(type(data), **({name: getattr(data, name) for name in type(data).model_fields} | fields))


def _plainly(error: Any) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return f"please keep it under {context['max_length']:,} characters"
        case "string_too_short" | "missing":
            return "please write something here"
        case "greater_than_equal":
            return f"the number must be at least {context['ge']}"
        case "less_than_equal":
            return f"the number must be at most {context['le']}"
        case "too_long":
            return f"at most {context['max_length']} of these"
        case "string_unicode":
            return "this is no text"
        case _:
            return str(error["msg"]).removeprefix("Input should be ").lower()
