"""ISO 19139 (ISO 19115:2003 as XML), which the nodes of JIGN harvest: the core elements and the ways to the data."""

from datetime import date, datetime
from xml.etree import ElementTree as ET

from django.utils import timezone

from ..markup import below, document
from ..reference_systems import CRS84, ReferenceSystem
from .record import PUBLISHER, Record

GMD, GCO, GML = "http://www.isotc211.org/2005/gmd", "http://www.isotc211.org/2005/gco", "http://www.opengis.net/gml/3.2"
LISTS = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml"
LANGUAGES = {"id": "ind", "en": "eng"}
STANDARD, VERSION = "ISO 19115:2003/19139", "1.0"

for _prefix, _space in (("gmd", GMD), ("gco", GCO), ("gml", GML)):
    ET.register_namespace(_prefix, _space)


def iso19139(record: Record, told_in: ReferenceSystem = CRS84) -> str:
    """Return the layer's metadata, in the order the schema wants. `told_in` is the system of its shapes."""
    root = ET.Element(f"{{{GMD}}}MD_Metadata")
    _text(root, "fileIdentifier", record.identifier)
    _code(root, "language", "LanguageCode", LANGUAGES[record.language])
    _code(root, "characterSet", "MD_CharacterSetCode", "utf8")
    _code(root, "hierarchyLevel", "MD_ScopeCode", "dataset")
    _party(_gmd(root, "contact"), record, record.steward, "pointOfContact")
    released = record.release.published_at if record.release else timezone.now()
    below(_gmd(root, "dateStamp"), f"{{{GCO}}}Date", _day(released))
    _text(root, "metadataStandardName", STANDARD)
    _text(root, "metadataStandardVersion", VERSION)
    _text(root, "dataSetURI", record.identifier)
    system = _into(root, "referenceSystemInfo", "MD_ReferenceSystem")
    _text(_into(system, "referenceSystemIdentifier", "RS_Identifier"), "code", told_in.uri)
    _identification(_into(root, "identificationInfo", "MD_DataIdentification"), record)
    _distribution(_into(root, "distributionInfo", "MD_Distribution"), record)
    quality = _into(root, "dataQualityInfo", "DQ_DataQuality")
    _code(_into(quality, "scope", "DQ_Scope"), "level", "MD_ScopeCode", "dataset")
    _text(_into(quality, "lineage", "LI_Lineage"), "statement", record.lineage)
    return document(root)


def _identification(parent: ET.Element, record: Record) -> None:
    citation = _into(parent, "citation", "CI_Citation")
    _text(citation, "title", record.title)
    _dates(citation, record)
    if record.release:
        _text(citation, "edition", str(record.release.number))
    _text(_into(citation, "identifier", "MD_Identifier"), "code", record.identifier)
    _text(parent, "abstract", record.description)
    _code(parent, "status", "MD_ProgressCode", "onGoing")
    _party(_gmd(parent, "pointOfContact"), record, record.steward, "custodian")
    _party(_gmd(parent, "pointOfContact"), record, PUBLISHER, "publisher")
    maintenance = _into(parent, "resourceMaintenance", "MD_MaintenanceInformation")
    _code(maintenance, "maintenanceAndUpdateFrequency", "MD_MaintenanceFrequencyCode", "asNeeded")
    _licence(parent, record)
    _code(parent, "spatialRepresentationType", "MD_SpatialRepresentationTypeCode", "vector")
    _code(parent, "language", "LanguageCode", LANGUAGES[record.language])
    _code(parent, "characterSet", "MD_CharacterSetCode", "utf8")
    below(_gmd(parent, "topicCategory"), f"{{{GMD}}}MD_TopicCategoryCode", record.layer.topic)
    _extent(parent, record)


def _dates(citation: ET.Element, record: Record) -> None:
    """Add when the layer was first published and last revised; a layer without releases is as of now."""
    first, last = record.first, record.release
    known = [*([("publication", first)] if first else []), *([("revision", last.published_at)] if last else [])]
    for kind, moment in known or [("revision", timezone.now())]:
        found = _into(citation, "date", "CI_Date")
        below(_gmd(found, "date"), f"{{{GCO}}}Date", _day(moment))
        _code(found, "dateType", "CI_DateTypeCode", kind)


