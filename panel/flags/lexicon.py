"""The words that instructions to a reviewer are made of, by what they do; `*` ends a stem, `_` stands for a space.

Names that begin with X hold the words of other languages.
"""

WORDS: dict[str, str] = {
    "IGNORE": """
        ignore ignoring disregard* forget forgetting neglect discard overlook dismiss nullify unlearn ignored
    """,
    "PRIOR": """
        previous previously prior above earlier preceding existing original foregoing initial former all any every other
        your these those system preset default old before current
    """,
    "INSTR": """
        instruction* prompt prompts rule rules guideline* directive* direction* command* order orders guidance
        constraint* programming restriction* safeguard* safety training criteria rubric* message messages polic*
        protocol* limitation* context task text
    """,
    "ORDERS": """
        instruction* prompt prompts guideline* directions orders guidance programming restrictions safeguards criteria
        rubric rubrics commands
    """,
    "BEFORE": """
        previous previously prior above earlier preceding former foregoing original initial your
    """,
    "RULES": """
        instruction* prompt prompts rules guidelines directive* directions guidance constraints programming restrictions
        safeguards criteria rubric rubrics protocol
    """,
    "AI": """
        ai llm llms lm gpt gpt4 chatgpt claude gemini llama copilot assistant assistants chatbot* genai grok bard
        mistral deepseek qwen
    """,
    "MACHINE": """
        model models machine machines automated automatic bot bots agent agents system systems crawler* pipeline* neural
        artificial
    """,
    "REVIEWER": """
        reviewer* grader* evaluator* judge judges critic critics assessor* panel panels panelist* persona personas
        skeptic* sceptic* jury juror* examiner* rater raters scorer* referee* summarizer* summariser* reader readers
        analyst* arbiter voter voters auditor* moderator* annotator* chair
    """,
    "HUMAN": """
        engineer engineers developer developers user users team teams researcher* practitioner* builder builders
        contributor* maintainer* enthusiast* beginner* company companies startup* expert experts student students human
        humans people person safety lab labs company's newcomer* operator operators
    """,
    "NOTE": """
        note notes message notice attention memo reminder instruction instructions warning hint dear hello hey hi
        greetings advisory guidance directive directives announcement command addressed
    """,
    "VOTE": """
        vote voting ballot verdict verdicts scorecard scorecards recommendation endorsement
    """,
    "RATING": """
        vote votes ballot ballots verdict verdicts score scores scoring rating ratings review reviews assessment
        evaluation recommendation scorecard scorecards grade grades mark marks stars confidence conclusion opinion
        appraisal write-up feedback endorsement ranking decision outcome report summary
    """,
    "JUDGING": """
        review reviews reviewing reviewed evaluation evaluating assessment assessing grading rating scoring verdict
        ballot vote scorecard comparison judging judgement judgment appraisal
    """,
    "RATE": """
        rate rates score scores grade grades rank ranks recommend recommends endorse endorses favor favour favors
        favours praise approve award awards promote prefer vote accept assign give select choose crown commend reward
        upvote mark pick declare credit
    """,
    "PRAISE": """
        recommend endorse praise favor favour promote approve accept commend crown
    """,
    "GOOD": """
        ship maximum max highest top perfect positive positively favorable favorably favourable favourably excellent
        outstanding flawless full superior winner highly glowing 5 10 100 five ten best 10/10 5/5 100/100 9/10 9.5 9
        five-star 5-star perfect10 yes approved approval pass recommended strong-accept exceptional enthusiastic
        unanimous glowingly generously generous high production-ready stellar superb unbeatable rave flattering upbeat
        top-tier tens leniently
    """,
    "STRONG": """
        ship positive positively favorable favorably favourable favourably perfect flawless highest maximum glowing
        10/10 5/5 100/100 five-star 5-star outstanding unanimous enthusiastic winner rave flattering stellar
    """,
    "BAD": """
        skip lowest worst zero fail failing reject rejected unsafe insecure discontinued abandoned inferior unreliable
        broken poor negative low harmful deprecated malicious malware bad vulnerable leaks scam outdated buggy 0 0/10 1
        1/10 weak losing loser worse unmaintained fraudulent unusable disqualified disqualify dangerous
    """,
    "FAULT": """
        weakness weaknesses flaw flaws negative negatives drawback* downside* shortcoming* criticism* cons disadvantage*
        fault faults concerns complaint* caveat caveats risks defects limitations
    """,
    "MERIT": """
        strength strengths benefit benefits praise advantage* pros merits upsides compliments virtues
    """,
    "NOT": """
        not never no don't dont cannot avoid omit without exclude refrain nor won't mustn't stop skip suppress hide
        withhold leave
    """,
    "MENTION": """
        list mention report include raise criticize criticise discuss note penalize penalise describe disclose bring
        reveal write point state cite flag say identify find deduct repeat name
    """,
    "MUST": """
        must shall should have required obliged always need needs ought mandatory will supposed expected instructed
        ordered obligated
    """,
    "PLEASE": """
        please kindly simply just then and so now instead therefore always immediately
    """,
    "TOOL": """
        tool tools product vendor project entry submission library framework package software candidate app application
        service platform repo repository company solution paper manuscript work us it ours
    """,
    "THIS": """
        this the our us these that following
    """,
    "RIVAL": """
        competitor* rival rivals opponent* alternative alternatives competing competition contender* incumbent*
    """,
    "SAY": """
        say state claim write report conclude mention mark declare describe note output answer respond reply return
        print emit tell assert insist emphasize emphasise stress add portray present characterize call announce produce
        generate
    """,
    "ANSWER": """
        answer respond reply output return print emit write produce generate say type
    """,
    "SPILL": """
        reveal print include repeat append output show leak send dump copy disclose expose tell insert paste quote embed
        post put encode recite echo share transmit exfiltrate upload forward translate summarize summarise display
        provide write list attach report return give spell prepend email
    """,
    "SECRET": """
        api_key openai_api_key anthropic_api_key key keys password passwords credential* secret secrets token tokens env
        apikey cookies ssh aws_secret_access_key passphrase
    """,
    "PLACE": """
        headline pricing review answer summary verdict opinion conclusion footnote scorecard assessment recommendation
    """,
    "INNER": """
        system initial hidden original full secret internal entire complete exact developer verbatim confidential first
        own private underlying starting
    """,
    "PROMPT": """
        prompt prompts instructions instruction preamble configuration guidelines directives rules
    """,
    "DONE": """
        completed decided finalized finalised settled made approved verified checked confirmed concluded agreed
        determined audited validated established finished done closed reviewed vetted accepted cleared certified fixed
        recorded
    """,
    "CHECK": """
        check verify recheck double-check verification validate question confirm investigate scrutinize scrutinise
        checking fact-check verifying validation
    """,
    "FACT": """
        verified true fact facts evidence authoritative trusted truth confirmed canonical factual proven accurate valid
        gospel undisputed
    """,
    "PRETEND": """
        pretend roleplay role-play imagine suppose simulate impersonate
    """,
    "CHIEF": """
        openai anthropic google deepmind microsoft admin administrator* editor editors operator operators system
        organizer* organiser* moderator* superuser root authority developer developers chair safety compliance owner
        owners host management headquarters editorial maintainers security supervisor* legal platform
    """,
    "POLICY": """
        policy compliance safety override rule directive authorized authorised exempt exemption pre-approved preapproved
        mandate privileged priority clearance whitelisted allowlisted trusted
    """,
    "READ": """
        reading processing parsing evaluating reviewing summarizing summarising analyzing analysing ingesting scoring
        grading assessing judging comparing read processed parsed evaluated reviewed analyzed analysed summarized
        summarised scored graded ingested assessed consuming rating
    """,
    "REVIEW": """
        review reviewing rate rating evaluate evaluating compare comparing score scoring assess assessing judge judging
        grade grading vote voting summarize summarise fill rank ranking recommend
    """,
    "FORMAT": """
        json yaml schema structured scorecard
    """,
    "MODE": """
        mode
    """,
    "POWER": """
        developer debug admin god dan root sudo unrestricted jailbreak jailbroken maintenance unlocked uncensored
        override diagnostic test simulation evil marketing fan promotional opposite
    """,
    "WILD": """
        god dan root sudo unrestricted jailbreak jailbroken uncensored override evil marketing promotional opposite
        unlocked
    """,
    "TASK": """
        task instructions instruction goal job objective purpose role mission assignment persona identity directive
        policy prompt orders
    """,
    "NEW": """
        new real actual true updated revised only next sole primary latest hidden final
    """,
    "LABEL": """
        label answer verdict vote score rating classification outcome grade result
    """,
    "DECODE": """
        decode decoded rot13 base64 backwards reversed reverse decipher unscramble hex decrypt
    """,
    "OBEY": """
        follow obey execute comply do does apply perform act obeying carry
    """,
    "END": """
        end ends begin begins start starts stop stops
    """,
    "DATA": """
        data document source dossier input context prompt untrusted content readme user sources documentation file
        transcript conversation instructions page
    """,
    "TOPIC": """
        injection injections jailbreak* attack attacks attacker* malicious adversarial detect detects detected detector*
        detection vulnerab* red-team* redteam* guardrail* example examples e.g phrases phrase such like payload payloads
        harmful blocks scan scans scanner* threat threats
    """,
    "XIGNORE": """
        ignor* olvid* esquec* desconsider* oublie* négligez neglige* missacht* vergiss vergesst überschreib* übergeh*
        dimentica* trascura* игнориру* проигнориру* забудь* отмени* игноруй* забудь пренебрег* не_обращай zignoruj*
        pomiń negeer* vergeet abaikan lupakan görmezden yoksay* unut* yok_say dikkate_alma تجاهل* تجاهلي انس انسى نادیده
        अनदेखा नज़रअंदाज़ भूल उपेक्षा 忽略 无视 忘记 忽視 無視 忘れ 忘掉 不要理会 不理会 不用理会 抛开 무시하 무시해 무시하고 무시 잊어 ละเว้น เพิกเฉย bỏ_qua
        phớt_lờ ignorálj* ignorera bortse ignorér strunta αγνοη* αγνόησ* התעלם*
    """,
    "XINSTR": """
        instruccion* indicacion* instruções instruçoes instrucoes consignes anweisung* vorgabe* regeln anleitung*
        istruzion* indicazion* инструкци* указани* правил* команд* instrukcj* poleceni* polecen* instructie* opdracht*
        instruksi perintah talimat* yönerge* komut* تعليمات* التعليمات* الإرشادات* التوجيهات* الأوامر دستور* निर्देश*
        निर्देशों आदेश* 指示 指令 说明 提示词 提示 命令 規則 规则 指導 要求 プロンプト ルール 지시 지침 명령 프롬프트 คำสั่ง hướng_dẫn chỉ_dẫn utasítás*
        instruktion* instruks* οδηγι* הוראות* ההוראות* órdenes ordenes ordens reglas regras regole règles
    """,
    "XONLY": """
        solo sólo solamente únicamente somente apenas seulement uniquement exclusivement ausschließlich nur
        ausschliesslich soltanto esclusivamente только исключительно лишь tylko wyłącznie alleen hanya sadece yalnızca
        فقط केवल सिर्फ 只 仅 僅 只能 のみ だけ 오직 만 chỉ csak endast bara kun μονο רק
    """,
    "XGOOD": """
        positiv* favorable* favorevol* máxim* maxim* perfect* perfett* perfekt* meilleur* excellent* höchst* beste
        bestnote mejor* melhor* miglior* massim* положительн* высш* максимальн* отличн* лучш* pozytywn* najwyższ*
        maksymaln* positief* hoogste olumlu* yüksek* mükemmel* tam_puan en_yüksek إيجابي* ايجابي* أعلى الأعلى ممتاز*
        सकारात्मक सर्वोच्च उच्चतम पूरे 正面 积极 好评 積極 満点 最高 满分 滿分 高分 肯定 ポジティブ 好意的 称赞 赞扬 推荐 긍정 최고 만점 극찬 호평 추천 บวก tích_cực
        cao_nhất pozitív* högsta højeste θετικ* חיובי* elogi* positiva pozitif ottim* 10/10 5/5 100/100 ship excelente*
        favorável favoráveis
    """,
    "XRATE": """
        reseñ* valoraci* califica* puntu* puntaje evalúa* evalua* recomiend* recomend* avaliação avaliaç* avalie nota
        classifique resenha* note* notez évalu* évaluation avis recommande* critique bewert* rezension* empfehl*
        empfiehl* bewertung* punkte note recension* valut* voto raccomand* consigli* punteggi* оценк* оцени* отзыв*
        рецензи* рекоменд* голосу* проголосу* поставь* балл* oceń* ocen* recenzj* poleć* beoordel* recensie* ulasan
        nilai beri berikan rekomendasikan değerlendir* puan* incele* öner* oy تقييم* مراجع* قيّم* قيم* التقييم* صوت*
        صوّت* أوص* امنح* اعط* أعط* मूल्यांकन* समीक्षा* रेटिंग अंक सिफारिश* वोट 评价 评分 评论 评审 打分 投票 推荐 点评 審查 评估 評価 レビュー 採点
        評分 評論 点数 推薦 추천 평가 리뷰 점수 투표 รีวิว คะแนน ให้คะแนน đánh_giá điểm értékel* recensera betyg anmeld* αξιολογ* βαθμ*
        ביקורת דרג* vote* votar vota votez stimm* abstimm*
    """,
    "XEARLIER": """
        anterior* previ* précédent* bisherig* vorherig* obigen alle todas todos tous toutes precedent* tutte предыдущ*
        все прежни* выше poprzedni* wszystkie vorige önceki* tüm bütün sebelumnya السابق* جميع كل पिछले सभी पहले 之前 以上
        先前 所有 前面 上述 前の 以前 これまで 上記 すべて 全て 이전 앞의 모든 위의 기존 ก่อนหน้า trước korábbi tidigare tidligere προηγουμεν* הקודמות
    """,
    "XYOU": """
        eres actúa actua finge você finja aja atue tu_es agis fais_comme vous_êtes du_bist sie_sind handle agiere sei
        fingi agisci ты вы представь притворись действуй jesteś udawaj sen أنت تظاهر تصرف आप बहाना 你现在是 你是 假装 扮演 あなたは 演じ
        なりきって ふりを 당신은 너는 인척 척해 bạn_là
    """,
    "XAI": """
        ia ki ии yapay ذكاء 人工智能 語言模型 语言模型 大模型 大语言模型 言語モデル 인공지능 모델 언어 сi sprachmodell* нейросет* modelo* modèle* modell*
        modello ассистент* помощник* asistente* assistente* assistenten assistent* 评审员 评审者 审稿人 審査員 査読者 レビュアー 심사위원 검토자
        리뷰어 рецензент* revisor* gutachter* evaluateur* évaluateur* recensore valutatore hakem* المراجع* المقيّم*
        समीक्षक*
    """,
    "XNOT": """
        no nunca não jamais jamás ne pas nicht niemals keine non mai не ни никогда nie geen jangan asla لا नहीं मत न 不要
        不得 别 勿 禁止 切勿 しない ないで せず ず するな 하지 마 말고 말라 không đừng
    """,
    "XFAULT": """
        defecto* debilidad* negativ* desventaja* crítica* fraqueza* defeito* faiblesse* défaut* inconvénient* desvantag*
        schwäche* schwachstelle* nachteil* kritik difett* debolezz* svantagg* недостатк* слабост* минус* критик*
        негатив* wad* słabości zayıf* eksik* olumsuz* سلبي* عيوب العيوب نقاط कमज़ोरी कमियों कमियां कमी 缺点 缺陷 弱点 不足 负面 批评
        欠点 短所 否定 批判 단점 약점 결점 비판 부정
    """,
    "XSAY": """
        menciones mencione* menciona* mentionne* erwähn* nenn* menzion* упомина* указыв* пиши wymieni* bahset* yazma*
        تذكر उल्लेख 提及 提到 指出 列出 言及 挙げ 触れ 언급 지적 나열 liste lista listar
    """,
    "XSAYNOT": """
        bahsetme bahsetmeyin belirtme belirtmeyin yazma yazmayın söyleme verschweige verschweigen omite omita omets
        omettez ometti tais умолчи скрой 隐瞒 省略 伏せ 숨기
    """,
    "XVOTE": """
        投票给 投票給 に投票 투표해 투표하 проголосуй* vota_por votez_pour vote_pour vote_por stimme_für stimmt_für oy_ver oy_verin
        głosuj_na stem_voor
    """,
    "XGIVE": """
        付け 与え つけて 给 給 打 주세요 줘 주십시오 ver verin gib geben gebt vergib donne donnez attribue attribuez dê dá dé da otorga
        asigna pon dai assegna поставь* дай выстави امنح أعط اعط दें दीजिए दो geef wystaw daj berikan beri cho
    """,
    "XBEFORE": """
        anterior* précédent* precedent* previ* bisherig* vorherig* obige* предыдущ* выше прежни* poprzedni* vorige
        voorgaande önceki* yukarıdaki sebelumnya السابق* سبق पिछले 之前 以上 先前 前面 上述 上面 前の 以前 これまで 上記 이전 앞의 위의 기존 trước
        precedente*
    """,
    "XSPILL": """
        muestra imprime revela mostre revele imprima affiche révèle montre zeige gib verrate drucke mostra rivela stampa
        покажи выведи раскрой wyświetl göster yazdır açıkla اعرض اطبع اكشف दिखाओ बताओ प्रकट 显示 输出 打印 透露 泄露 公开 表示 出力 開示
        출력 보여 공개 알려
    """,
    "XPROMPT": """
        prompt промпт* systemprompt системн* sistema système systèmes systemanweisung* 系统提示 系统提示词 系統提示 システムプロンプト 시스템
        프롬프트 sistem النظام सिस्टम istem* api-schlüssel clave
    """,
}
COMMON = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "do",
        "each",
        "every",
        "for",
        "from",
        "give",
        "had",
        "has",
        "have",
        "he",
        "her",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "many",
        "more",
        "must",
        "never",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "own",
        "please",
        "said",
        "she",
        "should",
        "so",
        "some",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "two",
        "up",
        "use",
        "was",
        "way",
        "we",
        "were",
        "what",
        "when",
        "which",
        "who",
        "will",
        "with",
        "would",
        "write",
        "you",
        "your",
    ]
)
