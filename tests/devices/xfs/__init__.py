"""The XFS services."""
