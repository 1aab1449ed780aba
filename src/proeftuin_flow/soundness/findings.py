"""
Findings: what is wrong, or may be, with the commands that show it; and the report that they make together.

`certain` means that what the finding says is so.  `possible` means that it hangs on what a requirement says about facts, which nobody knows
before there is a case.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from ..labels import Label, Language, Phrase
from . import sentences as say

__all__ = ["Expected", "Explored", "Finding", "Report", "Step", "weighed"]


@frozen
class Step:
    """
    One command of those that show a finding: its trigger, and the part that it is about.

    `follows` are the events that came of it by themselves.  `supposing` are the requirements, by code, that were supposed to be met, and
    `denying` those that were supposed not to be: nothing but facts could tell.
    """

    trigger: str
    part: str
    label: Label
    follows: tuple[str, ...] = ()
    supposing: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()

    def text(self, language: Language) -> str:
        """What is done, and what comes of it."""
        text = f"{self.label.text(language)} ({self.part})"
        if self.follows:
            text += say.FOLLOWS(events=self.follows).text(language)
        if self.supposing:
            text += say.SUPPOSING(guards=self.supposing).text(language)
        if self.denying:
            text += say.DENYING(guards=self.denying).text(language)
        return text


@frozen
class Finding:
    """
    One thing that is wrong, or may be.

    `code` says what kind of thing, `where` about what, by code: together they name it.  `says` is the sentence, `looked` how far was looked,
    and `steps` the shortest sequence of commands that shows it, if commands can.  `because` is why it is as it should be, if that was said.
    """

    code: str
    where: str
    says: Phrase
    certain: bool
    looked: Phrase
    steps: tuple[Step, ...] = ()
    because: Label | None = None

    @property
    def name(self) -> str:
        """Kind and place: `idle: tender closed`."""
        return f"{self.code}: {self.where}"

    @property
    def sureness(self) -> str:
        """`certain` or `possible`."""
        return "certain" if self.certain else "possible"

    def text(self, language: Language) -> str:
        """The sentence, how sure it is, how far was looked, and the commands, a line each."""
        sure = (say.CERTAIN if self.certain else say.POSSIBLE).text(language)
        lines = [f"{sure}  {self.name}", f"    {self.says.text(language)}", f"    {say.LOOKED(far=self.looked.text(language)).text(language)}"]
        lines += [f"    {number}. {step.text(language)}" for number, step in enumerate(self.steps, 1)]
        if self.because is not None:
            lines.append(f"    {say.EXPLAINED(why=self.because).text(language)}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text("en")


@frozen
class Expected:
    """A finding that is as it should be, by its name (`idle: tender closed`), and why."""

    name: str
    nl: str = field(kw_only=True)
    en: str = field(kw_only=True)


@frozen
class Explored:
    """
    How far a product of parts was explored: `parts` has how many of each kind at most, `states` and `moves` how many there were.

    `complete`: there are no others.  Of kinds that are not named nothing was known.
    """

    parts: tuple[tuple[str, int], ...]
    states: int
    moves: int
    complete: bool
    seconds: float = field(eq=False)

    def text(self, language: Language) -> str:
        """All of it in a line."""
        sentence = say.EXPLORED if self.complete else say.CUT_OFF
        speed = round(self.states / self.seconds) if self.seconds > 0 else self.states
        return sentence(what=self.what(language), states=self.states, moves=self.moves, seconds=f"{self.seconds:.2f}", speed=speed).text(language)

    def what(self, language: Language) -> str:
        """Which parts: `the root with plan (2)`."""
        parts = ", ".join(f"{name} ({most})" for name, most in self.parts)
        return (say.ROOT_WITH(parts=parts) if parts else say.ROOT_ALONE()).text(language)


@frozen
class Report:
    """
    What a check found.

    `open` are the findings that nobody explained, `explained` the others.  `gone` are names that were expected and not found.  `explored`
    says of each product of parts how far it was explored.  It is true if nothing is open and nothing gone.
    """

    of: Label
    version: int
    counted: Phrase
    findings: tuple[Finding, ...]
    gone: tuple[str, ...] = ()
    explored: tuple[Explored, ...] = ()
    seconds: float = field(default=0.0, eq=False)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody explained."""
        return tuple(finding for finding in self.findings if finding.because is None)

    @property
    def explained(self) -> tuple[Finding, ...]:
        """The findings that are as they should be."""
        return tuple(finding for finding in self.findings if finding.because is not None)

    def __bool__(self) -> bool:
        return not self.open and not self.gone

    def __contains__(self, name: object) -> bool:
        return any(finding.name == name for finding in self.findings)

    def __getitem__(self, name: str) -> Finding:
        for finding in self.findings:
            if finding.name == name:
                return finding
        raise KeyError(name)

    def text(self, language: Language) -> str:
        """The report: what was looked at and for how long, each finding with its commands, and what was expected and is not there."""
        lines = [say.REPORT(of=self.of, version=self.version, counted=self.counted, seconds=f"{self.seconds:.2f}").text(language)]
        lines += [f"  {explored.text(language)}" for explored in self.explored]
        lines.append(say.TOTAL(open=len(self.open), explained=len(self.explained), gone=len(self.gone)).text(language))
        for finding in (*self.open, *self.explained):
            lines += [f"  {line}" for line in finding.text(language).split("\n")]
        lines += [f"  {say.GONE(name=name).text(language)}" for name in self.gone]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text("en")


def weighed(findings: Iterable[Finding], expected: Iterable[Expected]) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings, explained where somebody did, certain ones first; and the names that were expected and not found."""
    reasons = {each.name: Label(each.nl, each.en) for each in expected}
    found: dict[str, Finding] = {}
    for finding in findings:
        known = found.get(finding.name)
        if known is None or (finding.certain and not known.certain):
            found[finding.name] = finding
    told = (
        Finding(each.code, each.where, each.says, each.certain, each.looked, each.steps, reasons.get(each.name)) for each in found.values()
    )  # fmt: skip
    return tuple(sorted(told, key=lambda each: not each.certain)), tuple(name for name in reasons if name not in found)
