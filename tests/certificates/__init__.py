"""What the hall puts on paper."""
