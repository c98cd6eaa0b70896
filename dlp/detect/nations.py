"""Adjectives and nouns of nations, faiths and political groups, lower case, singular.

Presidio's NRP (nationality, religious or political group). No model of names should report one:
a nationality that nobody is said to have names nobody.
"""

from __future__ import annotations

NATIONS: frozenset[str] = frozenset(
    """
    afghan albanian algerian american andorran angolan antiguan argentine argentinian argentinean
    armenian aruban australian austrian azerbaijani azeri bahamian bahraini bangladeshi barbadian
    basque batswana belarusian belarussian belgian belizean belizian beninese bermudian bhutanese
    bolivian bosnian
    botswanan brazilian brit briton british bruneian bulgarian burkinabe burmese burundian
    cambodian cameroonian canadian catalan chadian chilean chinese colombian comoran comorian
    congolese croat croatian cuban cypriot czech dane danish djiboutian dominican dutch dutchman
    ecuadorean ecuadorian egyptian emirati englishman englishwoman english equatoguinean eritrean
    estonian ethiopian european faroese fijian filipina filipino finn finnish french frenchman
    frenchwoman gabonese gambian georgian german ghanaian greek greenlander greenlandic grenadian
    guatemalan guinean guyanese haitian herzegovinian honduran hungarian icelander icelandic
    indian indonesian iranian iraqi irish irishman irishwoman israeli italian ivorian jamaican
    japanese jordanian kazakh kazakhstani kenyan kittitian korean kosovar kurd kurdish kuwaiti
    kyrgyz lao laotian latvian lebanese liberian libyan liechtensteiner lithuanian luxembourger
    macedonian malagasy malawian malaysian maldivian malian maltese manx marshallese mauritanian
    mauritian mexican micronesian moldovan monacan monegasque mongolian montenegrin moroccan mosotho
    motswana mozambican namibian nauruan nepalese nepali dutchwoman nicaraguan nigerian nigerien
    norwegian omani pakistani palauan palestinian panamanian paraguayan peruvian pole polish
    portuguese qatari romanian russian rwandan salvadoran salvadorean samoan sammarinese scot
    scots scotsman scottish senegalese serb serbian seychellois singaporean slovak slovakian
    slovene slovenian somali somalian spaniard spanish surinamer surinamese swazi swede swedish
    swiss syrian tadzhik taiwanese tajik tanzanian thai tibetan togolese tongan trinidadian
    tobagonian tunisian turk turkish turkmen tuvaluan ugandan ukrainian uruguayan uzbek
    uzbekistani venezuelan vietnamese welsh welshman welshwoman yemeni yemenite yugoslav zambian
    zimbabwean scandinavian nordic african asian hispanic latino latina arab arabic caucasian
    jew jewish muslim moslem christian catholic protestant orthodox sunni shia shiite shi'ite
    shi'a shii sikh hindu buddhist mormon lutheran anglican methodist baptist presbyterian
    evangelical atheist agnostic quaker calvinist pentecostal adventist zoroastrian jain taoist
    bahai druze alevi salafi sufi hasidic rastafarian scientologist
    republican democrat tory labourite communist socialist liberal conservative libertarian
    marxist maoist trotskyist leninist anarchist fascist nazi peronist zionist islamist baathist
    """.split()
)

#: said of other things when written small: to polish a pole, a liberal share, an orthodox view
CAPITAL_ONLY: frozenset[str] = frozenset(
    "polish pole dane finn turk scot scots swede brit lao jain liberal conservative orthodox "
    "catholic nordic democrat republican labourite christian dominican georgian jordanian "
    "socialist communist anarchist fascist evangelical libertarian english french european".split()
)


def is_nation(text: str) -> bool:
    """Whether `text` is such a word, singular or plural, and nothing more."""
    word = text.lower()
    return word in NATIONS or (word.endswith("s") and word[:-1] in NATIONS)