def _licence(parent: ET.Element, record: Record) -> None:
    layer = record.layer
    told = " ".join(part for part in (layer.licence, layer.licence_url) if part)
    if not told:
        return
    limits = _into(parent, "resourceConstraints", "MD_LegalConstraints")
    _text(limits, "useLimitation", told)
    _code(limits, "accessConstraints", "MD_RestrictionCode", "otherRestrictions")
    _code(limits, "useConstraints", "MD_RestrictionCode", "license")
    _text(limits, "otherConstraints", told)


def _extent(parent: ET.Element, record: Record) -> None:
    since, until = record.interval
    if record.extent.bbox is None and not (since or until):
        return
    extent = _into(parent, "extent", "EX_Extent")
    if record.extent.bbox:
        box = _into(extent, "geographicElement", "EX_GeographicBoundingBox")
        west, south, east, north = record.extent.bbox
        sides = {"west": west, "east": east, "south": south, "north": north}
        for side, value in sides.items():
            axis = "Longitude" if side in ("west", "east") else "Latitude"
            below(_gmd(box, f"{side}Bound{axis}"), f"{{{GCO}}}Decimal", value)
    if since or until:
        time = _gmd(_into(extent, "temporalElement", "EX_TemporalExtent"), "extent")
        period = below(time, f"{{{GML}}}TimePeriod", **{f"{{{GML}}}id": "masa-berlaku"})
        _position(period, "beginPosition", since, "unknown")
        _position(period, "endPosition", until, "now")


def _position(period: ET.Element, name: str, day: date | None, unknown: str) -> None:
    if day:
        below(period, f"{{{GML}}}{name}", day.isoformat())
    else:
        below(period, f"{{{GML}}}{name}", indeterminatePosition=unknown)


def _distribution(parent: ET.Element, record: Record) -> None:
    for each in (each for each in record.distributions if each.whole):
        form = _into(parent, "distributionFormat", "MD_Format")
        _text(form, "name", each.name)
        below(_gmd(form, "version", **{f"{{{GCO}}}nilReason": "inapplicable"}), f"{{{GCO}}}CharacterString", "")
    options = _into(parent, "transferOptions", "MD_DigitalTransferOptions")
    for each in record.distributions:
        _online(
            _gmd(options, "onLine"), each.href, each.protocol, each.name, "download" if each.whole else "information"
        )


def _party(parent: ET.Element, record: Record, name: str, role: str) -> None:
    party = _gmd(parent, "CI_ResponsibleParty")
    _text(party, "organisationName", name)
    online = _gmd(_into(party, "contactInfo", "CI_Contact"), "onlineResource")
    _online(online, record.page, "WWW:LINK-1.0-http--link", record.title, "information")
    _code(party, "role", "CI_RoleCode", role)


def _online(parent: ET.Element, href: str, protocol: str, name: str, function: str) -> None:
    online = _gmd(parent, "CI_OnlineResource")
    below(_gmd(online, "linkage"), f"{{{GMD}}}URL", href)
    _text(online, "protocol", protocol)
    _text(online, "name", name)
    _code(online, "function", "CI_OnLineFunctionCode", function)


def _gmd(parent: ET.Element, name: str, **attributes: object) -> ET.Element:
    return below(parent, f"{{{GMD}}}{name}", **attributes)


def _into(parent: ET.Element, *names: str) -> ET.Element:
    """Add elements one in the other; return the innermost."""
    for name in names:
        parent = _gmd(parent, name)
    return parent


def _text(parent: ET.Element, name: str, text: str) -> None:
    below(_gmd(parent, name), f"{{{GCO}}}CharacterString", text)


def _code(parent: ET.Element, name: str, kind: str, value: str) -> None:
    below(_gmd(parent, name), f"{{{GMD}}}{kind}", value, codeList=f"{LISTS}#{kind}", codeListValue=value)


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
