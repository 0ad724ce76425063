"""The town (仿真镇): 80,000 people and 3,000 enterprises that do not exist, in one read-only file."""
