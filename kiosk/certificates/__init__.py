"""What the hall puts on paper. Pure drawing: no clock, no store, no network."""
