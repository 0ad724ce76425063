"""The publisher (服务发布): tells a client which services there are and where.

It has no queue and no device: `GetServices` is its one command, answered at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from devices.xfs import envelope
from devices.xfs.contract import Completion, Dialect, Refused
from devices.xfs.envelope import Message
from devices.xfs.versions import version_of_answer, version_of_event

GET_SERVICES = "ServicePublisher.GetServices"
DETAIL = "ServicePublisher.ServiceDetailEvent"


def publish(frame: object, addresses: Sequence[str], dialect: Dialect) -> list[Message]:
    """Everything that a frame is answered with, in order. addresses: of the services."""
    try:
        request = envelope.read_request(frame, dialect)
    except envelope.Malformed as error:
        return [malformed(error, dialect)]
    answers = [envelope.acknowledge(request.request_id, request.name, request.version, dialect)]
    version = version_of_answer(GET_SERVICES, request.version, dialect)
    if request.name != GET_SERVICES or version is None:
        code = Completion.UNSUPPORTED_COMMAND
        return [*answers, envelope.completion(request, request.version, dialect, code, {})]
    payload = {"vendorName": "仿真·测试数据", "services": [{"serviceURI": address} for address in addresses]}
    answers.append(envelope.event(DETAIL, version_of_event(DETAIL, dialect), payload, request.request_id))
    return [*answers, envelope.completion(request, version, dialect, Completion.SUCCESS, payload)]


def malformed(error: envelope.Malformed, dialect: Dialect) -> Message:
    """The acknowledge of a frame that is no command."""
    status = Refused.INVALID_REQUEST_ID if error.field == "requestId" else Refused.INVALID_MESSAGE
    return envelope.acknowledge(error.request_id, "", "1.0", dialect, status)
