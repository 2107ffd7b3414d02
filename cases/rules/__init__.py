"""When looks become an incident: the rule and the pure judge that applies it."""

from algorithms.contract.rule import Severity
from cases.rules.judge import Decision, End, Raise, Update, judge
from cases.rules.memory import Incident, Memory
from cases.rules.rule import InvalidRule, Rule
from cases.rules.sight import Look

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
