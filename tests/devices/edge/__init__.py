"""Where devices meet the world."""
