"""Device models, in pure time."""
