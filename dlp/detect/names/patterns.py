"""Regular expressions for names and what stands around them. All of bounded width."""

from __future__ import annotations

import re

#: letters of a name word: Anna, O'Brien, McGregor, Jean-Pierre, J.
WORD = r"[^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_])){0,30}\.?"
NAME = rf"{WORD}(?:[ \t]{{1,2}}{WORD}){{0,4}}"
CAPITAL = re.compile(rf"(?:{WORD})")
ADDRESS = re.compile(
    r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}|(?:https?|ftp|mailto|file)://?[^\s<>\"]{1,2000}"
    r"|www\.[^\s<>\"]{1,300}",
    re.IGNORECASE,
)
#: in every one of them
ADDRESS_MARK = re.compile(r"@|:/|[wW]{3}\.")

GREETING = re.compile(
    r"^[ \t>]{0,8}(?:hi|hello|hey|dear|morning|good (?:morning|afternoon|evening|day)|greetings|"
    r"hei|moi|moikka|terve|hyvä|hej|hejsan|tjena|bästa?e?|kära?e?|hallo|liebe[rs]?|servus|moin|"
    r"guten (?:tag|morgen|abend)|bonjour|bonsoir|salut|ch[eè]re?s?|coucou|hola|ciao)"
    r"(?:[ \t]+(?:again|mr|mrs|ms|dr|herr|frau|madame|monsieur|mme|prof)\.?)?[ \t]+"
    rf"(?P<names>{NAME}"
    rf"(?:[ \t]*(?:,|&|/|and|und|och|ja|et)[ \t]*{NAME}){{0,4}})[ \t]*(?:[,!:.;–-]{{1,3}}|$)",
    re.IGNORECASE | re.MULTILINE,
)
CLOSING = re.compile(
    r"^[ \t>]{0,8}(?:thanks?(?: you)?(?: again| so much| in advance| very much)?|thx|many thanks|"
    r"(?:(?:kind|best|warm|with) )?regards|rgds|cheers|best(?: wishes)?|all the best|sincerely"
    r"(?: yours)?|yours(?: truly| sincerely)?|take care|love|hth|hope (?:this|that) helps|"
    r"talk (?:to you )?soon|later|ciao|br|"
    r"(?:ystävällisin |parhain )?terveisin|terv|t|kiitos|kiitokset|yt|"
    r"(?:med )?vänlig(?:a|t)? hälsning(?:ar)?|hälsningar|mvh|tack|kram|"
    r"mit freundlichen grüßen|(?:viele|liebe|beste|herzliche|schöne) grüße|gruß|mfg|lg|vg|danke|"
    r"(?:bien )?cordialement|amicalement|bises|cdt|merci|à bientôt|bien à vous)"
    r"[ \t]*[,.!:)\-]{0,3}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
SIGNED = re.compile(
    r"(?:[ \t]*\n){1,3}[ \t>]{0,8}[-–—~/]{0,3}[ \t]?"
    rf"(?P<name>{NAME})[ \t]*[.!]?[ \t]*(?=\n|\Z)"
)
DASHED = re.compile(
    rf"^[ \t>]{{0,8}}[-–—~/.#\[]{{1,2}}[ \t]?(?P<name>{NAME})[ \t]*[.\]]?[ \t]*$", re.MULTILINE
)
#: a line with nothing but a name, after an empty one
ALONE = re.compile(
    rf"(?:\A|\n[ \t]*\n)[ \t]{{0,8}}(?P<name>{WORD}(?:[ \t]{WORD}){{0,2}})"
    r"[ \t]*[.!]?[ \t]*(?=\n|\Z)"
)
#: a line that calls several people: Nigel/Farrukh,
CALLED = re.compile(
    rf"^[ \t]{{0,4}}(?P<names>{WORD}(?:[ \t]?(?:/|,|&|and|und|och|ja|et)[ \t]?{WORD}){{1,5}})"
    r"[ \t]?[,:][ \t]*$",
    re.MULTILINE,
)
#: who speaks, in a chat or a dialogue: Anna: "Who is there?"
SPEAKER = re.compile(
    rf"^[ \t>]{{0,8}}(?P<name>{WORD}(?:[ \t]{WORD})?):(?=[ \t]?[\"“'’]|[ \t]+[^\W\d_])",
    re.MULTILINE,
)
#: who speaks in the log of a chat: [14:31] jule: …
CHATTED = re.compile(
    r"^[ \t>]{0,8}[\[(]?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?[ ]?(?:[AP]M)?[\])]?"
    r"[ ]?[-\u2013]?[ ]?"
    rf"<?(?P<name>{WORD}(?:[ \t]{WORD})?)>?:?(?<=[:>])(?=[ \t]+\S)",
    re.MULTILINE,
)
#: a company by the form that its law gives it: Waterland Bouw B.V.
COMPANY = re.compile(
    r"(?<![\w@.&])(?P<name>[^\W\d_a-z][\w'’&\-]{0,24}(?:[ ](?:&|y|e|et|und|och|i|ja|and)[ ]|[ ])"
    r"(?:[^\W\d_a-z][\w'’&\-]{0,24}[ ]){0,3}"
    r"(?:GmbH(?: & Co\. KG)?|AG|KG|OHG|UG|e\.V\.|SARL|SAS|S\.A\.S\.|S\.A\.(?:U\.)?|S\.L\.(?:U\.)?|"
    r"Sp\. ?z ?o\. ?o\.|S\.p\.A\.|SpA|S\.r\.l\.|Srl|B\.V\.|BV|N\.V\.|NV|LLC|L\.L\.C\.|Ltd\.?|"
    r"Limited|plc|Inc\.?|Corp\.|AB|HB|Oyj|Oy|ApS|A/S|ASA|AS|SL))(?!\w)"
)
#: a given name right before a number of its owner's: Kim +49 170 …
BEFORE_NUMBER = re.compile(
    rf"(?:^|[.?!:;,][ \t]+)(?P<name>{WORD}(?:[ \t][^\W\d_a-z][^\W\d_]{{1,20}})?)[ \t]+"
    r"(?=\+?\(?(?:[0-9][ ()/\-]{0,2}){7,})",
    re.MULTILINE,
)
#: whom a message calls: @Anna, @Anna Berg
MENTION = re.compile(rf"(?<![\w.@/])@(?P<name>{WORD}(?: [^\W\d_a-z][^\W\d_]{{1,20}})?)")
#: a family name behind a particle; behind some of them a place can stand as well (`of`)
PARTICLE_BEHIND = re.compile(
    r" (?:(?:(?P<of>van|von|de|da|di|du|del|la|le)|van (?:der|den|de)|von (?:der|und zu)"
    r"|zu|af|dos|do|della|de (?:la|las|los)|bin|ibn|ben|bint|al|el|ter|ten) "
    r"(?P<family>[^\W\d_a-z][^\W\d_]{1,20}(?:-[^\W\d_]{2,20})?)"
    r"|(?:[Aa]l|[Ee]l)-(?P<article>[^\W\d_]{2,20}))\b"
)
NICK = re.compile(rf" [\"“][^\"”\n]{{1,20}}[\"”] {WORD}")
BEFORE_NICK = re.compile(
    r"(?<!\w)[^\W\d_a-z][^\W\d_]{1,20}(?: [^\W\d_a-z](?:\.|[^\W\d_]{1,20})){0,2}\Z"
)
QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
HEADER = re.compile(
    r"^[ \t>*]{0,8}(?:from|to|cc|bcc|sender|reply-to|forwarded by|sent by|von|an|från|till|kopia|"
    r"de|à|lähettäjä|vastaanottaja|kopio)\*?[ \t]?:\*?[ \t]*(?P<list>[^\n]{2,1500})$",
    re.IGNORECASE | re.MULTILINE,
)
BOX = re.compile(
    rf"(?:^|(?<=[;,]))[ \t]*[\"']?(?P<name>{NAME}(?:,[ \t]?{NAME})?)[\"']?[ \t]*"
    r"(?:<[^>\n]{0,200}>|\[mailto:[^\]\n]{0,200}\]|\([^)\n]{0,80}\)|/[^;\n]{0,80}@[\w ]{1,30})?"
    r"[ \t]*(?=;|,|$)"
)
BEFORE_ADDRESS = re.compile(
    rf"(?:^|(?<=[\s\"',;:(>]))(?P<name>{NAME}(?:,[ \t]{NAME})?)[\"']?"
    r"[ \t]{1,2}[<(\[](?:mailto:)?\Z"
)
LOTUS = re.compile(
    rf"(?P<name>{NAME})/[A-Za-z0-9 ]{{1,30}}(?:/[A-Za-z0-9 ]{{1,30}}){{0,3}}@[A-Za-z]"
)
VERB = re.compile(
    r"\b(?:wrote|writes|said|says|mentioned|sez|asked|kirjoitti|skrev|schrieb|a écrit)[ \t]?:"
)
BEFORE_VERB = re.compile(
    rf"(?:^[ \t>*]{{0,8}}|[,:] {{1,2}}|[0-9] {{1,2}})(?P<name>{NAME}(?:, {NAME})?)"
    r"[ \t]*(?:\([^)\n]{0,60}\)[ \t]*|<[^>\n]{0,120}>[ \t]*|\[[^\]\n]{0,120}\][ \t]*)?\Z"
)

HOUSE_BEFORE = re.compile(r"(?:^|[\s,])\d{2,5}[a-zA-Z]? \Z")
HOUSE_AFTER = re.compile(
    r" (?:u\. ?|str\.? |no\.? )?\d{1,4}(?: ?[a-zA-Z])?(?:[,\n]|\.?\Z| (?:Suite|Apt|St|[A-Z]{2}\b))"
)

#: no name runs over one of these
NO_NAME = re.compile(r"[:;<>()\[\]|]|\"(?=\S*[:,])")
LISTED_BEFORE = re.compile(r", \Z")
LISTED_AFTER = re.compile(r",? (?:and|or|&|und|och|ja|et) |, [^\W\d_]")
STATE = re.compile(r",[ \t][A-Z]{2}\b")

#: what stands between "and"s
AND = re.compile(
    rf"(?:(?!(?:and|und|och|ja|et)\b){WORD}[ \t]{{0,2}}){{1,5}}(?<![ \t])", re.IGNORECASE
)

#: words of organisations and lists in display names
NOT_PEOPLE = re.compile(
    r"\b(?:team|support|lists?|admin\w*|group|users?|members?|staff|office|service|services|sales|"
    r"marketing|info|noreply|no-reply|news\w*|inc|ltd|llc|gmbh|corp|bank|department|dept|daily|"
    r"mailing|webmaster|postmaster|undisclosed|recipients|committee|board|society|university|"
    r"customer|customers|account\w*|help|desk|announce\w*|owner|system|mailer|daemon|subject|date|"
    r"everyone|all|employees|distribution|conference|center|centre|club|club|company)\b",
    re.IGNORECASE,
)
TITLES = re.compile(
    r"(?:mr|mrs|ms|miss|mister|dr|prof|sir|herr|frau|herrn|hr|fr|mme|madame|monsieur|m|baroness|grandpa|grandma|uncle|aunt|tante|onkel)"
    r"\.?[ \t]+(?=\S)",
    re.IGNORECASE,
)
CODE = re.compile(r"[_=@{}\\|%$#^~]|::|--|://|[a-z][A-Z](?![a-z]*$)|\d")
INNER_CAPITAL = re.compile(r"^(?:Mc|Mac|De|Di|La|Le|Van|Von|O['’]|D['’]|Fitz|Del|Mc)[A-Z]")
