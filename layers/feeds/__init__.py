"""Atom (RFC 4287): what is new, for programs that look by themselves."""
