"""Tests of kiosk.calendars."""
