"""The words of the rules that come with the product, so that they are translated.

What Legal of an installation writes stands as it was typed.
"""

from django.utils.translation import gettext_noop as _

TEXTS = (
    _("CSE consultation: new technology / important change to working conditions"),
    _(
        "CSE: monitoring means (consult) and recruitment aids / automated HR "
        "processing (inform)"
    ),
    _(
        "Mandatory co-determination: technical device able to monitor behaviour"
        " or performance"
    ),
    _("Information and deliberation on planned work methods incl. AI"),
    _("Expert for the works council when assessing AI"),
    _("Selection guidelines drawn up with AI"),
    _("Operational change (fundamentally new work methods, staff cuts)"),
    _("Advice on introducing or changing an important technological facility"),
    _(
        "Consent: personal-data rules (k) and systems aimed at or SUITABLE for "
        "observing attendance, behaviour, performance (l)"
    ),
    _("Written information and concertation on social consequences of new technology"),
    _(
        "Right to know parameters, rules and instructions of algorithms/AI "
        "affecting working conditions, access to and keeping of employment, "
        "incl. profiling"
    ),
    _(
        "Prior report on introducing/revising systems of organisation and "
        "control of work"
    ),
    _("Tools giving possibility of remote monitoring"),
    _("Written notice of automated decision/monitoring systems and workplace AI"),
    _("Control measures/systems affecting human dignity"),
    _("Automated processing of employee data beyond basics; assessment systems"),
    _("Primary negotiation before important change"),
    _("Co-decision on technical installations monitoring behaviour and performance"),
    _("Employee surveillance processing: prior information and CNPD opinion"),
    _(
        "General framework: consultation on decisions likely to lead to "
        "substantial changes in work organisation"
    ),
    _("European Works Council on transnational matters"),
    _(
        "AI Act: inform workers' representatives and affected workers before "
        "using high-risk AI at work"
    ),
    _(
        "Information and consultation agreement (only if 2% of staff, min 15, "
        "requested one)"
    ),
    _(
        "Consult on health & safety consequences of introducing (incl. "
        "planning) new technology"
    ),
    _("Duty to bargain where a union is certified/recognised (decision or effects)"),
    _(
        "CSE; CSE central where the project is decided at company level; both "
        "where establishment adaptation measures exist"
    ),
    _("CSE"),
    _("Betriebsrat / Gesamtbetriebsrat / Konzernbetriebsrat by scope"),
    _("Betriebsrat"),
    _("Ondernemingsraad"),
    _("Conseil d'entreprise, else délégation syndicale, else CPPT"),
    _("Comité de empresa / delegados"),
    _("Comité de empresa"),
    _("RSU/RSA"),
    _("each worker + RSA/RSU (else territorial unions)"),
    _("Trade union(s)"),
    _("Délégation du personnel"),
    _("Délégation du personnel / ITM"),
    _("national representatives"),
    _("EWC"),
    _("representatives + workers"),
    _("I&C representatives"),
    _("safety representatives (union) or employees/ROES"),
    _("union"),
    _("tool and vendor description"),
    _("posts and tasks concerned"),
    _("data processed, hosting, logs"),
    _("human-control rules"),
    _("impact on working conditions, workload, skills, employment"),
    _("training plan for exposed staff"),
    _("calendar incl. pilot"),
    _("precise and WRITTEN information (L2312-15)"),
    _("purpose"),
    _("data"),
    _("who sees results"),
    _("retention"),
    _("effects on individuals"),
    _("system description"),
    _("data fields logged"),
    _("reports possible"),
    _("roles/permissions"),
    _("purpose limits"),
    _("DPIA"),
    _("required documents at planning stage"),
    _("effects on type of work and demands on employees"),
    _("agreement on expert, fee and scope"),
    _("criteria"),
    _("weights"),
    _("training data"),
    _("reconciliation of interests draft"),
    _("reasons"),
    _("expected consequences for staff"),
    _("measures proposed"),
    _("consequences"),
    _("data protection terms"),
    _("nature of technology"),
    _("economic, financial or technical grounds"),
    _("nature of social consequences"),
    _("implementation timetable"),
    _("parameters"),
    _("rules"),
    _("instructions"),
    _("profiling"),
    _("information enabling the report"),
    _("organisational/safety/asset need"),
    _("purposes"),
    _("logic and functioning"),
    _("data categories and parameters"),
    _("control and correction measures, quality owner"),
    _("accuracy, robustness, cybersecurity, bias metrics"),
    _("draft works agreement"),
    _("data types, processing, transfers (s.91(2) knowledge-verify)"),
    _("decision basis, documents, consequence & risk assessment (AFS)"),
    _("file"),
    _("how it works"),
    _("commitment no other use"),
    _("information enabling an adequate study"),
    _("transnational impact"),
    _("that they will be subject to the system; content per national practice"),
    _("per agreement / standard provisions"),
    _("risk assessment"),
    _("relevant information on request"),
    _("pilot with real users on real work"),
    _("production roll-out"),
    _("mandatory training as first step of roll-out"),
    _("think-tank / working group"),
    _("vendor demo"),
    _("closed technical test"),
    _("use of the method or control"),
    _("introduction and use, incl. pilot with identifiable users"),
    _("in general no stop right: employer may proceed after real deliberation"),
    _("use of AI-made selection criteria"),
    _("implementing before attempt at reconciliation"),
    _("implementation before advice; during the 1-month standstill"),
    _("any act of execution"),
    _("start of implementation before the 3 months"),
    _("execution before report or 15 days"),
    _("installation and use"),
    _("use before notice"),
    _("introduction"),
    _("deciding or implementing before negotiation closes"),
    _("start during 15 days and CNPD month"),
    _("adopting the transnational decision before the opinion (revised text)"),
    _("unilateral change of mandatory subject"),
)
"""Titles, bodies, what is handed over, and what is blocked or not."""

