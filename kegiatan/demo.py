"""Data contoh: some sixty activities over the regency, every other one with a drawn picture that says it is one."""

from datetime import timedelta
from io import BytesIO
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from boundaries.facts import RegionFacts, listed
from boundaries.models import Kind, Level, Region
from layers.releases import lock_layer, open_release
from photos.pictures import Pictures, prepare

from .actions import KEGIATAN
from .models import Activity, Photo

COUNT, DAYS = 60, 150
FIRST = "64.08.06.2001"  # Long Bentuq, whose operator the demo signs in
TOLD = (
    ("Gotong royong membersihkan parit", "Warga membersihkan parit di tiga RT sebelum musim hujan."),
    ("Posyandu balita dan lansia", "Balita ditimbang, lansia diperiksa tekanan darahnya."),
    ("Musyawarah warga tentang jalan lingkungan", "Warga menyepakati jalan mana yang didahulukan."),
    ("Pelatihan menenun untuk ibu-ibu", "Pelatihan berlangsung dua hari di balai pertemuan."),
    ("Penyaluran bibit kepada kelompok tani", "Bibit dibagi menurut daftar kelompok tani."),
    ("Perbaikan jaringan air bersih", "Pipa yang bocor diganti; air mengalir lagi."),
)
COLOURS = ("#0b5b60", "#7a5200", "#2f5d3a", "#4a4e7a", "#6b3f3f", "#3c5a78")


@transaction.atomic
def seed(*, by: User) -> int:
    """Tell the sample activities, once; return how many."""
    if Activity.objects.exists():
        return 0
    lock_layer(KEGIATAN)
    chance, today = Random("kegiatan"), timezone.localdate()
    pictures = {title: _picture(title, colour) for (title, _text), colour in zip(TOLD, COLOURS, strict=True)}
    rows = []
    for number, region in enumerate(_places(chance)):
        title, text = TOLD[number % len(TOLD)]
        day = today - timedelta(days=chance.randrange(1, DAYS))
        token = UUID(int=chance.getrandbits(128), version=4)
        rows.append(
            Activity(
                region_id=region.pk,
                title=title,
                text=f"{text} (Data contoh.)",
                day=day,
                token=token,
                sample=True,
                author=by,
            )
        )
    rows.sort(key=lambda row: row.day)  # told in the order it happened
    Activity.objects.bulk_create(rows)
    Photo.objects.bulk_create(
        Photo.of(pictures[row.title], f"Gambar contoh: {row.title}", activity=row)
        for number, row in enumerate(rows)
        if number % 2 == 0
    )
    open_release(layer=KEGIATAN, by=by, reason="Data contoh")
    return len(rows)


def _places(chance: Random) -> list[RegionFacts]:
    found = Region.objects.existing_on(timezone.localdate()).filter(level=Level.DESA).exclude(kind=Kind.DESA_PERSIAPAN)
    villages = listed(found)
    first = [each for each in villages if each.code == FIRST]
    return (first * 2 + chance.choices(villages, k=COUNT))[:COUNT]


def _picture(title: str, colour: str) -> Pictures:
    image = Image.new("RGB", (960, 640), colour)
    draw = ImageDraw.Draw(image)
    for step in range(8):  # hills, plainly drawn
        draw.ellipse((step * 150 - 200, 380 + (step % 3) * 40, step * 150 + 200, 800), outline="white", width=3)
    draw.text((40, 40), "DATA CONTOH", fill="white", font=ImageFont.load_default(56))
    draw.text((40, 120), title, fill="white", font=ImageFont.load_default(34))
    target = BytesIO()
    image.save(target, "PNG")
    return prepare(BytesIO(target.getvalue()), len(target.getvalue()))
