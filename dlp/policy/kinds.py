"""Categories of kinds that a policy may name instead of listing kinds.

Categories are written small, kinds in capitals. `XX_*` stands for kinds of one country. A policy's
own `kinds:` add to these, or replace one of them.
"""

from __future__ import annotations

from collections.abc import Mapping


def _kinds(words: str) -> tuple[str, ...]:
    return tuple(words.split())


CATEGORIES: Mapping[str, tuple[str, ...]] = {
    # what opens a door: GDPR art. 32, every framework there is
    "secrets": _kinds(
        """
        PRIVATE_KEY API_KEY PASSWORD CONNECTION_STRING JWT SECRET *_SECRET *_PRIVATE_KEY
        *_API_KEY *_ACCESS_KEY *_SECRET_KEY *_TOKEN
        """
    ),
    "financial": _kinds(
        """
        CREDIT_CARD IBAN_CODE BIC_CODE BANK_ACCOUNT US_BANK_NUMBER CRYPTO ABA_ROUTING_NUMBER
        UK_SORT_CODE CH_PAYMENT_REFERENCE
        """
    ),
    # numbers that a state or an insurer gave to one person (GDPR art. 87)
    "identifiers": _kinds(
        """
        AT_SOZIALVERSICHERUNG AT_TAX_ID AU_MEDICARE AU_TFN BE_NATIONAL_NUMBER BG_EGN BG_LNCH
        CA_HEALTH_NUMBER CA_SIN CH_AHV CY_TAX_ID CZ_RODNE_CISLO DE_FUEHRERSCHEIN
        DE_HEALTH_INSURANCE DE_ID_CARD DE_SOCIAL_SECURITY DE_TAX_ID DE_TAX_NUMBER DK_CPR
        EE_ISIKUKOOD ES_NIE ES_NIF ES_SOCIAL_SECURITY FI_PERSONAL_IDENTITY_CODE FR_NIF FR_NIR
        GR_AFM GR_AMKA HR_OIB HU_SZEMELYI_SZAM HU_TAJ HU_TAX_ID IE_PPS IN_AADHAAR IN_PAN
        IN_VOTER IS_KENNITALA IT_FISCAL_CODE KR_FRN KR_RRN LI_PEID LT_ASMENS_KODAS LU_MATRICULE
        LV_PERSONAS_KODS MT_ID_CARD NG_NIN NL_BSN NO_FODSELSNUMMER PL_PESEL PT_CARTAO_CIDADAO
        PT_NIF PT_NISS RO_CNP SE_PERSONNUMMER SG_NRIC_FIN SI_EMSO SI_TAX_ID SK_RODNE_CISLO
        TH_TNIN TR_NATIONAL_ID UK_NHS UK_NINO UK_UPN UK_UTR US_ATIN US_ITIN US_MBI
        US_HEALTH_INSURANCE_MEMBER_ID US_PTIN US_SSN ZA_ID_NUMBER ID_CARD *_IDENTITY_CARD
        PH_TIN PH_UMID ZA_INCOME_TAX_NUMBER US_CLAIM_NUMBER US_PRESCRIPTION_NUMBER
        US_PRIOR_AUTHORIZATION_NUMBER US_REFERRAL_NUMBER PASSPORT *_PASSPORT DRIVER_LICENSE
        *_DRIVER_LICENSE *_DRIVING_LICENCE
        """
    ),
    # numbers of firms; most are public
    "companies": _kinds(
        """
        *_VAT_ID *_VAT_CODE AU_ABN AU_ACN CH_UID DE_HANDELSREGISTER DK_CVR EE_REGISTRIKOOD
        ES_CIF FI_Y_TUNNUS FR_SIREN FR_SIRET IN_GSTIN NO_ORGANISASJONSNUMMER PL_NIP PL_REGON
        SE_ORGANISATIONSNUMMER SG_UEN US_EIN DE_BSNR DE_LANR KR_BRN US_PROVIDER_TAX_ID
        ZA_COMPANY_REGISTRATION ZA_VAT_NUMBER
        """
    ),
    "contact": _kinds("EMAIL_ADDRESS PHONE_NUMBER COORDINATES"),
    "names": _kinds("PERSON"),
    # special categories of personal data (GDPR art. 9), and criminal records (art. 10)
    "special": _kinds(
        """
        HEALTH RELIGION ETHNICITY POLITICAL_OPINION TRADE_UNION SEXUAL_ORIENTATION
        CRIMINAL_RECORD
        """
    ),
}
