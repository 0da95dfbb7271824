"""Business words that mean the same in English and in French.

One line a meaning: English forms, a bar, French forms. A word form on either side finds
the other, so that a French proposal meets an English lesson. Only words of which both
sides are sure stand here; a word that is the same in both needs no line.
"""

PAIRS = """
claim | sinistre indemnisation
complaint | réclamation plainte
invoice bill | facture
billing invoicing | facturation
supplier vendor | fournisseur
purchase procurement | achat approvisionnement
order | commande
customer client | client clientèle
sale | vente
quote quotation | devis
tender bid | appels soumission
contract | contrat
clause | clause
lawyer | juriste avocat
law legal | juridique droit
hiring recruitment recruiting | recrutement embauche
applicant candidate | candidat candidature
employee staff worker | salarié employé personnel
payroll wage salary | paie salaire
training course | formation
shift roster scheduling | planning horaire
leave absence | absence congé
expense | frais dépense
accounting bookkeeping | comptabilité comptable
payment | paiement règlement
debt collection dunning | recouvrement impayé
budget | budget
forecast forecasting prediction | prévision
demand | demande
stock inventory | stock inventaire
warehouse | entrepôt
delivery shipment shipping | livraison expédition
route routing tour | tournée trajet acheminement
truck vehicle | camion véhicule
maintenance | maintenance entretien
repair | réparation
breakdown outage failure | panne défaillance
machine equipment | machine équipement
spare part | pièce rechange
factory plant | usine
quality | qualité
defect flaw | défaut
inspection | inspection contrôle
sensor | capteur
image picture photo | image photo
camera | caméra
speech voice dictation | voix parole dictée vocal
call phone telephone | appel téléphone
recording transcript transcription | enregistrement transcription
mail email message | courriel mail message
letter | courrier lettre
reply answer response | réponse
draft drafting | brouillon rédaction
translation | traduction
summary summarise | résumé synthèse
document | document
file case | dossier
form | formulaire
scan scanned | numérisé numérisation scan
handwriting handwritten | manuscrit
language | langue
search retrieval | recherche
knowledge | connaissance savoir
meeting | réunion
minutes | procès
report | rapport
fraud | fraude
risk | risque
alert alarm | alerte
false | faux fausse
error mistake | erreur
threshold limit | seuil limite
sample sampling | échantillon
test testing | essai test
exception | exception
missing incomplete | manquant incomplet
duplicate | doublon
label labelling annotation | étiquette annotation étiquetage
bias | biais
privacy personal | personnel vie
consent | consentement
council union | comité syndicat
employment post job | poste emploi
manager supervisor | responsable encadrant manager
team | équipe
volunteer | volontaire
workload | charge
delay wait waiting | attente délai
bottleneck | goulot
queue | file
price pricing | prix tarif tarification
discount | remise
margin | marge
marketing campaign | campagne
website web | site web
product | produit
patient | patient
hospital clinic | hôpital clinique
loan credit | crédit prêt
bank | banque
insurance | assurance
policy | police
energy power electricity | énergie électricité
consumption | consommation
waste scrap | déchet rebut
water | eau
safety accident | sécurité accident
software code | logiciel code
developer | développeur
ticket incident | ticket incident
helpdesk support | assistance support
password access | accès
migration | migration
chatbot chat | conversationnel chatbot
agent | agent
classifier classification sorting triage | classement classification tri triage
extraction | extraction
recommendation | recommandation
ranking score scoring | notation score
planning optimisation | optimisation planification
vision | vision
driver | chauffeur conducteur
path | chemin
pallet | palette
dock | quai
receipt | justificatif
doctor physician | médecin
medical clinical | médical
heating | chauffage
building | bâtiment
saving | économie
answer | réponse
owner | propriétaire
source | source
procedure | procédure
manual | notice manuel
instruction | consigne
fear | peur
volunteer | volontaire
trust | confiance
refusal refused rejected | refus refusé
reason | motif raison
loan | prêt
underwriting approval | octroi validation
seller salesperson | commercial
picking | préparation
goods | marchandise
worker labour | travailleur
camera | caméra
"""
