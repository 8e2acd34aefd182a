"""Page furniture in languages other than English: alternatives of patterns that `signs` puts together by kind.

German, French, Spanish, Italian, Portuguese, Dutch, Polish and the Scandinavian languages, in this order. What is
listed is what news sites of these languages print again and again, never the name of one of them.
"""

from __future__ import annotations

RELATED_HEADS = (
    r"(?:mehr|alles) (?:zum thema|zu|zur|zum|aus|von|über|artikel|nachrichten|news|themen|beiträge)\b.{0,50}",
    (
        r"(?:weitere|ähnliche|verwandte|weiterführende|aktuelle|neueste|beliebte|passende)"
        r" \w{0,20}(?:artikel|beiträge|themen|meldungen|nachrichten|informationen|infos|links|tipps|inhalte|texte)\b.{0,50}"
    ),
    r"lesen sie (?:auch|mehr|hier|dazu|weiter)\b.{0,50}|lies (?:auch|mehr|hier|weiter)\b.{0,50}",
    r"das könnte (?:sie|dich|euch) (?:auch )?interessieren|auch (?:interessant|lesenswert|spannend)",
    r"(?:schon|bereits) gelesen|(?:meist|viel)gelesen(?:e artikel)?|top-?themen\b.{0,40}|passend (?:dazu|zum thema)",
    r"zum (?:thema|weiterlesen)|(?:links|mehr) (?:zum|zu diesem) (?:thema|artikel)|empfehlungen(?: der redaktion)?",
    r"inhaltsverzeichnis|schlagworte|stichworte|weiterlesen|mehr lesen|hier weiterlesen",
    r"[àa] lire (?:aussi|également|ensuite)\b.{0,50}|lire (?:aussi|également|la suite)\b.{0,50}|voir aussi",
    r"sur le même (?:sujet|thème)|dans la même rubrique|pour aller plus loin|en savoir plus|vous aimerez aussi",
    r"articles? (?:liés|similaires|connexes|recommandés|les plus lus)|(?:les )?plus (?:lus|partagés)|nos derniers articles",
    r"(?:te|le|les|os) (?:puede|podría) interesar|(?:tal vez|quizás) te interese|te recomendamos",
    r"(?:lea|lee|leer|vea|ve|ver|mira|conozca|descubre) (?:también|además|más)\b.{0,50}",
    r"más (?:sobre|noticias|información|en|de|contenido)\b.{0,50}|lo más (?:leído|visto|reciente)",
    r"(?:noticias|artículos|notas|contenidos?) relacionad[oa]s?|relacionad[oa]s",
    r"leggi (?:anche|di più|tutto)\b.{0,50}|(?:ti )?potrebbe(?:ro)? interessarti(?: anche)?|vedi anche|per saperne di più",
    r"(?:articoli|notizie) (?:correlat[ie]|simili)|(?:i )?più letti|approfondimenti|sullo stesso (?:tema|argomento)",
    r"(?:leia|veja|saiba|confira) (?:também|mais|ainda)\b.{0,50}|mais (?:lidas|lidos|sobre|notícias)\b.{0,40}",
    r"(?:notícias|artigos|matérias) relacionad[ao]s|(?:pode|talvez) (?:te |lhe )?interess[ae]r?|últimas notícias",
    r"lees (?:ook|meer|verder)\b.{0,50}|meer (?:over|nieuws|artikelen|lezen)\b.{0,40}|bekijk ook|meest gelezen|aanbevolen",
    r"gerelateerde (?:artikelen|berichten|onderwerpen)",
    r"(?:czytaj|przeczytaj|zobacz|sprawdź|obejrzyj) (?:też|także|również|więcej|dalej)\b.{0,50}|dowiedz się więcej",
    r"polecamy(?: również| także)?|warto przeczytać|najczęściej czytane|(?:powiązane|podobne) (?:artykuły|tematy)",
    r"więcej (?:na temat|o|informacji|wiadomości)\b.{0,50}",
    r"(?:läs|les|læs) (?:också|også|även|mer|mere|vidare|videre)\b.{0,50}|mer om\b.{0,50}|se (?:också|også|även)",
    r"relatera(?:t|de artiklar)|relatert|mest (?:läst|lest|læst)",
)
"""A short line that heads a list of other stories, or of links."""

