"""
Labels: the words that people read, in Dutch and in English, always both.

A sentence is never stored.  What is kept are codes, names and numbers; the text is rendered last, in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from string import Formatter
from typing import Any, Final, Literal, TypeAlias
from unicodedata import combining, normalize

from attrs import field, frozen

__all__ = ["LANGUAGES", "Blocker", "Label", "Language", "PartTitle", "Phrase", "PhraseType", "blocker_data", "folded", "phrase", "text_of"]

Language: TypeAlias = Literal["nl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")

CODE = re.compile(r"[a-z][a-z0-9_]*")


@frozen
class Label:
    """One text in both languages."""

    nl: str
    en: str

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.nl if language == "nl" else self.en

    def problems(self, of: str) -> Iterable[str]:
        """What is wrong with it: a language that is missing, a brace that is no placeholder, or placeholders that differ."""
        both = (("Dutch", self.nl), ("English", self.en))
        yield from (f"{of} has no label in {name}" for name, text in both if not _given(text))
        if torn := [name for name, text in both if _given(text) and not _has_whole_placeholders(text)]:
            yield from (f"{of}: a brace in {name} is no placeholder; write it twice" for name in torn)
        elif _given(self.nl) and _given(self.en) and placeholders(self.nl) != placeholders(self.en):
            yield f"{of}: the placeholders differ: {_listed(self.nl)} in Dutch, {_listed(self.en)} in English"


@frozen
class PhraseType:
    """
    A sentence with gaps, declared once in both languages.  Called with its values it gives a `Phrase`.

    Build one with `phrase`, which checks that it is complete.
    """

    code: str
    label: Label
    parameters: Mapping[str, type[Any]] = field(hash=False)

    def __call__(self, **values: Any) -> Phrase:
        """
        The phrase with its gaps filled.

        Raises:
            TypeError: If a value is missing, superfluous, or of another type than was declared.
        """
        if values.keys() != self.parameters.keys():
            raise TypeError(f"phrase {self.code!r} takes {', '.join(self.parameters) or 'no values'}; got {', '.join(values) or 'none'}")
        for name, value in values.items():
            if not isinstance(value, self.parameters[name]):
                raise TypeError(f"phrase {self.code!r}: {name} must be {self.parameters[name].__name__}, not {type(value).__name__}")
        return Phrase(self.code, self.label, tuple(values.items()))


@frozen
class Phrase:
    """A sentence about this one case: data, until somebody asks for its text."""

    code: str
    label: Label
    values: tuple[tuple[str, Any], ...] = ()

    def text(self, language: Language) -> str:
        """The sentence in one language."""
        known = {name: _gap(value, language) for name, value in self.values}
        return self.label.text(language).format(**known)


class _Dutch(int):
    """A number whose groups of three are set off by full stops, where they are set off."""

    def __format__(self, how: str) -> str:
        return super().__format__(how).replace(",", ".")


def _gap(value: Any, language: Language) -> Any:
    """What stands in a gap: a text, or a whole number that is still to be grouped if its gap says so."""
    if type(value) is not int:
        return text_of(value, language)
    return _Dutch(value) if language == "nl" else value


@frozen
class PartTitle:
    """One part of a case with its state, as people call it: `plan 1 (being signed)`."""

    part: str
    kind: Label
    number: int
    state: Label
    at: str

    def name(self, language: Language) -> str:
        """The part alone: `plan 1`; the root has no number."""
        kind = self.kind.text(language)
        return f"{kind} {self.number}" if self.number else kind

    def text(self, language: Language) -> str:
        """The part with its state."""
        return f"{self.name(language)} ({self.state.text(language)})"


Blocker: TypeAlias = str | Phrase | PartTitle | Label
"""What blocks a requirement: a proper name, a phrase, a part with its state, or a label of the case type.  Data, never a sentence."""


def phrase(code: str, *, nl: str, en: str, **parameters: type[Any]) -> PhraseType:
    """
    Declare a phrase: `short_of = phrase("short_of", nl="{euros} euro tekort", en="{euros} euros short", euros=int)`.

    A gap of the form `{euros:,}` is an amount, which reads as 1.234.567 in Dutch and as 1,234,567 in English.

    Raises:
        ValueError: If a language is missing, the gaps are not the declared parameters in both languages, or what is no whole number is to
            read as an amount.
    """
    label = Label(nl, en)
    problems = [*label.problems(f"phrase {code!r}")]
    if not problems:
        if placeholders(nl) != parameters.keys():
            problems.append(f"phrase {code!r}: its gaps are {_listed(nl)}, its parameters {', '.join(parameters) or 'none'}")
        if amounts := sorted(name for name in _amounts(nl) | _amounts(en) if parameters.get(name) is not int):
            problems.append(f"phrase {code!r}: only an int reads as an amount: {', '.join(amounts)}")
    if not CODE.fullmatch(code):
        problems.append(f"phrase code {code!r} is not in snake_case")
    if problems:
        raise ValueError("; ".join(problems))
    return PhraseType(code, label, parameters)


def text_of(value: Any, language: Language) -> str:
    """How a value reads in a sentence: dates as in ISO 8601, labels in the reader's language, several with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, (tuple, list)):
        return ", ".join(text_of(each, language) for each in value)
    if isinstance(value, Enum):
        return str(value.value)
    rendered = getattr(value, "text", None)
    return str(value) if rendered is None else str(rendered(language))


def folded(text: str) -> str:
    """
    A text as it is searched, without capitals and accents: `folded("decharge") in folded("Décharge verlenen")`.

    Fold both what is sought and where.
    """
    plain = normalize("NFKD", normalize("NFKD", text).casefold())
    return "".join(character for character in plain if not combining(character))


def blocker_data(blocker: Blocker) -> Any:
    """
    A blocker in JSON types, as the log keeps it: a name, a phrase by its code and values, a part by its address and state, or a label.
    """
    if isinstance(blocker, Phrase):
        return {"phrase": blocker.code, "values": {name: _value_data(value) for name, value in blocker.values}}
    if isinstance(blocker, PartTitle):
        return {"part": blocker.part, "state": blocker.at}
    return _value_data(blocker)


def _value_data(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (tuple, list)):
        return [_value_data(each) for each in value]
    return {"nl": text_of(value, "nl"), "en": text_of(value, "en")}


def placeholders(text: str) -> set[str]:
    """The names of the gaps in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _has_whole_placeholders(text: str) -> bool:
    try:
        placeholders(text)
    except ValueError:
        return False
    return True


def _amounts(text: str) -> set[str]:
    return {name for _, name, how, _ in Formatter().parse(text) if name is not None and how == ","}


def _given(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _listed(text: str) -> str:
    return ", ".join(sorted(placeholders(text))) or "none"
