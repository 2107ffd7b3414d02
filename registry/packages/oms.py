"""The shape of a bundle of OpenSSF Model Signing 1.0, as far as a signature by an elliptic key needs it.

A DSSE envelope in Sigstore's form around an in-toto statement. Fields that are not named here say nothing to
us, as the specification wants it.
"""

import base64
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

Media = Literal["application/vnd.dev.sigstore.bundle.v0.3+json"]
PayloadType = Literal["application/vnd.in-toto+json"]
StatementType = Literal["https://in-toto.io/Statement/v1"]
PredicateType = Literal["https://model_signing/signature/v1.0"]

MEDIA: Media = "application/vnd.dev.sigstore.bundle.v0.3+json"
PAYLOAD: PayloadType = "application/vnd.in-toto+json"
STATEMENT: StatementType = "https://in-toto.io/Statement/v1"
PREDICATE: PredicateType = "https://model_signing/signature/v1.0"


def _decoded(said: object) -> bytes:
    if not isinstance(said, str):
        raise ValueError("no text")
    return base64.b64decode(said, validate=True)


Base64 = Annotated[bytes, BeforeValidator(_decoded)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Camel(BaseModel):
    """A message whose fields are written as protobuf writes them."""

    model_config = ConfigDict(alias_generator=to_camel)


class PublicKey(BaseModel):
    """Which key it is by; older tools do not say."""

    hint: str = ""


class Material(Camel):
    """What to verify with: a key, never a certificate or a log."""

    public_key: PublicKey


class Signature(BaseModel):
    """One signature."""

    sig: Base64


class Envelope(Camel):
    """The statement and its one signature."""

    payload: Base64
    payload_type: PayloadType
    signatures: Annotated[list[Signature], Field(min_length=1, max_length=1)]


class Whole(Camel):
    """The file itself."""

    media_type: Media
    verification_material: Material
    dsse_envelope: Envelope


class Digest(BaseModel):
    """A digest over the digests of all files."""

    sha256: Sha256


class Subject(BaseModel):
    """The package as a whole."""

    digest: Digest


class Resource(BaseModel):
    """One file."""

    name: str
    algorithm: Literal["sha256"]
    digest: Sha256


class Serialization(BaseModel):
    """How files became digests: whole, by SHA-256."""

    method: Literal["files"]
    hash_type: Literal["sha256"]


class Predicate(BaseModel):
    """The files."""

    serialization: Serialization
    resources: list[Resource]


class Statement(Camel):
    """What is signed."""

    type: Annotated[StatementType, Field(alias="_type")]
    predicate_type: PredicateType
    subject: Annotated[list[Subject], Field(min_length=1, max_length=1)]
    predicate: Predicate
