import base64
import hashlib
import secrets
import uuid

for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s"):
    print(name, hashlib.new(name, b"hello").hexdigest()[:32])
running = hashlib.sha256()
for chunk in (b"a", b"b", b"c"):
    running.update(chunk)
assert running.digest() == hashlib.sha256(b"abc").digest()
print(hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 1000).hex())
print(hashlib.scrypt(b"password", salt=b"salt", n=16, r=8, p=1).hex()[:32])
print(hashlib.shake_128(b"x").hexdigest(8), hashlib.blake2b(b"x", digest_size=8, key=b"k").hexdigest())
print("sha256" in hashlib.algorithms_guaranteed, hashlib.sha256().block_size)
raw = bytes(range(256))
for encode, decode in (
    (base64.b64encode, base64.b64decode),
    (base64.urlsafe_b64encode, base64.urlsafe_b64decode),
    (base64.b32encode, base64.b32decode),
    (base64.b16encode, base64.b16decode),
    (base64.b85encode, base64.b85decode),
    (base64.a85encode, base64.a85decode),
):
    assert decode(encode(raw)) == raw
    print(encode(raw)[:24])
try:
    base64.b64decode("abc")
except ValueError as error:
    print(type(error).__name__, error)
print(uuid.uuid5(uuid.NAMESPACE_DNS, "example.org"), uuid.uuid3(uuid.NAMESPACE_URL, "x"), uuid.UUID(int=5).hex)
a, b = uuid.uuid4(), uuid.uuid4()
assert a != b and a.version == 4 and uuid.UUID(str(a)) == a
assert uuid.uuid1().version == 1
assert len(secrets.token_hex(8)) == 16 and 0 <= secrets.randbelow(5) < 5 and secrets.choice("xyz") in "xyz"
assert secrets.compare_digest(b"a", b"a") and secrets.token_bytes(16) != secrets.token_bytes(16)
print(len(secrets.token_urlsafe(24)))
