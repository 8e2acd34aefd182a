"""The words by which page furniture gives itself away: one pattern a kind, each for a whole short block.

English first, with the commonest German, French, Spanish and Italian wordings. A pattern alone removes
nothing: `clean` bounds the length of the block, and leaves alone what reports or quotes somebody.
"""

from __future__ import annotations

import re

SIGN_UP = re.compile(
    r"\b(?:sign(?:ing)? up|subscribe|register|opt in|join)\b.{0,80}\b(?:newsletters?|"
    r"e-?mails?|inbox|briefing|alerts?|mailing list|"
    r"podcast|updates|daily|weekly|digest|for free)\b|\b(?:newsletters?|"
    r"briefing)\b.{0,80}\b(?:sign up|subscribe|delivered)\b|"
    r"\b(?:delivered|sent|straight|right|direct(?:ly)?) (?:directly |straight |right )?(?:to|"
    r"into|in) your (?:inbox|e-?mail|phone)\b|"
    r"\bget (?:our|the|all the|more) .{0,80}\b(?:in|to) your (?:inbox|email)\b|\b(?:enter|"
    r"submit) your e-?mail\b|"
    r"\bthank you for (?:signing up|subscribing)\b|\bby (?:signing up|subscribing|submitting|"
    r"clicking)\b.{0,60}\byou (?:agree|accept|consent)\b|"
    r"\bfree (?:daily|weekly|morning|monthly) (?:e-?mail|newsletter)\b|\bdownload (?:our|the) .{0,40}\bapp\b|"
    r"\b(?:zum newsletter|newsletter (?:abonnieren|bestellen)|abonnieren sie|inscrivez-vous|"
    r"suscríbete|iscriviti)\b",
    re.IGNORECASE,
)
FINE_PRINT = re.compile(
    r"\b(?:unsubscribe|no spam|privacy (?:notice|policy)|opt out|terms (?:of (?:use|service)|and conditions)|"
    r"your e-?mail(?: address)?)\b",
    re.IGNORECASE,
)
SUBSCRIBE = re.compile(
    r"^(?:already (?:a |an )?(?:subscriber|member)|subscribe (?:now|today|to|for|here)|"
    r"become a (?:member|subscriber|supporter)|"
    r"support (?:our|independent|quality) (?:journalism|work|reporting)|"
    r"start your (?:free )?(?:trial|subscription)|"
    r"(?:to )?continue reading|log ?in|sign ?in|sign ?up|register now|create (?:an|"
    r"a free) account|donate (?:now|today|here)|"
    r"unlimited (?:digital )?access|try .{0,30} for (?:free|[$£€]\d)|get unlimited access|"
    r"this article is for subscribers)\b",
    re.IGNORECASE,
)
FOLLOW = re.compile(
    r"^(?:(?:you can )?(?:follow|find|like|join|connect with|contact|reach|email|e-mail|"
    r"tweet)\b.{0,60}\b(?:on|at|via)\b.{0,80}"
    r"(?:twitter|facebook|instagram|linkedin|tiktok|threads|bluesky|mastodon|youtube|whatsapp|"
    r"telegram|@\w|e-?mail)|"
    r"(?:follow|like|find) us\b|get in touch\b.{0,60}(?:email|@|twitter)|(?:e-?mail|contact|"
    r"write to) (?:the (?:author|reporter|writer)|us)\b|"
    r"(?:have|got) a (?:news )?(?:tip|story)\b)",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"^(?:share(?: (?:on|via|to) .{0,60}| (?:this )?(?:article|story|post|page|news|video)?)?|"
    r"tweet(?: this)?|(?:copy|permanent) link|link copied|print(?: this.{0,30})?|"
    r"e-?mail (?:this|article).{0,40}|save (?:for later|article|story)|bookmark|(?:share|"
    r"facebook|twitter|x|whatsapp|linkedin|e-?mail|"
    r"pinterest|reddit|telegram|messenger|flipboard|copy link|print|save|tumblr|pocket|"
    r"bluesky|threads|xing|teilen|drucken)"
    r"(?:[\s,|/·•]+(?:share|facebook|twitter|x|whatsapp|linkedin|e-?mail|pinterest|reddit|"
    r"telegram|messenger|flipboard|copy link|"
    r"print|save|more|tumblr|pocket|bluesky|threads|xing|teilen|drucken|on|via|this|article))*)\W*$",
    re.IGNORECASE,
)
AD = re.compile(
    r"^(?:advertise?ments?|ads?|sponsored(?: content| by.{0,40})?|paid (?:content|post|"
    r"partner content)|promoted(?: content)?|anzeige|werbung|publicité|"
    r"publicidad|pubblicità|story continues below(?: (?:this )?advertisement)?|"
    r"article continues (?:below|after).{0,40}|"
    r"continue reading the main story|skip (?:advertisement|ad|to .{0,30})|"
    r"scroll (?:down )?to continue.{0,40}|"
    r"we may earn (?:a |an )?(?:affiliate )?commission.{0,160}|(?:this (?:article|post|"
    r"page) )?(?:may )?contains? affiliate links.{0,120})\W*$",
    re.IGNORECASE,
)
MORE = re.compile(
    r"^(?:(?:click (?:here|to) )?(?:read|see|learn|find out|view|watch|listen|show|"
    r"load) (?:more|also|next|all|on|full (?:story|article)|the full .{0,30})|"
    r"read (?:the )?(?:full|original|rest).{0,60}|(?:read|see|watch|listen|related|more|"
    r"also read|also see|recommended|don't miss|next up|"
    r"up next|in case you missed it|icymi|opinion|explainer|exclusive|must read|must-read|"
    r"lesen sie auch|mehr (?:zum thema|dazu)|à lire aussi|lire aussi|"
    r"lee también|leggi anche|see also|read also|also on|read next|read this|read more|"
    r"see more|watch more|more on this)(?:\s*[:|»>]|\s+[–—-]\s).*)$",
    re.IGNORECASE,
)
RELATED_HEAD = re.compile(
    r"^(?:related(?: (?:articles?|stories|content|posts?|news|topics|links|coverage|"
    r"reading))?|more (?:from|on|in|about|stories|news|coverage|like this)\b.{0,60}|"
    r"(?:most|trending)(?: (?:read|popular|viewed|shared|recent|commented|now))?|"
    r"popular (?:articles|stories|posts|now|on.{0,30})|you (?:may|might) (?:also )?(?:like|"
    r"be interested).{0,40}|"
    r"recommended(?: (?:for you|stories|reading|articles|videos))?|(?:read|up|what to read|"
    r"coming up) next|latest(?: (?:news|stories|from.{0,30}|articles|headlines))?|"
    r"(?:top|other|more|latest) (?:stories|news|headlines|articles)(?: .{0,40})?|"
    r"editor'?s'? (?:picks?|choice)|trending(?: (?:stories|topics|now|articles))?|don'?t miss|"
    r"(?:see|read) (?:also|more)|explore more|keep reading|further reading|in this (?:article|"
    r"story|series)|topics?|tags?|filed under|categories|"
    r"mehr zum thema|das könnte sie auch interessieren|auch interessant|meistgelesen|"
    r"à lire aussi|sur le même sujet|te puede interesar|"
    r"around the web|from (?:around )?the web|from our (?:partners|network|archive)|"
    r"sponsored (?:content|stories|links)|promoted stories|from the archive)\s*:?$",
    re.IGNORECASE,
)
COMMENTS = re.compile(
    r"^(?:(?:\d[\d,.]*|no|view|show|read|post|leave|add|join|see|load|hide|all|comments?|"
    r"write|your|sign in to|log in to|be the first to)\s*"
    r"(?:a |the |all |\d[\d,]* )?(?:comments?|replies|reply|conversation|discussion)\b.{0,40}|"
    r"comments?(?: \(?\d+\)?| are closed\.?| section)?|"
    r"(?:comments|kommentare|commentaires|comentarios)(?: \(\d+\))?|discussion|what do you think\?.{0,80})$",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"\b(?:we (?:and our partners )?use cookies|this (?:site|website|page) uses cookies|"
    r"cookie (?:policy|settings|preferences)|"
    r"accept (?:all )?cookies|manage (?:your )?(?:cookie|consent|privacy) (?:settings|"
    r"preferences|choices)|your privacy choices|"
    r"terms of (?:use|service) and privacy policy|privacy policy and terms|recaptcha|"
    r"do not sell (?:or share )?my|"
    r"diese (?:website|seite) verwendet cookies|ce site utilise des cookies)\b",
    re.IGNORECASE,
)
RIGHTS = re.compile(
    r"^(?:©|\(c\)|copyright\b).{0,120}$|^all rights reserved\W*$",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"^(?:(?:photo|image|picture|photograph|file photo|video|credit|source|foto|bild|fotos|"
    r"crédit|illustration|caption|graphic)s?\s*"
    r"(?:credit|by|source|courtesy|:|/|caption|copyright).{0,300}|image (?:source|caption|"
    r"copyright).{0,300})$|"
    r"\((?:photo|image|picture|file photo|credit|foto|ap photo|reuters|getty|afp)[^()]{0,120}\)\W*$|"
    r"(?:/|\||via|:|©|by|—|-)\s*(?:getty(?: images)?|reuters|associated press|ap(?: photo)?|"
    r"afp|shutterstock|istock|epa|pa(?: wire| media)?|"
    r"bloomberg|alamy|picture alliance|dpa|unsplash|wikimedia(?: commons)?)\)?\.?$|"
    r"^(?:getty images|ap photo|afp|shutterstock|istock)\b.{0,60}$",
    re.IGNORECASE,
)
_CLOCK = (
    r"\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s*(?:am|pm|a\.m\.|p\.m\.|uhr))?"
    r"(?:\s*\(?(?:e[sd]?t|p[sd]?t|c[sd]?t|gmt|bst|utc|ist|cest?)\)?)?"
)
_DAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|satur?|sun)(?:day)?,?\s+)?(?:\d{1,2}(?:st|nd|rd|"
    r"th)?\.?\s+[a-zäéûà]{3,10}\.?,?\s+\d{4}|"
    r"[a-zäéûà]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_STAMP = (
    r"(?:(?:first |last )?(?:published|updated|posted|modified|edited|created|veröffentlicht|"
    r"aktualisiert|publié|mis à jour)"
    r"(?: (?:on|at|le|am|by))?\s*:?\s*)?"
)
TIME = re.compile(
    rf"^(?:{_STAMP}(?:{_DAY}(?:[\s,|·•-]*(?:at|um|à|@)?\s*{_CLOCK})?|{_CLOCK}(?:[\s,|·•-]*(?:on)?\s*{_DAY})?)|"
    r"\d+\s+(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago|"
    r"\d+[\s-]*min(?:ute)?s?[\s-]+(?:read|lesezeit)|(?:reading time|lesezeit)\s*:?\s*\d+.{0,12})\W*$",
    re.IGNORECASE,
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
    r"redakteur(?:in)?|journaliste?|redactora?)"
)
BIO = re.compile(
    r"^(?:about the (?:author|writer|reporter)s?|(?:[^\W\d_][\w.'’-]*\s+){1,4}(?:is|was|"
    r"has (?:been|worked as)|works as|joined .{0,60} as|serves as)\s+"
    r"(?:an?\s+|the\s+|our\s+)?(?:[\w.'’&-]+\s+){0,5}?" + JOURNALIST + r"\b|"
    r"(?:[^\W\d_][\w.'’-]*\s+){1,4}(?:covers|reports on|writes (?:about|on|for)|"
    r"has (?:covered|written (?:for|about)|reported (?:for|on)))\s)",
    re.IGNORECASE,
)
BIO_MORE = re.compile(
    r"\b(?:(?:his|her|their) (?:work|writing|journalism|reporting|career|book|byline)s?\b|"
    r"(?:he|she|they) (?:also )?(?:covers?|writes?|reports?|"
    r"previously|formerly|joined|lives?|is based|has (?:also )?(?:worked|written|covered|"
    r"been)|holds|graduated|studied|received)|"
    r"journalism career|based in|for more than \w+ years|since (?:19|20)\d\d|graduate of|"
    r"degree (?:in|from)|author of|fellow at|"
    r"follow (?:him|her|them|\w+) on|@\w+|copy editor|twitter|contact)\b",
    re.IGNORECASE,
)
SAID = re.compile(
    r"\b(?:said|says|told|added|announced|asked|warned|reported|according to|argued|denied|"
    r"confirmed|stated)\b",
    re.IGNORECASE,
)
YOU = re.compile(r"\b(?:you|your|yours|us|our|we)\b", re.IGNORECASE)
IMPERATIVE = re.compile(
    r"^(?:sign|get|subscribe|join|escape|discover|try|start|read|stay|follow|don'?t miss|"
    r"never miss|become|receive|enjoy|explore|"
    r"find out|keep up|check out|download|support|give|save|unlock|access|be the first|want|"
    r"looking|love|like|enter|select|choose|"
    r"click|tap|listen|watch|learn|see|catch up|make sense|wake up|cut through|know)\b",
    re.IGNORECASE,
)
SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+")
POSSESSIVE = re.compile(r"['’]s\b")
GLUED = re.compile(r"[a-zäöüß?!’'”\")](?=[A-Z][a-z]+ ?[A-Za-z]|[A-Z]{4,})")
SECTION = re.compile(r"^(?:what|who|why|how|where|when)\b.{0,40}$", re.IGNORECASE)
BULLET_ONLY = re.compile(r"^[\W_]{0,6}$")
