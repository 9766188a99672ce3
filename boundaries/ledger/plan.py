"""A whole file acted out: what it finds, what would change. Made anew at every stage; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone

from imports.rows import Change, Choices, Finding, Match, Row

from ..models import EventKind
from . import soundness, telling
from .acts import act
from .proposing import absent, propose
from .said import Objection, row_finding
from .stage import Event, Stage
from .units import Ledger, Unit
from .wishes import Wish, depth, listed, read_wish

# On one day regions begin first, from the top down, and end last.
ORDER = {kind: place for place, kind in enumerate(EventKind)} | {EventKind.SPLIT: 0, EventKind.CREATE: 0}


@dataclass
class Plan:
    """Rows acted out on a fresh copy of the register."""

    rows: Sequence[Row]
    choices: Choices
    stage: Stage
    today: date
    findings: list[Finding] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    done: dict[int, list[Event]] = field(default_factory=dict)  # row number -> events; empty where nothing changes
    ended: list[Event] = field(default_factory=list)  # by the choice to end what a list leaves out

    @classmethod
    def of(cls, rows: Sequence[Row], choices: Choices) -> Plan:
        """Act rows out. Five queries, and one where a region ends."""
        plan = cls(rows, choices, Stage(Ledger.load(), choices), timezone.localdate())
        plan._act()
        return plan

    @property
    def day(self) -> date:
        return self.choices.effective or self.today

    def _act(self) -> None:
        mended: list[Finding] = []
        wishes = list(self._wishes(mended))
        self._refuse_repeated(wishes)
        for wish in self._ordered(wishes):
            self._attempt(wish)
        self._absent(listed(wishes))
        self.findings += [*mended, *self.stage.notes, *soundness.check(self.stage, self.events), *self._remarks()]

    def _wishes(self, mended: list[Finding]) -> Iterator[Wish]:
        for row in self.rows:
            try:
                yield read_wish(row, self.choices, self.today, mended)
            except Objection as objection:
                self.findings.append(objection.finding)

    def _ordered(self, wishes: list[Wish]) -> list[Wish]:
        """Put rows into the order they happen in; a plain list is read from the top of the country down."""
        codes = frozenset(wish.code for wish in listed(wishes))
        ready = []
        for wish in sorted(wishes, key=lambda each: (each.day, depth(each), each.number)):
            proposed = wish if wish.action else self._proposed(wish, codes)
            if proposed is not None:
                ready.append(proposed)
        return sorted(
            ready, key=lambda each: (each.day, ORDER[each.action or EventKind.CREATE], depth(each), each.number)
        )

    def _proposed(self, wish: Wish, codes: frozenset[str]) -> Wish | None:
        try:
            proposed = propose(self.stage, wish, codes)
        except Objection as objection:
            self.findings.append(objection.finding)
            return None
        if proposed is None:
            self.done[wish.number] = []
        return proposed

    def _attempt(self, wish: Wish) -> None:
        try:
            events = act(self.stage, wish)
        except Objection as objection:
            self.findings.append(objection.finding)
            return
        self.done[wish.number] = events
        self.events += events

    def _refuse_repeated(self, wishes: list[Wish]) -> None:
        """Two rows that ask for the same change of one region contradict each other, whatever they say."""
        first: dict[tuple[object, ...], Wish] = {}
        for wish in wishes:
            if wish.action == EventKind.ALIAS:
                continue
            about = (wish.action, wish.day, wish.code or (wish.name, wish.parent, wish.new_code))
            earlier = first.setdefault(about, wish)
            if earlier is not wish:
                self.findings.append(_repeated(wish, earlier))

    def _absent(self, wishes: list[Wish]) -> None:
        missing = list(absent(self.stage, wishes, self.day)) if wishes else []
        if self.choices.absent == "berakhir":
            for unit in reversed(missing):
                self.ended.append(self._end(unit))
            self.events += self.ended
        else:
            self.findings += [_left_out(self.stage.ledger.label(unit, self.day)) for unit in missing]

    def _end(self, unit: Unit) -> Event:
        wish = Wish(Row(0, {}, None), EventKind.END, self.day, legal_basis=self.choices.legal_basis)
        event = self.stage.changed(EventKind.END, unit, wish, lambda: unit.ends_on(self.day))
        return telling.without_row(event)

    def _remarks(self) -> Iterator[Finding]:
        without = [event.row for event in self.events if not event.legal_basis and event.kind != EventKind.ALIAS]
        if without:
            yield _no_basis(len(without))
        later = sorted({event.day for event in self.events if event.day > self.today})
        if later:
            yield _in_future(later)

    @cached_property
    def matches(self) -> list[Match]:
        """Return each row with the region it changes; a region that is new has a key below zero."""
        return [self._match(row) for row in self.rows if row.number in self.done]

    def _match(self, row: Row) -> Match:
        events = self.done[row.number]
        if events:
            return Match(row, events[0].unit.key, events[0].label, "code")
        label = " ".join(row.values.get(name, "") for name in ("code", "name")).strip()
        return Match(row, 0, label, "code")

    def changes(self) -> Iterator[Change]:
        """Yield what becomes of each row, then the regions that end because the list leaves them out."""
        for match in self.matches:
            events = self.done[match.row.number]
            if not events:
                yield Change(match.key, match.label, "unchanged", match.row)
                continue
            note, note_en = telling.note(events)
            yield Change(match.key, match.label, telling.action(events[0]), match.row, note, note_en)
        for event in self.ended:
            note, note_en = telling.note([event])
            yield Change(event.unit.key, event.label, "removed", None, note, note_en)


def _repeated(wish: Wish, earlier: Wish) -> Finding:
    return row_finding(
        wish.row,
        "baris.bertentangan",
        f"baris {earlier.number} sudah meminta hal yang sama untuk wilayah ini",
        f"row {earlier.number} already asks the same for this region",
        "Hapus salah satunya.",
        "Remove one of them.",
    )


def _left_out(label: str) -> Finding:
    return row_finding(
        None,
        "daftar.tidak_disebut",
        f"{label} ada di daftar wilayah, tetapi tidak di berkas ini; tetap berlaku",
        f"{label} is in the register but not in this file; it stays as it is",
        "Bila memang berakhir, pilih berakhir untuk yang tidak disebut, atau tulis tindakan berakhir.",
        "If it has ended, let what is not mentioned end, or ask for its end (berakhir).",
    )


def _no_basis(count: int) -> Finding:
    return row_finding(
        None,
        "dasar.kosong",
        f"{count} perubahan tanpa dasar hukum",
        f"{count} changes name no legal basis",
        "Isi kolom dasar hukum, atau sebutkan saat menerbitkan (Perda, Perbup, Kepmendagri).",
        "Fill in the column, or name it when publishing (Perda, Perbup, Kepmendagri).",
    )


def _in_future(days: list[date]) -> Finding:
    listed_days = ", ".join(day.isoformat() for day in days[:5])
    return row_finding(
        None,
        "tanggal.mendatang",
        f"ada perubahan yang baru berlaku kemudian: {listed_days}",
        f"some changes hold only later: {listed_days}",
        "Daftar berganti sendiri pada hari itu, pukul 00.00 WITA.",
        "The register turns by itself on that day, at 00.00 WITA.",
    )
