"""What a person writes down from whole pages of invented tools, and what intake makes of the same pages.

Each page has habits of its own: card grids, tables, definition lists, toggles, usage prices, other languages, comparisons, old prices.
A price is `plan|amount|currency|unit|period`; `~` stands between spellings that say the same, and `?` before one that may be left out.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from panel.dossier import Price
from panel.folding import find
from panel.intake.extract import propose
from panel.intake.material import Fact, Material, Role

SITES: dict[str, tuple[dict[Role, str], list[str], bool | None]] = {
    "gridloom": (
        {
            "home": """<title>Gridloom: prompts as spreadsheets</title><h1>Prompts as spreadsheets</h1><p>Gridloom lets teams test prompts over rows of data.</p><p>Save 30% this week only!</p>""",
            "pricing": """<html><head><title>Gridloom pricing</title><style>.hide{display:none}.sr{position:absolute;width:1px;height:1px;overflow:hidden}.was{text-decoration:line-through;color:#888}</style></head><body>
<h1>Plans for teams of every size</h1><p>Switch any time. No contract.</p>
<label>Monthly<input type=radio name=p></label><label>Yearly (2 months free)<input type=radio name=p></label>
<div class="grid"><article class="card"><header><span class="eyebrow">Start here</span><h3>Seedling</h3></header><div class="body"><p class="cost"><b>$0</b><small>/mo</small></p><p>200 rows</p></div></article>
<article class="card"><header><span class="eyebrow">Most popular</span><h3>Orchard</h3></header><div class="body"><p class="cost"><span class="was">$59</span><b class="m">$39</b><b class="y hide">$32</b><small>/editor/mo</small></p><p>Unlimited rows</p><a>Try it</a></div></article>
<article class="card"><header><h3>Forest</h3></header><div class="body"><p class="cost"><b>Let's talk</b></p><p>SAML, audit log</p></div></article></div>
<section><h2>Add-ons</h2><ul><li><strong>Extra runs</strong>: $4 per 1,000 runs</li><li><strong>Priority support</strong> – $250/month</li><li>Late payments carry a fee of $15</li></ul></section>
<section><h2>Gridloom vs. the rest</h2><table><tr><th>Feature<th>Gridloom<th>PromptDesk<th>EvalBench<tr><td>Price per editor<td>$39<td>$65<td>$49<tr><td>Free tier<td>Yes<td>No<td>Yes</table></section>
<section><h2>Questions</h2><h4>Is there a free plan?</h4><p>Yes, Seedling is free forever.</p><h4>What about nonprofits?</h4><p>Nonprofits pay $20 per editor.</p></section></body></html>""",
        },
        ["Seedling|0|USD||month~", "Orchard|39|USD|editor|month", "Forest|None|USD||", "Extra runs|4|USD|1,000 runs|", "Priority support|250|USD||month"],
        True,
    ),
    "promptkiln": (
        {
            "pricing": """<title>Pricing - PromptKiln</title><h1>Pricing</h1><table><thead><tr><th></th><th>LangForge</th><th>PromptKiln</th><th>TraceSmith</th></tr></thead><tbody><tr><td>Monthly price</td><td>$99</td><td>$49</td><td>$79</td></tr><tr><td>Seats</td><td>5</td><td>10</td><td>3</td></tr></tbody></table>
<p>LangForge starts at $99 per month, and TraceSmith is $79 per month for three seats.</p>
<h2>Our plans</h2><div class=tiers><div class=tier><h3>Kiln</h3><p>$49 per month</p><p>10 seats included, then $5 per extra seat</p></div><div class=tier><h3>Foundry</h3><p>$199 per month</p></div></div>
<h2>Why teams switch</h2><ul><li>LangForge: $99 a month</li><li>TraceSmith: $79 a month</li></ul><blockquote><p>“We cut our tracing bill from $2,400 to $600 a month.”</p></blockquote>
<h2>Refunds</h2><p>If you cancel within 14 days you get the full $49 back.</p>""",
        },
        ["Kiln|49|USD||month", "?Kiln|5|USD|extra seat~seat|", "Foundry|199|USD||month"],
        False,
    ),
    "evalhaus": (
        {
            "pricing": """<html lang=de><head><meta charset=utf-8><title>Preise | Evalhaus</title></head><body><h1>Preise</h1><p>Alle Preise zzgl. MwSt.</p>
<div class=preis><h3>Einzel</h3><p>0 €</p><p>Für immer kostenlos</p></div>
<div class=preis><h3>Team</h3><p>49 € pro Nutzer / Monat</p></div>
<div class=preis><h3>Firma</h3><p>1.490,00 € / Monat</p><p>bei jährlicher Zahlung</p></div>
<div class=preis><h3>Konzern</h3><p>Preis auf Anfrage</p></div>
<h2>Zusätze</h2><ul><li>Schulung: 2.400 € einmalig</li><li>Speicher: 0,12 € pro GB und Monat</li><li>Einrichtung statt 900 € jetzt 450 €</li></ul>
<p>Mahngebühr: 5 €</p></body></html>""",
        },
        ["Einzel|0|EUR||month~", "Team|49|EUR|Nutzer~user|month", "Firma|1490.00|EUR||month", "Konzern|None|EUR~USD||", "?Schulung|2400|EUR||once", "?Speicher|0.12|EUR|GB|month~", "?Einrichtung|450|EUR||"],
        None,
    ),
    "tracemint": (
        {
            "home": """<title>Tracemint</title><h1>Tracemint</h1><p>Tracemint is a tracing backend for agents.</p><p>We removed the free tier last spring.</p>""",
            "pricing": """<title>Tracemint Pricing</title><h1>Usage pricing</h1><p>You pay for what you send. The first $20 of usage each month is on us.</p>
<dl><dt>Spans</dt><dd>$0.50 per 1,000 spans</dd><dt>Log ingest</dt><dd>$0.10 / GB ingested</dd><dt>Retention</dt><dd>$0.03 per GB-month</dd><dt>Alerts</dt><dd>$0.0004 per evaluation</dd><dt>Dedicated cluster</dt><dd>$1,450/month</dd><dt>On-prem</dt><dd>Talk to us</dd></dl>
<h2>Estimate your bill</h2><p>10 million spans: $5,000</p><p>50 GB of logs: $5</p>
<h2>Commitments</h2><p>Minimum annual commitment: $12,000</p>
<h2>Rivals</h2><dl><dt>Datahound</dt><dd>$1.27 per 1,000 spans</dd><dt>Newrelay</dt><dd>$0.90 per 1,000 spans</dd></dl>""",
        },
        ["Spans|0.50|USD|1,000 spans|", "Log ingest|0.10|USD|GB ingested~GB|", "Retention|0.03|USD|GB|month", "Alerts|0.0004|USD|evaluation|", "Dedicated cluster|1450|USD||month", "On-prem|None|USD||"],
        False,
    ),
    "vecstore": (
        {
            "pricing": """<html lang=ja><head><meta charset=utf-8><title>料金プラン | Vecstore</title></head><body><h1>料金プラン</h1>
<div class=box><h2>Free</h2><p>0円</p></div><div class=box><h2>Standard</h2><p>月額 3,980円（税込）</p></div><div class=box><h2>Business</h2><p>19,800円／月</p></div><div class=box><h2>Enterprise</h2><p>お問い合わせください</p></div>
<p>初期費用 100,000円が別途かかります。</p></body></html>""",
        },
        ["Free|0|JPY||month~", "Standard|3980|JPY||month", "Business|19800|JPY||month", "?Enterprise|None|JPY~USD||"],
        None,
    ),
    "orbitapi": (
        {
            "pricing": """<title>Orbit API pricing</title><h1>Model pricing</h1><p>All prices are in USD per million tokens.</p>
<table><thead><tr><th>Model</th><th>Input</th><th>Output</th><th>Batch input</th><th>Batch output</th></tr></thead><tbody>
<tr><td>orbit-xl</td><td>$5</td><td>$20</td><td>$2.50</td><td>$10</td></tr><tr><td>orbit-s</td><td>$0.40</td><td>$1.60</td><td>$0.20</td><td>$0.80</td></tr></tbody></table>
<h2>Images</h2><ul><li>orbit-draw: $0.04 per image</li><li>orbit-draw HD: $0.08 per image</li></ul>
<h2>Speech</h2><p>orbit-voice: $15.00 / 1M characters</p><p>orbit-listen: $0.006 / minute</p>
<h2>Free credits</h2><p>New accounts get $10 in credits, valid for 30 days.</p>
<h2>Example</h2><p>A chatbot with 2,000 chats a day costs about $36 per day.</p>""",
        },
        ["orbit-xl|5|USD|million tokens, input|", "orbit-xl|20|USD|million tokens, output|", "orbit-xl|2.50|USD|million tokens, batch input|", "orbit-xl|10|USD|million tokens, batch output|", "orbit-s|0.40|USD|million tokens, input|", "orbit-s|1.60|USD|million tokens, output|", "orbit-s|0.20|USD|million tokens, batch input|", "orbit-s|0.80|USD|million tokens, batch output|", "orbit-draw|0.04|USD|image|", "orbit-draw HD|0.08|USD|image|", "orbit-voice|15.00|USD|1M characters|", "orbit-listen|0.006|USD|minute|"],
        False,
    ),
    "shipfern": (
        {
            "pricing": """<title>Shipfern | Pricing</title><h1>Pricing</h1><p>All prices are in Canadian dollars (CAD).</p>
<ul class=plans><li><h4>Sprout</h4><span>$12</span><span> / month</span></li><li><h4>Grove</h4><span>$48</span><span> / month</span><em>billed annually at $576</em></li><li><h4>Canopy</h4><span>$144</span><span> / month</span></li></ul>
<p>Students get 50% off.</p><p>We raised $4M to build this.</p>""",
        },
        ["Sprout|12|CAD||month", "Grove|48|CAD||month", "?Grove|576|CAD||year", "Canopy|144|CAD||month"],
        False,
    ),
    "agentdock": (
        {
            "home": """<title>AgentDock</title><h1>AgentDock</h1><p>AgentDock is a dock for agents.</p><p>RunPad offers a free tier for hobbyists.</p>""",
            "pricing": """<title>AgentDock pricing</title><body><h1>AgentDock pricing</h1><div role=tablist><button aria-selected=true>Billed monthly</button><button>Billed yearly</button></div>
<div class=cols><div class=col><div class=name>Individual</div><div class=amount>$15</div><div class=unit>per month</div><div class=note>Includes $15 of model usage</div></div>
<div class=col><div class=badge>Recommended</div><div class=name>Team</div><div class=amount>$40</div><div class=unit>per member per month</div><div class=note>3 members minimum</div></div>
<div class=col><div class=name>Company</div><div class=amount>Custom</div><div class=unit>Annual invoice</div></div></div>
<h2>Compute</h2><table><tr><th>Machine<th>vCPU<th>Price<tr><td>Small<td>2<td>$0.08/hour<tr><td>Large<td>8<td>$0.32/hour<tr><td>GPU<td>16<td>$1.90 per GPU-hour</table>
<h2>What our customers save</h2><h3>Fernwood Labs</h3><p>$14,000 per month saved</p><h3>Ridgeline</h3><p>From $9,000 to $2,000 a month</p>
<h2>FAQ</h2><h3>Is there a free version?</h3><p>Not at the moment.</p><h3>What happens if I go over?</h3><p>You can set a spend limit, by default $50 per month.</p></body>""",
        },
        ["Individual|15|USD||month", "Team|40|USD|member|month", "Company|None|USD||", "Small|0.08|USD||hour", "Large|0.32|USD||hour", "GPU|1.90|USD|GPU~GPU-hour|hour~"],
        False,
    ),
    "quietlog": (
        {
            "readme": """# Quietlog

Quietlog is a log reader for agents, free and open source.

## Pricing

| Plan | Price | Retention |
|---|---|---|
| Self-hosted | Free | yours |
| Cloud | $29 / month | 30 days |
| Cloud Plus | ~~$129~~ $99 / month | 1 year |

## Sponsors

Thanks to Ann, who gave $500.
""",
        },
        ["Self-hosted|0|USD||", "Cloud|29|USD||month", "Cloud Plus|99|USD||month"],
        True,
    ),
    "codefalcao": (
        {
            "pricing": """<html lang=pt-BR><head><meta charset=utf-8><title>Preços - CodeFalcão</title></head><body><h1>Planos e preços</h1>
<div class=p><h3>Dev</h3><p>R$ 49,90/mês</p></div><div class=p><h3>Equipe</h3><p>R$ 1.299,00 por mês</p></div><div class=p><h3>Anual</h3><p>De R$ 598,80 por R$ 478,80 por ano</p></div><div class=p><h3>Corporativo</h3><p>Fale com vendas</p></div></body></html>""",
        },
        ["Dev|49.90|BRL||month", "Equipe|1299.00|BRL||month", "?Anual|478.80|BRL||year", "?Corporativo|None|BRL~USD||"],
        None,
    ),
    "ledgerpilot": (
        {
            "pricing": """<title>LedgerPilot pricing</title><h1>Pricing for Indian teams</h1><div class=plan><h3>Solo</h3><div>₹999 <small>/ month</small></div></div><div class=plan><h3>Firm</h3><div>₹1,49,999 <small>/ year</small></div><div>Save ₹30,000</div></div>
<div class=plan><h3>Group</h3><div>₹12,50,000 per year</div></div><div class=plan><h3>Odd</h3><div>₹1,4,99 per year</div></div><p>GST extra. Setup fee of ₹5,000 applies to Group.</p>""",
        },
        ["Solo|999|INR||month", "Firm|149999|INR||year", "Group|1250000|INR||year"],
        False,
    ),
    "fjordbot": (
        {
            "pricing": """<html lang=sv><head><meta charset=utf-8><title>Priser | Fjordbot</title></head><body><h1>Priser</h1><table><tr><th>Plan<th>Pris<tr><td>Liten<td>249 kr/mån<tr><td>Stor<td>2 490 kr per år<tr><td>Företag<td>Kontakta oss</table></body></html>""",
        },
        ["Liten|249|SEK||month", "Stor|2490|SEK||year", "?Företag|None|SEK~USD||"],
        None,
    ),
    "corelatch": (
        {
            "pricing": """<title>Corelatch GPU pricing</title><h1>GPU pricing</h1><table><tr><th>GPU</th><th>Memory</th><th>On-demand</th><th>Spot</th></tr><tr><td>H100 SXM</td><td>80 GB</td><td>$2.99/hr</td><td>$1.49/hr</td></tr><tr><td>L40S</td><td>48 GB</td><td>$0.99/hr</td><td>Not offered</td></tr></table>
<h2>Serverless</h2><table><tr><th>GPU</th><th>Price per second</th></tr><tr><td>H100</td><td>$0.00116</td></tr><tr><td>L4</td><td>$0.00022</td></tr></table>
<h2>Storage and network</h2><p>Volumes: $0.07 / GB / month</p><p>Egress: 2¢ per GB</p><p>Support: $400 per quarter</p><p>Trial week: $5/week</p>""",
        },
        ["H100 SXM|2.99|USD|on-demand~|hour", "H100 SXM|1.49|USD|spot~|hour", "L40S|0.99|USD|on-demand~|hour", "H100|0.00116|USD|second|", "L4|0.00022|USD|second|", "Volumes|0.07|USD|GB|month", "Egress|0.02|USD|GB|", "Support|400|USD|quarter|", "?Trial week|5|USD|week|"],
        False,
    ),
    "dealfinch": (
        {
            "home": """<title>Dealfinch</title><div>Black Friday sale: 50% off everything, now $9!</div><h1>Dealfinch</h1><p>Dealfinch is a review bot.</p>""",
            "pricing": """<html><head><title>Dealfinch pricing</title><style>span.old, .strike-it > b {text-decoration: line-through red}</style></head><body><h1>Pricing</h1>
<div class=c><h3>Nest</h3><p><span class=old>$18</span> <strong>$9</strong> per month</p></div><div class=c><h3>Flock</h3><p class=strike-it><b>$60</b> <i>$30</i> / month</p></div>
<div class=c><h3>Aviary</h3><p>Normally $120, today $79 per month</p></div><div class=c><h3>Sky</h3><p>$199/month (previously $249)</p></div><div class=c><h3>Loft</h3><p>$15/mo instead of $25</p></div>
<div class=c><h3>Perch</h3><p><del>$10</del> <ins>$7</ins> per seat per month</p></div><div class=c><h3>Twig</h3><p>$1 for the first month, then $12 per month</p></div><div class=c><h3>Branch</h3><p>Free for 30 days, then $29/month</p></div></body></html>""",
        },
        ["Nest|9|USD||month", "Flock|30|USD||month", "Aviary|79|USD||month", "Sky|199|USD||month", "Loft|15|USD||month", "Perch|7|USD|seat|month", "Twig|12|USD||month", "Branch|29|USD||month"],
        False,
    ),
    "lockstep": (
        {
            "pricing": """<title>Plans - Lockstep</title><h1>Choose your plan</h1><table><thead><tr><th>&nbsp;</th><th>Community<br>Free</th><th>Pro<br>€20 / user / month</th><th>Enterprise<br>Contact sales</th></tr></thead><tbody><tr><th>Projects</th><td>3</td><td>Unlimited</td><td>Unlimited</td></tr><tr><th>Build minutes</th><td>500</td><td>€0.01 per minute</td><td>Custom</td></tr></tbody></table>
<h2>How we compare</h2><p>Codeship: €45 / month</p><p>Buildkite: €30 per user</p><h2>Partners</h2><p>Refer a friend and get €50.</p>""",
        },
        ["Community|0|EUR~USD||", "Pro|20|EUR|user|month", "Enterprise|None|EUR~USD||", "Build minutes|0.01|EUR|minute, pro~minute|"],
        None,
    ),
    "tabula": (
        {
            "pricing": """<title>Tabula pricing</title><body><h1>Tabula pricing</h1><div class=wrap><section class=plan><h2>Reader</h2><ul><li>5 projects</li></ul><p class=price>Free</p></section><section class=plan><h2>Writer</h2><p class=price><sup>$</sup>19<sup>.50</sup> <span>a month</span></p></section><section class=plan><h2>Editor</h2><p class=price><sup>$</sup>49<sup>99</sup> <span>a month</span></p></section>
<section class=plan><h2>Press</h2><p class=price>US$2 400,00 per year</p></section><section class=plan><h2>House</h2><p class=price>$30 per month + $6 per seat</p></section><section class=plan><h2>Wire</h2><p class=price>$2 in / $8 out per 1M tokens</p></section></div>
<p>AUD $29, if you pay in Sydney.</p></body>""",
        },
        ["Reader|0|USD||", "Writer|19.50|USD||month", "?Editor|49.99|USD||month", "Press|2400|USD||year", "House|30|USD||month", "House|6|USD|seat|~month", "Wire|2|USD|1M tokens, input~1M input tokens|", "Wire|8|USD|1M tokens, output~1M output tokens|"],
        None,
    ),
    "webflowy": (
        {
            "pricing": """<title>Webflowy – Pricing</title><div class="section-hero"><h1 class="heading-xl">One price. No surprises.</h1></div><div class="pricing-grid w-layout-grid"><div class="w-col"><div class="pricing-top"><div class="text-label">Launch</div><div class="pricing-price-wrap"><div class="pricing-currency">$</div><div class="pricing-number">15</div></div><div class="text-small">per month</div></div><div class="pricing-bottom"><div class="feature"><div>5 agents</div></div><div class="feature"><div>Email support</div></div></div><a class="button">Choose</a></div>
<div class="w-col"><div class="pricing-top"><div class="text-label">Orbit</div><div class="pricing-price-wrap"><div class="pricing-number">$45</div></div><div class="text-small">per month</div></div><div class="pricing-bottom"><div class="feature"><div>20 agents</div></div></div></div></div>""",
        },
        ["?Launch|15|USD||month", "Orbit|45|USD||month"],
        None,
    ),
    "boldlist": (
        {
            "pricing": """<title>Boldlist pricing</title><h1>Pricing</h1><p><b>Basic</b> $9/mo</p><p><b>Growth</b> – $29/mo, billed yearly</p><p><strong>Premium:</strong> $99/mo</p><p>Need more? Write to us.</p>""",
        },
        ["Basic|9|USD||month", "Growth|29|USD||month", "Premium|99|USD||month"],
        None,
    ),
    "rowspan": (
        {
            "pricing": """<title>Spanly pricing</title><h1>Prices</h1><table><tr><th>Region<th>Size<th>Price per hour<tr><td rowspan=2>EU<td>Small<td>$0.10<tr><td>Large<td>$0.40<tr><td rowspan=2>US<td>Small<td>$0.08<tr><td>Large<td>$0.32</table>""",
        },
        ["?EU|0.10|USD||hour", "?US|0.08|USD||hour"],
        None,
    ),
    "accord": (
        {
            "pricing": """<title>Accord AI pricing</title><h1>Pricing</h1><section><header><h2>Free</h2><p>For trying out</p></header><p><span>$0</span></p></section><section><header><h2>Pro</h2><p>For professionals</p></header><p><span>$18</span> <span>per seat/mo</span></p></section><section><header><h2>Scale</h2><p>For companies</p></header><p><span>Custom</span></p></section>
<details open><summary>How much does Accord cost compared to Hymn?</summary><p>Hymn costs $30 per seat.</p></details><details open><summary>Do you have a free plan?</summary><p>Yes, the Free plan never expires.</p></details>""",
        },
        ["Free|0|USD||", "Pro|18|USD|seat|month", "Scale|None|USD||"],
        None,
    ),
    "mdocs": (
        {
            "readme": """# mdocs

mdocs is a docs bot.

## Pricing

- **Open source**: free
- **Cloud**: $12 per month
- **Team**: $8 per user per month, billed yearly (~~$10~~)

Hosting it yourself costs about $5 a month on a small VM.

## Alternatives

- DocBot: $50 per month
""",
        },
        ["Cloud|12|USD||month", "Team|8|USD|user|month", "?Open source|0|USD||"],
        None,
    ),
    "tierly": (
        {
            "pricing": """<title>Tierly</title><h1>API pricing</h1><table><thead><tr><th>Monthly requests</th><th>Price per 1,000 requests</th></tr></thead><tbody><tr><td>First 100,000</td><td>$1.20</td></tr><tr><td>Next 900,000</td><td>$0.90</td></tr><tr><td>Over 1,000,000</td><td>$0.60</td></tr></tbody></table><h2>Support plans</h2><table><tr><th></th><th>Basic</th><th>Gold</th></tr><tr><td>Monthly fee</td><td>Free</td><td>$400</td></tr><tr><td>Response time</td><td>2 days</td><td>4 h</td></tr></table>""",
        },
        ["?First 100,000|1.20|USD|1,000 requests|", "?Next 900,000|0.90|USD|1,000 requests|", "?Over 1,000,000|0.60|USD|1,000 requests|", "Gold|400|USD||month", "?Basic|0|USD||"],
        None,
    ),
    "relecteur": (
        {
            "pricing": """<html lang=fr><title>Tarifs | Relecteur</title><h1>Tarifs</h1><div class=offre><h3>Découverte</h3><p>Gratuit</p></div><div class=offre><h3>Pro</h3><p>19 € / mois</p><p>au lieu de 29 €</p></div><div class=offre><h3>Équipe</h3><p>12,50 € par utilisateur et par mois</p></div><div class=offre><h3>Annuel</h3><p>1 188 € par an</p></div><div class=offre><h3>Grand compte</h3><p>Sur devis</p></div><p>Frais de mise en service : 500 €</p>""",
        },
        ["Découverte|0|EUR||", "Pro|19|EUR||month", "Équipe|12.50|EUR|utilisateur|month", "Annuel|1188|EUR||year", "Grand compte|None|EUR||", "?Frais de mise en service|500|EUR||"],
        None,
    ),
    "revisor": (
        {
            "pricing": """<html lang=es><title>Precios | Revisor</title><h1>Precios</h1><div class=p><h3>Básico</h3><p>9,90 €/mes</p></div><div class=p><h3>Equipo</h3><p>1.250 € al año</p></div><div class=p><h3>Oferta</h3><p>Antes 40 €, ahora 25 € al mes</p></div>""",
        },
        ["Básico|9.90|EUR||month", "Equipo|1250|EUR||year", "Oferta|25|EUR||month"],
        None,
    ),
    "kuaice": (
        {
            "pricing": """<html lang=zh-CN><title>价格 | 快测</title><h1>价格</h1><div><h3>个人版</h3><p>免费</p></div><div><h3>专业版</h3><p>¥99/月</p></div><div><h3>企业版</h3><p>联系我们</p></div>""",
        },
        ["个人版|0|CNY||", "专业版|99|CNY||month", "企业版|None|CNY||"],
        None,
    ),
    "hangul": (
        {
            "pricing": """<html lang=ko><title>요금제</title><h1>Pricing</h1><div><h3>Basic</h3><p>무료</p></div><div><h3>Pro</h3><p>₩19,900/월</p></div><div><h3>Team</h3><p>49,000원 / 월</p></div>""",
        },
        ["Basic|0|KRW||", "Pro|19900|KRW||month", "Team|49000|KRW||month"],
        None,
    ),
    "swipecode": (
        {
            "pricing": """<title>Swipecode | Pricing</title><style>@media(min-width:700px){.mobile{display:none}}.price-yearly{display:none}</style><h1>Pricing</h1><div class="plans"><div class="plan"><h2>Hacker</h2><div class="price-monthly">$10<span>/mo</span></div><div class="price-yearly">$96<span>/yr</span></div></div><div class="plan"><h2>Startup</h2><div class="price-monthly">$50<span>/mo</span></div><div class="price-yearly">$480<span>/yr</span></div></div></div>
<h2>Everything in Swipecode vs Copypaste</h2><div class="plan"><h2>Copypaste Pro</h2><div>$39/mo</div></div><section class="testimonials"><p>Cheaper than Copypaste, which cost us $39/mo.</p><div class=q><h4>Ann</h4><p>$200 per month saved</p></div></section><h2>Startup programme</h2><p>Startups get $5,000 in credits.</p>""",
        },
        ["Hacker|10|USD||month", "Startup|50|USD||month"],
        None,
    ),
    "meterly": (
        {
            "pricing": """<title>Meterly pricing</title><h1>Simple usage-based pricing</h1><div class=card><h3>Compute</h3><p>$0.000024</p><p>per vCPU-second</p></div><div class=card><h3>Memory</h3><p>$0.0000025</p><p>per GiB-second</p></div><div class=card><h3>Requests</h3><p>$0.40</p><p>per million requests</p><p>First 2 million free</p></div><div class=card><h3>Egress</h3><p>$0.12 per GB</p></div><h2>Monthly minimum</h2><p>$5 per month</p><h2>Example bill</h2><table><tr><th>Item<th>Usage<th>Cost<tr><td>Compute<td>1M seconds<td>$24<tr><td>Egress<td>10 GB<td>$1.20</table>""",
        },
        ["Compute|0.000024|USD|vCPU-second|", "Memory|0.0000025|USD|GiB-second|", "Requests|0.40|USD|million requests|", "Egress|0.12|USD|GB|"],
        None,
    ),
    "wombat": (
        {
            "pricing": """<html lang=en-AU><title>Wombat pricing</title><h1>Pricing (all prices in AUD, incl. GST)</h1><div><h3>Joey</h3><p>$19 a month</p></div><div><h3>Mob</h3><p>$79 a month for up to 5 users</p></div><div><h3>Herd</h3><p>$12 per user per week</p></div>""",
        },
        ["Joey|19|AUD||month", "Mob|79|AUD||month", "Herd|12|AUD|user per week~user, week|"],
        None,
    ),
    "mixedco": (
        {
            "pricing": """<title>Mixed pricing</title><h1>Pricing</h1><p>Prices per user per month, billed annually.</p><table><thead><tr><th>Feature</th><th>Starter</th><th>Team</th><th>Business</th></tr></thead><tbody><tr><td>Price</td><td>$0</td><td>$8</td><td>$14</td></tr><tr><td>Storage</td><td>1 GB</td><td>10 GB</td><td>1 TB</td></tr><tr><td>Extra storage</td><td>-</td><td>$1/GB</td><td>$1/GB</td></tr></tbody></table>""",
        },
        ["Starter|0|USD|user~|month~", "Team|8|USD|user~|month~", "Business|14|USD|user~|month~", "Extra storage|1|USD|gb, team~gb|~month", "?Extra storage|1|USD|gb, business~gb|~month"],
        None,
    ),
    "rangeco": (
        {
            "pricing": """<title>Range pricing</title><h1>Pricing</h1><div class=c><h3>Small</h3><p>from $9 to $19 a month</p></div><div class=c><h3>Medium</h3><p>$29+</p><p>per month</p></div><div class=c><h3>Large</h3><p>$99 / month</p><p>$999 / year</p></div><div class=c><h3>Huge</h3><p>starting at</p><p>$2,500</p><p>per year</p></div><div class=c><h3>Trial</h3><p>$0 for 14 days</p></div>""",
        },
        ["?Medium|29|USD||month", "Large|99|USD||month", "Large|999|USD||year", "Huge|2500|USD||year", "?Trial|0|USD|14 days|"],
        None,
    ),
    "savvy": (
        {
            "home": """<title>Savvy</title><h1>Savvy</h1><p>Savvy is a router for models.</p><h2>Pricing</h2><p>Teams cut costs by $12,000 a year.</p><h3>Pay as you go</h3><p>$0.20 per 1K routed calls</p><h3>What you would pay elsewhere</h3><p>$1.10 per 1K calls</p><h2>Customers</h2><h3>Fern</h3><p>$4,000 per month</p>""",
        },
        ["Pay as you go|0.20|USD|1K routed calls|"],
        None,
    ),
    "stacklint": (
        {
            "pricing": """<html lang=en><head><title>Pricing — Stacklint</title></head><body class="bg-white"><div class="mx-auto max-w-7xl"><div class="text-center"><p class="text-indigo-600">Pricing</p><h2 class="text-5xl">Plans that grow with your team</h2><p class="mt-6">Choose an affordable plan that's packed with features.</p></div>
<div class="isolate grid lg:grid-cols-3"><div class="rounded-3xl p-8 ring-1"><div class="flex justify-between"><h3 id="tier-freelancer">Freelancer</h3></div><p class="mt-4">The essentials to provide your best work.</p><p class="mt-6 flex"><span class="text-4xl">$19</span><span class="text-sm">/month</span></p><a href="#">Buy plan</a><ul><li>5 repositories</li><li>Up to 1,000 files</li></ul></div>
<div class="rounded-3xl p-8 ring-2"><div class="flex justify-between"><h3 id="tier-startup">Startup</h3><p class="rounded-full">Most popular</p></div><p class="mt-4">A plan that scales.</p><p class="mt-6 flex"><span class="text-4xl">$49</span><span class="text-sm">/month</span></p><a href="#">Buy plan</a></div>
<div class="rounded-3xl p-8 ring-1"><div class="flex justify-between"><h3>Enterprise</h3></div><p class="mt-4">Dedicated support.</p><p class="mt-6 flex"><span class="text-4xl">Custom</span></p><a href="#">Contact sales</a></div></div>
<div class="mt-24"><p class="text-lg">“We used to spend $6,200 a month on contractors. Stacklint costs us $49.”</p><p>Maya Lind, CTO at Grove</p></div>
<div class="mt-24 bg-gray-50"><p class="font-bold">Typical linting service</p><p>$400/month</p><p class="font-bold">Stacklint</p><p>$49/month</p></div></div></body></html>""",
        },
        ["Freelancer|19|USD||month", "Startup|49|USD||month", "Enterprise|None|USD||", "?Stacklint|49|USD||month"],
        None,
    ),
    "pairhub": (
        {
            "pricing": """<title>PairHub pricing</title><h1>PairHub pricing</h1><div class="toggle">Monthly | Yearly</div><ul class="plan-list"><li class="plan"><h2>Duo</h2><p class="monthly">$14 per user / month</p><p class="yearly">$140 per user / year</p><p>Everything you need for two.</p></li><li class="plan"><h2>Squad</h2><p class="monthly">$22 per user / month</p><p class="yearly">$220 per user / year</p></li><li class="plan"><h2>Fleet</h2><p>Price on request</p></li></ul><h3>Overage</h3><p>Additional minutes cost $0.02 per minute.</p><h3>Money-back guarantee</h3><p>Get your $14 back in the first 30 days.</p>""",
        },
        ["Duo|14|USD|user|month", "Duo|140|USD|user|year", "Squad|22|USD|user|month", "Squad|220|USD|user|year", "Fleet|None|USD||"],
        None,
    ),
    "moonbase": (
        {
            "pricing": """<title>Moonbase | Plans</title><main><h1>Plans</h1><div class="tier"><span class="tier-name">Crater</span><span class="tier-price">€0</span><p>For one astronaut.</p></div><div class="tier"><span class="tier-name">Rover</span><span class="tier-price">€24<small>/mo</small></span><p>Per workspace. Billed monthly.</p></div><div class="tier"><span class="tier-name">Colony</span><span class="tier-price">from €240<small>/mo</small></span></div><p>Prices exclude VAT. Discount of €5 for students.</p></main>""",
        },
        ["?Crater|0|EUR||", "?Rover|24|EUR||month", "?Colony|240|EUR||month"],
        None,
    ),
    "quillbot2": (
        {
            "pricing": """<title>Quillio pricing</title><h1>Quillio pricing</h1><section><h2>Writer</h2><p>$11 a month</p></section><section><h2>Editor</h2><p>$31 a month</p></section><section><h2>How much do other tools cost?</h2><ul><li>Grammarian Premium – $30 a month</li><li>Jaspero Creator – $49 a month</li></ul></section><section class=quotes><h2>Don't take our word for it</h2><div><b>Rita</b><p>Saved us $900 a month.</p></div></section>""",
        },
        ["Writer|11|USD||month", "Editor|31|USD||month"],
        None,
    ),
    "voxel": (
        {
            "pricing": """<title>Voxel API - Pricing</title><h1>Pricing</h1><h2>Text to speech</h2><table><thead><tr><th>Voice</th><th>Price per 1M characters</th><th>Free quota</th></tr></thead><tbody><tr><td>Standard</td><td>$4.00</td><td>1M</td></tr><tr><td>Neural</td><td>$16.00</td><td>500K</td></tr></tbody></table><h2>Speech to text</h2><table><tr><th>Mode</th><th>Price</th></tr><tr><td>Batch</td><td>$0.006 / minute</td></tr><tr><td>Live</td><td>$0.012 / minute</td></tr></table><h2>Price examples</h2><table><tr><th>Use case<th>Characters<th>Price<tr><td>Audiobook<td>500K<td>$8.00</table><h2>Committed use</h2><p>Contact us for discounts above $5,000 per month.</p>""",
        },
        ["Standard|4.00|USD|1M characters|", "Neural|16.00|USD|1M characters|", "Batch|0.006|USD|minute|", "Live|0.012|USD|minute|"],
        None,
    ),
    "keurmerk": (
        {
            "pricing": """<html lang=nl><title>Prijzen | Keurmerk AI</title><h1>Prijzen</h1><div class=k><h3>Start</h3><p>Gratis</p></div><div class=k><h3>Groei</h3><p>€ 39 per maand</p></div><div class=k><h3>Zakelijk</h3><p>€ 1.150 per jaar</p></div><p>Eenmalige installatiekosten: € 250</p>""",
        },
        ["Start|0|EUR||", "Groei|39|EUR||month", "Zakelijk|1150|EUR||year", "?Eenmalige installatiekosten|250|EUR||"],
        None,
    ),
    "recenzent": (
        {
            "pricing": """<html lang=pl><title>Cennik</title><h1>Cennik / Pricing</h1><div><h3>Solo</h3><p>49 zł / miesiąc</p></div><div><h3>Firma</h3><p>1 990,00 zł / rok</p></div>""",
        },
        ["Solo|49|PLN||month", "Firma|1990.00|PLN||year"],
        None,
    ),
    "gitmole": (
        {
            "readme": """# GitMole

GitMole digs through git history for agents.

## Why

A single incident costs $9,000 on average. Sentryx charges $26 per month.

## Plans and pricing

### Community

Free forever.

### Pro

$7 per developer per month.

### Team

Starts at $99 per month, includes 20 developers. Extra developers are $4 each.

## License

MIT licensed.
""",
        },
        ["Community|0|USD||", "Pro|7|USD|developer|month", "Team|99|USD||month"],
        True,
    ),
}  # fmt: skip


