"""The register as it changes: rows of a file are acted out on a copy in memory; publishing writes what the copy became.

units      the copy, read once: regions with their dated codes, states and origins
wishes     what a row asks for, in plain values
proposing  what a row of a plain list (Kepmendagri) asks for: its difference from the register
stage      the copy while rows are acted out on it: units as they were, events, what there is to say
meaning    which unit a row is about, and the refusal where that cannot be told
acts       the eight changes; each checks, changes its unit, and notes an event
rules      what a file is told
soundness  what must hold when all rows are acted out
plan       a whole file: in which order, with what result
writing    a plan into the database, and back
settling   the columns of `Region` brought to what holds today
telling    an event in words
target     the door for files: `wilayah.daftar`
"""
