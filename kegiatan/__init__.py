"""What happened in a region: a title, a few sentences, a day, perhaps a photo."""
