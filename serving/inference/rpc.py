"""The protocol over gRPC: the same calls as over HTTP, from the same table of names, on a port of its own.

Callers send their token as `authorization: Bearer am_…` in the metadata; asking whether the server lives or
is ready needs none.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, NoReturn

import grpc
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from sqlalchemy.exc import OperationalError

from accounts.api.deps import admitted_by_token
from accounts.scope import Scope
from core.database.engine import transaction
from core.errors import AlgomartError, Unauthenticated
from core.http.problems import DatabaseDown
from core.log import get_logger
from core.text import Language, Text
from serving.api.server import AddressInUse
from serving.inference import describing, models
from serving.inference import open_inference_pb2 as pb
from serving.inference.errors import CallsAtOnce
from serving.inference.messages import call_of, written
from serving.inference.route import language
from serving.inference.service import ACTION, AT_ONCE, Inference
from serving.inference.values import Model

_log = get_logger(__name__)
SERVICE = "inference.GRPCInferenceService"
THREADS = 16
STREAMS = 8
"""Streams that are open at once: each has a thread for as long as its caller keeps it."""
CODES = {
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.FAILED_PRECONDITION,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    500: grpc.StatusCode.INTERNAL,
    503: grpc.StatusCode.UNAVAILABLE,
}
"""By the status the same refusal has over HTTP; any other is an invalid argument."""


@contextmanager
def serving(
    inference: Inference, host: str, port: int, faults: Callable[[], list[Text]]
) -> Iterator[int]:
    """Answer calls for as long as the block lasts; yield the port. Raises `AddressInUse`."""
    options = [
        ("grpc.max_receive_message_length", inference.services.settings.infer_max_mb << 20),
        ("grpc.max_send_message_length", -1),
        ("grpc.so_reuseport", 0),
    ]
    threads = ThreadPoolExecutor(THREADS, "grpc")
    server = grpc.server(threads, options=options, maximum_concurrent_rpcs=AT_ONCE)
    server.add_generic_rpc_handlers([_handlers(Servicer(inference, faults))])
    try:
        bound = server.add_insecure_port(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    except RuntimeError as fault:
        raise AddressInUse(host=host, port=port, reason=str(fault)) from fault
    server.start()
    _log.info("grpc answers", host=host, port=bound)
    try:
        yield bound
    finally:
        server.stop(grace=3).wait()
        threads.shutdown(wait=False)


class Servicer:
    """The methods, each from its request to its response."""

    def __init__(self, inference: Inference, faults: Callable[[], list[Text]]) -> None:
        self._inference = inference
        self._faults = faults
        self._streams = BoundedSemaphore(STREAMS)

    def server_live(self, _: Message, _scope: None) -> Message:
        """The process answers."""
        return pb.ServerLiveResponse(live=True)

    def server_ready(self, _: Message, _scope: None) -> Message:
        """Models are served."""
        return pb.ServerReadyResponse(ready=not self._faults())

    def server_metadata(self, _: Message, _scope: Scope) -> Message:
        """The server's metadata."""
        return pb.ServerMetadataResponse(**describing.server())

    def model_ready(self, request: pb.ModelReadyRequest, scope: Scope) -> Message:
        """Whether a model may be called and models are served."""
        self._inference.find(scope, request.name, request.version)
        self._inference.models()
        return pb.ModelReadyResponse(ready=True)

    def model_metadata(self, request: pb.ModelMetadataRequest, scope: Scope) -> Message:
        """A model's inputs and outputs."""
        found = self._inference.describe(scope, request.name, request.version)
        return ParseDict(describing.metadata(found), pb.ModelMetadataResponse())

    def model_config(self, request: pb.ModelConfigRequest, scope: Scope) -> Message:
        """A model's configuration."""
        found = self._inference.describe(scope, request.name, request.version)
        return ParseDict({"config": describing.config(found)}, pb.ModelConfigResponse())

    def model_statistics(self, request: pb.ModelStatisticsRequest, scope: Scope) -> Message:
        """What was called of one model, or of all that may be called."""
        inference = self._inference
        if request.name:
            every = [inference.find(scope, request.name, request.version)]
        else:
            every = [one.model for one in self._indexed(scope)]
        told = [_statistics(inference, one) for one in every]
        return ParseDict({"model_stats": told}, pb.ModelStatisticsResponse())

    def repository_index(self, request: pb.RepositoryIndexRequest, scope: Scope) -> Message:
        """The models that may be called."""
        every = [one for one in self._indexed(scope) if one.ready or not request.ready]
        told = {"models": [describing.indexed(one) for one in every]}
        return ParseDict(told, pb.RepositoryIndexResponse())

    def model_infer(self, request: pb.ModelInferRequest, scope: Scope) -> pb.ModelInferResponse:
        """Run a model on what is sent; outputs come back as bytes."""
        with self._inference.under_way(scope.user):
            return written(self._inference.infer(scope, call_of(request)))

    def model_stream_infer(
        self, requests: Iterable[pb.ModelInferRequest], context: grpc.ServicerContext
    ) -> Iterator[Message]:
        """Answer each call of a stream in its order; one that is refused does not end the stream.

        The token counts anew for each call: one that is taken back meanwhile is refused from then on.
        """
        self.admitted(context)
        if not self._streams.acquire(blocking=False):
            raise CallsAtOnce(limit=STREAMS, retry_after_s=1)
        try:
            for request in requests:
                yield self._streamed(request, context)
        finally:
            self._streams.release()

    def _streamed(self, request: pb.ModelInferRequest, context: grpc.ServicerContext) -> Message:
        try:
            found = self.model_infer(request, self.admitted(context))
        except AlgomartError as error:
            return _told(request, context, error)
        except OperationalError:
            return _told(request, context, DatabaseDown())
        return pb.ModelStreamInferResponse(infer_response=found)

    def _indexed(self, scope: Scope) -> list[models.Indexed]:
        with transaction(self._inference.services.sessions) as session:
            return [*models.index(session, scope)]

    def admitted(self, context: grpc.ServicerContext) -> Scope:
        """Return the scope of whoever calls, by the token in the metadata."""
        sent = dict(context.invocation_metadata())
        scheme, _, secret = str(sent.get("authorization", "")).partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated
        services = self._inference.services
        with transaction(services.sessions) as session:
            return admitted_by_token(secret.strip(), _address(context), session, services, ACTION)


