# ruff: noqa: E501 -- a pattern reads better unbroken
"""Special categories (GDPR Art. 9) and convictions (Art. 10), as something somebody is said to have.

Each rule is a statement: who or a verb that takes a person, then the term. A term alone says
nothing of anybody and is passed over.
"""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule

#: how far before a term the statement may start
_REACH = 70

_WHO = (
    r"(?:\b(?:he|she|they|i|we|who|patient|employee|colleague|client|applicant|candidate|mother|"
    r"father|wife|husband|son|daughter|brother|sister|partner|boss|mr|mrs|ms|dr)\b\.?"
    r"(?: [A-Z][\w'’\-]{1,20}){0,2})"
)
_HAS = (
    r"(?:\b(?:diagnosed (?:with|as)|suffer(?:s|ed|ing)? from|treated for|treatment for|living with|"
    r"tested positive for|tests? positive for|recover(?:ing|ed) from|history of|diagnosis(?: is|:| of)?|"
    r"medication for|medicated for|hospitali[sz]ed (?:for|with)|on sick leave (?:for|due to|with)|"
    r"died of|dying of|complain(?:s|ed)? of|signed off with|leidet an|erkrankt an|diagnostiziert mit|"
    r"diagnose:?|diagnostiserad med|lider av|diagnosoitu|sairastaa|souffre de|souffre d'|atteinte? d[e']|"
    r"diagnosticad[oa] (?:con|de)|padece|sufre de|soffre di|lijdt aan|choruje na|"
    rf"{_WHO}(?: also)? (?:has|had|have|have had|has had|got|caught))\b)"
)
_FILL = r"[ \n](?:(?:a|an|the|severe|acute|chronic|mild|early|late|stage|advanced|terminal|recurrent|type|"
_FILL += r"clinical|major|untreated|his|her|my|their|possible|suspected|[0-9ivx]{1,3}) ){0,3}"
_ILLNESS = (
    r"(?:(?:breast|lung|prostate|skin|colon|bowel|brain|ovarian|cervical|pancreatic|liver|bladder|"
    r"kidney|stomach|throat|thyroid|blood) (?:cancer|tumou?r)|cancer|leuka?emia|lymphoma|melanoma|"
    r"carcinoma|sarcoma|tumou?r|hiv|aids|hepatitis(?: [abc])?|tuberculosis|syphilis|gonorrh(?:o)?ea|"
    r"chlamydia|herpes|covid(?:-19)?|diabetes(?: mellitus)?(?: type [12])?|epilepsy|multiple sclerosis|"
    r"parkinson(?:'s|s)?(?: disease)?|alzheimer(?:'s|s)?(?: disease)?|dementia|schizophrenia|"
    r"bipolar(?: disorder)?|depression|anxiety(?: disorder)?|ptsd|adhd|autism|asperger(?:'s)?|ocd|"
    r"anorexia|bulimia|burn-?out|alcoholism|(?:drug |alcohol )?addiction|crohn(?:'s|s)?(?: disease)?|"
    r"colitis|coeliac disease|asthma|copd|cystic fibrosis|endometriosis|miscarriage|stroke|"
    r"heart (?:attack|failure|disease)|angina|hypertension|high blood pressure|arthritis|lupus|"
    r"migraines?|psoriasis|eczema|fibromyalgia|long covid|sickle cell(?: disease| anaemia)?|"
    r"krebs|brustkrebs|diabetis|depressionen?|epilepsie|hjärtinfarkt|bröstcancer|cancern|diabeteksen|"
    r"diabetes|syöpä\w{0,4}|rintasyöpä\w{0,4}|masennus\w{0,4}|masennuksesta|cáncer(?: de \w{3,10})?|"
    r"sida|vih|dépression|diabète|cancer d[ue] \w{3,10}|cancro|diabete|kanker|borstkanker|nowotwór)"
)
_IS = (
    rf"(?:{_WHO}(?:'s| is| was| are| were|'m| am|'re)|came out as|identif(?:y|ies|ied) as|"
    r"\bi'm|\bi am|(?:he|she|they) became|convert(?:ed|s) to|believ(?:es|ed) in)"
)
_KIND_OF = (
    r"(?:[ \n](?:an?|the|also|not|now|openly|practi[sc]ing|devout|committed|strict|religious|"
    r"active|lifelong|registered|proud|secretly|liberal|orthodox|born-again|ethnic|ethnically|half)"
    r"){0,3}[ \n]"
)


def _said(kind: str, before: str, term: str, *, bare: float = 0.7) -> PatternRule:
    """The term, where `before` stands right in front of it."""
    said = re.compile(rf"(?:{before})\Z", re.IGNORECASE)

    def find(text: str, match: re.Match[str]) -> tuple[int, int] | None:
        start, end = match.span()
        return (start, end) if said.search(text, max(0, start - _REACH), start) else None

    return PatternRule(
        kind=kind,
        pattern=rf"(?<![\w\-])(?:{term})(?![\w\-])",
        find=find,
        bare=bare,
        sure=True,
        ignore_case=True,
        why="said of a person",
    )


