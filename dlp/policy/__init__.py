"""Rules, zones, levels: the first rule that matches decides, for each destination on its own.

`load` reads and checks a policy file, `Policy.decide` decides, `Policy.explain` says why.
"""

from dlp.policy.deciding import CompiledRule, Explanation, Policy, RuleTrace
from dlp.policy.loading import load, parse

__all__ = ["CompiledRule", "Explanation", "Policy", "RuleTrace", "load", "parse"]
