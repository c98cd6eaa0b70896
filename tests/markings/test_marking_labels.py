"""Machine-readable labels: each format with a claim, without one, and broken."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.detect.markings import MARKING_CONFLICT, UNKNOWN_LABEL, Markings, Settings
from dlp.detect.markings.labels.der import NotLabel, security_label, signed_labels
from dlp.detect.markings.labels.xml import NotXml, parse
from dlp.model import CLASSIFICATION_MARKING, Finding, Level, Passage

GUID = "11111111-2222-3333-4444-555555555555"
OTHER = "99999999-2222-3333-4444-555555555555"
SITE = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


@cache
def detector() -> Markings:
    labels = {
        GUID: "SECRET//NOFORN",
        f"{SITE}/{OTHER}": "restricted",
        "1.2.3.4:9": "top-secret",
    }
    return Markings("markings", Settings(labels=labels))


def read(name: str, *values: str, text: str = "") -> list[Finding]:
    found = detector().detect((Passage("body", text),)) if text else []
    return detector().detect_labels({name: values}, found)


def claim(findings: list[Finding]) -> tuple[str, str, list[str]]:
    found = [f for f in findings if f.kind == CLASSIFICATION_MARKING]
    assert found, findings
    top = max(found, key=lambda f: f.level or 0)
    assert top.level is not None
    assert top.detail["form"] == "label"
    assert (top.start, top.end) == (0, 0)
    return top.detail["scheme"], top.level.label, top.detail["caveats"]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


# --------------------------------------------------------------------------- MSIP


def msip(guid: str = GUID, enabled: str = "true", name: str = "General", site: str = SITE) -> str:
    keys = {"Enabled": enabled, "SetDate": "2021-08-27T09:31:35Z", "Name": name, "SiteId": site}
    return "; ".join(f"MSIP_Label_{guid}_{key}={value}" for key, value in keys.items())


def test_a_mapped_label_is_what_the_configuration_says() -> None:
    assert claim(read("msip_labels", msip())) == ("us", "secret", ["NOFORN"])


def test_a_label_is_mapped_for_its_own_site_only() -> None:
    assert claim(read("msip_labels", msip(OTHER)))[1] == "restricted"
    elsewhere = read("msip_labels", msip(OTHER, site=GUID))
    assert [f.kind for f in elsewhere] == [UNKNOWN_LABEL]


def test_an_unknown_label_is_unknown_and_not_public() -> None:
    foreign = "77777777-2222-3333-4444-555555555555"
    (finding,) = read("msip_labels", msip(foreign, name="Marketing"))
    assert finding.kind == UNKNOWN_LABEL and finding.level is None


def test_the_name_of_an_unknown_label_can_only_raise() -> None:
    foreign = "77777777-2222-3333-4444-555555555555"
    assert claim(read("msip_labels", msip(foreign, name="Secret")))[1] == "secret"
    assert claim(read("msip_labels", msip(GUID, name="Public")))[1] == "secret"


def test_a_label_that_is_off_claims_nothing() -> None:
    assert read("msip_labels", msip(enabled="false")) == []


def test_document_properties_carry_the_same_label() -> None:
    labels = {
        f"attachment:2/a.docx#MSIP_Label_{GUID}_Enabled": ("True",),
        f"attachment:2/a.docx#MSIP_Label_{GUID}_Name": ("General",),
    }
    found = detector().detect_labels(labels, ())
    assert claim(found)[1] == "secret"


@pytest.mark.parametrize(("removed", "expected"), [("0", ["secret"]), ("1", [])])
def test_label_info_part(removed: str, expected: list[str]) -> None:
    xml = (
        '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
        f'<clbl:label id="{{{GUID}}}" enabled="1" method="Privileged" siteId="{{{SITE}}}" '
        f'contentBits="0" removed="{removed}"/></clbl:labelList>'
    )
    found = read("docMetadata/LabelInfo.xml", xml)
    assert [f.level.label for f in found if f.level is not None] == expected


# --------------------------------------------------------------------------- EPMS

EPMS = "VER=2018.4, NS=gov.au, SEC={sec}, {rest}ORIGIN=a@b.example"


@pytest.mark.parametrize(
    ("sec", "level"),
    [
        ("UNOFFICIAL", "public"),
        ("OFFICIAL", "public"),
        ("OFFICIAL:Sensitive", "internal"),
        ("PROTECTED", "restricted"),
        ("SECRET", "secret"),
        ("TOP-SECRET", "top-secret"),
        ("UNCLASSIFIED", "public"),
        ("CONFIDENTIAL", "confidential"),
    ],
)
def test_protective_markings(sec: str, level: str) -> None:
    assert claim(read("x-protective-marking", EPMS.format(sec=sec, rest="")))[1] == level


def test_protective_marking_with_caveats_and_expiry() -> None:
    value = EPMS.format(
        sec="SECRET",
        rest="CAVEAT=SH:CABINET, CAVEAT=RI:REL/GBR/USA, EXPIRES=2027-01-01, "
        "DOWNTO=OFFICIAL, ACCESS=Legal-Privilege, ",
    )
    (finding,) = read("x-protective-marking", value)
    assert finding.detail["caveats"] == ["CABINET", "REL GBR, USA", "LEGAL PRIVILEGE"]
    assert finding.detail["status"] == "expires downto"
    assert finding.level is Level.SECRET, "what is lowered later is not lowered now"


def test_no_protective_marking() -> None:
    assert read("x-protective-marking", "VER=2018.4, NS=gov.au") == []
    assert read("x-protective-marking", "") == []


# --------------------------------------------------------------------------- SIO, ESS


def ess(policy: str, number: int) -> bytes:
    parts = [int(n) for n in policy.split(".")]
    numbers = [parts[0] * 40 + parts[1], *parts[2:]]
    body = b""
    for value in numbers:
        chunk = bytes([value & 0x7F])
        while value := value >> 7:
            chunk = bytes([value & 0x7F | 0x80]) + chunk
        body += chunk
    inner = b"\x02\x01" + bytes([number]) + b"\x06" + bytes([len(body)]) + body
    return b"\x31" + bytes([len(inner)]) + inner


def test_sio_label_of_the_rfc() -> None:
    value = (
        'marking="NATO RESTRICTED"; fgcolor=red; bgcolor=white; type=":ess"; '
        'label="MQ0CAQIGCCsaAKI2AAUB"'
    )
    found = read("sio-label", value)
    assert {f.level for f in found} == {Level.RESTRICTED}
    assert {f.detail["scheme"] for f in found} == {"nato"}


def test_sio_label_is_as_high_as_its_higher_half() -> None:
    low = f'marking="NATO UNCLASSIFIED"; type=":ess"; label="{b64(ess("1.3.26.0.1", 4))}"'
    assert claim(read("sio-label", low))[1] == "secret"


def test_sio_label_in_pieces() -> None:
    whole = b64(ess("2.16.578.1.2.1.28.1", 3))
    value = f'type=":ess"; label*0="{whole[:8]}"; label*1="{whole[8:]}"'
    assert claim(read("sio-label", value))[:2] == ("norway", "confidential")


def test_sio_label_with_xml() -> None:
    value = f'type=":xml"; label="{b64(STANAG.format(policy="NATO", level="SECRET").encode())}"'
    assert claim(read("sio-label", value))[:2] == ("nato", "secret")


def test_a_broken_sio_label_is_unknown() -> None:
    assert [f.kind for f in read("sio-label", 'type=":ess"; label="AAAA"')] == [UNKNOWN_LABEL]


def test_history_claims_nothing() -> None:
    assert read("sio-label-history", 'marking="TOP SECRET"') == []


def test_security_label_in_signed_attributes() -> None:
    attribute = bytes.fromhex("060b2a864886f70d0109100202")
    label = ess("1.3.26.0.1", 5)
    signed = b"\x30\x82\x01\x00 certificates " + attribute + b"\x31" + bytes([len(label)]) + label
    assert [each.classification for each in signed_labels(signed)] == [5]
    assert claim(read("pkcs7-signature", b64(signed)))[:2] == ("nato", "top-secret")


def test_a_policy_of_ones_own() -> None:
    assert (
        claim(read("ess-security-label", b64(attribute_of(ess("1.2.3.4", 9)))))[1] == "top-secret"
    )
    unknown = read("ess-security-label", b64(attribute_of(ess("1.2.3.5", 9))))
    assert [f.kind for f in unknown] == [UNKNOWN_LABEL]


def attribute_of(label: bytes) -> bytes:
    return bytes.fromhex("060b2a864886f70d0109100202") + b"\x31" + bytes([len(label)]) + label


@given(st.binary(max_size=80))
def test_der_raises_nothing_else(data: bytes) -> None:
    try:
        security_label(data)
    except NotLabel:
        pass
    list(signed_labels(attribute_of(data[:100])))


# --------------------------------------------------------------------------- XML

STANAG = (
    '<originatorConfidentialityLabel xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0">'
    "<ConfidentialityInformation><PolicyIdentifier>{policy}</PolicyIdentifier>"
    "<Classification>{level}</Classification>"
    '<Category Type="PERMISSIVE" TagName="Releasable To"><GenericValue>SWE</GenericValue>'
    "<GenericValue>FIN</GenericValue></Category>"
    "</ConfidentialityInformation></originatorConfidentialityLabel>"
)
BOUND = (
    '<mb:BindingInformation xmlns:mb="urn:nato:stanag:4778:bindinginformation:1:0">'
    "<mb:MetadataBindingContainer><mb:MetadataBinding><mb:Metadata>{inner}</mb:Metadata>"
    '<mb:DataReference URI="pack:///word/document.xml"/></mb:MetadataBinding>'
    "</mb:MetadataBindingContainer></mb:BindingInformation>"
)


@pytest.mark.parametrize(
    ("policy", "level", "expected"),
    [
        ("NATO", "RESTRICTED", ("nato", "restricted")),
        ("NATO", "UNCLASSIFIED", ("nato", "internal")),
        ("COSMIC", "TOP SECRET", ("nato", "top-secret")),
        ("FIN", "SALAINEN", ("finland", "secret")),
        ("UK", "SECRET", ("uk", "secret")),
    ],
)
def test_stanag_4774_in_4778(policy: str, level: str, expected: tuple[str, str]) -> None:
    inner = STANAG.format(policy=policy, level=level)
    found = claim(read("attachment:2/a.docx#customXml/item1.xml", BOUND.format(inner=inner)))
    assert found[:2] == expected


def test_stanag_releasability() -> None:
    found = claim(read("xmp", BOUND.format(inner=STANAG.format(policy="NATO", level="SECRET"))))
    assert found[2] == ["RELEASABLE TO SWE, FIN"]


def test_xep_0258() -> None:
    xml = (
        "<securitylabel xmlns='urn:xmpp:sec-label:0'>"
        "<displaymarking fgcolor='black' bgcolor='red'>SECRET</displaymarking>"
        "<label/></securitylabel>"
    )
    assert claim(read("x-seclabel", xml))[1] == "secret"


def test_ism_attributes() -> None:
    xml = (
        '<doc xmlns:ism="urn:us:gov:ic:ism" ism:classification="S" '
        'ism:disseminationControls="NF" ism:ownerProducer="USA"/>'
    )
    assert claim(read("x-sec-ism", xml)) == ("us", "secret", ["NOFORN"])


def test_other_xml_claims_nothing() -> None:
    assert read("x-label", "<a><b>secret</b></a>") == []


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<a>",
        '<!DOCTYPE a [<!ENTITY x "SECRET">]><a>&x;</a>',
        "<a>" * 100 + "</a>" * 100,
        "<a>" + "<b/>" * 30_000 + "</a>",
        "x" * (2 * 1024**2),
    ],
    ids=["empty", "open", "entity", "deep", "wide", "large"],
)
def test_hostile_xml_is_refused(xml: str) -> None:
    with pytest.raises(NotXml):
        parse(xml)


# --------------------------------------------------------------------------- vendors


def test_titus() -> None:
    props: list[dict[str, Any]] = [{"n": "Classification", "vals": [{"value": "SECRET"}]}]
    value = b64(json.dumps({"Metadata": {"ns": "x", "id": "1", "props": props}}).encode())
    assert claim(read("x-titus-metadata-40", value))[1] == "secret"


def test_titus_with_the_owners_words_is_unknown() -> None:
    props = [{"n": "AcmeClassification", "vals": [{"value": "XYZ_NT"}]}]
    value = b64(json.dumps({"Metadata": {"props": props}}).encode())
    assert [f.kind for f in read("x-titus-metadata-40", value)] == [UNKNOWN_LABEL]


def test_broken_titus_claims_nothing() -> None:
    assert read("x-titus-metadata-40", "not base64!") == []


def test_boldon_james() -> None:
    assert claim(read("a.docx#bjDocumentSecurityLabel", "SECRET"))[1] == "secret"
    xml = '<sisl sislVersion="0" policy="p"><element uid="id_classification" value=""/></sisl>'
    assert [f.kind for f in read("a.docx#bjDocumentLabelXML", xml)] == [UNKNOWN_LABEL]
    named = '<sisl policy="p"><element uid="u" value="NATO SECRET"/></sisl>'
    assert claim(read("a.docx#bjDocumentLabelXML", named))[1] == "secret"


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("classification", "SECRET", "secret"),
        ("x-classification", "NATO RESTRICTED", "restricted"),
        ("a.pdf#ClassificationContentMarkingHeaderText", "COMPANY CONFIDENTIAL", "restricted"),
        ("x-janusseal-classification", "PROTECTED", "restricted"),
        ("a.pdf#GoogleDriveLabel", "Internal", "internal"),
        ("urn:bails:NationalSecurity:BusinessAuthorizationCategory:Name", "SECRET", "secret"),
        ("x-tlp", "TLP:AMBER", "confidential"),
        ("sensitivity", "Company-Confidential", "restricted"),
        ("sensitivity", "Private", "internal"),
        ("x-titus-classification", "x", None),
        ("sensitivity", "Normal", None),
        ("x-classification", "mammals", None),
        ("x-label", "to do", None),
        ("subject", "SECRET", None),
    ],
)
def test_plain_properties(name: str, value: str, level: str | None) -> None:
    found = read(name, value)
    if level is None:
        assert found == []
    else:
        assert claim(found)[1] == level


# --------------------------------------------------------------------------- fusion


def test_a_label_that_lies_low_is_a_conflict_and_lowers_nothing() -> None:
    text = "SECRET//NOFORN\n\nThe convoy leaves on Monday."
    for name, value in (
        ("x-protective-marking", EPMS.format(sec="UNOFFICIAL", rest="")),
        ("sio-label", 'marking="UNCLASSIFIED"'),
        ("classification", "PUBLIC"),
    ):
        found = detector().detect((Passage("body", text),))
        more = detector().detect_labels({name: (value,)}, found)
        assert max(f.level for f in [*found, *more] if f.level is not None) is Level.SECRET
        (conflict,) = [f for f in more if f.kind == MARKING_CONFLICT]
        assert conflict.detail == {"label": "public", "text": "secret"}


def test_a_label_that_agrees_is_no_conflict() -> None:
    found = detector().detect((Passage("body", "SECRET\n\ntext"),))
    assert all(f.kind != MARKING_CONFLICT for f in read("classification", "SECRET", text="SECRET"))
    assert found


def test_findings_hold_no_text() -> None:
    for finding in read("msip_labels", msip(name="Project Zebra Secret Plan")):
        assert "zebra" not in repr(finding).lower()


@given(st.text(max_size=200))
def test_any_value_is_read_without_an_exception(value: str) -> None:
    for name in (
        "msip_labels",
        "sio-label",
        "x-protective-marking",
        "x-titus-metadata-40",
        "a#bjDocumentLabelXML",
        "classification",
        "pkcs7-signature",
        "sensitivity",
    ):
        detector().detect_labels({name: (value,)}, ())
