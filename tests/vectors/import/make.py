#!/usr/bin/env python3
"""Makes the files of this folder: one export for each source and variant, written from the descriptions that the modules of
crates/authenticator/src/import cite, with other implementations of the ciphers than Segl's. Secrets and names are invented.

    pip install cryptography argon2-cffi pynacl
    python3 tests/vectors/import/make.py

Every run writes the same bytes, but for ente_sealed*.json: libsodium draws the header itself. The password is PASSWORD.
"""

import base64
import csv
import hashlib
import hmac
import io
import json
import struct
import urllib.parse
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)

HERE = Path(__file__).parent
PASSWORD = "Blåbær og 7 måger"


def drawn(name, length):
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_256(f"segl import fixture: {name}".encode()).digest(length)


def b32(secret):
    return base64.b32encode(secret).decode().rstrip("=")


def b64(data):
    return base64.b64encode(data).decode()


class Token:
    def __init__(self, issuer, account, kind, algorithm="SHA1", digits=6, period=30, counter=0, length=20):
        self.issuer, self.account, self.kind, self.algorithm = issuer, account, kind, algorithm
        self.digits, self.period, self.counter = digits, period, counter
        self.secret = drawn(f"secret of {issuer}", length)

    def uri(self, kind=None):
        label = urllib.parse.quote(f"{self.issuer}:{self.account}", safe=":@")
        query = {"secret": b32(self.secret), "issuer": self.issuer, "algorithm": self.algorithm, "digits": self.digits}
        query |= {"counter": self.counter} if self.kind == "hotp" else {"period": self.period}
        return f"otpauth://{kind or self.kind}/{label}?{urllib.parse.urlencode(query, quote_via=urllib.parse.quote)}"


TOKENS = [
    Token("Nordhavn", "ida@nordhavn.example", "totp"),
    Token("Kystbanken", "bo", "totp", "SHA256", 8, 60, length=32),
    Token("Fyr & Flamme", "ida", "totp", "SHA512", 7, length=64),
    Token("Havnekontoret", "lager 3", "hotp", counter=42, length=10),
    Token("Steam", "idaspiller", "steam", digits=5),
]