SANCTIONS_AND_NOTES = (
    _("EAT penalty up to GBP 75,000"),
    _(
        "Enterprise Chamber: withdraw decision, undo effects, ban implementation, "
        "interim relief"
    ),
    _("HSE enforcement"),
    _("LISOS"),
    _("LISOS art.7.7 serious: about EUR 751-7,500 (knowledge-verify)"),
    _("Nachteilsausgleich s.113"),
    _("ONC/conciliation; penal"),
    _("ULP: make-whole, status quo ante"),
    _("administrative fines D.lgs 276/2003 art.19; anti-union conduct art.28"),
    _(
        "conflicto colectivo: Audiencia Nacional 101/2025 of 4 July 2025 first "
        "ruling (rest-day allocation tool)"
    ),
    _("criminal penalty art.38 / art.171 Codice privacy (knowledge-verify)"),
    _("data unusable"),
    _("decision void if invoked within 1 month; ban on execution"),
    _("délit d'entrave L2317-1: EUR 7,500 fine"),
    _("economic and general damages (ss.54-55)"),
    _("effective, dissuasive, proportionate incl. financial"),
    _("entrave"),
    _("evidence excluded (knowledge-verify)"),
    _("fine up to EUR 10,000 (s.121)"),
    _("general injunction (Unterlassung)"),
    _("injunction"),
    _(
        "injunction to suspend + periodic penalty (EUR 500/day; 1,000 per "
        "infringement for 90 days; 1,500/day for 6 months)"
    ),
    _("labour court order"),
    _("measure ineffective towards employees (knowledge-verify)"),
    _("measure legally ineffective"),
    _("measure legally ineffective; removal claim"),
    _("national"),
    _(
        "no dismissal for tech reasons until 3 months after implementation, else 3 "
        "months' gross pay (knowledge-verify)"
    ),
    _("penal"),
    _("provisional damages EUR 5,000"),
    _("s.23(3) for gross breach"),
    _("s.99 refusal of consent to hires (knowledge-verify)"),
    _("suspension"),
    _("up to EUR 15m or 3% turnover"),
    _("NLRB has not decided an AI-layoff case; open law"),
    _(
        "employer bears cost; agreement on person/fee still needed; permanent "
        "expert possible"
    ),
    _(
        "objective suitability is enough, intent irrelevant; ArbG Hamburg "
        "16.1.2024 24 BVGa 1/24: no right where staff use private browser accounts "
        "and employer gets no logs; employer-provided Copilot-type tools normally "
        "caught"
    ),
    _(
        "presumption of transnationality when measure can reasonably be expected "
        "to affect >1 Member State"
    ),
    _("trial runs of competing systems already trigger the right"),
    _(
        "first-instance interim orders only; Cass. soc. has not ruled since 12 Apr "
        "2018 no 16-27.866"
    ),
    _("50 employees undertaking or 20 establishment, by Member State choice"),
    _("RSA/RSU or labour inspectorate"),
    _("and affects >=50% and >=10 workers of an occupational category"),
    _(
        "consent in all; works council may demand guidelines >500 employees "
        "(knowledge-verify)"
    ),
    _("unionised unit only"),
    _("unions bound by collective agreement; s.13 others"),
    _("works council exists"),
)
"""What happens otherwise, thresholds in words, notes."""

