"""Listening to the broker that water sensors speak over.

A message is acknowledged when its reading is committed, never before: while the database or we are away,
the broker keeps it (our session there outlives the connection), and what it sends twice counts once.
"""

import json
import ssl
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from accounts.organizations.service import operator
from cases.water.intake import Told, sensor_of, take
from cases.water.model import WaterLink
from cases.water.reading import Reading, Refused, read
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.log import get_logger
from core.net.broker import check_broker
from core.settings import Settings

_log = get_logger(__name__)
ROUND_S = 1.0
"""So long one round listens before it is asked again whether this head still leads."""
PAUSE_S, PAUSE_MAX_S = 0.5, 30.0
KEEPALIVE_S = 30
QOS = 1
CREDENTIALS = ("Bad user name or password", "Not authorized")


class Listener:
    """One connection to the broker, kept up by `tick`, which is repeated by a job."""

    def __init__(
        self,
        sessions: Sessions,
        clock: Clock,
        settings: Settings,
        *,
        pause_max_s: float = PAUSE_MAX_S,
    ) -> None:
        self._sessions, self._clock, self._settings = sessions, clock, settings
        self._client: Client | None = None
        self._pause_s, self._pause_max_s = PAUSE_S, pause_max_s
        self._again_at = 0.0
        self._said: tuple[str, str | None] | None = None
        self._now: tuple[str, str | None] = ("away", "away")
        self._stopping = False

    def tick(self) -> None:
        """Connect if need be, and listen for a moment; whatever fails is tried again after a pause."""
        if self._settings.mqtt_url is None or monotonic() < self._again_at:
            return
        try:
            if self._client is None:
                self._connect()
            self._listen()
        except ssl.SSLError as error:
            self._lost(("refused", "certificate_refused"), error)
        except (OSError, ValueError) as error:
            self._lost(("away", "away"), error)
        except SQLAlchemyError as error:  # not acknowledged: the broker sends it again
            self._lost(("away", "database_away"), error)
        self._note()

    def stop(self) -> None:
        """Leave; the broker keeps what comes meanwhile."""
        self._stopping = True
        if self._client is not None:
            self._client.disconnect()
            self._client = None

    def _connect(self) -> None:
        broker = check_broker(self._settings.mqtt_url or "")
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._settings.mqtt_client_id,
            clean_session=False,
            manual_ack=True,
        )
        password = self._settings.mqtt_password
        if self._settings.mqtt_user is not None:
            secret = password.get_secret_value() if password else None
            client.username_pw_set(self._settings.mqtt_user, secret)
        if broker.tls:
            authority = self._settings.mqtt_ca_file
            client.tls_set(str(authority) if authority else None)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.connect(broker.host, broker.port, KEEPALIVE_S)
        self._client = client

    def _listen(self) -> None:
        until = monotonic() + ROUND_S
        while self._client is not None and not self._stopping and monotonic() < until:
            if self._client.loop(0.2) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                found = self._now if self._now[0] == "refused" else ("away", "away")
                self._lost(found, None)

    def _lost(self, found: tuple[str, str | None], error: Exception | None) -> None:
        """Close, and try again after a pause that doubles."""
        if self._client is not None:
            sock = self._client.socket()
            if sock is not None:  # a farewell would say that all is well
                sock.close()
        if found != self._said:
            _log.warning(
                "no readings from the broker", state=found[0], why=found[1], error=str(error)
            )
        self._client, self._now = None, found
        self._again_at = monotonic() + self._pause_s
        self._pause_s = min(2 * self._pause_s, self._pause_max_s)

    def _on_connect(
        self,
        client: Client,
        _data: Any,
        _flags: ConnectFlags,
        code: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if not code.is_failure:
            client.subscribe(self._settings.mqtt_topic, QOS)
        elif code.getName() in CREDENTIALS:
            self._now = ("refused", "refused_credentials")

    def _on_subscribe(
        self,
        client: Client,
        _data: Any,
        _mid: int,
        codes: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        if any(code.is_failure for code in codes):
            self._now = ("refused", "refused_topic")
            client.disconnect()
            return
        self._now, self._pause_s = ("connected", None), PAUSE_S

    def _on_message(self, client: Client, _data: Any, message: MQTTMessage) -> None:
        now = self._clock.now()
        device = message.topic.rpartition("/")[2]
        told = Told(device, "mqtt", message.payload.decode(errors="replace"), _reader(message))
        with transaction(self._sessions) as session:
            sensor = sensor_of(session, device)
            take(session, sensor, told, stranger=operator(session).id, now=now)
            link = session.get(WaterLink, 1)
            if link is not None:
                link.message_at, link.messages = now, link.messages + 1
        client.ack(message.mid, message.qos)

    def _note(self) -> None:
        """Write how the connection is, once it is another than was written last."""
        if self._said == self._now:
            return
        state, error = self._now
        broker = str(check_broker(self._settings.mqtt_url or ""))
        row = {"state": state, "error": error, "broker": broker, "since": self._clock.now()}
        statement = insert(WaterLink).values(id=1, messages=0, **row)
        try:
            with transaction(self._sessions) as session:
                session.execute(
                    statement.on_conflict_do_update(index_elements=[WaterLink.id], set_=row)
                )
        except SQLAlchemyError as failure:
            _log.warning("the broker's state is not written", error=str(failure))
            return
        self._said = self._now


def _reader(message: MQTTMessage) -> Callable[[datetime], Reading]:
    return partial(_retained if message.retain else read, bytes(message.payload))


def _retained(payload: bytes, now: datetime) -> Reading:
    """What the broker kept is of any age: without a time of its own it tells nothing."""
    reading = read(payload, now)
    if json.loads(payload).get("at") is None:
        raise Refused("bad_time")
    return reading
