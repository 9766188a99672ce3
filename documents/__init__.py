"""Documents a region or one of its agencies gives out or keeps: what the law on public information asks for (PPID)."""
