"""List where packages may lie, and say which proposals are right."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from boundaries.models import Region
from boundaries.querysets import code_of
from imports.management.shared import actor
from projects.actions import decide_proposal, refuse_proposal
from projects.models import PlaceProposal, ProposalState


class Command(BaseCommand):
    help = "Usulan letak paket: daftar, terima (--accept), betulkan (--accept N --region KODE), tolak (--refuse)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accept", type=int, metavar="N", help="terima usulan bernomor N")
        parser.add_argument("--region", metavar="KODE", help="dengan --accept: letaknya di wilayah ini")
        parser.add_argument("--refuse", type=int, metavar="N", help="tolak usulan bernomor N")
        parser.add_argument("--by", metavar="PENGGUNA", help="atas nama pengguna ini; tanpa itu: sistem")

    def handle(self, *args: Any, **options: Any) -> None:
        by = actor(options["by"])
        try:
            if options["accept"] is not None:
                region = _region(options["region"]) if options["region"] else None
                placed = decide_proposal(_proposal(options["accept"]), by=by, region=region)
                self.stdout.write(f"{placed.key}: {placed.region} (perkiraan)")
            elif options["refuse"] is not None:
                refuse_proposal(_proposal(options["refuse"]), by=by)
                self.stdout.write("ditolak")
            else:
                self._list()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=1) from error

    def _list(self) -> None:
        rows = PlaceProposal.objects.filter(state=ProposalState.OPEN).select_related("project", "region")
        coded = rows.annotate(code=code_of("region", "kemendagri", timezone.localdate()))
        for row in coded.order_by("project", "-confidence", "pk"):
            told = f"{row.confidence:.0%} {row.code} {row.region.name} (“{row.words}”)"
            self.stdout.write(f"{row.pk}\t{row.project.key}\t{told}\t{row.project.title[:80]}")


def _proposal(number: int) -> PlaceProposal:
    found = PlaceProposal.objects.select_related("project", "region").filter(pk=number).first()
    if found is None:
        raise CommandError(f"tidak ada usulan {number}", returncode=2)
    return found


def _region(code: str) -> Region:
    found = Region.objects.with_code(code, day=timezone.localdate()).first()
    if found is None:
        raise CommandError(f"tidak ada wilayah berkode {code}", returncode=2)
    return found
