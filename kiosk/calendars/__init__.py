"""Calendars, pure: opening hours as data, business days as instants. Reads no clock."""
