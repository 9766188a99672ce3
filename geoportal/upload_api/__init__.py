"""`/api/uploads`: the way of a file to a release for programs. Pages use its addresses for pieces and progress, too."""
