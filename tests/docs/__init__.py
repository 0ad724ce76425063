"""Documents that must not lie."""