MORE = (
    r"lesen sie (?:auch|mehr|dazu|hier)|lies (?:auch|mehr)|mehr (?:zum thema|dazu|infos?)|siehe (?:auch|hier)|lesetipp",
    r"weitere informationen|passend dazu|auch interessant",
    r"[àa] lire (?:aussi|également)|lire (?:aussi|également)|voir aussi|en savoir plus",
    r"(?:lea|lee|leer|vea|ve|mira) (?:también|además|más)|te puede interesar|más información|además",
    r"leggi anche|vedi anche|per approfondire|(?:leia|veja|saiba|confira) (?:também|mais)",
    r"lees (?:ook|meer|verder)|bekijk ook|(?:czytaj|przeczytaj|zobacz|sprawdź) (?:też|także|również|więcej)",
    r"dowiedz się więcej|więcej (?:na temat|o tym)|(?:läs|les|læs) (?:också|også|även|mer|mere)|se (?:också|også)",
)
"""How a pointer to another story begins, before its colon."""

REFERENCES = (
    r"original(?:publikation|veröffentlichung|arbeit|studie)|zusatzinformation(?:en)?|publication originale|publicación original|"
    r"artículo original|pubblicazione originale|publicação original|oorspronkelijke publicatie|publikacja źródłowa|originalartikel"
)
POINTERS = (
    (
        r"(?:mehr|alles|weitere|nähere|alle)\b[^.!?]{3,80}\b(?:finde(?:t|n|st) (?:ihr|sie|du)|gibt es|lesen sie|gibt's)"
        r"\b[^.!?]{0,50}"
    ),
    r"hier geht(?:'|’|e)?s? (?:es )?(?:zu|zur|zum)\b.{3,80}",
    r"retrouvez (?:ici|nos|notre|tou[ts])\b.{3,80}|(?:consulta|consulte|descubre) (?:aquí|nuestr[oa]s?)\b.{3,80}",
)
"""A whole line that sends the reader elsewhere."""

SIGN_UPS = (
    r"\berhalten sie (?:exklusive|regelmäßig|kostenlos)\w* (?:angebote|informationen|neuigkeiten|tipps|vorteile)",
    (
        r"\bnewsletters?\b.{0,60}(?:abonnier|anmeld|bestell|eintrag|registrier|erhalten)|"
        r"(?:abonnier|anmeld|bestell|melden? sie|trag(?:en)? sie).{0,60}\bnewsletter"
    ),
    r"\b(?:zum newsletter|jetzt (?:kostenlos )?(?:abonnieren|anmelden|registrieren)|(?:kostenlos|gratis) testen)\b",
    r"\b(?:werden sie|werde) (?:jetzt )?(?:mitglied|abonnent)|\bim abo\b.{0,60}(?:erhältlich|bestell)|jetzt auch digital\b",
    r"\bpush-?(?:nachrichten|mitteilungen|benachrichtigungen)\b.{0,60}(?:aktivier|abonnier|bestell)",
    (
        r"\b(?:inscrivez-vous|abonnez-vous|s'inscrire|s'abonner|recevez|recevoir)\b.{0,70}"
        r"(?:newsletters?|lettres? d['’]information|infolettre|e-?mails?|alertes?|gratuit)"
    ),
    r"\b(?:newsletters?|lettre d['’]information|infolettre)\b.{0,70}(?:inscri|abonn|recev)",
    r"\btéléchargez (?:notre|l['’]) ?appli|\bsoutenez (?:notre|un journalisme)",
    (
        r"\b(?:suscríb[ae](?:te|se|nse)|suscribirse|regístr[ae](?:te|se)|recib[ea]|apúnta(?:te|se)|inscríb[ae](?:te|se))"
        r"\b.{0,70}(?:newsletters?|bolet[íi]n|correo|alertas|notificaciones|gratis)"
    ),
    r"\b(?:newsletters?|bolet[íi]n(?:es)?)\b.{0,70}(?:suscr|recib|regístr|apúnta)|\bdescarg(?:a|ue) (?:nuestra|la) app\b",
    r"\b[úu]n(?:e|a)(?:te|se) (?:a |al )(?:nuestr|canal|grupo)",
    (
        r"\b(?:iscriv(?:iti|etevi)|ricevi|abbonati|registrati)\b.{0,70}(?:newsletter|e-?mail|notizie|gratis)|"
        r"\bnewsletter\b.{0,70}(?:iscriv|ricev)|\bscarica (?:la|l['’])(?: nostra)? ?app\b"
    ),
    (
        r"\b(?:assine|inscreva-se|receba|cadastre-se)\b.{0,70}(?:newsletter|e-?mail|notícias|boletim|whatsapp)|"
        r"\bbaixe (?:o|nosso) app\b|\bentre (?:no|para o) (?:nosso )?(?:grupo|canal)"
    ),
    (
        r"\b(?:schrijf|meld) (?:je|u|jou)\b.{0,60}(?:nieuwsbrief|newsletter)|\bnieuwsbrief\b.{0,60}(?:inschrijv|aanmeld|ontvang)|"
        r"\bontvang\b.{0,60}nieuwsbrief|\bword (?:nu )?(?:lid|abonnee)\b"
    ),
    (
        r"\bzapisz się\b.{0,60}(?:newsletter|powiadomie)|\bnewsletter\b.{0,60}(?:zapisz|subskryb|otrzym)|\bsubskrybuj\b|"
        r"\bdołącz do (?:nas|naszej)"
    ),
    (
        r"(?:prenumerera|anmäl dig|registrera dig|abonner|meld deg|tilmeld)\b.{0,60}(?:nyhetsbrev|nyhedsbrev)|"
        r"(?:nyhetsbrev|nyhedsbrev)\w*\b.{0,60}(?:prenumerera|anmäl|abonner|meld|tilmeld)"
    ),
)