def write(name, content):
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (HERE / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def gcm(key, nonce, text, aad=None):
    return AESGCM(key).encrypt(nonce, text.encode(), aad)


def cbc(key, iv, text):
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(padder.update(text.encode()) + padder.finalize()) + encryptor.finalize()


def argon2id(salt, memory_kib, passes, lanes):
    return hash_secret_raw(PASSWORD.encode(), salt, passes, memory_kib, lanes, 32, Type.ID)


# Google: protocol buffers.
def varint(number):
    number &= (1 << 64) - 1
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def google():
    parts = []
    for token in TOKENS[:4]:
        digits, kind = {6: 1, 8: 2}.get(token.digits, 3), {"hotp": 1, "totp": 2}[token.kind]
        algorithm = ["SHA1", "SHA256", "SHA512"].index(token.algorithm) + 1
        parts.append(field(1, field(1, token.secret) + field(2, f"{token.issuer}:{token.account}") + field(3, token.issuer)
            + field(4, algorithm) + field(5, digits) + field(6, kind) + (field(7, token.counter) if kind == 1 else b"")))
    codes = [parts[:2], parts[2:]]
    texts = []
    for index, code in enumerate(codes):
        message = b"".join(code) + field(2, 1) + field(3, len(codes)) + field(4, index) + field(5, -1234567)
        texts.append("otpauth-migration://offline?data=" + urllib.parse.quote(b64(message), safe=""))
    write("google.txt", "\n".join(texts) + "\n")


def aegis():
    def entry(token, **more):
        info = {"secret": b32(token.secret), "algo": token.algorithm, "digits": token.digits}
        info |= {"counter": token.counter} if token.kind == "hotp" else {"period": token.period}
        return {"type": token.kind, "uuid": "8b3c1a52-0000-4000-8000-000000000001", "name": token.account,
            "issuer": token.issuer, "note": "", "favorite": False, "icon": None, "info": info, "groups": []} | more

    group = "4d2f7f10-0000-4000-8000-000000000002"
    entries = [entry(token) for token in TOKENS]
    entries[0] |= {"note": "Ring til Bo\nførst", "groups": [group], "favorite": True}
    entries.append(entry(TOKENS[0], type="yandex", issuer="Yandex", name="ida"))
    content = {"version": 3, "entries": entries, "groups": [{"uuid": group, "name": "Arbejde"}]}
    write("aegis.json", {"version": 1, "header": {"slots": None, "params": None}, "db": content})

    def wrapped(name, key, text):
        nonce = drawn(f"aegis nonce {name}", 12)
        sealed = AESGCM(key).encrypt(nonce, text, None)
        return sealed[:-16], {"nonce": nonce.hex(), "tag": sealed[-16:].hex()}

    master, slots = drawn("aegis master key", 32), []
    # A fingerprint's slot and one of another password stand before the right one.
    for name, kind, password in [("finger", 2, None), ("other", 1, b"another"), ("right", 1, PASSWORD.encode())]:
        salt = drawn(f"aegis salt {name}", 32)
        key = hashlib.scrypt(password, salt=salt, n=32768, r=8, p=1, maxmem=1 << 26, dklen=32) if password else drawn(name, 32)
        sealed, params = wrapped(name, key, master)
        slot = {"type": kind, "uuid": "8b3c1a52-0000-4000-8000-000000000003", "key": sealed.hex(), "key_params": params}
        slots.append(slot | ({"n": 32768, "r": 8, "p": 1, "salt": salt.hex()} if password else {}))
    sealed, params = wrapped("content", master, json.dumps(content).encode())
    write("aegis_sealed.json", {"version": 1, "header": {"slots": slots, "params": params}, "db": b64(sealed)})


def two_fas():
    services = []
    for token in TOKENS:
        otp = {"label": token.account, "account": token.account, "issuer": token.issuer, "digits": token.digits,
            "algorithm": token.algorithm, "tokenType": token.kind.upper(), "source": "Link"}
        otp |= {"counter": token.counter} if token.kind == "hotp" else {"period": token.period}
        services.append({"name": token.issuer, "secret": b32(token.secret), "updatedAt": 1700000000000, "otp": otp,
            "order": {"position": len(services)}, "icon": {"selected": "Label"}})
    services[0]["groupId"] = "b7d3"
    outer = {"groups": [{"id": "b7d3", "name": "Arbejde", "isExpanded": True}], "updatedAt": 1700000000000,
        "schemaVersion": 4, "appVersionCode": 5000009, "appVersionName": "5.1.0", "appOrigin": "android"}
    write("two_fas.2fas", outer | {"services": services})
    salt = drawn("2fas salt", 256)
    key = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, 10000, 32)

    def sealed(name, text):
        nonce = drawn(f"2fas nonce {name}", 12)
        return ":".join(map(b64, [gcm(key, nonce, text), salt, nonce]))

    write("two_fas_sealed.2fas", outer | {"services": [], "servicesEncrypted": sealed("services", json.dumps(services)),
        "reference": sealed("reference", "reference")})