CITED = (
    _("ArbVG s.96(1) no.3"),
    _("ArbVG s.96a(1) no.1-2, s.146(2)"),
    _("BetrVG s.80(3) sentences 2-3"),
    _("BetrVG s.87(1) no.6"),
    _("BetrVG s.90(1) no.3, (2)"),
    _("BetrVG s.95(1),(2a)"),
    _("BetrVG ss.111-113"),
    _("CCT/CAO no 39 of 13 Dec 1983"),
    _("D.lgs 152/1997 art.1-bis (D.lgs 104/2022)"),
    _("Dir. 2002/14/EC art.4(2)(b)(c),(3),(4)"),
    _("Dir. 2009/38/EC as amended by Dir. (EU) 2025/2450"),
    _("ET art.64.4.d (Ley 12/2021)"),
    _("ET art.64.5.f, 64.6"),
    _("HSCE Regs 1996 reg.3"),
    _("L.132/2025 art.11, in force 10 Oct 2025"),
    _(
        "L.300/1970 art.4(1); (2) excludes tools used to render the work; (3) "
        "notice needed to use data"
    ),
    _("L1222-3/-4 individual information (knowledge-verify)"),
    _("L2312-14 (decision preceded by consultation)"),
    _("MBL ss.11-14, 16, 19, 54-55"),
    _("NLRA ss.8(a)(5), 8(d)"),
    _("Reg. 2024/1689 art.26(7)"),
    _("SRSC Regs 1977 reg.4A(1)(e)"),
    _("WOR art.25(1)(k), (2)-(6); art.26"),
    _("WOR art.27(1)(k),(l),(4),(5)"),
    _("s.77 Betriebsvereinbarung (written)"),
    _("s.87(2) + s.76 Einigungsstelle"),
    _("before putting into service/use"),
    _("before use / before start of work"),
    _("employer's call"),
    _("in good time"),
    _("information"),
    _("information delivered"),
    _("the information is delivered, or posted in the BDESE"),
    _("notice before change"),
    _("planning"),
    _("planning stage, in good time"),
    _("prior information"),
    _("with the periodicity that applies in each case"),
    _("written request"),
    _("written request for advice, early enough to influence"),
    _("NO statutory clock, no deemed consent"),
    _(
        "after notice of a decision taken without consent the OR has 1 month to"
        " invoke nullity"
    ),
    _("appropriate time; meeting; reasoned response"),
    _("changes: 24 h before (knowledge-verify)"),
    _(
        "local meeting within 2 weeks, central within 3 weeks (knowledge-"
        "verify); employer waits until local AND, if requested, central talks "
        "are closed"
    ),
    _("no fixed clock; check CBA tech clause"),
    _(
        "no fixed term for advice (reasonable time, >=1 consultation meeting); "
        "if decision deviates from advice: 1-month standstill from written "
        "notice"
    ),
    _(
        "today: agreement terms; from 2 Jan 2029: opinion before decision, "
        "written reasoned response. Transposition by 1 Jan 2028"
    ),
    _("within 15 days staff may ask CNPD; CNPD has 1 month; suspensive"),
    _("employer gives a reasoned account of what it does with the opinion"),
    _(
        "expert habilité L2315-94, co-funded 80% employer / 20% CSE; a new "
        "technology suffices, impacts need not be important (contested; see "
        "fr_capstan_counter)"
    ),
)
"""Where the law says so, what starts a term, notes on it, what comes afterwards."""
