"""Tests mirror the rooms; flows/ drive a real server and a real browser."""
