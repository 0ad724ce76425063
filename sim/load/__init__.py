"""Open-loop load (负载测试): the scenario's own arrivals against a live service.

Comes through the front door like everybody else: HTTP and Socket.IO only, and nothing of `kiosk`.

Source: docs/load.md
"""
