"""The edge of the devices: pictures, and later sockets and wires. What no model may touch."""
