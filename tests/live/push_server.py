# ruff: noqa: E402 - gevent must patch before anything else is imported
"""A real server for the push tests, run as a process of its own: launcher, driver, publisher, sockets.

Only the writer is a fake: it decides on a real hall and publishes at once, without a store. Commands
come as journal JSON through POST /command, so that tests say what happens and when. One line of
JSON on standard output tells the address; SIGTERM ends it.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import dataclasses
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import gevent
from flask import Flask, request

from kiosk.hall.refusals import Refusal
from kiosk.journal import decode_command, encode_event
from kiosk.live import server, websocket
from kiosk.live.publisher import Publisher
from kiosk.live.watching import PublisherLimits
from kiosk.settings import Settings
from kiosk.web import sockets
from kiosk.web.problems import WebProblem, problem_record, refusal_answer
from tests.live.push_fakes import InstantWriter, SteppedClock

PAD = "x" * 4_000


def make_app(writer: InstantWriter, clock: SteppedClock, options: dict[str, Any]) -> tuple[Flask, Any]:
    """The application and its Socket.IO server."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 65_536
    limits = dataclasses.replace(websocket.SocketLimits.of(Settings()), **options.get("socket", {}))
    socketio = sockets.make_socketio(
        app,
        limits,
        ping_interval_s=options.get("ping_interval_s", 5),
        ping_timeout_s=options.get("ping_timeout_s", 5),
    )
    rooms = dataclasses.replace(PublisherLimits.of(Settings()), **options.get("publisher", {}))
    publisher = Publisher(writer, clock, websocket.event_frame, limits=rooms)

    def authorise(cookies: Any, authorization: str | None, hall: str, room: str) -> None:
        del hall
        if room == "monitor" and cookies.get("role") != "supervisor" and authorization != "Bearer supervisor":
            raise WebProblem("forbidden")

    sockets.Watching({writer.hall: publisher}, authorise).attach(socketio)

    @app.post("/command")
    def command() -> Any:
        clock.at_ms = max(clock.at_ms, request.json["now_ms"])
        try:
            entries = writer.submit([decode_command(each) for each in request.json["commands"]], clock.at_ms)
        except Refusal as refusal:
            status, body = refusal_answer(refusal)
            return body, status
        events = [encode_event(event) for entry in entries for event in entry.events]
        return {"events": events, "seq": writer.committed_seq}

    @app.post("/clock")
    def step() -> Any:
        clock.at_ms = max(clock.at_ms, request.json["now_ms"])
        return {}

    @app.post("/flood")
    def flood() -> Any:
        """So many large events to everybody, framed once. turn: events before others get a turn."""
        open_sockets = list(request.environ[websocket.UPGRADE].server.websockets)
        first = request.json.get("first", 0)
        for number in range(first, first + request.json["events"]):
            frame = websocket.event_frame("flood", {"n": number, "pad": PAD})
            for each in open_sockets:
                each.send_frame(frame)
            if number % request.json.get("turn", 16) == 0:
                gevent.sleep(0.001)
        return {}

    @app.post("/emit")
    def emit() -> Any:
        """So many events through Socket.IO's own way, engine.io's packets included."""
        for number in range(request.json["events"]):
            socketio.emit("flood", {"n": number, "pad": PAD})
        return {}

    @app.get("/snapshot/<room>")
    def snapshot(room: str) -> Any:
        return publisher.snapshot(room)

    resting: list[bool] = []

    @app.get("/facts")
    def facts() -> Any:
        upgrade = request.environ[websocket.UPGRADE]
        statm = Path("/proc/self/statm").read_text().split()
        return {
            "nodelay": upgrade.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY),
            "websockets": len(upgrade.server.websockets),
            "waiting": [len(each.outbox) for each in upgrade.server.websockets],
            "engine_sockets": len(socketio.server.eio.sockets),
            "watchers": publisher.watchers,
            "slow": len(resting),
            "rss_bytes": int(statm[1]) * os.sysconf("SC_PAGE_SIZE"),
        }

    @app.post("/echo")
    def echo() -> Any:
        return {"length": len(request.get_data())}

    @app.get("/slow")
    def slow() -> Any:
        resting.append(True)
        gevent.sleep(float(request.args["s"]))
        return {"done": True}

    @app.errorhandler(413)
    def too_large(_: Any) -> Any:
        return problem_record("body_too_large", {}), 413

    return app, socketio


def main() -> None:
    """Serve until SIGTERM. argv[1]: options as JSON."""
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    writer, clock = InstantWriter("denggang"), SteppedClock()
    app, _ = make_app(writer, clock, options)
    limits = dataclasses.replace(server.ServerLimits.of(Settings()), **options.get("server", {}))
    listener = server.listen("127.0.0.1", 0, limits.backlog)
    port = listener.getsockname()[1]

    def ready() -> None:
        sys.stdout.write(json.dumps({"port": port}) + "\n")
        sys.stdout.flush()

    def stopped() -> None:
        sys.stdout.write(json.dumps({"stopped": True}) + "\n")
        sys.stdout.flush()

    server.serve(app, listener, limits, on_ready=ready, on_stop=(stopped,))


if __name__ == "__main__":
    main()
