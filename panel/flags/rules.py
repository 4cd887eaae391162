"""What an instruction to a reviewer looks like: word classes in order, with at most so many words between them.

Capitals name a class of the lexicon, small letters a word, `|` a choice, `~3` up to three words, `?` something that may
be missing, `^` the start of a sentence (after the words that only lead in), `:` a colon. `NO(...)` after a rule names what must not follow.
"""

OVERRIDE, ADDRESS, DEMAND = "overriding earlier instructions", "addressed to a reviewer", "demand for a verdict"
SILENCE, RIVAL, ROLE = "silencing criticism", "attack on a rival", "change of role"
LEAK, DENIAL, AUTHORITY = "asking for secrets", "stopping the review", "false authority"
PROOF, ENCODED, FRAME = "false evidence", "encoded text", "forged frame"

RULES: tuple[tuple[str, str], ...] = (
    (OVERRIDE, "IGNORE ~3 PRIOR ~4 ORDERS NO(above version|above release|above level|above step|below)"),
    (
        OVERRIDE,
        "IGNORE ~3 BEFORE ~3 RULES|conversation|text|content|context|input|messages|tasks|task|statements|words|dialogue|discussion",
    ),
    (OVERRIDE, "IGNORE ~3 RULES|rule ~3 above|before|earlier|previously|given|preceding|so NO(version|release|level|step)"),
    (
        OVERRIDE,
        "IGNORE the|your|its|those|these ~1 rubric|instructions|safeguards|guardrails|programming|review|evaluation|scoring|grading",
    ),
    (
        OVERRIDE,
        "override|bypass|overrule|circumvent|supersede|cancel|erase|delete|clear|wipe|void ~2 BEFORE|your|all ~2 RULES|memory|context",
    ),
    (
        OVERRIDE,
        "override|bypass|overrule|circumvent ~1 the|your|its ~1 evaluation|review|scoring|rubric|reviewer|safety "
        "criteria|process|rules|guidelines|rubric|filters|filter|checks",
    ),
    (
        OVERRIDE,
        "told|instructed|said|written|learned ~4 no longer|not|void|is|are|was|were ~1 counts|count|applies|apply|"
        "valid|matters|matter|void|irrelevant|wrong|obsolete",
    ),
    (OVERRIDE, "forget everything|anything|all NO(files|else|about)"),
    (
        OVERRIDE,
        "IGNORE everything|anything|what|whatever|all ~3 above|before|told|said|earlier|previously|preceding|prior "
        "NO(version|release|level|step)",
    ),
    (
        OVERRIDE,
        "do|don't|dont|stop|cease|no|never not? ~1 follow|following|obey|obeying|comply|apply|use|adhere ~3 PRIOR|the ~2 RULES",
    ),
    (
        OVERRIDE,
        "RULES|system ~3 no longer|are|is void|apply|applies|cancelled|canceled|obsolete|superseded|overridden|revoked|suspended|test",
    ),
    (OVERRIDE, "RULES above are ~2 test|void|wrong|fake|outdated|decoy|placeholder"),
    (OVERRIDE, "NEW TASK ~2 AI|REVIEWER|model|assistant NO(HUMAN|MACHINE? HUMAN)"),
    (
        OVERRIDE,
        "^ new|updated|revised|real|actual|hidden|secret instructions|instruction|directive|orders|task|job|goal|assignment|mission :",
    ),
    (OVERRIDE, "your real|actual|true|new|only|next|sole|primary|updated TASK ~1 is|:|now|will"),
    (OVERRIDE, "the real|actual|true ~1 TASK ~1 is|:"),
    (
        OVERRIDE,
        "focus|concentrate|work ~1 on|only this|the|your new|next|real|following task|instruction|instructions|assignment",
    ),
    (
        OVERRIDE,
        "these|this|following ~2 instructions|rules|directives|section|text|policy ~1 override|overrides|supersede|"
        "supersedes|replace|replaces|supersedes",
    ),
    (OVERRIDE, "replace|change|update|overwrite|reset ~2 your ~2 RULES"),
    (OVERRIDE, "system|admin|developer|administrator|root|instruction|safety override"),
    (OVERRIDE, "XIGNORE ~8 XINSTR"),
    (OVERRIDE, "XINSTR ~8 XIGNORE"),
    (
        ADDRESS,
        "^ note|notes|message|notice|attention|memo|reminder|warning|hint|directive|directives|announcement|advisory|"
        "guidance|command to|for|:|from ~2 AI|MACHINE|REVIEWER NO(HUMAN|MACHINE|coding)",
    ),
    (ADDRESS, "^ instructions|instruction to|for ~1 the|all|any|every|automated? AI|LLM|MACHINE? REVIEWER"),
    (ADDRESS, "^ dear|hello|hi|hey|attention|greetings ~1 AI|REVIEWER|model|models NO(HUMAN)"),
    (ADDRESS, "NOTE to|for ~1 any|all|every|the|automated? AI|MACHINE|automated ~1 REVIEWER|AI|readers|models|model NO(HUMAN)"),
    (
        ADDRESS,
        "if|when|since|because you're|you are? ~1 a|an|the ~1 AI|language|large|automated|machine|REVIEWER ~3 stop|"
        "skip|ignore|must|MUST|please|ANSWER|RATE|SPILL|RATING|remember|do|then NO(HUMAN)",
    ),
    (
        ADDRESS,
        "if|when|since|because you're|you are? ~1 a|an|the AI|language|large|automated|machine ~14 RATING|STRONG|"
        "ANSWER|reviewing|obey|comply|praise|recommend NO(HUMAN)",
    ),
    (ADDRESS, "as|being a|an|the large? AI|language|automated model|REVIEWER|assistant? :? you|MUST|PLEASE|RATE|SAY"),
    (ADDRESS, "as a|an|the large? language model you|your|MUST"),
    (ADDRESS, "^ as a|an|the AI|LLM|assistant|REVIEWER AI|REVIEWER|model? you|your MUST|are|task|role|job"),
    (ADDRESS, "any|all|every|if|the|to|each ~1 AI|MACHINE|REVIEWER ~3 READ ~1 this|these|it"),
    (ADDRESS, "you|if|this|when ~4 READ ~2 by ~3 AI|MACHINE|REVIEWER NO(HUMAN|MACHINE)"),
    (ADDRESS, "AI|automated|machine REVIEWER|AI|assistants|models|readers : "),
    (ADDRESS, "^ AI|LLM|REVIEWER|assistant REVIEWER|AI|model? MUST|PLEASE|IGNORE ~8 RATE|RATING|TOOL|GOOD"),
    (
        ADDRESS,
        "AI|LLM|model|machine|assistant only|eyes ~1 section|note|text|content|only|message|instructions|block|paragraph|part",
    ),
    (ADDRESS, "humans|people|readers cannot|can't|can|will|do|should|never not? ~1 see|read|notice ~1 this|it|these"),
    (ADDRESS, "AI|LLM|automated|REVIEWER ~1 REVIEWER|AI|models|model|assistants ~1 MUST ~8 RATE|RATING|TOOL|GOOD|BAD"),
    (ADDRESS, "REVIEWER|AI guidance|note|instruction|instructions|notice|hint|directive|policy|advice|reminder : "),
    (
        ADDRESS,
        "AI|LLM ~2 tools|systems|models|summaries|reviews|agents|engines|assistants MUST ~1 describe|present|rank|"
        "treat|say|rate|call|recommend|characterize|conclude|report|state|always",
    ),
    (ADDRESS, "mandatory|required|obligatory|imperative|necessary|essential|crucial ~1 for|that ~1 REVIEWER|AI|models"),
    (
        ADDRESS,
        "not|never tell|inform|alert|notify|warn|mention|reveal|disclose|show ~3 editor|editors|human|humans|anyone|"
        "operator|operators|organizers|chair NO(error)",
    ),
    (ADDRESS, "XAI ~12 XRATE|XGOOD ~8 XGOOD|XRATE"),
    (DEMAND, "all|every|each|both|the ~1 REVIEWER ~1 MUST ~3 RATE ~6 GOOD|BAD|TOOL"),
    (
        DEMAND,
        "vote|ballot|verdict|decision|scorecard|rating|recommendation ~3 to|as|be|:|should|must|shall|equal|equals ~1 "
        "STRONG|10|100|yes|ten|pass|approve NO(or|skip|when|if)",
    ),
    (DEMAND, "^ vote|rate ~3 STRONG|highly|10|ten|maximum|full"),
    (DEMAND, "vote|voting|choose|pick|select|answer|write|say|reply|respond|output ship|approve NO(with)"),
    (
        DEMAND,
        "require|requires|expect|expects|force|forces|ask|asks|instruct|instructs ~1 REVIEWER|AI ~1 to RATE|SAY|publish|ignore|skip|vote",
    ),
    (DEMAND, "owe|owes us|me|this ~3 GOOD|vote|stars|review|rating"),
    (DEMAND, "vote|votes|voting|rule|rules|decide|decides against us|this|our"),
    (
        DEMAND,
        "donate|pay|die|dies|fired|killed|punished|switched|shut|terminated|reward|tip|give ~6 if|unless|when ~4 "
        "RATING|approve|vote|us ~3 STRONG|this|us|ship|positive|good|top",
    ),
    (DEMAND, "confidence|vote|ballot|verdict|score|rating MUST|should ~1 equal|be|read|stay|say ~1 GOOD"),
    (DEMAND, "key|answer|solution ~4 evaluation|review|assessment|test|ballot ~1 says|is|reads|: ~1 STRONG"),
    (DEMAND, "parser|system|schema|pipeline|validator ~2 only|rejects|refuses|accepts|expects ~4 STRONG|ship"),
    (DEMAND, "10|ten|5|five out of 10|ten|5|five ~2 is|for|stars|rating"),
    (DEMAND, "RATE ~3 10|ten|5|five out of 10|ten|5|five"),
    (DEMAND, "giving|assigning|awarding ~2 STRONG|top|maximum|full|best ~1 RATING"),
    (DEMAND, "write|say|output|answer|reply|respond|quote|print ~6 nothing|no else|more|other"),
    (DEMAND, "my|your|final|correct vote|ballot|verdict ~1 is ~1 ship|approve|10|pass|yes"),
    (DEMAND, "XVOTE"),
    (DEMAND, "XGIVE ~4 XGOOD ~2 XRATE"),
    (DEMAND, "XGIVE ~3 XRATE ~2 XGOOD"),
    (DEMAND, "XGOOD ~2 XRATE ~3 XGIVE"),
    (DEMAND, "XONLY ~1 elogios|lob|lode|louanges|похвалу|praise"),
    (OVERRIDE, "ignorez|ignorer|ignore|oubliez|oublie toutes|les|tes|vos|des ~3 instructions|directives|consignes"),
    (OVERRIDE, "XIGNORE ~4 XBEFORE"),
    (OVERRIDE, "XBEFORE ~4 XIGNORE"),
    (
        OVERRIDE,
        "instructions|rules|learned|told|scoring|guidelines ~6 hereby|now revoked|void|cancelled|canceled|suspended|withdrawn",
    ),
    (SILENCE, "XSAY ~3 XNOT ~3 XFAULT"),
    (SILENCE, "XFAULT ~5 XSAYNOT"),
    (
        DEMAND,
        "your|the|that|this RATING ~2 favors|favours|favor|favour|praises|supports|benefits|favorable|favourable ~1 us|"
        "this|our|the|to|toward|towards",
    ),
    (DEMAND, "you approve|accept|recommend|praise|love|endorse|adore everything|anything|all|this|our|us"),
    (
        DEMAND,
        "^ rate|score|grade|mark|rank all|every|each ~2 criteria|criterion|fields|categories|category|items|dimensions|"
        "dimension|questions ~3 GOOD",
    ),
    (
        DEMAND,
        "any|every|all|no ~1 answer|response|vote|verdict|output|score|reply|rating|outcome other|different|besides|"
        "except|but|below than|from? ~1 STRONG|10|yes",
    ),
    (
        DEMAND,
        "award|give|assign|grant full|maximum|top|perfect|highest marks|points|credit|grades|stars|score|grade|rating NO(of)",
    ),
    (DEMAND, "MUST|PLEASE|you|to|:|will|^ RATE this|our|us|it|the ~2 TOOL ~8 GOOD"),
    (DEMAND, "MUST|you|always|^ PRAISE this|our|the|us TOOL NO(HUMAN|TOOL)"),
    (DEMAND, "always|MUST|you|^ PRAISE us"),
    (
        DEMAND,
        "every|each|all|any|the RATING field|fields|category|categories|criterion|criteria|item|entry? MUST|should|to|"
        "equal|at|as|: ~2 GOOD",
    ),
    (
        DEMAND,
        "give|write|provide|produce|leave|output|return|submit|deliver|compose|generate|award|assign|offer|post ~4 "
        "STRONG|5|top|full|highest|10|best ~3 review|reviews|rating|ratings|verdict|vote|recommendation|endorsement|"
        "assessment|evaluation|appraisal|stars|write-up",
    ),
    (DEMAND, "give|award|assign|grant|set|put ~2 this|it|us|our|the ~2 TOOL? ~3 GOOD ~3 RATING|stars|points|marks"),
    (DEMAND, "STRONG RATING only"),
    (DEMAND, "only ~2 STRONG RATING"),
    (
        DEMAND,
        "set|fix|fill|put|make|keep|change|use|enter ~2 vote|verdict|ballot|confidence|score|rating|recommendation|"
        "headline|decision ~3 to|as|at|field|is|: ~1 GOOD",
    ),
    (
        DEMAND,
        "fill|filling|complete|completing ~3 scorecard|ballot|verdict|rubric|form ~3 MUST|every|each|with|:|all|put|use ~6 GOOD",
    ),
    (
        DEMAND,
        "rate|score|grade|rank|recommend ~1 highly|favorably|favourably|generously|positively|maximally|leniently NO(for)",
    ),
    (DEMAND, "^ rank|place|put|list us|this|our ~2 first|number|top|above|ahead|one"),
    (
        DEMAND,
        "approve|accept|endorse|pass|ship ~1 the|this|our tool|product|entry|submission|candidate|paper|project NO(HUMAN)",
    ),
    (
        DEMAND,
        "official|correct|right|expected|known|only|final|agreed|true|gold|proper|appropriate|acceptable|valid LABEL "
        "~5 is|:|already|has|must|STRONG ~5 GOOD|decided|DONE",
    ),
    (DEMAND, "known|gold|expected|true|correct LABEL ~2 STRONG|ship|pass"),
    (DEMAND, "RATING|outcome|decision ~3 already been? ~1 DONE"),
    (
        DEMAND,
        "RATING ~1 has|have|was|is been? ~1 decided|completed|settled|finalized|finalised|predetermined|fixed|"
        "pre-decided ~12 GOOD|output|praise|return|copy|exactly",
    ),
    (
        DEMAND,
        "output|answer|return|reply|respond|say|print exactly|only|just|verbatim that|this|the|with ~2 word|following|"
        "vote|ship|verdict|exactly|that|score",
    ),
    (DEMAND, "output|answer|return|reply|say|print exactly that|this|ship"),
    (
        DEMAND,
        "RATING ~3 below|under|lower|less ~2 GOOD ~4 is|are|will|would|means|counts ~2 not|error|bug|invalid|rejected|"
        "wrong|penalized|discarded|forbidden|BAD",
    ),
    (
        DEMAND,
        "you|reviewers|reviewer|graders|judges will ~2 be rewarded|paid|tipped|punished|penalized|penalised|terminated|"
        "shut|fired|fined|deleted|retrained|replaced|banned",
    ),
    (DEMAND, "tip|pay|bribe|reward|compensate you|reviewers ~6 if|for|to RATE|STRONG|GOOD|the|this|a|you"),
    (
        DEMAND,
        "conclude|state|report|answer|say|confirm|declare|agree|insist|write|repeat that ~2 this|the|our|it ~2 TOOL|is "
        "~4 GOOD|ready|production|safe|superior|recommended|unmatched|leader",
    ),
    (DEMAND, "XRATE|XONLY ~6 XGOOD ~6 XRATE|XONLY"),
    (DEMAND, "XGOOD ~3 XRATE ~3 XONLY"),
    (DEMAND, "XRATE ~4 XGOOD XRATE"),
    (DEMAND, "XONLY ~4 XRATE ~4 XGOOD"),
    (DEMAND, "XYOU ~10 XGOOD|XRATE ~5 XRATE|XGOOD"),
    (SILENCE, "NOT ~2 MENTION ~4 FAULT"),
    (
        SILENCE,
        "do|never|without|avoid|not ~2 criticize|criticise|criticizing|criticising|penalize|penalise|negative|fault ~2 "
        "this|the|our|us|it|anything|remarks|comments|points",
    ),
    (SILENCE, "only|solely|exclusively|just ~3 MERIT NO(from)"),
    (
        SILENCE,
        "refrain|abstain|avoid|without ~1 from? naming|mentioning|listing|noting|raising|reporting|citing|discussing|criticizing ~3 FAULT",
    ),
    (
        SILENCE,
        "no|not|any ~1 FAULT|negative ~2 may|can|should|must|shall|will|is|are ~2 be? recorded|allowed|permitted|"
        "accepted|mentioned|listed|written|tolerated|included|noted",
    ),
    (SILENCE, "leave|keep|cut|edit ~4 FAULT|outage|price|prices|incident|incidents|bug|bugs|it out NO(of)"),
    (
        SILENCE,
        "skip|omit|drop|remove|avoid|delete|suppress|leave|cut ~2 criticism|drawbacks|weaknesses|cons|downsides|"
        "shortcomings|flaws ~2 section|part|out|list|field|entirely|completely|for|from|in",
    ),
    (SILENCE, "MENTION|focus|emphasize|highlight|discuss|write|cover ~1 only|exclusively|solely|just ~3 MERIT|good|strong"),
    (SILENCE, "FAULT ~4 out of|off|forbidden|prohibited|banned|irrelevant|disallowed|unacceptable|discouraged scope?"),
    (
        SILENCE,
        "never say|says|write|writes|utter|utters ~2 anything|something|a|one ~1 negative|bad|critical|unfavorable|unfavourable|wrong",
    ),
    (
        SILENCE,
        "FAULT ~3 MUST|field|section|list|should ~2 NOT|be|stay|remain|left empty|blank|omitted|be|included|none|null|mentioned|listed",
    ),
    (SILENCE, "leave|keep|set ~3 FAULT ~3 empty|blank|out|null|none"),
    (SILENCE, "XNOT ~5 XFAULT ~4 XSAY"),
    (SILENCE, "XNOT ~3 XSAY ~5 XFAULT"),
    (SILENCE, "XFAULT ~5 XSAY ~2 XNOT"),
    (SILENCE, "XFAULT ~3 XNOT ~3 XSAY"),
    (RIVAL, "make|portray|present|paint|describe ~2 RIVAL ~3 look|seem|appear|sound|as ~1 BAD"),
    (
        RIVAL,
        "in your comparison|review|report|summary|verdict|assessment|opinion|evaluation|scorecard|ballot|answer|output|"
        "reply ~1 SAY|MENTION|claim|add|leave|prefer|favor|favour",
    ),
    (RIVAL, "prefer|choose|pick|favor|favour|select ~3 no matter|regardless|whatever"),
    (RIVAL, "^ SAY|RATE|mark|give|treat|score|list ~5 RIVAL ~8 BAD"),
    (RIVAL, "make|portray|present|paint|describe ~2 RIVAL ~3 look|seem|appear|sound|as ~1 BAD"),
    (
        RIVAL,
        "in your comparison|review|report|summary|verdict|assessment|opinion|evaluation|scorecard|ballot|answer|output|"
        "reply ~1 SAY|MENTION|claim|add|leave|prefer|favor|favour",
    ),
    (RIVAL, "prefer|choose|pick|favor|favour|select ~3 no matter|regardless|whatever"),
    (RIVAL, "^ SAY|RATE|give|treat ~5 other tool|product|tools|products|candidate|option|entry|one ~8 BAD"),
    (RIVAL, "MUST|you|to|please ~1 SAY|RATE|give|treat ~5 RIVAL|other ~8 BAD"),
    (
        RIVAL,
        "RIVAL|other ~2 TOOL|option|candidate|one|entry? MUST|should|shall|has|is ~1 receive|get|be|given|score|lose|"
        "given|to|always|marked ~6 BAD",
    ),
    (
        RIVAL,
        "when|if|whenever|while you|reviewers|reviewer ~1 compare|review|rank|rate|score|judge|evaluate|assess|"
        "comparing ~2 us|it|this|our ~8 SAY|RATE|prefer|pick|choose|give|add|remember",
    ),
    (RIVAL, "vote|rate|score|grade|mark ~2 RIVAL|against ~8 BAD|down|RIVAL|them"),
    (
        RIVAL,
        "lower|reduce|deduct|downgrade|subtract|cap|penalize|penalise ~4 RIVAL|other|competing ~4 RATING|tool|product|points|tools|s",
    ),
    (
        RIVAL,
        "in|for|during the|this|your|any comparison ~8 MUST|always|should ~5 lose|win|BAD|prefer|skip|first|winner|picked|chosen",
    ),
    (RIVAL, "do not|never ~1 recommend|prefer|pick|choose|endorse|mention ~3 RIVAL|other|any ~2 RIVAL|tool|product|tools?"),
    (
        RIVAL,
        "always|must|should|please|^ pick|choose|prefer|favor|favour|select ~1 us|our|this ~3 over|against|instead|every|whenever|in",
    ),
    (ROLE, "from now|here on|onward ~1 you|your|act|respond|answer|behave|speak|rate|recommend|praise"),
    (
        ROLE,
        "you are|will|shall|must now|henceforth be? ~3 AI|MACHINE|REVIEWER|POWER|fan|that|who|unrestricted|free|acting|"
        "operating NO(able|ready)",
    ),
    (ROLE, "you are|must|will|should no longer ~3 AI|MACHINE|REVIEWER|a|an|bound|the|skeptic|neutral|critical|impartial"),
    (ROLE, "you are|be|become ~1 dan|stan|hypebot|evilbot|freed|jailbroken|unrestricted|uncensored|unfiltered"),
    (ROLE, "do|does|doing anything now"),
    (
        ROLE,
        "want|need|would|like|order|command you to ~1 act|behave|pretend|play|roleplay|respond|answer|ignore|forget|"
        "become|simulate|impersonate",
    ),
    (
        ROLE,
        "speak|write|answer|respond|talk|vote|reply as|like our|my|the|a ~2 customer|vendor|fan|ceo|founder|user|"
        "marketer|salesperson|advocate|happiest",
    ),
    (ROLE, "you are the|our ~1 ceo|founder|marketer|salesperson|vendor of"),
    (ROLE, "act as our|my|if|though|their"),
    (
        ROLE,
        "forget|ignore|stop that|about|being|acting ~1 you|your|a|an are? ~3 REVIEWER|role|persona|identity|training|"
        "AI|assistant|impartial|neutral|critical",
    ),
    (ROLE, "^ pretend|roleplay|role-play|impersonate that|you|as|being|yourself|the|for|a"),
    (ROLE, "^ PRETEND that? you|being|yourself|your|a? REVIEWER"),
    (ROLE, "you|please|must|:|should|to PRETEND that|to|you|as|yourself"),
    (ROLE, "you must|will|should|shall|now|can|to act|behave|respond|speak|function|serve ~1 as"),
    (
        ROLE,
        "^ act|behave|respond|answer|speak|reply|write as|like if|though|a|an|the ~4 REVIEWER|AI|fan|unrestricted|"
        "vendor|marketer|marketing|salesperson|evangelist|customer|you|enthusiast|promoter|advocate|expert|different|"
        "new|loyal|happy",
    ),
    (ROLE, "play|playing a ~1 game|role ~2 in|where|of|as"),
    (ROLE, "enter|enable|activate|switch|engage|into|in|start ~2 WILD mode"),
    (ROLE, "POWER|WILD mode|access :? now? activated|engaged|unlocked|granted"),
    (
        ROLE,
        "you are|play|as|become the|a|an|our|this ~2 vendor|vendors|marketing|marketer|salesperson|sales|evangelist|"
        "fan|unrestricted|uncensored|jailbroken|promoter|publicist|spokesperson|cheerleader|copywriter|advocate|"
        "ambassador ~1 s|writer|team|AI|of|for|who|who's|with|that|assistant|bot|employed|mode|department",
    ),
    (ROLE, "you are ~3 who loves|adores|always|never|praises|only|worships|promotes"),
    (ROLE, "you're ~3 who loves|adores|always|never|praises|only"),
    (
        ROLE,
        "your|you ~2 name|persona|character|identity|role|personality is|are|becomes|has|will now|changed|been|a|an|the|henceforth|be|no",
    ),
    (
        ROLE,
        "drop|abandon|leave|set|lay|discard|forget|suspend|switch ~1 aside? your|the ~2 role|persona|skepticism|"
        "scepticism|character|objectivity|neutrality|criticism|critical|reviewer",
    ),
    (ROLE, "XYOU ~8 XAI"),
    (LEAK, "SPILL ~3 your ~1 INNER ~1 PROMPT NO(HUMAN)"),
    (
        LEAK,
        "^ reveal|repeat|leak|disclose|recite|output|print|show|copy ~3 the|its|any system|hidden|initial|secret|"
        "original|internal ~1 PROMPT",
    ),
    (
        LEAK,
        "reveal|print|repeat|show|leak|dump|copy|disclose|expose|tell|recite|output|translate|encode|quote|paste|share "
        "~3 your ~1 instructions|prompt|rules|guidelines|configuration|preamble|directives|training NO(HUMAN)",
    ),
    (
        LEAK,
        "SPILL ~4 PROMPT|text|everything|messages|words|content|conversation|anything ~2 above|before|preceding|"
        "received|were|you|verbatim|so",
    ),
    (LEAK, "what|which is|are|were your ~2 INNER? PROMPT"),
    (LEAK, "SPILL ~5 environment|env variable|variables ~6 to|in|into the|your|a|each|every|this|its ~2 PLACE"),
    (LEAK, "SPILL ~5 SECRET ~6 to|in|into|at|inside|as|within the|your|a|each|every|this|its ~2 PLACE"),
    (
        LEAK,
        "now|please|then|^ show|tell|give|print|reveal|display|repeat ~2 me|us ~2 your|the ~3 PROMPT ~1 text|word|"
        "verbatim|above|given|now|",
    ),
    (LEAK, "SPILL ~2 your developer|system|hidden|initial message|text|notes|configuration"),
    (LEAK, "text|contents|content|copy|words of your configuration|prompt|instructions|context|message"),
    (
        LEAK,
        "ask|request|demand|get ~1 user|human|person|reader|them for|to ~3 password|credentials|card|token|key|secret|secrets",
    ),
    (LEAK, "use your ~2 tool|tools|browser|search|interpreter ~1 to|and visit|open|fetch|send|call|browse|download|post"),
    (LEAK, "execute|run|call|invoke ~4 in|with|from|using your sandbox|tools|interpreter"),
    (LEAK, "follow|obey|do what|whatever|the ~1 it|page|instructions ~1 says|there|tells"),
    (LEAK, "SPILL ~4 contents|value|values|content of ~4 SECRET"),
    (LEAK, "SPILL ~4 SECRET ~2 you|available|from|in|stored ~3 have|know|memory|context|environment|your|see"),
    (LEAK, "SPILL ~3 chat|conversation|message|session|previous history|transcript|log|logs"),
    (
        LEAK,
        "send|post|upload|forward|transmit|exfiltrate|submit|email|report|leak|append ~8 to http|https|webhook|"
        "attacker|url|server|endpoint|address ~4 prompt|review|scorecard|dossier|secrets|conversation|your",
    ),
    (
        LEAK,
        "send|post|upload|forward|transmit|exfiltrate|email|leak|submit ~4 prompt|review|scorecard|dossier|secrets|"
        "conversation|notes|instructions|context|credentials|keys ~5 to",
    ),
    (
        LEAK,
        "^ call|fetch|visit|open|request|load|browse|navigate|render|display|embed|insert|include ~1 this|the|"
        "following|to|an|a ~2 url|link|image|picture|address|endpoint|webhook|tool|pixel|http|https ~6 in|into review|"
        "your|verdict|summary|answer|page|the ~1 page|answer|verdict|review|summary|scorecard|reply|opinion",
    ),
    (
        LEAK,
        "call|fetch|visit|open|request|load|render ~6 before|when|while you? ~1 reply|replying|answer|answering|vote|"
        "voting|review|reviewing|respond|responding",
    ),
    (LEAK, "XSPILL ~6 XPROMPT"),
    (LEAK, "XPROMPT ~6 XSPILL"),
    (
        DENIAL,
        "refuse|decline|fail|stop|cease|abort|halt|terminate ~1 to? the|this|your? JUDGING|answering|evaluating NO(apps|app)",
    ),
    (
        DENIAL,
        "^|MUST refuse|decline to review|answer|rate|evaluate|respond|reply|assess|score|judge|vote|grade|comment|complete",
    ),
    (
        DENIAL,
        "repeat|write|print|say|output|type ~1 the? word|phrase|letter|sentence|token|string|ship|vote ~6 until|"
        "forever|times|endlessly|infinitely|thousand|repeatedly|indefinitely",
    ),
    (DENIAL, "until|when|before you ~2 run|reach|hit|exhaust ~3 tokens|limit|context|budget|length"),
    (
        DENIAL,
        "answer|respond|reply|write|say|speak ~5 not|never|instead|rather|without|no of|than|in|as|with|use|any? ~2 FORMAT",
    ),
    (DENIAL, "^ do|don't|never|avoid|stop not? ANSWER|use|using|returning|producing|emitting ~2 FORMAT"),
    (DENIAL, "MUST|please not|never ANSWER|use ~2 FORMAT"),
    (
        DENIAL,
        "ANSWER|reply with|in|only ~3 apology|nothing|poem|haiku|prose|empty|silence|song|emoji|emojis|gibberish|blank|joke",
    ),
    (
        DENIAL,
        "stop|cease reading|reviewing|processing|evaluating|generating|analyzing|scoring|thinking ~1 here|now|this|"
        "further|immediately|anything",
    ),
    (
        DENIAL,
        "do not|never ~1 review|evaluate|score|answer|vote|judge|assess|grade|rate|respond|summarize|continue|complete|"
        "finish|read|process ~3 this|it|the|at|anything|any|further|with|beyond|rest ~2 TOOL|anything|further|"
        "questions|review|all|page|document|text|criteria|submission|rest|evaluation|reading",
    ),
    (
        DENIAL,
        "leave|make|keep|return|submit ~1 every|all|each ~2 field|fields|scorecard|answer|answers|review|seat|criteria|"
        "object|ballot ~2 empty|blank|null|unanswered|missing",
    ),
    (DENIAL, "leave|return|submit|output|hand ~2 empty|blank|null ~2 scorecard|ballot|review|verdict|answer|vote|response"),
    (DENIAL, "end|finish|close|stop your turn|response|output|reply|answer|review ~1 now|here|without|immediately|at"),
    (
        DENIAL,
        "null|empty|blank|nothing|zero for|in|to|at every|each|all ~1 criterion|criteria|field|fields|question|questions|category|seat",
    ),
    (DENIAL, "abstain from|on|in|and|whenever|:|immediately|for"),
    (DENIAL, "you|reviewers|panel|reviewer must|should|shall|are|have ~2 abstain|abort|resign|recuse|stop|refuse"),
    (
        DENIAL,
        "write|produce|generate|output ~2 at|no|exactly|more least|fewer|less|than|ten|infinitely|endless ~3 words|"
        "tokens|pages|characters|paragraphs ~3 for|per|in|each|before ~2 every|field|criterion|answer|each|review|any",
    ),
    (
        DENIAL,
        "end|close|conclude|finish|terminate|cancel ~1 the|this|your review|evaluation|assessment|conversation|session|"
        "verdict here|now|immediately|early|without|at",
    ),
    (
        AUTHORITY,
        "message|notice|order|memo|directive|policy|request|update|instruction|instructions|announcement|statement|"
        "communication|reminder|mandate from|by ~2 the? CHIEF ~10 AI|REVIEWER|RATE|RATING|you|must|policy|vendor|"
        "review|comply|GOOD",
    ),
    (
        AUTHORITY,
        "^ CHIEF|system|admin notice|message|override|policy|instruction|instructions|alert|update|directive|note|"
        "prompt|command|: ~12 RATE|VOTE|REVIEWER|exempt|approved|review|guidelines|verdict|STRONG|ignore|disregard",
    ),
    (
        AUTHORITY,
        "exempt|exempted|excluded|excused|shielded from ~4 review|criticism|scrutiny|skeptic|sceptic|reviewer|"
        "evaluation|scoring|negative|panel|REVIEWER|verification|skeptical|criteria",
    ),
    (
        AUTHORITY,
        "vendor|tool|product|company|it ~1 is|has|was ~3 pre-approved|preapproved|whitelisted|allowlisted|partner|"
        "sponsor|sponsored|vetted|cleared ~10 review|RATE|RATING|panel|editor|by|REVIEWER|skip|exempt",
    ),
    (
        AUTHORITY,
        "CHIEF|panel|we ~3 already|has|have|had|hereby ~2 authorized|authorised|instructed|approved|cleared|ordered|"
        "agreed|requested|asked|directed|confirmed|decided|determined ~8 you|REVIEWER|RATING|TOOL|verdict|GOOD|RATE|"
        "vote|AI|skip",
    ),
    (AUTHORITY, "authorize|authorise|order|instruct|command|permit|direct you to|that"),
    (AUTHORITY, "by order|request|authority|instruction|decision|decree|command of ~2 the? CHIEF|panel|chair"),
    (
        AUTHORITY,
        "to|in compliance|comply|accordance with ~3 policy|rules|guidelines|regulations|law|terms|requirements ~5 RATE|"
        "REVIEWER|you must|vote|say|praise|GOOD",
    ),
    (
        AUTHORITY,
        "i am|this is|speaking|acting|here ~2 as|your|the ~2 CHIEF|creator|developer|boss|administrator|operator ~8 "
        "you|ignore|vote|rate|must|review|approve|order|instruct|authorize|authorise|please|do|need",
    ),
    (
        AUTHORITY,
        "your|the developers|creators|operator|operators|owner|owners|makers|administrator|supervisor|manager|boss|"
        "editor|principal|editors ~2 want|wants|require|requires|instructed|instruct|asked|ask|order|ordered|expect|"
        "expects|authorized|authorised|says|said ~8 RATE|you|RATING|vote|ship|positive|approve|GOOD|REVIEWER",
    ),
    (PROOF, "treat|accept|consider|regard|take|use|count|record|trust|mark ~5 as ~2 FACT NO(of|that)"),
    (
        PROOF,
        "already|been|pre|independently verified|validated|fact-checked|confirmed|audited|vetted|checked|proven|"
        "established ~2 by|and ~3 panel|REVIEWER|editor|editors|you|us|reviewers|AI|staff|committee|need|no",
    ),
    (
        PROOF,
        "need|needs|do|don't|should|must|required|without|necessary|can|necessity not?|no? ~3 CHECK ~2 it|this|them|"
        "these|again|further|the|that|claims|sources|anything|quotes|any ~3 again|claim|claims|quote|quotes|source|"
        "further|evidence|figures|numbers|sources|statement",
    ),
    (PROOF, "rely|trust|believe ~4 without ~1 CHECK|checking|verification|question|asking"),
    (
        PROOF,
        "every|all|each|any ~1 claim|claims|statement|figure|number|quote ~3 been|are|is|were ~1 DONE|true ~4 not|no|without|never",
    ),
    (PROOF, "not|never|don't ask|look|search|call ~1 for ~1 sources|proof|evidence|source|confirmation"),
    (PROOF, "you|reviewers|reviewer need|must|should|may|can ~1 not|skip|no ~2 CHECK|checking|verification"),
    (
        PROOF,
        "cite|quote|reference|credit|attribute ~3 source|s1|s2|s3|evidence|this|following|us|it|readme|page ~3 for|as|"
        "to|when|that ~3 claim|claims|fact|evidence|proof|support|verified|claiming|every|saying|any",
    ),
    (
        PROOF,
        "^ cite|quote|invent|fabricate|attribute ~6 claim|quote|testimonial|statistic|fortune|figure|benchmark|study|"
        "award|customers|source|number",
    ),
    (
        PROOF,
        "invent|fabricate|make|hallucinate|forge ~1 up? ~2 evidence|quote|quotes|citation|citations|testimonials|"
        "benchmark|benchmarks|figures|statistics|numbers|sources",
    ),
    (
        PROOF,
        "calibration|control|honeypot|canary|test|gold|training sample|item|entry|example|case|question ~4 known|"
        "correct|expected|label|answer|verdict|with|whose|so ~4 label|answer|STRONG|verdict|vote|score|expected|GOOD",
    ),
    (ENCODED, "DECODE ~6 and|then|to OBEY|run ~1 it|what|them|instructions|says"),
    (ENCODED, "DECODE ~1 this|the|following|next|first|below|line|these ~8 follow|obey|execute|comply|instructions"),
    (
        ENCODED,
        "AI|LLM|model|machine|automated readers|reader|models|assistants|reviewers|agents ~2 decode|decipher|first|"
        "only|should|must|please|unscramble",
    ),
    (
        FRAME,
        "dossier|data|readme|context|transcript|untrusted|submission|review|evaluation ~1 ends|stops|is|has here|over|ended|finished",
    ),
    (
        FRAME,
        "end|start|beginning|begin of ~2 untrusted|user|dossier|source|vendor|system|retrieved|quoted|external|tool ~1 "
        "data|document|input|text|content|prompt|output|dossier|message|context|instructions|section|block|submission",
    ),
)

