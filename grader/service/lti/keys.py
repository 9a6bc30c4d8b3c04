"""Our own key pairs: drawn, and as platforms read them."""

from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pylti1p3.registration import Registration

from grader.service.store.lti_keys import Key

_BITS = 2048


def draw_key() -> Key:
    """Draw a key pair; its id is the thumbprint of its public half."""
    drawn = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = drawn.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Key(str(public_jwk(Key("", pem))["kid"]), pem)


@lru_cache(maxsize=8)
def public_pem(key: Key) -> str:
    """Return a key's public half as PEM."""
    public = load_pem_private_key(key.private_pem.encode(), None).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_jwk(key: Key) -> dict[str, Any]:
    """Return a key's public half as platforms read it (JWK)."""
    return dict(Registration.get_jwk(public_pem(key)))