_FAITH = (
    r"(?:muslim|christian|catholic|protestant|jewish|jew|hindu|buddhist|sikh|mormon|atheist|agnostic|"
    r"jehovah's witness|lutheran|evangelical|baptist|quaker|islam|judaism|christianity|catholicism|"
    r"hinduism|buddhism|scientolog(?:y|ist))"
)
_VIEW = (
    r"(?:communist|socialist|fascist|anarchist|neo-?nazi|republican|democrat|conservative voter|"
    r"labour voter|tory|marxist|member of the (?:communist|socialist|labour|conservative|republican|"
    r"democratic|green|liberal|social democratic|nationalist|left|centre) party)"
)
_LOVE = r"(?:gay|lesbian|bisexual|homosexual|pansexual|asexual|transgender|trans|queer|non-binary)"
_ORIGIN = (
    r"(?:roma|sami|kurdish|kurd|black|african[ \-]american|hispanic|latin[oax]|aborigin(?:al|e)|"
    r"native american|arab|ashkenazi|romani|gypsy|mixed[ \-]race)"
)

RULES = (
    _said("HEALTH", rf"{_HAS}{_FILL}", _ILLNESS, bare=0.75),
    PatternRule(
        kind="HEALTH",
        pattern=r"(?<!\w)(?:hiv|std|sti|covid(?:-19)?)[ \-]positive(?!\w)",
        bare=0.6,
        sure=True,
        ignore_case=True,
        why="form",
    ),
    _said(
        "HEALTH",
        rf"{_WHO}(?:'s| is| was| are|'m| am)"
        r"(?:[ \n](?:now|currently|also|[0-9]{1,2} (?:weeks|months))){0,2}[ \n]",
        r"pregnant|disabled|blind|deaf|infertile|paralysed|paralyzed|suicidal|bipolar|"
        r"diabetic|epileptic|autistic|schizophrenic|an alcoholic|hiv[ \-]positive",
        bare=0.65,
    ),
    PatternRule(
        kind="HEALTH",
        pattern=r"(?<!\w)(?:icd(?:-?10)?(?: code)?|diagnosis(?: code)?|dx)\s{0,2}[:=]?\s{0,2}"
        r"(?P<v>[A-TV-Z][0-9][0-9AB](?:\.[0-9A-Z]{1,4})?)(?!\w)",
        bare=0.75,
        sure=True,
        ignore_case=True,
        why="ICD-10 code",
    ),
    _said("RELIGION", rf"{_IS}{_KIND_OF}", _FAITH),
    _said("POLITICAL_OPINION", rf"{_IS}{_KIND_OF}", _VIEW),
    _said(
        "POLITICAL_OPINION",
        r"(?:votes?|voted|voting) (?:for )?(?:the )?",
        r"(?:labour|tory|republican|democrat(?:ic)?|conservative|green party|afd|"
        r"social democrats?|communists?|trump|biden)",
        bare=0.5,
    ),
    _said("SEXUAL_ORIENTATION", rf"{_IS}{_KIND_OF}", _LOVE),
    PatternRule(
        kind="SEXUAL_ORIENTATION",
        pattern=r"(?:my|his|her|their) sexual orientation(?: is|:)? (?P<v>[a-z\-]{3,16})",
        bare=0.7,
        sure=True,
        ignore_case=True,
        why="said of a person",
    ),
    _said(
        "ETHNICITY",
        rf"{_IS}{_KIND_OF}(?:of )?",
        _ORIGIN + r"(?: (?:descent|origin))?(?! \w{3,}ist)",
        bare=0.5,
    ),
    _said(
        "TRADE_UNION",
        r"(?:he|she|i|they|employee|colleague|wife|husband)(?:'s| is| was|'m| am| are)(?: an?| also)?"
        r"(?: active| paying| registered)? ",
        r"(?:(?:trade )?union (?:member|rep(?:resentative)?|official|steward)|shop steward|"
        r"member of the (?:trade )?union|member of (?:unite|unison|gmb|verdi|ig metall|ccoo|ugt|cgt|"
        r"cgil|if metall|the teamsters))",
    ),
    _said(
        "CRIMINAL_RECORD",
        rf"{_WHO}(?:'s| is| was| has been| were)?(?: (?:previously|once|recently|also|a|been))"
        r"{0,2} ",
        r"(?:convicted (?:of|for) [a-z ]{3,30}?(?=[.,;\n]| in | and |$)|sentenced to [a-z0-9 ]{3,30}?"
        r"(?=[.,;\n]|$)|(?:served|serving) time in prison|a convicted felon|on parole|on probation for "
        r"[a-z ]{3,20})",
    ),
)
