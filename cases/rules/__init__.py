"""When looks become an incident: the rule and the pure judge that applies it."""

from cases.rules.judge import Decision, End, Incident, Look, Memory, Raise, Update, judge
from cases.rules.rule import InvalidRule, Rule, Severity

__all__ = [
    "Decision",
    "End",
    "Incident",
    "InvalidRule",
    "Look",
    "Memory",
    "Raise",
    "Rule",
    "Severity",
    "Update",
    "judge",
]
