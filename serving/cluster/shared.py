"""What nodes of one installation share: settings a joining node must have, and proof that they fit.

A node that reads another database, another store or other keys would look fine and lose evidence.
"""

from sqlalchemy import select

from core.blobs import SharedFolderBlobs
from core.database import migrate
from core.database.engine import transaction
from core.errors import Misconfigured
from core.http.services import Services
from core.secrets import FILE
from core.settings import Settings
from core.text import Text
from registry.catalogue.model import Version
from serving import opening
from video.cameras.model import Camera
from video.cameras.service import url_context

_MEANINGS = {
    "ALGOMART_DATABASE_URL": Text("所有节点共用的 PostgreSQL", "the PostgreSQL all nodes use"),
    "ALGOMART_BLOBS_URL": Text(
        "所有节点共用的存储，s3://桶/前缀 或 file:///共享目录",
        "the store all nodes use, s3://bucket/prefix or file:///shared-folder",
    ),
    "ALGOMART_KEYS": Text(
        "与主节点相同的密钥，或把主节点的 keys.json 复制到 {home}",
        "the head's keys, unless its keys.json is copied to {home}",
    ),
    "ALGOMART_RAY_TOKEN_FILE": Text(
        "含集群令牌的文件，所有节点相同，权限 600",
        "a file with the cluster's token, the same on all nodes, mode 600",
    ),
}


class NotShared(Misconfigured):
    """A node of several lacks settings; all of them are named at once."""

    code = "not_shared"
    detail = Text(
        "多节点运行还缺少以下设置：{missing}。详见 docs/scale-out.md。",
        "Several nodes need these settings too: {missing}. See docs/scale-out.md.",
    )


class StoreDiffers(Misconfigured):
    """The store of blobs is not the one the database speaks of."""

    code = "store_differs"
    detail = Text(
        "{place} 中没有数据库所记录的模型 {digest}：它不是其他节点所用的存储。请检查 ALGOMART_BLOBS_URL。",
        "{place} lacks the model {digest} that the database speaks of: it is not the store the other "
        "nodes use. Check ALGOMART_BLOBS_URL.",
    )


def require(settings: Settings, *, joining: bool) -> None:
    """Raise `NotShared` unless every setting that nodes must share is there."""
    given = {
        "ALGOMART_DATABASE_URL": settings.database_url is not None,
        "ALGOMART_BLOBS_URL": settings.blobs_url is not None,
        "ALGOMART_KEYS": not joining or settings.keys or (settings.home / FILE).exists(),
        "ALGOMART_RAY_TOKEN_FILE": settings.ray_token_file is not None,
    }
    lacking = [name for name, there in given.items() if not there]
    if lacking:
        raise NotShared(missing=_listed(lacking, settings))


def mark(services: Services) -> None:
    """Declare a shared folder ours; the head does so, once."""
    if isinstance(services.blobs, SharedFolderBlobs):
        services.blobs.mark()


def prove(services: Services) -> None:
    """Raise unless database, keys and store are those of one installation and of this release."""
    migrate.require_current(opening.database_url(services.settings))
    with transaction(services.sessions) as session:
        camera = session.scalar(select(Camera).where(Camera.removed_at.is_(None)).limit(1))
    if camera is not None:
        services.keyring.unseal(camera.url_sealed, context=url_context(camera.id))
    prove_store(services)


def prove_store(services: Services) -> None:
    """Raise `StoreDiffers` unless the store of all nodes, if there is one, holds a published model."""
    place = services.settings.blobs_url
    if place is None:
        return
    published = select(Version.model_digest).where(Version.state == "published").limit(1)
    with transaction(services.sessions) as session:
        model = session.scalar(published)
    if model is not None and not services.blobs.has(model):
        raise StoreDiffers(place=place, digest=model)


def _listed(names: list[str], settings: Settings) -> Text:
    said = {name: _MEANINGS[name] for name in names}
    return Text(
        "；".join(
            f"{name}（{text.render('zh', home=settings.home)}）" for name, text in said.items()
        ),
        "; ".join(
            f"{name} ({text.render('en', home=settings.home)})" for name, text in said.items()
        ),
    )