def ente():
    lines = []
    for token in TOKENS:
        display = {"pinned": False, "trashed": False, "lastUsedAt": 0, "tapCount": 3, "tags": []}
        if token is TOKENS[0]:
            display |= {"pinned": True, "tags": ["Arbejde", "Vagt"], "note": "Ring til Bo"}
        lines.append(f"{token.uri()}&codeDisplay={urllib.parse.quote(json.dumps(display))}")
    trashed = urllib.parse.quote(json.dumps({"trashed": True}))
    lines.append(f"otpauth://totp/Gammel:ida?secret=MFRGGZDF&issuer=Gammel&codeDisplay={trashed}")
    text = "\n".join(lines) + "\n"
    write("ente.txt", text)
    salt, memory, passes = drawn("ente salt", 16), 64 * 1024 * 1024, 2
    # The app seals one message and never ends the stream; scripts around it end it.
    for name, tag in [("ente_sealed.json", crypto_secretstream_xchacha20poly1305_TAG_MESSAGE),
                      ("ente_sealed_final.json", crypto_secretstream_xchacha20poly1305_TAG_FINAL)]:
        state = crypto_secretstream_xchacha20poly1305_state()
        header = crypto_secretstream_xchacha20poly1305_init_push(state, argon2id(salt, memory // 1024, passes, 1))
        sealed = crypto_secretstream_xchacha20poly1305_push(state, text.encode(), None, tag)
        write(name, {"version": 1, "kdfParams": {"memLimit": memory, "opsLimit": passes, "salt": b64(salt)},
            "encryptedData": b64(sealed), "encryptionNonce": b64(header)})


def bitwarden():
    def item(name, user, totp, folder=None):
        login = {"uris": None, "username": user, "password": "not an import's business", "totp": totp}
        return {"id": "00000000-0000-4000-8000-000000000004", "organizationId": None, "folderId": folder, "type": 1,
            "name": name, "notes": "not taken along", "favorite": False, "login": login, "collectionIds": None}

    items = [
        item("Nordhavn", "ida@nordhavn.example", b32(TOKENS[0].secret).lower(), "f1"),
        item("Min bank", "noget andet", TOKENS[1].uri()),
        item("Fyr & Flamme", "ida", TOKENS[2].uri()),
        item("Uden kode", "ida", None),
        item("Steam", "idaspiller", f"steam://{b32(TOKENS[4].secret)}"),
        item("I stykker", "ida", "not a secret!"),
        {"type": 2, "name": "En note", "secureNote": {"type": 0}},
    ]
    plain = {"encrypted": False, "folders": [{"id": "f1", "name": "Arbejde"}], "items": items}
    write("bitwarden.json", plain)
    for name, kdf in [("", {"kdfType": 0, "kdfIterations": 600000}),
                      ("_argon2", {"kdfType": 1, "kdfIterations": 3, "kdfMemory": 64, "kdfParallelism": 4})]:
        salt = b64(drawn(f"bitwarden salt{name}", 16))
        if kdf["kdfType"] == 0:
            key = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt.encode(), kdf["kdfIterations"], 32)
        else:
            key = argon2id(hashlib.sha256(salt.encode()).digest(), kdf["kdfMemory"] * 1024, kdf["kdfIterations"], kdf["kdfParallelism"])
        cipher_key, mac_key = (HKDFExpand(hashes.SHA256(), 32, info).derive(key) for info in (b"enc", b"mac"))

        def sealed(part, text):
            iv = drawn(f"bitwarden iv {part}{name}", 16)
            data = cbc(cipher_key, iv, text)
            return "2." + "|".join(map(b64, [iv, data, hmac.digest(mac_key, iv + data, "sha256")]))

        write(f"bitwarden_sealed{name}.json", {"encrypted": True, "passwordProtected": True, "salt": salt} | kdf
            | {"encKeyValidation_DO_NOT_EDIT": sealed("validation", "6f0c..."), "data": sealed("data", json.dumps(plain))})
    write("bitwarden_account.json", {"encrypted": True, "encKeyValidation_DO_NOT_EDIT": "2.AAAA|AAAA|AAAA", "folders": [], "items": []})
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow("folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp".split(","))
    for row in items[:6]:
        login = row["login"]
        folder = "Arbejde" if row["folderId"] else ""
        writer.writerow([folder, "", "login", row["name"], 'two\nlines, "quoted"', "", 0, "", login["username"], "", login["totp"]])
    write("bitwarden.csv", table.getvalue())


def proton():
    entries = []
    for token in TOKENS[:3] + TOKENS[4:]:
        uri, kind = (f"steam://{b32(token.secret)}", "Steam") if token.kind == "steam" else (token.uri(), "Totp")
        entries.append({"id": "00000000-0000-4000-8000-000000000005", "note": None,
            "content": {"uri": uri, "entry_type": kind, "name": token.account}})
    entries[0]["note"] = "Ring til Bo"
    plain = {"version": 1, "entries": entries}
    write("proton.json", plain)
    salt, nonce = drawn("proton salt", 16), drawn("proton nonce", 12)
    sealed = gcm(argon2id(salt, 19 * 1024, 2, 1), nonce, json.dumps(plain), b"proton.authenticator.export.v1")
    write("proton_sealed.json", {"version": 1, "salt": b64(salt), "content": b64(nonce + sealed)})


def andotp():
    rows = []
    for token in TOKENS:
        row = {"secret": base64.b32encode(token.secret).decode(), "issuer": token.issuer, "label": token.account,
            "digits": token.digits, "type": token.kind.upper(), "algorithm": token.algorithm, "thumbnail": "Default",
            "last_used": 1600000000000, "used_frequency": 0, "tags": ["Arbejde"] if token is TOKENS[0] else []}
        rows.append(row | ({"counter": token.counter} if token.kind == "hotp" else {"period": token.period}))
    write("andotp.json", rows)
    salt, nonce, rounds = drawn("andotp salt", 12), drawn("andotp nonce", 12), 147258
    key = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt, rounds, 32)
    write("andotp_sealed.json.aes", struct.pack(">I", rounds) + salt + nonce + gcm(key, nonce, json.dumps(rows)))


