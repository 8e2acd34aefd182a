"""The words by which page furniture gives itself away: one pattern a kind, each for a whole short block.

English here, other languages in `wordings`. Patterns are asked about a block's `lower`, but for `CAPTION`, `CREDIT`,
`PICTURE`, `CRUMBS`, `GLUED` and `ADDRESS`, which see its text. A pattern alone removes nothing: `clean` bounds the length of the
block, and leaves alone what reports or quotes somebody.
"""

from __future__ import annotations

import re

from briefer.read import wordings


def _any(*alternatives: str) -> str:
    return "|".join(alternatives)


def _lower(pattern: str) -> re.Pattern[str]:
    """A pattern that is asked about a text in lower case, which takes half the time of one that ignores case."""
    return re.compile(pattern)


def _within(pattern: str) -> re.Pattern[str]:
    """A pattern that is searched for, each alternative of which begins with a word: tried at words alone."""
    return re.compile(rf"\b(?=\w)(?:{pattern})")


STEM = 4
"""Letters: `stems` of a text are the beginnings of its words. The costly patterns are asked only about a text
that has one of theirs, which spares nineteen blocks in twenty."""


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in words.split())


SIGN_UP_STEMS = _stems(
    "read beco erha bull inva vali your deli abo abon aler anme apún app appl assi baix bole brie cada cana chan desc dige digi dołą e-ma emai entr grat inbo infol "
    "insc insk iscr join kost l'ap l’ap lett mail meld mitg news nieu noti nyhe ontv opt phon podc push rece reci recib regi "
    "regí rice scar schrijf sell shar sign sote sout spam subs susc téle téléc télé than tilm trag upda úne úni wron word zapi zapisz"
)
SIGN_UP = _within(
    r"\b(?:sign(?:ing)? up|subscribe|register|opt in|join)\b.{0,80}\b(?:newsletters?|"
    r"e-?mails?|inbox|briefing|alerts?|mailing list|"
    r"podcast|updates|daily|weekly|digest|for free)\b|\b(?:newsletters?|"
    r"briefing)\b.{0,80}\b(?:sign(?:ing)? up|subscribe|delivered)\b|"
    r"\b(?:delivered|sent|straight|right|direct(?:ly)?|lands?|arrives?) (?:directly |straight |right )?(?:to|"
    r"into|in) your (?:inbox|e-?mail|phone)\b|\bin your inbox\b|"
    r"\bget (?:our|the|all the|more) .{0,80}\b(?:in|to) your (?:inbox|email)\b|"
    r"\b(?:enter|submit|add|type|confirm|invalid|your) (?:your |valid |a valid )?e-?mail(?: address)?\b.{0,60}"
    r"\b(?:subscri\w+|sign up|submit|join|below|here|newsletter)\b|\benter (?:your|a valid) e-?mail\b|"
    r"\bthank(?:s| you) for (?:signing up|subscribing|your (?:interest|registration))\b|"
    r"\bby (?:signing up|subscribing|submitting|providing|entering|"
    r"clicking|continuing|registering)\b.{0,80}\b(?:you|i) (?:agree|accept|consent|confirm|acknowledge)\b|"
    r"\bfree (?:daily|weekly|morning|monthly) (?:e-?mail|newsletter)\b|\b(?:download|get) (?:our|the) .{0,40}\bapp\b|"
    r"\b(?:please )?check your inbox\b|\byou(?:'re| are|’re|'ve been|’ve been) (?:now |already |all |successfully )?"
    r"(?:subscribed|signed up)\b|"
    r"\byour (?:daily|weekly|morning|evening|essential|regular|monthly) (?:dose|briefing|guide|digest|round-?up|fix|update)\b|"
    r"\bdelivered (?:every |on |each )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\binvalid e-?mail|\b(?:valid|correct) e-?mail|"
    r"\b(?:morning|weekly|daily|evening) (?:bulletin|newsletter|e-?mail)\b.{0,40}\b(?:free|sign)|"
    r"\b(?:a )?reader-supported (?:publication|newsletter)\b|\bbecom(?:e|ing) a (?:free|paid|premium|free or paid) (?:subscriber|member)\b|"
    r"\bsomething went wrong\b.{0,40}|\bwe(?:'ll|’ll| will)? (?:never|won't|won’t|not) (?:share|spam|sell)\b|"
    + _any(*wordings.SIGN_UPS)
)
FINE_PRINT = _within(
    r"\b(?:unsubscribe|no spam|privacy (?:notice|policy|statement)|opt out|terms (?:of (?:use|service)|and conditions|apply)|"
    r"your e-?mail(?: address)?|cancel (?:at )?any ?time|no commitment|18 or over|personal data|datenschutz\w*|abmelden|"
    r"désinscri\w+|darse de baja|uitschrijven|wypisać)\b"
)
SUBSCRIBE = _lower(
    r"^(?:already (?:a |an )?(?:\w+ )?(?:subscriber|subscribed|member|registered|have an account)|subscribe (?:now|today|here|(?:to|for) (?!(?:the|a|an|this|that|his|her|their|any) (?:theory|idea|view|notion|belief|principle|myth|school)))|"
    r"become a (?:\w+ )?(?:member|subscriber|supporter|patron)|not a (?:subscriber|member)|"
    r"(?:please )?(?:support|help|fund|back) (?:us|our|independent|quality|local|fearless)\b.{0,60}"
    r"\b(?:journalism|work|reporting|reporters|reporting|news|newsroom|mission|account|going|free|donation|gift|fact-checkers)\b|"
    r"(?:start|begin|claim|try) your (?:\w+ )?(?:trial|subscription|month|offer)|"
    r"(?:to )?continue reading|(?:please )?(?:log ?in|sign ?in|sign ?up)|register (?:now|for free|free)|create (?:an|"
    r"a free|your) (?:free )?account|donate(?: (?:now|today|here)\b.{0,40})?$|(?:make|give) a (?:\w+ )?(?:donation|contribution|gift)|"
    r"unlimited (?:digital )?access|(?:full|instant|unlock|get) (?:digital |full |unlimited |complete )access|"
    r"try .{0,30} for (?:free|[$£€]\d)|"
    r"(?:just )?[$£€]\d[\d.,]* (?:a|per|for (?:your|the) first|for \d+) (?:week|month|year)|"
    r"(?:this|the) (?:article|story|content) is (?:for|only|exclusive)|enjoy(?:ed|ing)? this (?:article|story)|"
    r"(?:subscribers?|members?) (?:get|only|also|enjoy|can read)|(?:you have|you’ve|you've) (?:\w+ )?(?:free )?articles?|"
    r"like what you(?:'re|’re| are) (?:reading|seeing)|upgrade to|get real-time|(?:to )?(?:enjoy|get|unlock) unlimited|(?:exclusive|only) (?:to|for) (?:our )?(?:subscribers|members)|(?:subscriber|member)s?[- ]only|"
    r"(?:register|subscribe|log in) (?:or|and) (?:register|subscribe|log in)|gift this article)\b"
)
OFFER = _within(
    r"\b(?:our|your|us|here|now|free|readers?|replies|conversations?|newsletters?|whatsapp|telegram|app|deals?|inbox|tickets?|"
    r"this (?:image|photo|picture|article|story|page|event|offer)|machinery|for sale|jobs|homes|events?|near you|ferry|hotels?)\b"
)
"""What an imperative is about, where an outlet speaks it."""
OURS = _within(r"\b(?:our|us|newsletters?|whatsapp|inbox|deals?|insider|tickets?)\b")
ITSELF = _within(
    r"\b(?:(?:this|our) (?:article|story|page|post|content|document|interview|website|site|newsletter|podcast|feature|material|transcript|"
    r"e-?mail|broadcaster|publisher)|the (?:article|newsletter))\b(?!-).{0,60}\b(?:is|was|has been|may|appears?|does|do|contains?|are|can|must)\b|"
    r"^(?:we|our)\b.{0,60}\b(?:member|signator\w+|cover every|verdicts?|standards|polic(?:y|ies)|code|charter|journalists|editors|readers|"
    r"newsroom|website|partners|advertis\w+|commission|data|content|ways|cookies)\b|"
    r"\b(?:prices|details|information|times) (?:are |is |were |was )?(?:correct|accurate)\b"
)
CORRECTION = _within(
    r"\b(?:correct(?:ed|ion)|clarif\w+|amended|(?:earlier|previous) version|misstated|apologis|apologiz)"
)
PRODUCT_STEMS = _stems(
    "news inbo podc e-pa epap digi prin free payw ad-f what tele push our mail read inde qual subs app goog pref"
)
PRODUCT = _within(
    r"\b(?:newsletters?|inbox|podcasts?|e-?paper|digital edition|print edition|free trial|paywall|ad-free|"
    r"whatsapp (?:channel|community|group|updates)|telegram channel|push (?:alerts?|notifications?)|news alerts?|"
    r"our (?:journalism|reporting|app|newsroom|website|site|channel|members|subscribers|readers)|"
    r"mailing list|reader-funded|independent journalism|quality journalism|subscribers?|subscription|"
    r"app store|google play|preferred source|google news)\b"
)
"""What an outlet sells or gives: with an appeal to the reader beside it, it is a promo."""
FOLLOW = _lower(
    r"^(?:(?:you can )?(?:follow|find|like|join|connect with|contact|reach|email|e-mail|message|write to|"
    r"tweet)\b.{0,60}\b(?:on|at|via)\b.{0,80}"
    r"(?:twitter|facebook|instagram|linkedin|tiktok|threads|bluesky|mastodon|youtube|whatsapp|snapchat|"
    r"telegram|google news|\bx\b|@\w|e-?mail|@)|"
    r"(?:follow|like|find) us\b|get in touch\b|(?:e-?mail|contact|"
    r"write to|message) (?:the (?:author|reporter|writer|editor|newsdesk|newsroom)|us)\b|"
    r"(?:have|got|do you have) (?:a|any|an?) (?:news )?(?:tips?|story|stories|question|view|opinion)\b.{0,160}|"
    r"(?:do you|are you|have you|were you)\b.{3,120}\?\s.{0,60}\b(?:get in touch|contact|e-?mail|tell us|let us know|write to)\b|"
    r"e-?mail \S+@\S+.{0,80}|(?:please )?(?:send|share) (?:us )?your (?:stories|pictures|photos|views|thoughts|tips|letters|experiences?)\b|"
    r"tell us (?:what you think|your|about your)|(?:what do you think|your view)\?.{0,120}|"
    r"add .{2,40} (?:as a|to your) (?:preferred|trusted|favou?rite)|(?:make|set) us your\b|"
    + _any(*wordings.FOLLOWS)
    + ")"
)
_SHARE_WORDS = (
    r"share|tweet|post|facebook|twitter|x|whatsapp|linkedin|e-?mail|pinterest|reddit|telegram|messenger|flipboard|copy(?: link)?|"
    r"link copied|print|save|more|tumblr|pocket|bluesky|threads|xing|viber|sms|mastodon|instagram|youtube|tiktok|snapchat|line|"
    r"bookmark|comment|comments|like|follow|gift|listen|text size|font size|a\+|a-|aa|rss|" + wordings.SHARES
)
SHARE = _lower(
    r"^(?:share(?: (?:on|via|to|with) .{0,60}| (?:this |the )?(?:full )?(?:article|story|post|page|news|video|page|this)(?: (?:on|via|with|now|by|:).{0,30})?)?|"
    r"tweet(?: this)?|(?:copy|permanent|get) (?:the )?link|link copied.{0,30}|print(?: (?:this|article|page|friendly).{0,30})?|"
    r"e-?mail (?:this|article|to a friend).{0,40}|save (?:for later|article|story|this).{0,20}|bookmark(?: this)?.{0,20}|"
    r"(?:increase|decrease|change|reset|larger|smaller)?\s*(?:text|font) size.{0,20}|send (?:this )?(?:to|by) .{0,30}|"
    rf"(?:{_SHARE_WORDS})(?:[\s,|/·•+]{{1,9}}(?:{_SHARE_WORDS}|on|via|this|article|by)){{0,20}})\W*$"
)
PLAYER = _lower(
    r"^(?:(?:play|pause|mute|unmute|listen|watch|audio|video)(?: (?:video|audio|now|live|again|to (?:this|the) "
    r"(?:article|story|episode|podcast|interview|report)|article|story|player|clip|below|here))?[\s.:•|–-]*"
    r"(?:\(?\d+[:.]\d\d\)?|\d+ min(?:ute)?s?|\d+:\d\d\s*/\s*\d+:\d\d)?|\d+:\d\d\s*(?:/|of)\s*\d+:\d\d.{0,20}|"
    r"(?:listen|watch)(?: to)?(?: the| this| our)? .{0,60}\(?\d+\s*(?:min|minutes|mins|sec|seconds)\)?|"
    r"(?:loading|buffering|your browser does not support|to play this (?:video|audio)|this (?:video|audio|media|content) "
    r"(?:can ?not|cannot|is not|isn't|could not|format)|volume|speed|playback (?:speed|rate)|\d(?:\.\d+)?x|1x|"
    r"skip (?:back|forward)|live stream|full screen|replay|autoplay|up next|media caption|audio (?:version|by|article|narration)).{0,100}|"
    r"(?:this (?:article|story|audio|voice) (?:is|was) (?:read|narrated|voiced|auto-?generated).{0,100})|"
    r"\d{1,2}|(?:gallery|slideshow)\b.{0,30}|\(?(?:image|photo|picture|slide|bild|foto)?\s*\d{1,3}\s*(?:/|of|von|de|di)\s*\d{1,3}\s*(?:images|photos|pictures|bilder|fotos)?\)?|"
    r"(?:view|open|see) (?:image|photo|gallery|picture)s?(?: in fullscreen| gallery)?.{0,20}|(?:next|previous)(?: (?:image|photo|slide|article|story))?|"
    r"expand|(?:tap|click|swipe|scroll|hover|pinch) (?:to|for|left|right) (?:expand|enlarge|play|open|view|zoom|unmute|see|sound|more)\b.{0,40}|"
    r"bild (?:anzeigen|schließen|vergrößern)|(?:video|audio) (?:abspielen|starten|unavailable))\W*$"
)
NAVIGATE = _lower(
    r"^(?:\W*weiter zu(?:m|r)?\b.{3,60}|(?:kennt ihr|kennen sie|kennst du) (?:schon|eigentlich) unser.{3,60}|"
    r"have you (?:seen|tried|checked out|heard of) our\b.{3,60})$|^(?:skip (?:to|navigation|links?)\b.{0,60}|(?:back )?to (?:the )?top|jump to.{0,60}|menu|search|close|home ?page|home|"
    r"sections?|(?:main |site |open |close )?(?:menu|navigation|nav)|site ?map|my account|sign ?out|log ?(?:in|out)|"
    r"register|subscribe|contact us|about us|advertise(?: with us)?|careers|jobs|help(?: cent(?:re|er))?|e-?paper|archive|"
    r"(?:go )?back(?: to .{0,40})?|you are here.{0,80}|breadcrumbs?.{0,60}|edition\s*:.{0,60}|(?:select|choose|change) "
    r"(?:your )?(?:language|edition|region).{0,60}|all sections|today's paper|view all|see all|show (?:all|less|more)|load more|"
    r"startseite|zum inhalt(?: springen)?|nach oben|suche|impressum|datenschutz.{0,40}|accueil|inicio|"
    r"(?:terms|privacy|cookie)\b[\w\s&]{0,30}(?:[|•·,/]|policy|terms|notice|settings)[\w\s&|•·,/©.-]{0,160}|accessibility(?: (?:help|statement|links?))?)\W*$"
)
CRUMBS = re.compile(r"^[^.!?|>«»›/•·]{1,40}(?:(?:[|>»›•·]|(?<=\s)/(?=\s))[^.!?|>«»›/•·]{1,40}){2,}\??$")
"""Three or more short labels between bars, arrows or dots: a menu, a path or a row of tags."""
AD = _lower(
    r"^(?:[-–—\[(\s]*(?:advertise?ments?|ads?|sponsored(?: (?:content|message|post|by.{0,40}|links?))?|promotion|paid (?:content|post|promotion|"
    r"partner content|partnership)|promoted(?: (?:content|by .{0,40}))?|partner content|advertorial|brand studio)(?:\s*[-–—|:]\s*.{0,60})?|"
    r"(?:this )?(?:story|article|report|text|content) continues (?:below|after|under|beneath)(?: (?:this |the )?(?:ad\w*|promotion|video|sponsor.{0,20}|newsletter.{0,20}))?|"
    r"(?:ad|advertisement|video) (?:loading|will (?:start|end|play)).{0,40}|(?:remove|hide|why) (?:this |these )?ads?.{0,30}|report (?:this )?ad|"
    r"continue reading (?:the main story|below|after).{0,40}|skip (?:advertisement|ad|to .{0,30})|scroll (?:down )?(?:to|for) .{0,40}|"
    r"(?:we|[\w\s']{2,30}) (?:may|might|can|could|will) (?:earn|receive|get|make|be paid) .{0,40}(?:commission|compensation|fee|money|"
    r"revenue|percentage|share).{0,200}|"
    r"(?:[\w ]{2,20}:\s)?(?:this|the|some|our) (?:article|post|page|story|guide|review|site|products?|links?)\b.{0,60}\b(?:affiliate|references to products|sponsored).{0,200}|"
    r"(?:if|when) you (?:buy|purchase|click|shop)\b.{0,80}\b(?:links?|through|via)\b.{0,160}|"
    r"(?:we|our (?:editors|experts|team)) (?:recommend|select|choose|test|review)\b.{0,120}\b(?:independent\w*|advertisers?)\b.{0,200}|"
    r"(?:products|items|prices)\b.{0,60}\b(?:independently|accurate (?:as of|at)|correct at)\b.{0,160}|"
    + _any(*wordings.ADS)
    + r")[\])\s\W]*$"
)
_MORE_WORDS = (
    r"read|see|watch|listen|related|more|also read|also see|recommended|don't miss|don’t miss|next up|up next|"
    r"in case you missed it|icymi|opinion|explainer|exclusive|must[- ]read|see also|read also|also on|also in .{1,30}|read next|read this|read more|"
    r"see more|watch more|watch now|listen now|learn more|more on this(?: story)?|more on .{1,40}|more from .{1,40}|from the archives?|"
    r"background|analysis|in depth|in pictures|video|podcast|gallery|live|fact[- ]check|read (?:the )?(?:full|our).{0,40}|what to know|"
    r"related(?: (?:story|stories|article|articles|coverage|reading|content|link|links))?|further reading|previously|earlier|"
    r"(?:continue|keep) reading|catch up|" + _any(*wordings.MORE)
)
MORE = _lower(
    r"^\W{0,4}(?:(?:click (?:here|to) )?(?:read|see|learn|find out|view|watch|listen|show|"
    r"load) (?:more|also|next|all|on|full (?:story|article)|the full .{0,30}|our .{0,40})(?!\b.{0,60}\.$)|"
    r"click here (?:to|for) (?:read|subscribe|sign|watch|see|view|listen|continue|join|buy|more on|our|the full)\b.{0,80}|read (?:the )?(?:full|original|rest|whole|complete)\b.{0,60}|"
    rf"(?:{_MORE_WORDS})(?:\s*[:|»>►▶→]|\s+[–—-]\s)(?!\s*[\"“„«]).*|" + _any(*wordings.POINTERS) + r")\W*$"
)
POINTER_WORDS = _lower(
    r"^(?:opinion|explainer|exclusive|background|analysis|video|podcast|gallery|live|previously|earlier|more|related)$"
)
RELATED_HEAD = _lower(
    r"^\W{0,3}(?:related(?: (?:articles?|stories|story|content|posts?|news|topics|links|coverage|tags|"
    r"reading|videos?|to this story))?|more (?:from|on|in|about|for|like)\b.{0,60}|more (?:stories|news|coverage|headlines|articles|reading|to read|top stories).{0,40}|"
    r"(?:most|trending)(?: (?:read|popular|viewed|shared|recent|commented|watched|discussed|now|this week|today).{0,30})?|"
    r"popular(?: (?:articles|stories|posts|now|reads|this week|today|on.{0,30}))?|you (?:may|might|could|'ll|’ll|will) (?:also )?(?:like|love|enjoy|have missed|"
    r"be interested).{0,40}|(?:people|others|readers) (?:also |are (?:also )?|who )(?:read|lik|lov|view|watch|search|bought|buy|talk|ask|enjoy|visit)[^.]{0,40}|"
    r"recommended(?: (?:for you|stories|reading|articles|videos|by .{0,30}))?|(?:read|up|what to read|what's|what’s|"
    r"coming up|watch) next|latest(?: (?:news|stories|from.{0,30}|articles|headlines|posts|videos|in .{0,30}|episodes?|updates))?|"
    r"(?:top|other|more|latest|today's|today’s|this week's|this week’s|our|featured|local|recent|must-read|in other) (?:top )?(?:stories|news|headlines|articles|picks|reads|posts|videos)(?: .{0,40})?|"
    r"editor['’]?s['’]? (?:picks?|choice|selection)|don['’]?t miss|(?:hot|key) topics|what (?:else )?(?:we're|we’re|we are) reading|"
    r"(?:see|watch) (?:also|more)|read more(?: (?:on|about|from|related|in|of)\b.{0,40})?|explore (?:more|further)|nearest (?:stories|news).{0,30}|keep reading|further reading|(?:also |more )?in this (?:article|edition|week's .{0,20}|issue|section|"
    r"story|series|package|newsletter)|(?:explore|explore these|browse|follow) topics?|(?:tags?|topics?|filed under|categories|keywords|section)\s*:.{1,160}|topics?(?: (?:in this|mentioned|covered).{0,30})?|tags?|filed under|categor(?:y|ies)|"
    r"keywords|around the web|from (?:around )?the (?:web|archives?)|from our (?:partners|network|archives?|sponsors?)|also (?:on|in) .{2,40}|"
    r"sponsored (?:content|stories|links)|promoted stories|(?:elsewhere|also) in the .{2,30}|in case you missed it|the latest|"
    r"(?:contents|table of contents|on this page|jump to section)|" + _any(*wordings.RELATED_HEADS) + r")\s*[:?»>→]*$"
)
COMMENTS = _lower(
    r"^(?:(?:\d[\d,]*(?:\.\d+)?k?|no|view|show|read|post|leave|add|join|see|load|hide|all|open|close|sort|reader|readers['’]?|top|recent|latest|comments?|"
    r"write|your|sign in to|log in to|be the first to|have your say|start the)\s*"
    r"(?:a |the |all |in |on |\d[\d,]* |more |your )?(?:comments?|replies|reply|conversation|discussion|say)\b.{0,60}|"
    r"comments?(?: \(?[\d,]+\)?| are (?:now )?closed\.?| section| policy| have been closed.{0,30}|\s*\d+)?|have your say.{0,40}|"
    r"(?:comments|kommentare|commentaires|comentarios) ?\(\d+\)|discussion|what do you think\?.{0,80}|"
    r"(?:reply|like|report|upvote|downvote|flag|quote|recommend|helpful|permalink)(?:[\s|·•(),\d]{1,9}(?:reply|like|report|share|upvote|downvote|flag|recommend|likes?|dislikes?)){0,9}|"
    r"(?:\d[\d,]*|show|view|load|hide) (?:more )?(?:repl(?:y|ies)|likes?|upvotes?|recommends?|people (?:like|found)).{0,30}|"
    r"(?:sort(?:ed)? by|newest|oldest|best rated|most (?:liked|replies))(?: .{0,30})?|(?:please |kindly )?(?:read|see) our (?:comment|community).{0,60}|"
    + _any(*wordings.COMMENTS)
    + r")\W*$"
)
REPLY = _within(
    r"\b(?:reply|replies|upvotes?|likes?|recommend(?:ed)?|report|flag|ago|antworten|répondre|responder|rispondi)\b"
)
CONSENT_STEMS = _stems("cook cons cont acce dies exte inha legi mana pers priv reca reje sell serv term thir")
CONSENT = _within(
    r"\b(?:we (?:and our (?:\d+ )?(?:trusted )?partners |also )?(?:use|store|process|set|rely on)\b.{0,60}\bcookies|"
    r"(?:this|our) (?:site|website|page)s? (?:uses?|stores?|sets?).{0,30}\bcookies|"
    r"cookies? (?:policy|settings|preferences|notice|consent|choices)|"
    r"(?:accept|reject|allow|decline) (?:all |non-essential |optional |and )?(?:cookies|close|continue)|^(?:accept|reject) all\b|"
    r"manage (?:your )?(?:cookies?|consent|privacy)|your (?:privacy|cookie) choices|"
    r"we (?:value|care about|respect) your privacy|consent(?:ed)? to (?:the use|our use|our|us|and to)|withdraw (?:your )?consent|"
    r"terms of (?:use|service) and privacy policy|privacy policy and terms|recaptcha|"
    r"(?:do not|don't|don’t) sell (?:or share )?my|legitimate interests?|personali[sz]ed (?:ads|advertising|content)|"
    r"(?:loads?|provided by|content from) .{2,40}\bthird[- ]party\b|content (?:is )?(?:blocked|hidden) (?:because|due|until)|"
    r"to (?:see|view|show) this (?:content|post|video|embed)\b.{0,80}\b(?:cookies|consent|accept|enable|allow)"
    "|" + _any(*(part.removeprefix(r"\b") for part in wordings.CONSENTS)) + r")\b"
)
RIGHTS = _lower(
    r"^(?:©|\(c\)|copyright\b).{0,160}$|^.{0,60}\ball rights reserved\b.{0,60}$|^" + "$|^".join(wordings.RIGHTS) + "$"
)
FOOTER_STEMS = _stems(
    "issu addi addr advi ai appe citi dela fair fund gamb leng medi phot pric quot reas rese resp retr revi stan stat supp t&cs data prof unsu word appe ausg brow code comp comp corr coun diar edit ethi expr fact fals file forw gene lice may opin orde post "
    "postf pref pres prin prod publ rece reci refl regi repo repr repu requ reus sett spot subs synd tran unsu vous zusä"
)
FOOTER = _within(
    r"\b(?:you(?:'re| are|’re)? (?:receiving|received|getting) this|you received this|this (?:e-?mail|newsletter|message) (?:was|is|has been) sent|"
    r"(?:was|has been|were) this (?:e-?mail )?(?:forwarded|email)|(?:view|read|open|see) (?:this |it |the )?(?:e-?mail |newsletter |message |online )?in (?:your|a|the) (?:web )?browser|"
    r"(?:update|manage|change|edit) (?:your )?(?:e-?mail |newsletter |subscription |profile |account )?(?:preferences|settings|subscriptions?)|"
    r"(?:to )?(?:unsubscribe|opt out) (?:from|here|at|click|at any|instantly)|no longer (?:wish|want) to receive|was forwarded (?:to|this)|"
    r"forward(?:ed)? (?:this (?:e-?mail|newsletter|to)|it to|to a friend|by a friend)|add (?:us|this address|.{3,60}@\S+) to your (?:address book|contacts|safe)|"
    r"(?:complaints?|corrections?) (?:policy|procedure|and clarifications|form|process|page|desk|to (?:the )?editor)|"
    r"(?:editorial|ethics|fact-checking) (?:guidelines|code|standards|policy|policies|independence)|"
    r"(?:is|are) (?:a member of|regulated by|a signatory|committed to the)\b.{0,60}\b(?:press|ombudsman|council|ipso|standards)\b|"
    r"our standards:|gamble responsibly|t&cs apply|(?:must be|over) 18|(?:edited|shortened) for (?:length|clarity|brevity)|"
    r"^(?:\w+ ){0,4}(?:produced|published|made possible|supported|funded) (?:with (?:the )?(?:support|help|funding) (?:from|of)|by a grant)|"
    r"(?:our|the) (?:mailing|postal|office) address|unsubscribe\b|"
    r"additional (?:reporting|research|writing) (?:by|from)|"
    r"(?:data|prices|quotes) (?:is |are )?delayed|(?:does|do|is) not (?:constitute |intended as |a substitute for )?(?:investment|financial|medical|legal|professional) (?:medical |legal )?advice|"
    r"(?:not|no) responsible for the content of|(?:reviewed|prepared|published) (?:according to|in line with) (?:our|the) (?:editorial|fact)|"
    r"(?:no part|may be) reproduced|fair dealing|^citation\b.{0,160}\b(?:20\d\d|from)|retrieved (?:on )?\d{1,2} [a-z]+ 20\d\d|^(?:stats|data|scores|video|audio) (?:powered|provided|supplied) by|"
    r"(?:medically|expert|legally) reviewed|registered (?:office|in england|company|charity|address)|company (?:registration|reg\.|number|no\.)|(?:p\.? ?o\.? box|postfach) \d|"
    r"(?:views|opinions) expressed (?:here|in|are|by|do)|does not (?:necessarily )?(?:reflect|represent) the (?:views|opinions)|"
    r"(?:was|is|has been) (?:first|originally) published (?:on|in|by|at|as)|originally (?:published|appeared) (?:on|in|at)|"
    r"(?:first|originally) published (?:on|in|at|as|by)\b|republished (?:from|with|under|here|by)|"
    r"(?:article|story|report|piece|text|interview) (?:was|has been|is) (?:translated|syndicated|republished|reproduced|published in partnership)|^(?:\w+ ){0,2}translated (?:from|by|into)|"
    r"(?:not|hasn't been|has not been) (?:been )?edited by .{2,40} staff|(?:published|generated|auto-generated) from a syndicated feed|"
    r"(?:and |, )?not (?:those of )?(?:the|any) (?:(?:bank|airline|card|credit card|or|,) ?)*issuers?\b|dieser (?:text|artikel|beitrag) entspricht den (?:vorgaben|standards|richtlinien)|(?:ai|machine|automatically)[- ]?(?:generated|assisted|written|translated)|(?:summary|key points|takeaways) (?:was |were )?(?:generated|produced|created|written) (?:by|with|using)|"
    r"with (?:inputs?|files|agency inputs|reporting) from|may not be (?:published|reproduced|redistributed)|reproduced (?:with|by) permission|"
    r"for syndication|^licensing\b.{0,40}$|reuse this content|order reprints?|request a correction|report (?:an error|a mistake|a typo)|spotted (?:an error|a mistake|a typo)|"
    r"gedruckte ausgabe|in der (?:print)?ausgabe vom|sie (?:erhalten|bekommen) diese|vous recevez (?:ce|cet)|recib(?:es|e|iste) este)\b"
)
"""What stands in the wrapper of a newsletter and at the foot of a page."""
CREDIT_STEMS = _stems("repo word edit fact phot rese writ comp prod")
CREDIT = re.compile(
    r"\b(?i:reporting|words|edited|fact-checked|photographs?|research) by [A-Z]\w+ [A-Z][^.]{2,60}$|"
    r"\b(?i:reporting|writing|editing|compiled|edited|produced) by [A-Z][^.;]{2,120};.{0,60}\b[Ee]diting by\b"
)
"""Who worked on a story, by name: asked about the text as it is."""
CONTACT_HEAD = _lower(
    r"^\W*(?:(?:media|press|news|editorial|investor|public relations|pr) (?:contacts?|enquiries|inquiries|office|relations|queries)|contacts?|"
    r"(?:for )?(?:further|more|additional) (?:information|details|enquiries)(?:,? (?:please )?(?:contact|see|visit|call|e-?mail)\b.{0,120})?|"
    r"for (?:media|press) (?:enquiries|inquiries|queries).{0,120}|notes? (?:to|for) (?:the )?editors?|about (?!the author)[a-z][\w&.' -]{2,50}|"
    r"ends|###|-ends-|– ends –|" + wordings.CONTACTS + r")\s*[:#-]*\W*$"
)
CONTACT = _lower(
    r"^(?:[^:]{0,80}[.!?] )?(?:for )?(?:media|press|news|investor|public relations|pr) "
    r"(?:contacts?|enquiries|inquiries|queries)(?:,? (?:please )?(?:contact|call|e-?mail))?\s?:\s?\S|"
    r"^(?:contacts?|(?:presse|medien)kontakt|contact presse|contacto de prensa|contatti stampa|perscontact)\s?:\s?\S"
)
"""A line that says whom the press may call."""
RELEASE = _lower(
    r"^\W*(?:for (?:immediate )?release|(?:press|news|media) release|(?:strictly )?embargo(?:ed)?(?: (?:until|till|for)\b.{0,60})?|"
    r"pressemitteilung|medienmitteilung|communiqué de presse|comunicado de prensa|comunicato stampa|persbericht)\W*$"
)
"""What a press release calls itself above its headline."""
WIRE = _lower(
    r"^\W*(?:(?:additional )?(?:reporting|writing|compiled)(?: and \w+)? by\b.{2,160}\b(?:editing|edited) by\b.{2,80}|our standards:.{2,80})$"
)
"""An agency's own last line."""
ENDS = _lower(r"^\W*ends\b\W{0,3}[\w/]{0,8}\W*$|^\W*(?:ends|notes? (?:to|for) (?:the )?editors?)\W*$|^\W*###\W*$")
CONTACT_LINE = _lower(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+|\b(?:tel|phone|mobile|telefon|tél|fax|call)\b\W{0,4}\(?\+?\d|\+\d{1,3}[\s(]\d"
)
REFERENCES = _lower(
    r"^\W*(?:(?:original|scientific) (?:publication|article|paper|study)|journal references?|publication details|more information|"
    r"(?:the )?(?:paper|study)|" + wordings.REFERENCES + r")\s*:?\W*$"
)
"""The heading under which a press release names the paper that it is about; an essay's own list of books is its own."""
CITATION = _within(
    r"doi\b|et al\b|vol\.|issue \d|isbn\b|https?://|(?:19|20)\d\d(?=[):.,;a-c]|$)|pp?\. ?\d|\w+verlag\b|university press\b"
)
"""What a reference to a publication has in it."""
CAPTION = re.compile(
    r"^(?:(?:photo|image|picture|photograph|file photo|file pic|file image|video|credit|foto|bild|fotos|"
    r"crédit|illustration|caption|graphic|cover image|top image|lead image|main image|composite|artwork|map|chart|pictured|handout|screenshot)s?\s*"
    r"(?:credit|by|source|courtesy|:|/|caption|copyright|—|–|\|).{0,300}|image (?:source|caption|"
    r"copyright).{0,300}|(?:"
    + _any(*wordings.CREDITS)
    + r")\s*(?::|/|©|\|).{0,300}|(?:"
    + wordings.SOURCES
    + r")\s*:.{1,100})$|"
    r"[(\[](?:photo|image|picture|file photo|file|credit|foto|ap photo|reuters|getty|afp|bild|crédit|handout|courtesy|supplied|pic)\b[^()]{0,120}[)\]]\W*$|"
    r"(?:/|\||via|:|©|by|—|–|-|\.)\s*(?:getty(?: images)?|reuters|associated press|ap(?: photo)?|"
    r"afp|shutterstock|istock|epa|pa(?: wire| media| images)?|aap|"
    r"bloomberg|alamy(?: stock photo)?|picture alliance|dpa|unsplash|wikimedia(?: commons)?|file photo|handout|supplied|pool|adobe stock|i?stock photo|anadolu(?: agency)?|xinhua|imago\w*)"
    r"(?:/[\w .-]{2,40})?\)?\.?$|"
    r"\b(?:photo(?:graph)?|picture|image|pic)s?\s*(?::|by|courtesy(?: of)?|/)\s*(?:the )?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?:\s*/\s*[\w ]{2,40})?\W*$|"
    r"^(?-i:[A-ZÄÖÜ][\w.'’-]+(?: [A-ZÄÖÜ][\w.'’-]+){0,3} ?/ ?[\w.-]{2,30}(?: [\w.-]{2,20})?)$|"
    r"^(?:getty images|ap photo|afp|shutterstock|istock|file photo|file pic|handout|supplied)\b.{0,60}$|^©.{2,80}$|\b(?:credit|copyright)\s?:\s?.{2,60}$|©\s?(?-i:[A-Z]).{2,60}$|^(?:illustration|design|photography|words|pictures|graphics?)(?: and \w+)?\s?:.{2,60}$",
    re.IGNORECASE,
)
_NAMED = (
    r"[^\W\d_a-z][\w.'’-]*(?: (?:(?:van|von|de|der|den|del|della|di|da|la|le|bin|al|and|&) ){0,2}[^\W\d_a-z][\w.'’-]*)"
)
_AGENCY = (
    r"(?:The )?[^\W\d_a-z][\w.&'’-]*(?: [^\W\d_a-z&][\w.&'’-]*){0,4}(?: via [^\W\d_a-z][\w.& '’-]{1,30})?"
    r"(?:,? (?i:file(?: photo)?|pool|handout|archive))?"
)
PICTURE = re.compile(
    rf"^[(\[]?{_NAMED}{{1,5}} ?[/|·•] ?{_AGENCY}[)\]]?$|[.!?][\"'”’)]{{0,2}} {_NAMED}{{1,5}} ?/ ?{_AGENCY}$|"
    rf"[(\[]{_NAMED}{{1,5}} ?/ ?{_AGENCY}[)\]]$"
)
"""Who took a picture and for whom, without a word that says so: Anna Reyes / Northwire. Alone on its line, or at the end of
a caption; a story's own sentence has its full stop there. Asked about the text as it is."""
_CLOCK = (
    r"\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s*(?:am|pm|a\.m\.|p\.m\.|uhr|hrs|h))?"
    r"(?:\s*\(?(?:e[sd]?t|p[sd]?t|c[sd]?t|m[sd]?t|gmt|bst|utc|ist|cest?|aedt|aest|nzdt|nzst|eat|wat|cat|sast|local time)\)?)?"
)
_DAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|satur?|sun)(?:day)?,?\s+)?(?:\d{1,2}(?:st|nd|rd|"
    r"th)?\.?\s+(?:de\s+)?[a-zäéûà]{3,10}\.?,?(?:\s+de)?\s+\d{4}|"
    r"[a-zäéûà]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:,? [a-z]{3,9}\.? \d{1,2}|,? \d{1,2} [a-z]{3,9})?"
_STAMP = (
    r"(?:(?:first |last |originally )?(?:published|updated|posted|modified|edited|created|filed|issued|released|date|time|"
    + _any(*wordings.STAMPS)
    + r")"
    r"(?: (?:on|at|by))?\s*:?\s*)"
)
_WHEN = rf"(?:{_DAY}(?:[\s,|·•–-]*(?:at|um|à|@|a las|alle|om)?\s*{_CLOCK})?|{_CLOCK}(?:[\s,|·•–-]*(?:on)?\s*{_DAY})?)"
_AGO = r"\d+\s*(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|months?|years?)\s+ago"
TIME = _lower(
    rf"^\W{{0,9}}(?:(?:{_STAMP})?{_WHEN}(?:[\s,|·•–()-]{{0,9}}(?:{_STAMP})?{_WHEN})?|{_STAMP}(?:{_WEEKDAY}|today|yesterday|{_AGO})\b.{{0,30}}|"
    rf"{_STAMP}?{_AGO}|just now|live|breaking(?: news)?|developing(?: story)?|key (?:event|moment|update)s?|pinned(?: post)?|latest update|"
    r"\d+[\s-]*min(?:ute)?s?[\s-]+(?:read|listen|watch)|(?:reading|read) time\s*:?\s*\d+.{0,12}|(?:estimated )?reading time.{0,24}|"
    + _any(*wordings.READING_TIMES)
    + r")(?:[\s|·•,-]+(?:\d+[\s-]*min(?:ute)?s?[\s-]+read|\d+ comments?|share))?\W*$"
)
WIDGET = _lower(
    r"^(?:vote:.{0,120}|what(?:'s|’s) on\b.{0,60}|deal alert\b.{0,80}|(?:get|know) the facts|fact box|(?:take|vote in) (?:our|the|this) (?:poll|quiz|survey)\b.{0,80}|(?:reader )?(?:poll|quiz|survey)(?: of the (?:day|week))?\s*:.{0,120}|"
    r"(?:vote|results|submit|cast your vote|see results|view results|total votes.{0,20}|\d[\d,]* votes(?: cast)?|voting (?:closed|ends).{0,30})|"
    r"(?:yes|no|maybe|not sure|undecided|don't know|don’t know)(?:\s*[-–—:(]?\s*\d+(?:\.\d+)?\s*%\)?)|"
    r"(?:ai|auto(?:matic)?)[- ](?:generated )?(?:summary|overview|highlights).{0,80}|(?:at a glance|summary) (?:by|generated).{0,60}|"
    r"(?:was this (?:article|page|story|summary)|did you find this|how helpful|rate this|is this) .{0,60}(?:helpful|useful|interesting|accurate|article|story)?\?.{0,40}|"
    r"(?:thanks|thank you) for (?:reading|your (?:feedback|vote|response)|visiting|watching|listening).{0,80}|"
    r"(?:upcoming|featured|local) (?:events?|jobs?|courses?|offers?|deals?).{0,60}|(?:view|browse|search|find) (?:all )?(?:jobs|events|courses|homes|offers)\b.{0,60}|"
    r"(?:book|buy|get|reserve) (?:your )?tickets?\b.{0,80}|(?:shop|buy) now\b.{0,60}|(?:today['’]s )?weather\s*:?\s*.{0,40}\d+\s*°.{0,40}|"
    r"[\w&/ ]{2,20}\s+[\d,]+(?:\.\d+)?\s+(?:[▲▼]|[+-]\d).{0,40}|enable (?:notifications|desktop notifications).{0,40}|bild(?:er)? (?:anzeigen|schließen|vergrößern)(?: bild(?:er)? (?:anzeigen|schließen|vergrößern))?|no thanks|not now|maybe later|got it|dismiss|ok)\W*$"
)
JOURNALIST = (
    r"(?:(?:news|culture|senior|staff|chief|political|freelance|deputy|managing|executive|"
    r"associate|national|foreign|"
    r"business|science|sports?|technology|tech|health|climate|contributing|award-winning|"
    r"investigative|general assignment|breaking news|"
    r"white house|washington|london|global|world|data|features?|digital|media|education|"
    r"economics?|energy|environment|opinion|video|web)\b[\w\s,&-]{0,40}?)?"
    r"(?:reporter|editor|writer|journalist|columnist|correspondent|contributor|producer|"
    r"fellow|intern|blogger|bureau chief|critic|"
    r"presenter|broadcaster|photographer|photojournalist|podcaster|strategist|analyst|academic|lecturer|historian|"
    + _any(*wordings.JOURNALISTS)
    + r")"
)
BIO = _lower(
    r"^(?:(?:about|written by|meet) the (?:author|writer|reporter|journalist)s?\b|über (?:den autor|die autorin)\b|"
    r"(?P<name>(?:[^\W\d_][\w.'’-]*\s+){1,4})(?:(?:is|was|"
    r"has (?:been|worked as)|works as|joined .{0,60} as|serves as|" + wordings.BIO_VERBS + r")\s+"
    r"(?:an?\s+|the\s+|our\s+)?(?:[\w.,'’&-]+\s+){0,7}?" + JOURNALIST + r"\b|"
    r"(?:covers|reports on|writes (?:about|on|for)|has (?:covered|written (?:for|about)|reported (?:for|on)))\s))"
)
"""Who presents the author: the words before the verb, `name`, are a person's in the text as it is."""
BIO_MORE = _lower(
    r"\b(?:(?:his|her|their) (?:work|writing|journalism|reporting|career|book|byline)s?\b|"
    r"(?:he|she|they) (?:also )?(?:covers?|writes?|reports?|"
    r"previously|formerly|joined|lives?|is based|has (?:also )?(?:worked|written|covered|"
    r"been)|holds|graduated|studied|received)|"
    r"journalism career|based in|for more than \w+ years|since (?:19|20)\d\d|graduate of|"
    r"degree (?:in|from)|author of|fellow at|"
    r"follow (?:him|her|them|\w+) on|@\w+|copy editor|twitter|contact)\b"
)
SAID = _within(
    r"\b(?:said|says|told|added|announced|asked|warned|reported|according to(?! our)|argued|denied|"
    r"confirmed|stated|insisted|claimed|recalled|" + _any(*wordings.SAID) + r")\b"
)
YOU = _within(r"\b(?:you|your|yours|us|our|we)\b")
IMPERATIVE = _lower(
    r"^(?:sign|get|subscribe|join|escape|discover|try|start|read|stay|follow|don'?t miss|"
    r"never miss|become|receive|enjoy|explore|"
    r"find out|keep up|check out|download|support|give|save|unlock|access|be the first|want|"
    r"looking for|love|like (?:what|this|us|our)|enter|select|choose|"
    r"click|tap|listen|watch|learn|see|catch up|make sense|wake up|cut through|know|book|add|compare|find|enlarge|grab|shop|vote|cast|submit|send|tell|share|help|claim|upgrade|browse|view|buy|order|register|"
    r"log|play|take|test|pick|forward|visit|let us know|gift|add|make)\b"
)
SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+")
POSSESSIVE = re.compile(r"['’]s\b")
ADDRESS = re.compile(r"https?://\S+")
GLUED = re.compile(r"[a-zäöüß?!’'”\")](?=[A-Z][a-z]+ ?[A-Za-z]|[A-Z]{4,})")
SECTION = _lower(r"^(?:what|who|why|how|where|when)\b.{0,40}$")
BULLET_ONLY = re.compile(r"^[\W_]*$")
