"""Tests of kiosk.identity."""