def freeotp_plus():
    tokens = []
    for token in TOKENS:
        secret = [byte - 256 if byte > 127 else byte for byte in token.secret]
        kind = "TOTP" if token.kind == "steam" else token.kind.upper()
        tokens.append({"algo": token.algorithm, "counter": token.counter, "digits": token.digits, "issuerExt": token.issuer,
            "issuerInt": token.issuer, "label": token.account, "period": token.period, "secret": secret, "type": kind})
    write("freeotp_plus.json", {"tokenOrder": [f"{token.issuer}:{token.account}" for token in TOKENS], "tokens": tokens})


def stratum():
    rows = []
    for token in TOKENS:
        rows.append({"Type": {"hotp": 1, "totp": 2, "steam": 4}[token.kind], "Icon": "default", "Issuer": token.issuer,
            "Username": token.account, "Secret": b32(token.secret), "Pin": None,
            "Algorithm": ["SHA1", "SHA256", "SHA512"].index(token.algorithm), "Digits": token.digits,
            "Period": token.period, "Counter": token.counter, "Ranking": len(rows), "CopyCount": 1})
    rows.append(rows[0] | {"Type": 3, "Issuer": "Mobil", "Pin": "1234"})
    backup = {"Authenticators": rows, "Categories": [{"Id": "a8323a2a", "Name": "Arbejde", "Ranking": 0}],
        "AuthenticatorCategories": [{"CategoryId": "a8323a2a", "AuthenticatorSecret": rows[0]["Secret"], "Ranking": 0}],
        "CustomIcons": []}
    backup["Authenticators"][-1]["Secret"] = "MFRGGZDF"
    write("stratum.json", backup)
    salt, nonce = drawn("stratum salt", 16), drawn("stratum nonce", 12)
    sealed = gcm(argon2id(salt, 65536, 3, 4), nonce, json.dumps(backup))
    write("stratum_sealed.stratum", b"AUTHENTICATORPRO" + salt + nonce + sealed)
    salt, iv = drawn("authenticator pro salt", 20), drawn("authenticator pro iv", 16)
    key = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt, 64000, 32)
    write("stratum_before.authpro", b"AuthenticatorPro" + salt + iv + cbc(key, iv, json.dumps(backup)))


def lists():
    write("list.txt", "# made by hand\n\n" + "\r\n".join(token.uri() for token in TOKENS) + "\r\nnot a line of this list\n")
    lines = []
    for token in TOKENS:
        label = urllib.parse.quote(f"{token.issuer}:{token.account}", safe=":@")
        more = f"&issuer={urllib.parse.quote_plus(token.issuer)}"
        more += f"&algorithm={token.algorithm}" if token.algorithm != "SHA1" else ""
        if token.kind == "steam":
            data = urllib.parse.quote(json.dumps({"shared_secret": b64(token.secret), "padding": "x" * 2000}))
            more += f"&deviceid=android%3a0&data={data}"
        more += f"&counter={token.counter}" if token.kind == "hotp" else ""
        more += "&icon=Google" + (f"&period={token.period}" if token.period != 30 else "")
        kind = "hotp" if token.kind == "hotp" else "totp"
        lines.append(f"otpauth://{kind}/{label}?secret={b32(token.secret)}&digits={token.digits}{more}")
    write("winauth.txt", "\r\n".join(lines) + "\r\n")


def steam():
    record = {"shared_secret": b64(TOKENS[4].secret), "serial_number": "1", "revocation_code": "R00000",
        "uri": "otpauth://totp/Steam:idaspiller?secret=AAAA&issuer=Steam", "account_name": "idaspiller",
        "identity_secret": b64(drawn("identity", 20)), "Session": {"SteamID": 76561190000000000}}
    write("steam.maFile", record)
    write("steam_accounts.json", {"accounts": {"76561190000000000": record}})


for make in [google, aegis, two_fas, ente, bitwarden, proton, andotp, freeotp_plus, stratum, lists, steam]:
    make()
