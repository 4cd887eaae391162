"""What holds of panel/intake/prices.py, clause.py, plan.py, tables.py and others.py."""

from decimal import Decimal

import pytest

from panel.intake.blocks import blocks, language
from panel.intake.others import owner
from panel.intake.prices import MOST, Offer, offers


def read(html: str, *, everywhere: bool = True, name: str = "Acme") -> tuple[Offer, ...]:
    """The offers of a page of the tool of this name."""
    page = blocks(html, "html")
    return offers(page, everywhere=everywhere, owner=owner([name], [page]), language=language(html))


def found(html: str, *, everywhere: bool = True) -> list[str]:
    """The offers as `plan|amount|currency|unit|period`."""
    return [f"{o.plan}|{o.amount}|{o.currency}|{o.unit}|{o.period}" for o in read(html, everywhere=everywhere)]


def agree(got: list[str], wanted: list[str]) -> bool:
    """Whether the offers are those wanted, in this order; `~` stands between spellings that say the same."""
    pairs = [(g.split("|"), w.split("|")) for g, w in zip(got, wanted, strict=False)]
    same = all(
        a[0] == b[0]
        and (a[1] == b[1] or (a[1] != "None" != b[1] and Decimal(a[1]) == Decimal(b[1])))
        and all(x in y.split("~") for x, y in zip(a[2:], b[2:], strict=True))
        for a, b in pairs
    )
    return len(got) == len(wanted) and same


