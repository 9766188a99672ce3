"""Pages and API of the monographs: one region's sheet, one indicator over regions."""
