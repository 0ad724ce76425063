"""Mock devices: models that know nobody."""