FOLLOWS = (
    r"(?:folg(?:e|en|t)(?: sie)?|lik(?:e|en)(?: sie)?|besuch(?:en|t)?(?: sie)?) (?:uns|mir|gerne)\b.{0,80}",
    r"(?:suivez|retrouvez|rejoignez)-nous\b.{0,80}|sígu(?:e|a|en)(?:nos|anos)\b.{0,80}|sig(?:a|ue) (?:a |nuestr).{0,80}",
    r"segui(?:ci|teci)\b.{0,80}|siga-nos\b.{0,80}|siga (?:o|a|nosso)\b.{0,60} no (?:instagram|facebook|twitter|whatsapp|x)",
    r"volg ons\b.{0,80}|(?:obserwuj|śledź|polub) nas\b.{0,80}|fø?öl?j? ?(?:oss|os)\b.{0,80}",
)
"""How an appeal to follow the outlet begins."""

ADS = (
    (
        r"(?:anzeige|werbung|reklame|annons|annonce|reklam[ae]?|advertentie|publicité|publicidad|pubblicità|publicidade)"
        r"(?:\s*[-–—:,|]\s*.{0,160})?"
    ),
    r"\[(?:anzeige|werbung|reklame|annons)\].{0,160}",
    r"(?:dieser|der|die|das|enthält|bei den|mit \*)\b.{0,80}(?:affiliate|provisions|werbe)-?\s?links?\b.{0,200}",
    r".{0,60}handelt es sich um (?:einen? )?(?:sogenannten? )?affiliate.{0,200}",
)

RIGHTS = (
    r".{0,40}alle rechte vorbehalten.{0,60}|.{0,40}tous droits réservés.{0,60}|.{0,40}todos los derechos reservados.{0,60}",
    r".{0,40}prohibida (?:la|su) reproducción.{0,80}|.{0,40}riproduzione riservata.{0,40}|.{0,40}diritti riservati.{0,40}",
    r".{0,40}todos os direitos reservados.{0,60}|.{0,40}alle rechten voorbehouden.{0,60}|.{0,40}prawa zastrzeżone.{0,80}",
    r"materiał chroniony prawem.{0,140}|.{0,40}(?:nachdruck|vervielfältigung) (?:nur|verboten).{0,80}",
    r"\(?(?:alle )?angaben ohne gewähr\)?|.{0,30}alla rättigheter.{0,40}",
)

CREDITS = (
    r"(?:titel|symbol|archiv|bei?spiel)?(?:bild|foto|grafik)(?:er|s)?(?:quelle|nachweis)?",
    r"crédits?(?: photos?)?|photos?|illustration|légende|fotografías?|fotos?|imagen|imagem|créditos?|crediti|immagine",
    r"beeld|afbeelding|zdjęcie|fot\.|grafika|bilde|kuva",
)
"""What a caption or a credit begins with, before its colon."""

SOURCES = r"quellen?|sources?|fuentes?|fonti|fontes?|bron(?:nen)?|źródł[oa]|käll[ao]r?|kilder?"
"""What a line that only names a source begins with."""

STAMPS = (
    (
        r"(?:zuletzt |letzte |stand |erstellt |veröffentlicht |aktualisiert )?(?:aktualisierung|änderung|aktualisiert|geändert|"
        r"veröffentlicht|erstellt|stand)(?: am)?"
    ),
    r"(?:publié|mis à jour|modifié|posté)(?:e)?(?: le)?|(?:publicado|actualizado|última actualización)(?: el)?",
    r"(?:pubblicato|aggiornato|ultimo aggiornamento)(?: il)?|(?:publicado|atualizado|última atualização)(?: em)?",
    r"(?:gepubliceerd|bijgewerkt|laatst (?:bijgewerkt|gewijzigd))(?: op)?|(?:opublikowano|aktualizacja|data publikacji)",
    r"(?:publicerad|uppdaterad|publisert|oppdatert|opdateret|sist oppdatert)",
)

