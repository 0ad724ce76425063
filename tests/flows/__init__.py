"""Flows (流程): the real service in its own process, the real browser, and what people do with both."""
