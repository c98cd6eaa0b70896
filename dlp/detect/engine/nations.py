"""Nations: their countries, and the words for their people, for faiths and political groups.

The latter are Presidio's NRP (nationality, religious or political group), in lower case, singular.
No model of names should report one: a nationality that nobody is said to have names nobody.
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


#: countries as English and their own people call them
COUNTRIES: frozenset[str] = frozenset(
    """
    Albania|Algeria|Andorra|Angola|Argentina|Armenia|Australia|Austria|Azerbaijan|Bahamas|
    Bahrain|Bangladesh|Barbados|Belarus|Belgien|Belgique|Belgium|België|Bolivia|
    Bosnia and Herzegovina|Botswana|Brasil|Brazil|Bulgaria|Cambodia|Cameroon|Canada|Chile|China|
    Colombia|Costa Rica|Croatia|Cuba|Cyprus|Czech Republic|Czechia|Danmark|Denmark|Deutschland|
    Dominican Republic|Ecuador|Eesti|Egypt|El Salvador|England|España|Estonia|Ethiopia|
    Faroe Islands|Fiji|Finland|France|Georgia|Germany|Ghana|Gibraltar|Great Britain|Greece|
    Greenland|Grønland|Guatemala|Guernsey|Haiti|Holland|Honduras|Hong Kong|Hrvatska|Hungary|
    Iceland|India|Indonesia|Iran|Iraq|Ireland|Isle of Man|Israel|Italia|Italy|Jamaica|Japan|
    Jersey|Jordan|Kazakhstan|Kenya|Korea|Kosovo|Kuwait|Latvia|Latvija|Lebanon|Libya|
    Liechtenstein|Lietuva|Lithuania|Luxembourg|Macedonia|Madagascar|Magyarország|Malaysia|Malta|
    Mauritius|Mexico|Moldova|Monaco|Mongolia|Montenegro|Morocco|Mozambique|Myanmar|México|
    Namibia|Nederland|Nepal|Netherlands|New Zealand|Nicaragua|Nigeria|Norge|North Macedonia|
    Northern Ireland|Norway|Oman|Pakistan|Panama|Paraguay|Peru|Perú|Philippines|Poland|Polska|
    Portugal|Puerto Rico|Qatar|Republic of Ireland|Romania|România|Russia|Russian Federation|
    Rwanda|San Marino|Saudi Arabia|Schweiz|Scotland|Senegal|Serbia|Singapore|Slovakia|Slovenia|
    Slovenija|Slovensko|South Africa|South Korea|Spain|Srbija|Sri Lanka|Suisse|Suomi|Sverige|
    Svizzera|Sweden|Switzerland|Syria|Taiwan|Tanzania|Thailand|The Netherlands|
    Trinidad and Tobago|Tunisia|Turkey|Türkiye|U.S.A.|UAE|UK|USA|Uganda|Ukraine|
    United Arab Emirates|United Kingdom|United States|United States of America|Uruguay|
    Uzbekistan|Venezuela|Vietnam|Wales|Yemen|Zambia|Zimbabwe|Éire|Ísland|Österreich|Česko|Ελλάδα
    """.replace("\n    ", "")
    .strip()
    .split("|")
)


def is_nation(text: str) -> bool:
    """Whether `text` is such a word, singular or plural, and nothing more."""
    word = text.lower()
    return word in NATIONS or (word.endswith("s") and word[:-1] in NATIONS)