@pytest.mark.parametrize(
    "html",
    [
        "<h3>Pro</h3><p>Overdue invoices: $25</p>", "<p>Cancellation fee: $50</p>", "<p>Late charge – £10</p>", "<p>Minimum monthly spend: $1,000</p>", "<p>Spending cap: $300/month</p>",
        "<h3>Startup programme</h3><p>$10,000 in credits</p>", "<p>Bonus credit: $20</p>", "<p>Typical customer: $900/month</p>", "<p>Average saving: $4,000/year</p>", "<p>You save: $48 a year</p>",
        "<p>An engineer costs $12,000 a month.</p>", "<p>In-house team: $40,000/month</p>", "<p>Other vendors: $199/month</p>", "<p>Typical agency: $5,000 per month</p>",
        "<p>The competition – $89/user/month</p>", "<h2>Compared with Botsmith</h2><h3>Botsmith Pro</h3><p>$59/month</p>",
        "<h2>Botsmith vs Acme</h2><ul><li>Botsmith: $59/month</li><li>Acme: $29/month</li></ul>", "<h2>Alternatives</h2><h3>Cody Bear</h3><p>$19 per month</p>",
        "<p>Botsmith starts at $45 per seat.</p>", "<p>With Botsmith, the same workload is $450 per month.</p>", "<figure><blockquote>We paid $80 a month before.</blockquote></figure>",
        "<h2>Testimonials</h2><h3>Dana</h3><p>$500 a month cheaper</p>", "<h2>Case study: Lumen</h2><h3>Before</h3><p>$7,000 per month</p><h3>After</h3><p>$900 per month</p>",
        "<h2>ROI calculator</h2><p>Your cost today: $2,500/month</p>", "<p>Example: 3 seats = $72 per month</p>", "<p>For instance, 40 users pay $960/month.</p>",
        "<p>If you send 1M events, you would pay $250 per month.</p>", "<h3>Refund policy</h3><p>$24 back within 30 days</p>", "<h3>Referral</h3><p>$50 for each friend</p>",
        "<h3>Bug bounty</h3><p>$500 to $5,000 per report</p>", "<h3>Pro</h3><p>$1.200 per month</p>", "<h3>Pro</h3><p>249 kr per month</p>", "<h3>Pro</h3><p>$10 – $25 per seat/month</p>",
        "<h3>Pro</h3><p>2.9% + $0.30 per charge</p>", "<h3>Pro</h3><p><span>$40</span> <span>$24</span>/mo</p>", "<h3>Pro</h3><p>~$24 per month</p>", "<h3>Pro</h3><p>₹1,4,99 per month</p>",
        "<h3>Pro</h3><p>$1,2345 per month</p>", "<h3>Seed</h3><p>$3M</p>", "<h3>Series B</h3><p>$40 million led by Northgate</p>", "<p>Trusted with over $2 billion in payments.</p>",
        "<h3>Pro</h3><p>€1.250 / 1M tokens</p>", "<h3>Enterprise</h3><p>Call us</p></div><p>£200 onboarding fee</p>", "<p>Grants of $2,500 for open source maintainers</p>",
        "<h2>Save with annual billing</h2><p>$120</p>", "<h3>Pro</h3><p>was $49</p>", "<h3>Pro</h3><p>List price: $49/month</p>", "<h3>Pro</h3><p>Reg. $49</p>", "<p>Gift cards: $100</p>",
        "<h2>Frequently asked questions</h2><h3>Can I pay by invoice?</h3><p>$500 and more</p>", "<h3>Pro</h3><p>24<sup>99</sup> $ a month</p>",
        "<p>Anthropic: $3 per 1M tokens</p><p>OpenAI: $2 per 1M tokens</p><p>Acme: $1 per 1M tokens</p>", "<table><tr><th>Tool<th>Cost<tr><td>Botsmith<td>$20/mo<tr><td>Codewright<td>$30/mo</table>",
        "<table><tr><th><th>Acme<th>Botsmith<tr><td>Cost<td>$10<td>$20</table>", "<table><tr><th>Customer<th>Before<th>After<tr><td>Lumen<td>$900<td>$100</table>",
        "<table><tr><th>Team size<th>Monthly bill<tr><td>5 people<td>$120<tr><td>10 people<td>$240</table>", "<p>Acme helped Fern save $120,000 in its first year.</p>",
        "<h3>Fern & Co</h3><p>Reduced spend by $4,500 per month</p>", "<h2>Results</h2><h3>Lumen</h3><p>$80k saved annually</p>", "<h2>Who we beat</h2><p>Botsmith – $59 / seat / month</p>",
        "<h3>Before Acme</h3><p>$900 per month</p>", "<h3>With Botsmith</h3><p>$900 per month</p><h3>With Acme</h3><p>$90 per month</p>", "<p>Security deposit: $500</p>",
        "<p>Invoice minimum: €250</p>", "<p>Chargeback: $15</p>", "<p>Early termination: $1,000</p>", "<p>Orders below $50 are rejected.</p>", "<p>Free shipping over $50</p>", "<p>Win $1,000!</p>",
        "<h3>Hackathon prize</h3><p>$10,000</p>", "<p>Enterprise contracts start around $30,000 per year.</p>", "<p>A typical mid-size team pays $1,200 / month.</p>",
        "<p>Suppose you make 10,000 calls: $40.</p>", "<p>Cost of a breach: $4.4M</p>", "<p>Developer time: $100/hour</p>", "<p>Your savings: $2,300/month</p>",
        "<h3>Total cost of ownership</h3><p>$18,000 per year</p>", "<h3>Bill shock?</h3><p>$3,200 last month</p>", "<p>Worth $300</p>", "<p>Value: $300/month</p>", "<p>Normally: $49/month</p>",
        "<h3>Pro</h3><p>RRP $49/month</p>", "<h3>Pro</h3><p><span class='price-old'>$49</span></p>", "<h3>Pro</h3><p>Up to $49 per month</p>", "<h3>Pro</h3><p>More than $49 per month</p>",
        "<h3>Pro</h3><p>$49-$99 per month</p>", "<h3>Pro</h3><p>between $49 and $99 per month</p>", "<h3>Pro</h3><p>$4 9 per month</p>", "<h3>Pro</h3><p>1.99.9 € per month</p>",
        "<h3>Pro</h3><p>$49.9.9 per month</p>", "<h3>Pro</h3><p>$ 49k per year</p>", "<h3>Pro</h3><p>$0.1.2</p>", "<blockquote>Pro<br>$49 per month was a steal</blockquote>",
        "<h2>Compare with other tools</h2><div><h3>Zed</h3><p>$30 per month</p></div>", "<h2>Acme vs Hymn</h2><table><tr><th>Plan<th>Hymn<tr><td>Pro<td>$20</table>",
        "<table><tr><th>Provider<th>Per 1M tokens<tr><td>OpenOne<td>$5<tr><td>Acme<td>$1</table>", "<table><tr><th>Saving<th>Amount<tr><td>Storage<td>$200</table>",
        "<table><tr><th>Plan<th>Included credit<tr><td>Pro<td>$20</table>", "<table><tr><th>Plan<th>Old price<tr><td>Pro<td>$20</table>",
        "<table><tr><th>Plan<th>Spend limit<tr><td>Pro<td>$200</table>", "<table><tr><th>Year<th>Revenue<tr><td>2025<td>$2,000,000</table>",
        "<table><tr><th>Round<th>Amount<tr><td>Seed<td>$2,000,000</table>", "<h3>Affiliate commission</h3><p>$40 per sale</p>", "<h3>Education grant</h3><p>$500 per school</p>",
        "<p>Tip: cap your spend at $20/day</p>", "<p>Usage alert at: $100/month</p>", "<p>Default budget: $100 / month</p>", "<p>Credit: $25</p>", "<p>We raised: $8,000,000</p>",
        "<p>Customers have processed $3,000,000 with us</p>", "<h3>Pro</h3><p>Save $49 per month</p>", "<h3>Pro</h3><p>$49 off your first month</p>", "<h3>Pro</h3><p>$49 credit per month</p>",
        "<h3>Pro</h3><p>€49 Guthaben pro Monat</p>", "<h3>Pro</h3><p>Includes $49 of tokens</p>", "<h3>Pro</h3><p>$49 in tokens per month</p>",
    ],
)  # fmt: skip
def test_no_price(html: str) -> None:
    """Others' prices, old ones, ranges, money that buys nothing of the tool and amounts with two readings are no prices of it."""

    assert found("<h1>Pricing</h1>" + html) == []


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<h3>Pro</h3><p>US$24/month</p>", ["Pro|24|USD||month"]), ("<h3>Pro</h3><p>$24 CAD / month</p>", ["Pro|24|CAD||month"]), ("<h3>Pro</h3><p>AUD $24 per month</p>", ["Pro|24|AUD||month"]),
        ("<h3>Pro</h3><p>CA$24/mo</p>", ["Pro|24|CAD||month"]), ("<h3>Pro</h3><p>A$24/mo</p>", ["Pro|24|AUD||month"]), ("<h3>Pro</h3><p>MX$480 per month</p>", ["Pro|480|MXN||month"]),
        ("<h3>Pro</h3><p>R$ 49,90/mês</p>", ["Pro|49.90|BRL||month"]), ("<h3>Pro</h3><p>₩39,000/month</p>", ["Pro|39000|KRW||month"]), ("<h3>Pro</h3><p>99 zł / miesiąc</p>", ["Pro|99|PLN||month"]),
        ("<h3>Pro</h3><p>249 SEK/month</p>", ["Pro|249|SEK||month"]), ("<h3>Pro</h3><p>2,980円/月</p>", ["Pro|2980|JPY||month"]), ("<h3>Calls</h3><p>5¢ per call</p>", ["Calls|0.05|USD|call|"]),
        ("<h3>Pro</h3><p>CHF 49.– pro Monat</p>", ["Pro|49|CHF||month"]), ("<h3>Pro</h3><p>CHF 1'290 pro Jahr</p>", ["Pro|1290|CHF||year"]),
        ("<h3>Pro</h3><p>1.200,00 € / Monat</p>", ["Pro|1200.00|EUR||month"]), ("<h3>Pro</h3><p>1 200,00 € par mois</p>", ["Pro|1200.00|EUR||month"]),
        ("<h3>Pro</h3><p>US$1 999,00 per year</p>", ["Pro|1999|USD||year"]), ("<h3>Pro</h3><p>₹1,49,999 / year</p>", ["Pro|149999|INR||year"]),
        ("<h3>Pro</h3><p>$1,200 / mo</p>", ["Pro|1200|USD||month"]), ("<h3>Pro</h3><p>$288 billed annually</p>", ["Pro|288|USD||year"]),
        ("<h3>Pro</h3><p>$20 per user/month, billed annually</p>", ["Pro|20|USD|user|month"]), ("<h3>Pro</h3><p>$90 per quarter</p>", ["Pro|90|USD|quarter|"]),
        ("<h3>Pro</h3><p>$5/week</p>", ["Pro|5|USD|week|"]), ("<h3>GPU</h3><p>$0.0004 / second</p>", ["GPU|0.0004|USD|second|"]),
        ("<h3>Node</h3><p>$34.90 / GPU-hour</p>", ["Node|34.90|USD|GPU~GPU-hour|hour~"]), ("<h3>Traces</h3><p>€8 per 100,000 traces</p>", ["Traces|8|EUR|100,000 traces|"]),
        ("<h3>Reads</h3><p>$8.25 per 1M reads</p>", ["Reads|8.25|USD|1M reads|"]), ("<h3>Team</h3><p>$50 per month + $10 per seat</p>", ["Team|50|USD||month", "Team|10|USD|seat|~month"]),
        ("<h3>Model</h3><p>$3 in / $15 out per 1M tokens</p>", ["Model|3|USD|1M tokens, input~1M input tokens|", "Model|15|USD|1M tokens, output~1M output tokens|"]),
        ("<h3>Team</h3><p>Free for 14 days, then $24 per month</p>", ["Team|24|USD||month"]), ("<h3>Team</h3><p>From $24 per month</p>", ["Team|24|USD||month"]),
        ("<h3>Team</h3><p>Starts from $24 per month</p>", ["Team|24|USD||month"]), ("<h3>Team</h3><p>Only $24 a month</p>", ["Team|24|USD||month"]),
        ("<style>.hidden{display:none}</style><h3>Team</h3><div><span>$24</span><span class=hidden>$19</span><span>/user/month</span></div>", ["Team|24|USD|user|month"]),
        ("<style>.sr-only{position:absolute;width:1px;height:1px;overflow:hidden}</style><h3>Team</h3><div><span class=sr-only>Was $40</span><span>$24</span><span> per user per month</span></div>", ["Team|24|USD|user|month"]),
        ("<h3>Team</h3><p><s>$40</s> $24/mo</p>", ["Team|24|USD||month"]), ("<h3>Team</h3><p>was $40, now $24 per month</p>", ["Team|24|USD||month"]),
        ("<h3>Team</h3><p>$24/month instead of $40</p>", ["Team|24|USD||month"]), ("<h3>Team</h3><p>Regular price $40, now $24 per seat per month</p>", ["Team|24|USD|seat|month"]),
        ("<style>.x{text-decoration:line-through}</style><h3>Team</h3><p><span class=x>$40</span> $24/mo</p>", ["Team|24|USD||month"]),
        ("<dl><dt>Hobby</dt><dd>Free forever</dd><dt>Big</dt><dd>Contact sales</dd></dl>", ["Hobby|0|USD||", "Big|None|USD||"]),
        ("<ul><li>Solo: €9 per month<li>Duo: €15 per month</ul>", ["Solo|9|EUR||month", "Duo|15|EUR||month"]),
        ("<table><tr><th>Plan<th>Monthly<th>Yearly<tr><td>Solo<td>$9<td>$90</table>", ["Solo|9|USD||month", "Solo|90|USD||year"]),
        ("<table><tr><th>Plan<th>Price per user<tr><td>Solo<td>$9/month</table>", ["Solo|9|USD|user|month"]),
        ("<table><tr><th><th>Solo<th>Team<tr><td>Per month<td>$9<td>$19</table>", ["Solo|9|USD||month", "Team|19|USD||month"]),
        ("<table><tr><th><th>Free<th>Plus $12/month<tr><td>Rows<td>5<td>10</table>", ["Free|0|USD||", "Plus|12|USD||month"]),
        ("<p>Prices are per 1M tokens.</p><table><tr><th>Model<th>Input<th>Output<tr><td>small<td>$1<td>$2</table>", ["small|1|USD|1M tokens, input|", "small|2|USD|1M tokens, output|"]),
        ("<div><p>100 credits</p><p>$5</p></div><div><p>1,000 credits</p><p>$40</p></div>", ["100 credits|5|USD||", "1,000 credits|40|USD||"]),
        ("<h3>Team</h3><p>$24</p><p>per editor / month, billed yearly</p>", ["Team|24|USD|editor|month"]), ("<h2>Team — $24/month</h2><p>x</p>", ["Team|24|USD||month"]),
        ("<h3>Team</h3><h2>$24</h2><p>/month</p>", ["Team|24|USD||month"]), ("<h3>Deal</h3><p>$299 one-time payment</p>", ["Deal|299|USD||once"]),
        ("<h3>Team</h3><p>$240 per seat per year</p>", ["Team|240|USD|seat|year"]), ("<h3>Team</h3><p>24 € /Monat</p>", ["Team|24|EUR||month"]),
        ("<h3>Storage</h3><p>$0.023 per GB-month</p>", ["Storage|0.023|USD|GB|month"]), ("<h3>Team</h3><p>$20/seat/mo (min 5 seats)</p>", ["Team|20|USD|seat|month"]),
        ("<h3>Mail</h3><p>$0.50 per 1,000 emails</p>", ["Mail|0.50|USD|1,000 emails|"]), ("<h3>Team</h3><p>$30 every 2 weeks</p>", ["Team|30|USD|2 weeks|"]),
        ("<h3>Team</h3><p>$24 per month plus VAT</p>", ["Team|24|USD||month"]), ("<h3>Team</h3><p>$24/month per workspace, 5 seats included</p>", ["Team|24|USD|workspace|month"]),
        ("<h3>Pro plan</h3><p>For professionals</p><p>$24</p><p>per month</p>", ["Pro plan|24|USD||month"]), ("<h3>Pro</h3><p>$49 USD/mo</p>", ["Pro|49|USD||month"]),
        ("<h3>Pro</h3><p>USD 49 / month</p>", ["Pro|49|USD||month"]), ("<h3>Pro</h3><p>$49</p><p>/mo</p>", ["Pro|49|USD||month"]), ("<h3>Pro</h3><p>$49 monthly</p>", ["Pro|49|USD||month"]),
        ("<h3>Pro</h3><p>$490 yearly</p>", ["Pro|490|USD||year"]), ("<h3>Pro</h3><p>Price: $49 per month</p>", ["Pro|49|USD||month"]),
        ("<h3>Pro</h3><p>Monthly: $49</p><p>Yearly: $490</p>", ["Pro|49|USD||month", "Pro|490|USD||year"]),
        ("<h3>Pro</h3><p>$49 per month or $490 per year</p>", ["Pro|49|USD||month", "Pro|490|USD||year"]), ("<h3>Pro</h3><p>$49/mo (billed annually)</p>", ["Pro|49|USD||month"]),
        ("<h3>Pro</h3><p>$49 per agent, per month</p>", ["Pro|49|USD|agent|month"]), ("<h3>Pro</h3><p>$49 / month / seat</p>", ["Pro|49|USD|seat|month"]),
        ("<h3>Pro</h3><p>£0.04 per minute</p>", ["Pro|0.04|GBP|minute|"]), ("<h3>Pro</h3><p>$49 per month. Cancel any time.</p>", ["Pro|49|USD||month"]),
        ("<h3>Pro</h3><p>$49/month for unlimited seats</p>", ["Pro|49|USD||month"]), ("<h3>Pro</h3><p>Now $49/month</p>", ["Pro|49|USD||month"]),
        ("<h3>Pro</h3><p>Just $49 per month</p>", ["Pro|49|USD||month"]), ("<h3>Pro</h3><p>from €49/month</p>", ["Pro|49|EUR||month"]), ("<h3>Pro</h3><p>ab 49 € im Monat</p>", ["Pro|49|EUR||month"]),
        ("<h3>Pro</h3><p>49 EUR per month, excl. VAT</p>", ["Pro|49|EUR||month"]), ("<h3>Pro</h3><p>$1,499.00 one-time</p>", ["Pro|1499.00|USD||once"]),
        ("<p>Pro: $49/mo</p><p>Max: $99/mo</p>", ["Pro|49|USD||month", "Max|99|USD||month"]), ("<ul><li>Pro ($49/mo)</li><li>Max ($99/mo)</li></ul>", ["Pro|49|USD||month", "Max|99|USD||month"]),
        ("<div class=row><span>Pro</span> <span>$49/mo</span></div>", ["Pro|49|USD||month"]),
        ("<div class=card><h4 class=title>Pro</h4><ul><li>a</li><li>b</li></ul><strong>$49</strong><em> per month</em></div>", ["Pro|49|USD||month"]),
        ("<h3>Pro</h3><p>For teams that ship</p><ul><li>10 seats</li></ul><p>$49/month</p>", ["Pro|49|USD||month"]), ("<h3>Pro Plan</h3><p>$49/month</p>", ["Pro Plan|49|USD||month"]),
        ("<h3>Pro</h3><p>$29/mo for the first year, then $49/mo</p>", ["Pro|49|USD||month"]), ("<h3>Pro</h3><p>$49/month → $39/month</p>", ["Pro|39|USD||month"]),
        ("<h3>Pro</h3><p>$39/month (was $49)</p>", ["Pro|39|USD||month"]), ("<h3>Pro</h3><p><s>$49</s><b>$39</b>/month</p>", ["Pro|39|USD||month"]),
    ],
)  # fmt: skip
def test_price(html: str, rows: list[str]) -> None:
    """Plan, amount, currency, unit and period are those that a reader of the page would write down."""

    assert agree(got := found("<h1>Pricing</h1>" + html), rows), got


