"""One import for routers: the dependencies a route may declare."""

from core.http.etag import IfMatch
from core.http.page import PageQueryDep
from core.http.router import router
from core.http.services import BlobsDep, ClockDep, KeyringDep, ServicesDep, SettingsDep
from core.http.session import SessionDep

__all__ = [
    "BlobsDep",
    "ClockDep",
    "IfMatch",
    "KeyringDep",
    "PageQueryDep",
    "ServicesDep",
    "SessionDep",
    "SettingsDep",
    "router",
]
