"""XFS4IoT services over the device models: names and rules of the standard, in process or behind a WebSocket."""
