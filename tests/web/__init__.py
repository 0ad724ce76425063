"""HTTP, pages and the command that serves them."""