def _statistics(inference: Inference, model: Model) -> dict[str, Any]:
    return describing.statistics(model, inference.meter.statistics(model.version_id))


def _handlers(servicer: Servicer) -> grpc.GenericRpcHandler:
    """Return the methods under their names in the service, of which two are open to everybody."""
    methods = pb.DESCRIPTOR.services_by_name["GRPCInferenceService"].methods
    handlers = {}
    for method in methods:
        request = getattr(pb, method.input_type.name)
        run = getattr(servicer, _snake(method.name))
        is_open = method.name in ("ServerLive", "ServerReady")
        forms: dict[str, Any] = {
            "request_deserializer": request.FromString,
            "response_serializer": lambda response: response.SerializeToString(),
        }
        handlers[method.name] = (
            grpc.stream_stream_rpc_method_handler(_streaming(run), **forms)
            if method.client_streaming
            else grpc.unary_unary_rpc_method_handler(_answered(servicer, run, is_open), **forms)
        )
    return grpc.method_handlers_generic_handler(SERVICE, handlers)


def _answered(
    servicer: Servicer, run: Callable[[Any, Any], Message], is_open: bool
) -> Callable[[Message, grpc.ServicerContext], Message]:
    def answer(request: Message, context: grpc.ServicerContext) -> Message:
        try:
            return run(request, None if is_open else servicer.admitted(context))
        except AlgomartError as error:
            _abort(context, error)
        except OperationalError:
            _abort(context, DatabaseDown())

    return answer


def _streaming(
    run: Callable[[Any, Any], Iterator[Message]],
) -> Callable[[Iterable[Message], grpc.ServicerContext], Iterator[Message]]:
    def answer(requests: Iterable[Message], context: grpc.ServicerContext) -> Iterator[Message]:
        try:
            yield from run(requests, context)
        except AlgomartError as error:
            _abort(context, error)
        except OperationalError:
            _abort(context, DatabaseDown())

    return answer


def _told(
    request: pb.ModelInferRequest, context: grpc.ServicerContext, error: AlgomartError
) -> Message:
    """Return the answer to one call of a stream that is refused."""
    return pb.ModelStreamInferResponse(
        error_message=error.message(_language(context)),
        infer_response=pb.ModelInferResponse(id=request.id),
    )


def _abort(context: grpc.ServicerContext, error: AlgomartError) -> NoReturn:
    code = CODES.get(error.status, grpc.StatusCode.INVALID_ARGUMENT)
    context.abort(code, error.message(_language(context)))
    raise AssertionError("abort raises")


def _language(context: grpc.ServicerContext) -> Language:
    asked = dict(context.invocation_metadata()).get("accept-language")
    return language(str(asked) if asked else None)


def _address(context: grpc.ServicerContext) -> str | None:
    """Return the address of the caller, of `ipv4:127.0.0.1:4711` or `ipv6:%5B::1%5D:4711`."""
    kind, _, rest = str(context.peer()).partition(":")
    if kind not in ("ipv4", "ipv6"):
        return None
    return rest.rpartition(":")[0].replace("%5B", "").replace("%5D", "").strip("[]")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
