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
