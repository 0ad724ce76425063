"""Instant approval (秒批), pure: conditions over facts give a verdict that explains itself."""
