"""Files to take away, where more than one app has to do with them."""