READING_TIMES = (
    (
        r"(?:lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|czas czytania|lästid)"
        r"\s*:?\s*(?:ca\.?\s*)?\d+.{0,14}"
    ),
    r"\d+\s*(?:min\w*\.?)\s*(?:lesezeit|de lecture|de lectura|di lettura|de leitura|leestijd|czytania|läsning|lesing)",
)

COMMENTS = (
    (
        r"(?:\d[\d.,]*\s*)?(?:kommentare?|commentaires?|comentarios?|commenti|comentários?|reacties?|komentarz[ey]?|kommentarer)"
        r"(?:\s*\(?\d+\)?)?"
    ),
    r"(?:schreib(?:en|e)|verfass(?:en|e)|hinterlass(?:en|e))\b.{0,30}\bkommentar\b.{0,30}|kommentar (?:schreiben|verfassen|hinterlassen)",
    r"(?:laisse[rz]|écrire|poster) un commentaire\b.{0,30}|dej(?:a|ar|e) (?:un|tu|su) comentario\b.{0,30}",
    r"lascia un commento|deixe (?:um|seu) comentário|plaats (?:een )?reactie|dodaj komentarz|skriv (?:en )?kommentar",
)

SHARES = (
    r"teilen|drucken|merken|weiterleiten|vorlesen|partager|imprimer|envoyer|compartir|imprimir|guardar|condividi|stampa|"
    r"compartilhar|compartilhe|delen|afdrukken|udostępnij|drukuj|dela|del|skriv ut|artikel (?:anhören|drucken|teilen|merken)"
)

CONSENTS = (
    (
        r"\b(?:diese (?:website|seite)|wir) (?:verwende[nt]|nutz[et]n?) cookies|\bce site utilise des cookies|"
        r"\b(?:este sitio|esta web|utilizamos|usamos)\b.{0,30}\bcookies|\b(?:questo sito|utilizziamo)\b.{0,30}\bcookie|"
        r"\b(?:deze (?:site|website)|wij|we) (?:gebruik(?:t|en|maakt)).{0,20}\bcookies|\b(?:ta strona|strona) używa.{0,20}cookie"
    ),
    r"\bexterne[rn]? inhalt|\b(?:ich bin damit einverstanden|zustimmen und)\b.{0,60}(?:inhalt|daten|anzeigen)",
    r"\bpersonenbezogene daten an drittplattformen|\bbeim laden des inhalts\b",
)

CONTACTS = (
    r"(?:presse|medien|rück)?(?:kontakt|fragen|ansprechpartner(?:in|innen)?)|pressestelle|contacts?(?: presse)?|contact(?:o|os)?"
    r"(?: de)? (?:prensa|media)|contatti(?: stampa)?|perscontact|kontakt dla mediów|presskontakt"
)

SAID = (
    (
        r"sagt(?:e|en)?|erklärt(?:e|en)?|betont(?:e|en)?|teilte[n]? mit|berichtet(?:e|en)?|kritisiert(?:e|en)?|forder(?:t|te|ten)|"
        r"heißt es|zufolge|laut|meint(?:e|en)?|so der|so die"
    ),
    r"déclar[ée]r?|affirm[ée]|expliqu[ée]|indiqu[ée]|annonc[ée]|estim[ée]|selon|a dit|dit",
    r"dijo|afirmó|señaló|explicó|aseguró|declaró|indicó|según|anunció|sostuvo",
    r"ha (?:detto|dichiarato|spiegato|affermato)|secondo|disse|afirmou|declarou|explicou|segundo|contou",
    (
        r"zei|zegt|verklaarde|volgens|meldt|powiedział[a]?|mówi|podkreślił[a]?|zaznaczył[a]?|poinformował[a]?|według|"
        r"sade|säger|enligt|sa|sier|ifølge|siger"
    ),
)
"""Words by which these languages report what somebody said: a block that has one may be the story."""

JOURNALISTS = (
    (
        r"(?:chef-?|politik-?|wirtschafts-?|sport-?|freie[r]? |leitende[r]? |stellvertretende[r]? )?"
        r"(?:redakteur(?:in)?|journalist(?:in)?|autor(?:in)?|korrespondent(?:in)?|reporter(?:in)?|volontär(?:in)?|ressortleiter(?:in)?)"
    ),
    (
        r"journaliste?|rédact(?:eur|rice)(?: en chef)?|correspondante?|redactor[a]?|periodista|editor[a]?|corresponsal|"
        r"giornalista|redattore|redattrice|jornalista|repórter|redacteur|verslaggever|dziennikar(?:z|ka)|redaktor(?:ka)?"
    ),
)
BIO_VERBS = (
    r"ist|war|arbeitet|schreibt|berichtet|leitet|est|écrit|es|escribe|è|scrive|é|escreve|is|schrijft|jest|pisze|är"
)
