"""Opens an Aegis vault that is sealed with a password, by the published facts alone, and prints its entries.

Facts: docs/vault.md of https://github.com/beemdevelopment/Aegis. Needs `cryptography`. The password comes on standard input.
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def opened(key, params, sealed):
    return AESGCM(key).decrypt(bytes.fromhex(params["nonce"]), sealed + bytes.fromhex(params["tag"]), None)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        vault = json.load(file)
    assert vault["version"] == 1
    (slot,) = [slot for slot in vault["header"]["slots"] if slot["type"] == 1]
    password = sys.stdin.buffer.readline().rstrip(b"\n")
    cost = {name: slot[name] for name in ("n", "r", "p")}
    key = hashlib.scrypt(password, salt=bytes.fromhex(slot["salt"]), **cost, maxmem=1 << 26, dklen=32)
    master_key = opened(key, slot["key_params"], bytes.fromhex(slot["key"]))
    content = json.loads(opened(master_key, vault["header"]["params"], base64.b64decode(vault["db"])))
    assert content["version"] == 3
    json.dump(content["entries"], sys.stdout)


main()
