"""Statements about persons: who is said to have, to be, to take or to belong to what.

A term ("diabetes", "Muslim", "union member") tells nothing of anybody by itself. It is a finding
where the sentence says it of a person: of a name, a pronoun, a relation ("my wife"), or as what
somebody has ("Ole's dialysis"). A YAML file for each language has its terms and its grammar; the
head of en.yaml explains the notation. Pure, and linear: the scanner looks for terms, and only
around one are a few dozen words read.
"""

from dlp.detect.personal.statements.rules import RULES

__all__ = ["RULES"]
