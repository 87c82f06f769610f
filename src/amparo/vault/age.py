"""Encrypting to a key that is not here: age, so that a copy opens with its own tool without us.

Whoever holds the public key writes, only the private key reads. Source: C2SP, "age" version 1
(X25519 recipients; ChaCha20-Poly1305 in 64 KiB chunks, the last one marked).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amparo.errors import Refused

VERSION = b"age-encryption.org/v1"
CHUNK, TAG = 64 * 1024, 16
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
PUBLIC, PRIVATE = "age", "age-secret-key-"


class Unreadable(Refused):
    """The key does not fit, or the content was changed or cut."""


def new_private_key() -> X25519PrivateKey:
    """A new key pair."""
    return X25519PrivateKey.generate()


def public_words(key: X25519PublicKey) -> str:
    """The public key, as age writes it: age1 and 58 letters."""
    return _bech32(PUBLIC, key.public_bytes_raw())


def private_words(key: X25519PrivateKey) -> str:
    """The private key, as age writes it."""
    return _bech32(PRIVATE, key.private_bytes_raw()).upper()


def read_public(words: str) -> X25519PublicKey:
    """The public key that the words stand for. Raises: Refused where they are mistyped."""
    return X25519PublicKey.from_public_bytes(_unbech32(PUBLIC, words.strip()))


def read_private(text: str) -> X25519PrivateKey:
    """The private key in the text of its file; lines that begin with # are left out."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    if len(lines) != 1:
        raise Refused("This is not the file of one private key", found=f"{len(lines)} lines")
    return X25519PrivateKey.from_private_bytes(_unbech32(PRIVATE, lines[0].lower()))


def encrypt(content: bytes, to: X25519PublicKey) -> bytes:
    """The content, readable by whoever holds the private half of the key."""
    file_key, once = secrets.token_bytes(16), X25519PrivateKey.generate()
    share = once.public_key().public_bytes_raw()
    wrap = _derive(once.exchange(to), share + to.public_bytes_raw(), VERSION + b"/X25519")
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    head = VERSION + b"\n-> X25519 " + _b64(share) + b"\n" + _b64(body) + b"\n---"
    nonce = secrets.token_bytes(16)
    sealed = [head, b" ", _b64(_mac(file_key, head)), b"\n", nonce]
    cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    pieces = [content[i : i + CHUNK] for i in range(0, len(content), CHUNK)] or [b""]
    for n, piece in enumerate(pieces):
        sealed.append(cipher.encrypt(_place(n, last=n == len(pieces) - 1), piece, None))
    return b"".join(sealed)


def decrypt(sealed: bytes, key: X25519PrivateKey) -> bytes:
    """The content. Raises: Unreadable for another key, and where a byte was changed or cut."""
    try:
        return _opened(sealed, key)
    except (InvalidTag, ValueError, IndexError, binascii.Error) as error:
        raise Unreadable("It does not open with this key, or it was altered") from error


def _opened(sealed: bytes, key: X25519PrivateKey) -> bytes:
    version, recipient, body, rest = sealed.split(b"\n", 3)
    mac_line, payload = rest.split(b"\n", 1)
    if version != VERSION or not recipient.startswith(b"-> X25519 ") or mac_line[:4] != b"--- ":
        raise ValueError("not a file of age for one X25519 key")
    share = _unb64(recipient[10:])
    public = key.public_key().public_bytes_raw()
    wrap = _derive(
        key.exchange(X25519PublicKey.from_public_bytes(share)), share + public, VERSION + b"/X25519"
    )
    file_key = ChaCha20Poly1305(wrap).decrypt(bytes(12), _unb64(body), None)
    head = b"\n".join([version, recipient, body, b"---"])
    if not hmac.compare_digest(_mac(file_key, head), _unb64(mac_line[4:])):
        raise ValueError("the head was altered")
    nonce, payload = payload[:16], payload[16:]
    cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    size = CHUNK + TAG
    pieces = [payload[i : i + size] for i in range(0, len(payload), size)]
    if not pieces:
        raise ValueError("it was cut")
    return b"".join(
        cipher.decrypt(_place(n, last=n == len(pieces) - 1), piece, None)
        for n, piece in enumerate(pieces)
    )


def _place(n: int, *, last: bool) -> bytes:
    return n.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _derive(secret: bytes, salt: bytes, what: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=what).derive(secret)


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derive(file_key, b"", b"header"), head, "sha256")


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unb64(text: bytes) -> bytes:
    if b"=" in text:
        raise ValueError("padding has no place here")
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)


# Bech32 (BIP 173): letters that are not mistaken for one another, with a checksum of six.
def _polymod(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= generator if top >> i & 1 else 0
    return found


def _spread(kind: str) -> list[int]:
    return [ord(c) >> 5 for c in kind] + [0] + [ord(c) & 31 for c in kind]


def _bech32(kind: str, data: bytes) -> str:
    bits = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    n = -(-len(data) * 8 // 5)
    values = [bits >> 5 * (n - 1 - i) & 31 for i in range(n)]
    check = _polymod(_spread(kind) + values + [0] * 6) ^ 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return f"{kind}1" + "".join(LETTERS[value] for value in values)


def _unbech32(kind: str, words: str) -> bytes:
    told, _, letters = words.rpartition("1")
    values = [LETTERS.find(letter) for letter in letters]
    if told != kind or -1 in values or _polymod(_spread(kind) + values) != 1:
        raise Refused(
            "This is not a key, or it is mistyped", found=f"{words[:6]}...",
            next_step="copy the whole line again",
        )  # fmt: skip
    bits = 0
    for value in values[:-6]:
        bits = bits << 5 | value
    n = (len(values) - 6) * 5
    return (bits >> n % 8).to_bytes(n // 8, "big")
