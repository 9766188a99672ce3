"""Monografi desa dan kelurahan: figures of a region by edition, after Permendagri 13/2012 and 12/2007."""