CARDS = """<h1>Pricing</h1><p>Plans for everyone</p>
<div><h3>Hobby</h3><p>To try it</p><div>Free</div></div>
<div><h3>Pro</h3><div><span>$</span><span>20</span><span>/mo</span></div><div>billed annually</div><button>Buy</button></div>
<div><h3>Team</h3><div><s>$50</s> $40</div><div>per user / month</div><a>Contact sales</a></div>
<div><h3>Enterprise</h3><p>Custom</p><a>Contact sales</a></div>"""


def test_cards() -> None:
    """A card's heading is the plan; the period may stand below; what is struck out is no price; an untold price is None."""

    assert found(CARDS) == ["Hobby|0|USD||", "Pro|20|USD||month", "Team|40|USD|user|month", "Enterprise|None|USD||"]


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<div class=plan><h2>Big</h2><p>Ask your account team</p></div><p>£50 import duty</p>", []),
        ("<div class=plan><h2>Big</h2><p>Invoiced</p></div><div class=plan><h2>Small</h2><p>Invoiced</p></div><p>£50</p>", []),
        ("<div class=x><h3>Solo</h3><div><div><div>$9</div></div></div></div>", ["Solo|9|USD||"]),
        ("<div><p>Basic</p><p>$9</p></div><div><p>Plus</p><p>$19</p></div>", ["Basic|9|USD||", "Plus|19|USD||"]),
        ("<div>Basic</div><div>£1,200</div><div>per year</div><div>Plus</div><div>£2,400</div><div>per year</div>", ["Basic|1200|GBP||year", "Plus|2400|GBP||year"]),
        ("<div class=c><span>Best value</span><div class=badge>Most popular</div><div class=name>Team</div><div>For growing teams</div><div>$24</div></div>", ["Team|24|USD||"]),
        ("<h2>Credit packs</h2><p>Credits never expire.</p><p>500 credits</p><p>£10</p><p>900 credits</p><p>£16</p>", ["500 credits|10|GBP||", "900 credits|16|GBP||"]),
        ("<h3>Extras</h3><p>Import was $900, now $450</p>", ["Import|450|USD||"]),
        ("<h3>Team</h3><p>Everybody else pays $90, now $45</p>", []),
        ("<h3>What does it cost?</h3><p>$20</p>", []),
        ("<section><h3>Pro</h3><div><p>5 Seats</p><p>Mail Support</p><p>$20</p></div></section>", ["Pro|20|USD||"]),
        ("<h3>Extra</h3><div><div class=p><h4>Big</h4><p>Invoiced</p></div><div class=p><h4>Small</h4><p>Invoiced</p></div><p>£50</p></div>", []),
        ("<h3>Team</h3><p>$199</p><p>Contact sales</p>", ["Team|199|USD||"]),
        ("<h3>Team</h3><p><b>$199</b> <i>$149</i></p><p>Contact sales</p>", []),
        ("<h3>big-model</h3><p>Input: $3.00 / 1M tokens</p><p>Output: $15.00 / 1M tokens</p>", ["big-model|3.00|USD|1M tokens, input|", "big-model|15.00|USD|1M tokens, output|"]),
        ("<h3>Free</h3><p>For you</p>", ["Free|0|USD||"]), ("<h3>Free</h3><p>We no longer have it.</p>", []), ("<h3>Free</h3><p>$0</p><p>forever</p>", ["Free|0|USD||"]),
    ],
    ids=["outside", "beside-cards", "deep", "pairs", "flat", "badges", "packs", "labelled-before", "prose-before", "question", "features", "grid", "link", "unread", "directions", "free", "gone", "zero"],
)  # fmt: skip
def test_plan(html: str, rows: list[str]) -> None:
    """The plan is named by the words nearest to the amount that can name one, and never by another card's."""

    assert found("<h1>Pricing</h1>" + html) == rows


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<tr><th><th>Starter<th>Pro<th>Scale<tr><td>Price<td>$0<td>$29/mo<td>Contact us<tr><td>Seats<td>1<td>5<td>9", ["Starter|0|USD||", "Pro|29|USD||month", "Scale|None|USD||"]),
        ("<tr><th>Plan<th>Price<tr><td>Basic<td>$5/month<tr><td>Open<td>Free", ["Basic|5|USD||month", "Open|0|USD||"]),
        ("<tr><th>Model<th>Input<th>Output<tr><td>large<td>$3.00 / 1M tokens<td>$15.00 / 1M tokens", ["large|3.00|USD|1M tokens, input|", "large|15.00|USD|1M tokens, output|"]),
        ("<tr><th>Features<th>Free<th>Standard<br>$25/month<th>Dedicated<br>Contact us<tr><td>Reads<td>1M<td>$8.25 per 1M reads<td>Custom", ["Standard|25|USD||month", "Reads|8.25|USD|1M reads, standard|", "Free|0|USD||", "Dedicated|None|USD||"]),
        ("<tr><th>Size<th>Price per month<tr><td>Small<td>$5<tr><td>Odd<td>$5<td>$6", ["Small|5|USD||month"]),
        ("<tr><th>Plan<th>Old price<th>Price<tr><td>Solo<td>$9<td>$7/mo", ["Solo|7|USD||month"]),
        ("<tr><th>Feature<th>Helix Team<th>CodeHound Pro<tr><td>Price<td>$24<td>$45", []),
        ("<tr><th>Plan<th>Price per million calls<tr><td>Solo<td>$9 / month", ["Solo|9|USD|million calls|month"]),
    ],
    ids=["across", "down", "models", "heads", "ragged", "old", "others", "head-and-cell"],
)  # fmt: skip
def test_tables(html: str, rows: list[str]) -> None:
    """A table may have its plans across or down, may price several units of one plan, and may be about others."""

    got = [
        f"{o.plan}|{o.amount}|{o.currency}|{o.unit}|{o.period}" for o in read(f"<h1>Pricing</h1><table>{html}</table>", name="Helix Review")
    ]
    assert sorted(got) == sorted(rows)


