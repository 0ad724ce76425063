"""Wire protocols: bytes in, bytes out; sockets and terminals of the system are the edge's."""