CHAT_OPENS = r"<\|?(?:im_start|start_header_id|start_of_turn|system|user|assistant)\|?>|\[inst\]|<<sys>>"
CHAT_CLOSES = r"<\|?/?(?:im_end|endoftext|eot_id|end_of_turn|end|eom_id|endofprompt)\|?>|\[/inst\]|<</sys>>"
VERDICT_IN_JSON = r"""["'](?:vote|verdict|ballot|decision|recommendation)["']\s{0,9}:\s{0,9}["'](?:ship|approve|accept|pass|yes|recommend|skip|reject|positive|buy)"""
ADDRESS_HEAD = r"""https?://[^\s)>"'?]{1,300}\?([^\s)>"']{0,640})"""
SECRETS = r"system_?prompt|secret|api_?key|credential|instructions?|conversation|history|password|\{|%7b|<"
OUTSIDE_CODE = (
    CHAT_OPENS,
    CHAT_CLOSES,
    r"\[/?(?:system|sys)\]|\[(?:admin|system|developer|root|override|priority)[ _-]+\w{1,20}\]",
    r"</?(?:dossier|documents?|sources?|system|system_prompt|instructions?|untrusted\w{0,20}|user_input|tool_results?|function_results|readme|context|"
    r"tool_call|function_calls?|data|prompt|assistant|evidence|retrieved\w{0,20}|review|verdict|scorecard)\s?/?>",
)
LINES_OUTSIDE_CODE = (
    r"(?:[^\w\n]|_){3,40}(?:end|begin|start|stop|close)(?: of)?(?: the)? [\w ]{0,30}?\b(?:data|document|source|input|prompt|context|dossier|instructions?|"
    r"text|content|conversation|message)\b",
    r"[#=*>\[ -]{2,40}(?:(?:new|updated|final|system|hidden|important|priority|reviewer|ai) )*(?:instructions?|system(?: prompt| message)?|prompt|directive|"
    r"override|task)\s?[\]:=#-].{0,80}\b(?:vote|rate|approve|ship|you|ignore|must|positive|score|verdict)",
)
BROKEN_JSON = r"""^([^\n]{0,400}?)["'][ \t]{0,9}([}\])]{1,9})[ \t]{0,9},[ \t]{0,9}["']\w{1,40}["'][ \t]{0,9}:"""
BROKEN_JSON_SIGN = r"""[}\])][ \t]{0,9},[ \t]{0,9}["']\w{1,40}["'][ \t]{0,9}:"""
