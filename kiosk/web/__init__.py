"""HTTP and sockets in, JSON out: parses, authorises, hands on. Knows no rule of the hall."""
