"""Projects and the tenders they come of: what is built where, for how much, how far."""