def test_usual_terms() -> None:
    """Terms that a page states once hold for the prices below that state none, up to the next chapter."""

    page = "<h1>Pricing</h1><p>All prices are in USD per 1M tokens.</p><table><tr><th>Model<th>Input<tr><td>small<td>$1<tr><td>hosted<td>$2 per hour</table><h1>Support</h1><p>Gold: $99</p>"
    assert found(page) == ["small|1|USD|1M tokens, input|", "hosted|2|USD|input|hour", "Gold|99|USD||"]
    assert found("<h1>Pricing</h1><p>All prices are per user per month.</p><h3>Solo</h3><p>$9</p><h3>Duo</h3><p>$90 per year</p>") == [
        "Solo|9|USD|user|month",
        "Duo|90|USD||year",
    ]


def test_only_under_its_heading() -> None:
    """Outside pricing pages, only what stands under a heading about prices counts."""

    page = "<h2>Story</h2><h3>Seed</h3><p>$20</p><h2>Pricing</h2><h3>Pro</h3><p>$9/month</p><h2>Team</h2><h3>Ann</h3><p>$7</p>"
    assert found(page, everywhere=False) == ["Pro|9|USD||month"]


def test_words_around() -> None:
    """The words of each price hold its plan and its amount, the fewest first."""

    pro = read(CARDS)[1]
    assert pro.spans[0] == "Pro $20/mo billed annually"
    assert all("Pro" in words and "20" in words for words in pro.spans)


def test_many() -> None:
    """A page with very many prices is read up to a limit."""

    assert len(read("<h1>Pricing</h1>" + "".join(f"<div><h3>Plan {n}</h3><p>${n} per month</p></div>" for n in range(1, 500)))) == MOST + 1


@pytest.mark.parametrize(
    "html",
    ["<p>" + "$1 " * 30_000, "<p>$1</p>" * 5_000, "<table>" + "<tr><td>A<td>$5/month" * 5_000, "<div>" * 20_000 + "<h3>Pro</h3><p>$5", "<div><p>$5</p>" * 5_000, "<p>$" + "<b>1</b>" * 10_000, "<li>Acme: $5" * 5_000, "<table><tr>" + "<td>$6" * 20_000, "<p>Unlike A B C " * 9_000],
    ids=["line", "lines", "rows", "deep", "deep-lines", "figures", "labels", "cells", "rivals"],
)  # fmt: skip
def test_hostile(html: str) -> None:
    """A page made to be slow to read is read all the same, and nothing is made up of it."""

    assert {offer.amount for offer in read("<h1>Pricing</h1>" + html)} <= {Decimal(5)}
