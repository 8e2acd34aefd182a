"""The words of pages that stand where an article should be: bot checks, consent dialogs, logins, missing pages.

Each pattern is for a page of few words that reports nothing; `completeness` sees to both. English, German, French,
Spanish, Italian, Dutch, Polish and Portuguese.
"""

from __future__ import annotations

import re


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


BOT_TITLE = _any(
    r"^(?:just a moment|attention required|access (?:to this page has been )?denied|are you (?:a robot|human)|"
    r"pardon our interruption|security check|verify(?:ing)? you are human|one more step|ddos protection|robot check|"
    r"please wait|checking your browser|human verification|bot verification|request blocked|forbidden$|403\b)",
)
BOT = _any(
    r"checking your browser|verify(?:ing)? (?:that )?you(?:'re|’re| are) (?:a )?human|unusual (?:traffic|activity) from|"
    r"are you a robot|not a robot|(?:confirm|prove) (?:that )?you(?:'re|’re| are) (?:a )?(?:human|not a)|press (?:&|and) hold|"
    r"complete the (?:security check|captcha|puzzle)|slide (?:right|left) to|enable cookies and reload|ddos protection by|"
    r"ray id\b|automated access|pardon our interruption|thought you were a bot|(?:ip|address|request|access) .{0,20}has been .{0,15}blocked|"
    r"performance & security by|you have been blocked|access to this page has been denied|permission to (?:access|see|view)",
    r"(?:bestätigen|beweisen) sie,? dass sie (?:ein|kein)|(?:kein|nicht ein) roboter sind|ungewöhnliche[nr]? (?:datenverkehr|aktivität)",
    r"confirme[rz]? que vous (?:êtes (?:un )?humain|n['’]êtes pas un robot)|vérifi\w+ que vous êtes (?:un )?humain|trafic inhabituel",
    r"(?:verifi[cq]\w+|confirm\w+|demuestr\w+) que (?:usted )?(?:eres|es) (?:un )?humano|no (?:eres|soy|es) un robot|tráfico inusual",
    r"non (?:sei|essere|sono) un robot|(?:verifica|conferma) di essere umano|traffico insolito",
    r"(?:bevestig|verifieer) dat (?:je|u) (?:een mens bent|geen robot)|geen robot bent|ongebruikelijk verkeer",
    r"nie jesteś robotem|(?:potwierdź|zweryfikuj),? że jesteś człowiekiem|nietypowy ruch",
    r"não (?:é|sou) um rob[ôó]|(?:verifi|confirm)\w+ que (?:você )?é (?:um )?humano|tráfego incomum",
)
SCRIPT = _any(
    r"(?:enable|turn on|activate|requires?|needs?|support) (?:your )?java-?script|"
    r"java-?script (?:is|to be|must be|has been) (?:disabled|enabled|required|turned)|"
    r"browser (?:is|does|not)? ?(?:not support|unsupported|out of date)",
    r"(?:bitte|aktivieren sie) (?:\w+ ){0,3}java-?script|java-?script (?:\w+ ){0,4}(?:aktivieren|deaktiviert|einschalten)",
    r"activ(?:er|ez) (?:le )?java-?script|(?:habilit|activ)[ae] (?:el )?java-?script|(?:abilita|attiva)(?:re)? java-?script",
    r"(?:schakel|zet) java-?script|włącz (?:\w+ )?(?:obsługę )?java-?script|(?:ative|habilite) (?:o )?java-?script",
)
CONSENT = _any(
    r"we (?:and our (?:\d+ )?partners|value your privacy|use cookies)|before you continue|cookie (?:consent|settings|policy)|"
    r"accept (?:all )?cookies|accept all|manage (?:your )?(?:privacy|cookie|consent)|your privacy (?:choices|matters)|"
    r"store and/or access information on a device|legitimate interest|consent to (?:the use|our)",
    r"cookies zustimmen|mit werbung (?:lesen|weiterlesen)|zustimmen und weiter|alle(?:s)? akzeptieren|"
    r"(?:wir und )?unsere (?:\d+ )?partner (?:verarbeiten|speichern|nutzen)",
    r"accepter (?:et|les cookies)|tout accepter|continuer sans accepter|nos (?:\d+ )?partenaires (?:utilis|stock|trait)\w+",
    r"aceptar (?:y continuar|todo|todas|las cookies)|nuestros (?:\d+ )?socios (?:almacen|utiliz|trat)\w+",
    r"accetta (?:e continua|tutt[oi]|i cookie)|nostri (?:\d+ )?partner (?:archivi|utilizz|tratt)\w+",
    r"alles accepteren|onze (?:\d+ )?partners (?:gebruiken|slaan|verwerken)|cookies accepteren",
    r"przejdź do serwisu|(?:akceptuj|zaakceptuj) (?:wszystk|i )|nasi (?:\d+ )?(?:zaufani )?partnerzy (?:przechow|przetwarz)\w+",
    r"aceitar (?:tudo|todos|e continuar|os cookies)|nossos (?:\d+ )?parceiros (?:armazen|utiliz|trat)\w+",
)
MISSING_TITLE = _any(
    r"^(?:err(?:or|eur|ore|o)?|fehler|błąd)?\s*(?:404|410)\b|\b404\b.*\b(?:error|not found)|(?:page|article|content|story|seite)\s+"
    r"(?:is |was )?(?:not found|no longer available|unavailable|nicht gefunden)|^not found$|page introuvable|"
    r"p[áa]gina no encontrada|pagina (?:niet gevonden|non trovata)|página não encontrada|nie znaleziono|does(?: not|n't) exist|^oops\b",
)
MISSING = _any(
    r"(?:page|article|story|content)(?: that)?(?: you(?:'re| are| were)? (?:looking for|requested|trying to \w+))?"
    r"(?: \w+){0,3} (?:could ?n[o']t be found|cannot be found|can't be found|not found|no longer (?:exists?|available)|"
    r"does(?: not|n't) exist|has been (?:moved|removed|deleted))|we can(?:'t|not) find (?:the|that|this) page|error 404",
    r"(?:seite|artikel|inhalt) (?:\w+ ){0,4}(?:nicht (?:gefunden|mehr verfügbar|verfügbar)|existiert nicht)",
    r"page (?:que vous (?:\w+ )?(?:recherchez|cherchez|demandez) )?(?:\w+ ){0,2}(?:est introuvable|n['’]existe (?:pas|plus))",
    r"página (?:que (?:\w+ ){0,2}(?:busca|buscas|solicita\w*|procura) )?(?:no existe|no se (?:ha )?encontr\w+|não (?:foi encontrada|existe))",
    r"pagina (?:che (?:\w+ ){0,2}(?:cercando|richiesta|cerchi) )?(?:non (?:esiste|è stata trovata)|è stata rimossa)",
    r"pagina (?:die je (?:\w+ ){0,2}zoekt )?(?:bestaat niet|kon niet|is niet (?:meer )?(?:gevonden|beschikbaar))",
    r"stron[ay],? (?:której (?:\w+ )?szukasz,? )?(?:nie istnieje|nie została znaleziona)",
)
REGION = _any(
    r"not available in your (?:region|country|location|area)|unavailable (?:due to|for) legal reasons|"
    r"from a country belonging to the european|(?:unable|not able) to (?:offer|provide) .{0,40}(?:european|eu\b|region)|"
    r"access .{0,40}from (?:the )?(?:european union|eu\b)",
    r"in (?:ihrem|deinem) (?:land|region) (?:\w+ ){0,2}nicht verfügbar|(?:pas|plus) disponible dans votre (?:pays|région)",
    r"no (?:está )?disponible en (?:tu|su) (?:país|región)|non (?:è )?disponibile nel (?:tuo|suo) paese",
    r"niet beschikbaar in (?:jouw|uw|je) (?:land|regio)|niedostępn\w+ w (?:twoim|państwa) (?:kraju|regionie)|não (?:está )?disponível (?:no|na) seu?a? (?:país|região)",
)
LATER = _any(
    r"too many requests|(?:down|offline|closed|unavailable) for (?:scheduled |routine |planned )?maintenance|scheduled maintenance|"
    r"\b50[0-4]\b.{0,20}(?:bad gateway|error|unavailable|time-?out)|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|"
    r"wartungsarbeiten|maintenance (?:en cours|programmée)|mantenimiento (?:programado|en curso)|in manutenzione|prace konserwacyjne|em manutenção",
)
AD_BLOCKER = _any(
    r"(?:disable|turn off|deactivate|pause|whitelist).{0,30}ad[- ]?block|ad[- ]?block(?:er)? (?:detected|erkannt|détecté|detectado|rilevato)|"
    r"(?:using|use) an ad[- ]?block",
    r"(?:deaktivieren|schalten) sie .{0,30}(?:ad-?|werbe)blocker|désactiv\w+ .{0,30}bloqueur|(?:desactiv|deshabilit)\w+ .{0,30}bloqueador|"
    r"disattiva .{0,30}ad-?block|schakel .{0,30}ad-?blocker|wyłącz .{0,30}(?:ad-?block|blokow)|desativ\w+ .{0,30}bloqueador",
)
LOGIN = _any(
    r"(?:sign|log) ?in (?:to (?:continue|your account|read|view|see)|required)|you must (?:be logged in|log in|sign in)|"
    r"please (?:log|sign) ?in|forgot(?:ten)? (?:your )?password|create (?:an|a free) account to|register to (?:read|continue)",
    r"(?:bitte )?(?:melden sie sich|loggen sie sich|melde dich) (?:bitte )?(?:an|ein)\b|passwort vergessen|connectez-vous|mot de passe oublié",
    r"inici[ae] sesión|olvidaste tu contraseña|accedi per|password dimenticata|log in om|wachtwoord vergeten|"
    r"zaloguj się|zapomniałeś hasła|faça (?:o )?login|esquece(?:u|ste) (?:a |sua )?senha",
)
PAYWALL = _any(
    r"subscribe (?:now |today )?(?:to|for) (?:continue|keep|read|unlock|full access|unlimited|get full)|"
    r"to (?:continue|keep|finish) reading|continue reading (?:this|the|your|with)|"
    r"(?:article|story|content|post) is (?:only )?(?:for|available to|reserved for|exclusive to|exclusively for) "
    r"(?:our )?(?:\w+ )?(?:subscribers|members)|(?:exclusive|only) (?:for|to) (?:our )?(?:subscribers|members)|"
    r"already (?:a |an )?(?:\w+ )?(?:subscriber|member)|to read the (?:full|rest of|entire|whole) (?:story|article|this)|"
    r"unlock (?:this|the) (?:article|story)|(?:become|you need to be|must be) a (?:\w+ )?(?:subscriber|member)|"
    r"subscribers? only|start your (?:free )?(?:trial|subscription)|you(?:'ve|’ve| have) (?:reached|used) your (?:\w+ )?"
    r"(?:limit|free)|(?:free|remaining) articles? (?:this|left|remaining)|"
    r"buy (?:this|a) (?:article|day pass)|purchase a subscription|subscription required",
    r"sie haben bereits ein abo|jetzt abonnieren und (?:weiter)?lesen|weiterlesen mit|nur für abonnenten|mit (?:plus|premium|digital)-?abo (?:weiter)?lesen",
    r"réservée? (?:aux|à nos) abonnés|il vous reste .{1,12} de cet article|abonnez-vous pour (?:lire|continuer)|déjà abonné",
    r"para suscriptores|suscríbete para (?:seguir|leer|continuar)|ya (?:eres|soy) suscriptor",
    r"abbonati per|riservat[oa] agli abbonati|sei già abbonato|per continuare a leggere",
    r"verder lezen\?|word abonnee|alleen voor abonnees|lees (?:direct )?verder met|al abonnee",
    r"aby czytać dalej|wykup dostęp|tylko dla prenumeratorów|pozostało .{1,12} artykułu|dostęp dla prenumeratorów",
    r"para assinantes|assine para (?:continuar|ler)|já é assinante",
)