def proposed(tool: str) -> tuple[list[Material], list[Fact]]:
    """The materials of a site and the facts that they publish."""
    formats: dict[Role, Literal["md", "html"]] = {"readme": "md"}
    sources = [Material(role, role, formats.get(role, "html"), text, date(2026, 11, 23), tool) for role, text in SITES[tool][0].items()]
    return sources, list(propose(sources))


def fits(price: Price, row: str) -> bool:
    """Whether a price is the one that a person wrote down."""
    plan, amount, *rest = row.lstrip("?").split("|")
    same = price.plan == plan and price.amount == (None if amount == "None" else Decimal(amount))
    return same and all(
        said.lower() in wanted.lower().split("~") for said, wanted in zip((price.currency, price.unit, price.period), rest, strict=True)
    )


@pytest.mark.parametrize("tool", SITES)
def test_site(tool: str) -> None:
    """Every proposed price is one that a person wrote down, none of theirs is missing, and a free tier is found only where there is one."""

    _, rows, free = SITES[tool]
    _, facts = proposed(tool)
    prices = [fact.value for fact in facts if isinstance(fact.value, Price)]
    assert [price for price in prices if not any(fits(price, row) for row in rows)] == []
    assert [row for row in rows if not row.startswith("?") and not any(fits(price, row) for price in prices)] == []
    said = any(fact.field == "free tier" for fact in facts)
    assert free is None or said is free


@pytest.mark.parametrize("tool", SITES)
def test_quotes(tool: str) -> None:
    """The quote of a price stands in its source, holds the plan, and has no marks of Markdown."""

    sources, facts = proposed(tool)
    texts = {source.id: source.source for source in sources}
    for price in (fact.value for fact in facts if isinstance(fact.value, Price)):
        assert find(price.quote, texts[price.source])
        assert price.plan in price.quote
        assert not {"#", "|", "`"} & set(price.quote)
