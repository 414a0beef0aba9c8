import base64
import hashlib
import uuid

data = "The quick brown fox — jumps".encode()
for name in sorted(hashlib.algorithms_guaranteed):
    h = hashlib.new(name, data, usedforsecurity=False)
    size = (20,) if h.digest_size == 0 else ()
    print(f"{name:10} {h.block_size:4} {h.hexdigest(*size)[:40]} {h.name}")
h = hashlib.sha256()
for chunk in (b"Nobody inspects", b" the spammish repetition"):
    h.update(chunk)
copy = h.copy()
copy.update(b"!")
print(h.hexdigest(), copy.hexdigest()[:16], h.digest()[:4])
print(hashlib.blake2b(data, digest_size=16, key=b"secret", salt=b"salt", person=b"app").hexdigest())
print(hashlib.blake2s(data, digest_size=8, fanout=2, depth=2, leaf_size=300, node_offset=1, inner_size=16, last_node=True).hexdigest())
print(hashlib.scrypt(b"pw", salt=b"NaCl", n=16, r=8, p=1, dklen=24).hex())
for enc, dec in ((base64.b64encode, base64.b64decode), (base64.b32encode, base64.b32decode), (base64.b16encode, base64.b16decode),
                 (base64.b85encode, base64.b85decode), (base64.a85encode, base64.a85decode), (base64.urlsafe_b64encode, base64.urlsafe_b64decode)):
    e = enc(bytes(range(250, 256)) + b"\0\0\0\0")
    print(f"{enc.__name__:18} {e.decode():24} {dec(e) == bytes(range(250, 256)) + bytes(4)}")
print(base64.a85encode(b"    pad", foldspaces=True, adobe=True, wrapcol=8), base64.encodebytes(b"x" * 60))
for name in ("python.org", "пример"):
    print(uuid.uuid3(uuid.NAMESPACE_DNS, name), uuid.uuid5(uuid.NAMESPACE_URL, name).hex)
u = uuid.UUID("{12345678-1234-5678-1234-567812345678}")
print(repr(u), u.int, u.version, u.variant, u.fields, u.urn, u.bytes_le.hex(), uuid.UUID(int=5) < u)
for bad in ("uuid.UUID('xyz')", "base64.b64decode('abc')", "hashlib.sha256('text')",
            "base64.b64decode('a$b=', validate=True)", "hashlib.blake2b(digest_size=65)",
            "hashlib.pbkdf2_hmac('sha1', b'', b'', 0)"):
    try:
        eval(bad)
    except Exception as e:
        print(f"{bad}: {type(e).__name__}: {e}")
