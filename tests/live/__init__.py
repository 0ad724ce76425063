"""Tests of kiosk.live: the writer, the store, its faults, and the pushes."""
