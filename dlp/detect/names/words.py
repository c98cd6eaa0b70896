"""Words that a reader of names must know; lower case."""

#: words that open a line, close a mail, head a list or stand in a date, and are nobody's name
NOT_NAMES = frozenset(
    """
    abs absatz account amount anlage antal anzahl apartment apt article belopp betrag
    bilaga brutto cantidad chapter compte conto cuenta einheit erä facture figure flat hinta
    importe importo invoice item konto kpl lot menge moms montant mwst määrä netto objet order
    page pagina pos position prix qty quantity quantité rabatt rad ref remise rivi rubrique
    saldo section seite sida sivu solde stk stück suite summa summe table termin ticket tili
    total unit yhteensä zeile
    alla alle allemaal allihopa kaikki kollegen todos todas tous toutes tutti tutte wszyscy iedereen
    a about action actually admin administrator afaik afternoon again agenda all also
    alternatively amen an and answer any anyhow anyway apparently apr are as asap at attached
    attachment aug background basically bcc be been besides best btw budget but by call cc
    cheers ciao click client colleagues company confidential congrats congratulations contact
    contract cordially corp customer date day dear debug dec december department dept done
    download draft dunno e-mail email end enjoy eof error evening everybody everyone fax feb
    february file files fin final finally first folks for fortunately forwarded fri friday
    friends from furthermore fw fwd fyi gmbh good god great group guys he hello help here hey hi hmm
    home how however hth huh i if imho in inc info interestingly internal internet invoice is it
    january java jul july just last later list lists llc login logout lord lol ltd lunch madam mail
    many mar march meeting message minutes mobile mon monday more moreover morning most much my
    name names new next night no nope not note nov november now obviously oct october of office
    ok okay old on one oops or original other our overview owner page pages perfect perl phone
    please pls plz postmaster previous private public python question re regards reminder reply
    report respectfully sat saturday schedule search second sent sep sept september server
    settings she sincerely sir site so some soon sorry subject subscribe summary sun sunday
    support sure tbd team thank thanks that the then there these they this those three thu
    thursday thx to today tomorrow tue tuesday two unfortunately unsubscribe update upload
    upstream urgent user users version warning was we web webmaster wed wednesday welcome well
    were what when where which who why with wow yeah yep yes yesterday you your yours
    """.split()
)

#: names that are words, too: never found in lower case by their looks alone
COMMON = frozenset(
    """
    aamu ada aimé al alba alexa ali amber america an andy angel apache april art arvo ash august
    aura austin basil bella best bill björn black blanca blanche bo brooklyn brown buck bud
    buddy carol carolina case cash chad charity charlotte charm charme chase chat chelsea cherry
    china chip christian church claire clay cliff clément college colt com conn constant crystal
    cuba dad dag daisy dakota dale dallas darwin data dawn day dean del destiny dev devon di
    dick django don dot dove drake drew désiré earl ed edit edu el elif ella else ernst eve
    faith fern fleur floor florence ford franc frank gale gay gene georgia ginger glen grace
    grant gray green grey gun guy ha hank harmony harry hazel heath heather hella hill holly
    home honey hope houston hunter ida ilo ilta india info into iris israel ivy jack jackson
    jade jan jasper java jay jean jenkins jerry jersey jewel job joe john jordan josh joy julia
    jun june junior kai kari kay kent kenya kick king klaus knut la lance lane lark laurel leaf
    lee len les li lib lily lima lincoln linda line little liv lo loan lois london long lot love
    lumi lux luz mac madison mail main major mar marguerite mark mason matin max may melody
    mercedes mercy meri meta mike miles mira misty mom my myrtle net nice nick norm nova odd
    oiva ole olive olivier onni opal oracle orchid org otto owe page pan paris park pascal pat
    paz pearl penny per perl pero pia pierce pierre ping price prince princess puh queen rain
    raj rauha raven ray reed reg rex rich rin river rob robin rock rocky root rose rowan ruby
    rusty sage said sandy sara sari satu savannah scarlet sep sherry short sierra siri sisu skip
    sky sol solange sole son star sten sterling stew stig stone storm street sue sulo summer
    sunny swift sydney sys tad tanner tapio tarmo taylor terry test thorn thu tiger till tim
    toivo tom tony trey trinity trip troy tucker tuuli tyler ulf urho uri user usko val van veli
    vera vic victor victoria violet virginia voitto von wade walker ward washington watson wayne wes
    white will wolf wood woody yan yen york young yu zip åke
    """.split()
)

#: feasts, seasons and days off; who wishes them names nobody
FEASTS = frozenset(
    """
    christmas xmas easter halloween thanksgiving hanukkah ramadan eid diwali pentecost epiphany
    ascension carnival midsummer friday
    weihnachten weihnacht ostern pfingsten fasching karneval fastnacht nikolaus silvester neujahr
    himmelfahrt fronleichnam allerheiligen advent rosenmontag oktoberfest karfreitag ostermontag
    joulu joulua jouluna joulun juhannus juhannusta juhannuksena vappu vappua vappuna pääsiäinen
    pääsiäistä pääsiäisenä itsenäisyyspäivä itsenäisyyspäivää helatorstai pikkujoulu pikkujoulut
    jul julen påsk påsken midsommar midsommarafton valborg lucia pingst trettondagen nyår
    julafton påskafton sankthans
    pâques noël toussaint pentecôte épiphanie chandeleur ascension carême réveillon
    navidad navidades pascua reyes nochebuena nochevieja carnaval inmaculada pilar
    święta świąt wielkanoc wielkanocy wigilia wigilii sylwester ciało majówka majówki trzech
    natale pasqua pasquetta ferragosto epifania befana capodanno carnevale pentecoste
    pasen kerst kerstmis sinterklaas koningsdag hemelvaart hemelvaartsdag pinksteren oud nieuwjaar
    bevrijdingsdag dodenherdenking
    """.split()
)
