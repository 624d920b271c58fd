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
import zipfile
import zlib
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


def lastpass():
    accounts = []
    for token in TOKENS[:3]:
        accounts.append({"accountID": str(len(accounts)), "lmiUserId": "", "issuerName": token.issuer,
            "originalIssuerName": token.issuer, "userName": token.account, "originalUserName": token.account,
            "pushNotification": False, "secret": b32(token.secret), "timeStep": token.period, "digits": token.digits,
            "creationTimestamp": 1700000000000, "isFavorite": False, "algorithm": token.algorithm,
            "folderData": {"folderId": 2 if token is TOKENS[0] else 0, "position": 0}})
    accounts.append(accounts[0] | {"algorithm": "MD5", "issuerName": "Gammel"})
    write("lastpass.json", {"deviceId": "", "deviceSecret": "", "localDeviceId": "x", "deviceName": "En telefon", "version": 3,
        "accounts": accounts, "folders": [{"id": 1, "name": "Favorites", "isOpened": True}, {"id": 2, "name": "Arbejde", "isOpened": True}]})


def raivo_rows():
    rows = []
    for token in TOKENS[:4]:
        rows.append({"issuer": token.issuer, "account": token.account, "secret": b32(token.secret), "kind": token.kind.upper(),
            "algorithm": token.algorithm, "digits": str(token.digits), "timer": "0" if token.kind == "hotp" else str(token.period),
            "counter": str(token.counter), "pinned": "false", "iconType": "raivo_repository", "iconValue": ""})
    rows.append(rows[0] | {"issuer": "I stykker", "timer": "", "account": "ida"})
    return rows


def raivo():
    write("raivo.json", raivo_rows())


def proton_pass_content():
    def item(name, user, code, state=1, more=(), kind="login"):
        content = {"itemEmail": "andet@nordhavn.example", "itemUsername": user, "password": "x", "urls": [], "totpUri": code, "passkeys": []}
        return {"itemId": name, "shareId": "s", "data": {"metadata": {"name": name, "note": "not taken along", "itemUuid": "1"},
            "extraFields": list(more), "platformSpecific": None, "type": kind, "content": content if kind == "login" else {}},
            "state": state, "aliasEmail": None, "contentFormatVersion": 6, "createTime": 1, "modifyTime": 1, "pinned": False}

    more = {"fieldName": "Lager", "type": "totp", "data": {"totpUri": TOKENS[3].uri()}}
    items = [item("Nordhavn", "ida@nordhavn.example", b32(TOKENS[0].secret)), item("Min bank", "bo", TOKENS[1].uri()),
        item("Fyr & Flamme", "ida", TOKENS[2].uri()), item("En note", "", "", more=[more], kind="note"),
        item("Steam", "idaspiller", f"steam://{b32(TOKENS[4].secret)}"), item("Uden kode", "ida", ""),
        item("Gammel", "ida", "MFRGGZDF", state=2), item("I stykker", "ida", "ikke en nøgle!")]
    vaults = {"s1": {"name": "Arbejde", "description": "", "display": {"color": 0, "icon": 0}, "items": items}}
    return {"version": "1.32.0", "userId": "u", "encrypted": False, "vaults": vaults}


def proton_pass():
    write("protonpass.json", proton_pass_content())


def free_otp():
    """Java's serialisation of a HashMap (its protocol, chapter 6), and what the app puts into it."""
    def java_bytes(data):
        return [byte - 256 if byte > 127 else byte for byte in data]

    def encrypted(name, key, text, what):
        nonce = drawn(f"freeotp nonce {name}", 12)
        parameters = bytes([0x30, 17, 4, 12]) + nonce + bytes([2, 1, 16])
        return {"mCipher": "AES/GCM/NoPadding", "mCipherText": java_bytes(AESGCM(key).encrypt(nonce, text, what.encode())),
            "mParameters": java_bytes(parameters), "mToken": what}

    salt, master = drawn("freeotp salt", 32), drawn("freeotp master key", 32)
    key = hashlib.pbkdf2_hmac("sha512", PASSWORD.encode(), salt, 100000, 32)
    entries = {"masterKey": json.dumps({"mAlgorithm": "PBKDF2withHmacSHA512", "mEncryptedKey": encrypted("master", key, master, "AES"),
        "mIterations": 100000, "mSalt": java_bytes(salt)})}
    for place, token in enumerate(TOKENS + [Token("Gammel", "ida", "totp", "SHA224")]):
        name = f"0000000{place}-0000-4000-8000-000000000006"
        sealed = encrypted(name, master, token.secret, f"Hmac{token.algorithm}")
        entries[name] = json.dumps({"key": json.dumps(sealed)})
        # What the key URI did not say is not there.
        said = {"issuerExt": token.issuer, "label": token.account, "type": "HOTP" if token.kind == "hotp" else "TOTP"}
        said |= {"algo": token.algorithm} if token.algorithm != "SHA1" else {}
        said |= {"digits": token.digits} if token.digits != 6 else {}
        said |= {"period": token.period} if token.period != 30 else {}
        said |= {"counter": token.counter} if token.kind == "hotp" else {}
        entries[f"{name}-token"] = json.dumps(said)

    def utf(text):
        return struct.pack(">H", len(text.encode())) + text.encode()

    stream = b"\xac\xed\x00\x05" + b"sr" + utf("java.util.HashMap") + bytes.fromhex("0507dac1c31660d1") + b"\x03"
    stream += struct.pack(">H", 2) + b"F" + utf("loadFactor") + b"I" + utf("threshold") + b"xp"
    stream += struct.pack(">fi", 0.75, 24) + b"w\x08" + struct.pack(">ii", 32, len(entries) + 1)
    # A setting of the app between them, which is no text: a Boolean.
    stream += b"t" + utf("isProvisioned") + b"sr" + utf("java.lang.Boolean") + bytes.fromhex("cd207280d59cfaee") + b"\x02"
    stream += struct.pack(">H", 1) + b"Z" + utf("value") + b"xp" + b"\x01"
    for name, value in entries.items():
        stream += b"t" + utf(name) + b"t" + utf(value)
    write("free_otp.xml", stream + b"x")


def crypto_js(name, password, text):
    """What CryptoJS.AES.encrypt(text, password) writes: EVP_BytesToKey with MD5, AES-256-CBC, `Salted__`."""
    salt, stretched, block = drawn(f"crypto-js salt {name}", 8), b"", b""
    while len(stretched) < 48:
        block = hashlib.md5(block + password + salt).digest()
        stretched += block
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(stretched[:32]), modes.CBC(stretched[32:])).encryptor()
    data = text if isinstance(text, bytes) else text.encode()
    return b64(b"Salted__" + salt + encryptor.update(padder.update(data) + padder.finalize()) + encryptor.finalize())


def authenticator():
    entries = []
    for token in TOKENS:
        entry = {"dataType": "OTPStorage", "encrypted": False, "hash": f"{drawn(token.issuer, 16).hex()}", "index": len(entries),
            "type": token.kind, "secret": b32(token.secret), "issuer": token.issuer, "account": token.account}
        entry |= {"counter": token.counter} if token.kind == "hotp" else {}
        entry |= {"period": token.period} if token.period != 30 else {}
        entry |= {"digits": token.digits} if token.digits != 6 else {}
        entry |= {"algorithm": token.algorithm} if token.algorithm != "SHA1" else {}
        entries.append(entry)
    entries[1]["issuer"] += "::kystbanken.example"
    entries[2] |= {"type": "hex", "secret": TOKENS[2].secret.hex()}
    entries.append(entries[0] | {"type": "battle", "issuer": "Battle.net", "index": 5, "hash": drawn("battle", 16).hex()})

    def export(entries):
        return {entry["hash"]: entry for entry in entries}

    write("authenticator.json", export(entries))

    def sealed(entry, key):
        secret = crypto_js(entry["issuer"], key, entry["secret"])
        return {name: value for name, value in entry.items() if name != "dataType"} | {"encrypted": True, "secret": secret}

    password = PASSWORD.encode()
    write("authenticator_sealed_1.json", export([sealed(entry, password) for entry in entries]))
    key = drawn("authenticator key", 120)
    key = {"enc": crypto_js("key", password, key), "hash": "$argon2id$"}, key.hex().encode()
    write("authenticator_sealed_2.json", export([sealed(entry, key[1]) for entry in entries]) | {"key": key[0]})

    # Version 3: the hash of the password is the key, and a hash of that hash proves it.
    key_id, salt, cost = "00000000-0000-4000-8000-000000000007", drawn("authenticator salt", 16).hex(), (2, 19456, 1)

    def argon2(name, password, salt):
        raw = hash_secret_raw(password, salt.encode(), cost[0], cost[1], cost[2], 32, Type.ID)
        text = b64(raw).rstrip("=")
        return text, f"$argon2id$v=19$m={cost[1]},t={cost[0]},p={cost[2]}${b64(salt.encode()).rstrip('=')}${text}"

    key, _ = argon2("key", password, salt)
    _, proof = argon2("proof", key.encode(), drawn("authenticator proof", 16).hex())
    stored = {entry["hash"]: {"dataType": "EncOTPStorage", "keyId": key_id, "index": entry["index"],
        "data": crypto_js(entry["hash"], key.encode(), json.dumps(entry | {"encrypted": True}))} for entry in entries}
    write("authenticator_sealed.json", stored | {key_id: {"dataType": "Key", "id": key_id, "salt": salt, "hash": proof, "version": 3}})


def two_fauth():
    rows = []
    for token in TOKENS:
        rows.append({"otp_type": "steamtotp" if token.kind == "steam" else token.kind, "account": token.account, "service": token.issuer,
            "icon": None, "icon_mime": None, "icon_file": None, "secret": b32(token.secret), "digits": token.digits,
            "algorithm": token.algorithm.lower(), "period": None if token.kind == "hotp" else token.period,
            "counter": token.counter if token.kind == "hotp" else None, "legacy_uri": token.uri("totp" if token.kind == "steam" else None)})
    rows.append(rows[3] | {"service": "Gammel", "counter": None})
    write("two_fauth.json", {"app": "2fauth_v5.4.0", "schema": 1, "datetime": "2026-01-01T00:00:00.000000Z", "data": rows})


def authy():
    seeds = [(TOKENS[0].issuer, f"{TOKENS[0].issuer}: {TOKENS[0].account}", TOKENS[0].secret, 6),
        (None, "Fyr: ida", drawn("secret of authy", 20), 7), ("Gammel", "ida", None, 6)]
    opened, sealed = [], []
    for place, (issuer, name, secret, digits) in enumerate(seeds):
        token = {"account_type": "authenticator", "name": name, "issuer": issuer, "digits": digits, "logo": "x", "unique_id": str(place)}
        text = b32(secret) if secret else "Decryption failed: Invalid padding length"
        opened.append(token | {"decrypted_seed": text})
        salt, iv = drawn(f"authy salt {place}", 15).hex(), drawn(f"authy iv {place}", 16)
        iv = {} if place == 0 else {"unique_iv": iv.hex()}
        # The last one was sealed under the password before.
        password = PASSWORD if secret else "den gamle adgangskode"
        key = hashlib.pbkdf2_hmac("sha1", password.encode(), salt.encode(), 100000, 32)
        seed = cbc(key, bytes.fromhex(iv.get("unique_iv", "00" * 16)), text)
        sealed.append(token | {"original_name": name, "encrypted_seed": b64(seed), "key_derivation_iterations": 100000,
            "password_timestamp": 1700000000, "salt": salt} | iv)
    write("authy.json", {"message": "success", "decrypted_authenticator_tokens": opened, "success": True})
    write("authy_sealed.json", {"message": "success", "authenticator_tokens": sealed, "deleted": [], "success": True})


def duo():
    def account(name, **generator):
        return {"version": 1.0, "accountType": "OtpAccount", "name": name, "otpGenerator": generator, "logoUri": "x", "pkey": name}

    write("duo.json", [account("ida@nordhavn.example", otpSecret=b32(TOKENS[0].secret)),
        account("lager 3", otpSecret=b32(TOKENS[3].secret), counter=42), account("I stykker", otpSecret="1"),
        {"version": 1.0, "accountType": "DuoAccount", "name": "Kun push", "pkey": "p"}])


def enpass():
    def item(title, user, code, folder=None, **more):
        fields = [{"type": "username", "label": "Brugernavn", "value": user, "sensitive": 0, "deleted": 0},
            {"type": "password", "label": "Adgangskode", "value": "x", "sensitive": 1, "deleted": 0},
            {"type": "totp", "label": "Engangskode", "value": "MFRGGZDF", "sensitive": 1, "deleted": 1},
            {"type": "totp", "label": "Engangskode", "value": code, "sensitive": 1, "deleted": 0}]
        return {"archived": 0, "auto_submit": 1, "category": "login", "fields": fields, "title": title, "note": "not taken along",
            "template_type": "login.default", "trashed": 0, "uuid": title} | ({"folders": [folder]} if folder else {}) | more

    items = [item("Nordhavn", "ida@nordhavn.example", b32(TOKENS[0].secret).lower(), "f1"), item("Min bank", "x", TOKENS[1].uri()),
        item("Fyr & Flamme", "ida", TOKENS[2].uri()), item("Havnekontoret", "lager 3", TOKENS[3].uri()),
        item("Steam", "idaspiller", f"steam://{b32(TOKENS[4].secret)}"), item("Uden kode", "ida", ""),
        item("Gammel", "ida", "MFRGGZDF", trashed=1), item("I stykker", "ida", "ikke en nøgle!")]
    write("enpass.json", {"folders": [{"icon": "1", "parent_uuid": "", "title": "Arbejde", "updated_at": 1, "uuid": "f1"}], "items": items})


def extract_otp_secrets():
    rows = []
    for token in [TOKENS[0], TOKENS[3]]:
        more = f"&counter={token.counter}" if token.kind == "hotp" else ""
        label = urllib.parse.quote(f"{token.issuer}:{token.account}", safe="")
        rows.append({"name": f"{token.issuer}:{token.account}", "secret": b32(token.secret), "issuer": token.issuer, "type": token.kind,
            "counter": token.counter if token.kind == "hotp" else None,
            "url": f"otpauth://{token.kind}/{label}?secret={b32(token.secret)}{more}&issuer={urllib.parse.quote(token.issuer)}"})
    rows.append(rows[1] | {"name": "Gammel", "url": rows[1]["url"].replace("&counter=42", "")})
    write("extract_otp_secrets.json", rows)
    table("extract_otp_secrets.csv", list(rows[0]), [list(row.values()) for row in rows])


def table(name, columns, rows, **how):
    text = io.StringIO()
    writer = csv.writer(text, **how)
    if columns:
        writer.writerow(columns)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    write(name, text.getvalue())


def tables():
    """One for each password manager: a secret alone, key URIs, Steam's, a login without a code, and a bad one."""
    logins = [("Nordhavn", "ida@nordhavn.example", b32(TOKENS[0].secret), "Arbejde"), ("Min bank", "andet", TOKENS[1].uri(), ""),
        ("Fyr & Flamme", "ida", TOKENS[2].uri(), ""), ("Steam", "idaspiller", f"steam://{b32(TOKENS[4].secret)}", ""),
        ("Uden kode", "ida", "", ""), ("I stykker", "ida", "ikke en nøgle!", "")]
    site, note = "https://nordhavn.example", 'to\nlinjer, "citat"'
    table("table_keepassxc.csv", ["Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon", "Last Modified", "Created"],
        [[f"Rod/{group}" if group else "Rod", name, user, "x", site, note, code, "0", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]
            for name, user, code, group in logins], quoting=csv.QUOTE_ALL)
    table("table_1password.csv", ["Title", "Url", "Username", "Password", "OTPAuth", "Favorite", "Archived", "Tags", "Notes"],
        [[name, site, user, "x", code, "false", "false", group, note] for name, user, code, group in logins])
    table("table_apple.csv", ["Title", "URL", "Username", "Password", "Notes", "OTPAuth"],
        [[name, site, user, "x", note, code] for name, user, code, group in logins])
    table("table_dashlane.csv", ["username", "username2", "username3", "title", "password", "note", "url", "category", "otpUrl"],
        [[user, "", "", name, "x", note, site, group, code] for name, user, code, group in logins])
    table("table_dashlane_before.csv", ["username", "username2", "username3", "title", "password", "note", "url", "category", "otpSecret"],
        [[user, "", "", name, "x", note, site, group, code] for name, user, code, group in logins])
    table("table_lastpass.csv", ["url", "username", "password", "totp", "extra", "name", "grouping", "fav"],
        [[site, user, "x", code, note, name, group, "0"] for name, user, code, group in logins])
    table("table_protonpass.csv", ["type", "name", "url", "email", "username", "password", "note", "totp", "createTime", "modifyTime", "vault"],
        [["login", name, site, "andet@nordhavn.example", user, "x", note, code, "1", "1", group] for name, user, code, group in logins])
    table("table_keeper.csv", None, [[group, name, user, "x", site, note, ""] + (["Farve", "rød", "TFC:Keeper", code] if code else [])
        for name, user, code, group in logins])
    # As a spreadsheet in Denmark saves Bitwarden's.
    table("table_spreadsheet.csv", ["folder", "favorite", "type", "name", "notes", "fields", "reprompt", "login_uri", "login_username",
        "login_password", "login_totp"], [[group, "", "login", name, note, "", 0, "", user, "x", code] for name, user, code, group in logins],
        delimiter=";")


# ZIP (PKWARE's APPNOTE, and WinZip's note on AES).
def zip_archive(files):
    """`files`: (name, what is packed, flags, method, crc, length, extra field)."""
    body, directory = b"", b""
    for name, packed, flags, method, crc, length, extra in files:
        name = name.encode()
        head = struct.pack("<HHHHHIIIHH", 51, flags, method, 0, 0x5C21, crc, len(packed), length, len(name), len(extra))
        directory += b"PK\1\2" + struct.pack("<H", 51) + head + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name + extra
        body += b"PK\3\4" + head + name + extra + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def deflated(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def packed_plain(name, data):
    return name, deflated(data), 0, 8, zlib.crc32(data), len(data), b""


def packed_aes(name, data, version):
    """AES-256 (strength 3); version 2 leaves the checksum out."""
    salt = drawn(f"zip salt {name}", 16)
    keys = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt, 1000, 66)
    plain, sealed = deflated(data), b""
    for place in range(0, len(plain), 16):
        counter = (place // 16 + 1).to_bytes(16, "little")
        pad = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor().update(counter)
        sealed += bytes(a ^ b for a, b in zip(plain[place:place + 16], pad))
    sealed = salt + keys[64:] + sealed + hmac.digest(keys[32:64], sealed, "sha1")[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, version, b"AE", 3, 8)
    return name, sealed, 1, 99, 0 if version == 2 else zlib.crc32(data), len(data), extra


def packed_traditional(name, data):
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(value, byte):
        return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(byte):
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    for byte in PASSWORD.encode():
        update(byte)
    header, sealed = drawn(f"zip header {name}", 11) + bytes([zlib.crc32(data) >> 24]), b""
    for byte in header + deflated(data):
        pad = keys[2] | 2
        sealed += bytes([byte ^ (pad * (pad ^ 1) >> 8 & 255)])
        update(byte)
    return name, sealed, 1, 8, zlib.crc32(data), len(data), b""


def archives():
    page = "<html>Vis denne side på en anden telefon</html>".encode()
    rows = json.dumps(raivo_rows()).encode()
    write("archive_raivo_sealed.zip", zip_archive([packed_aes("raivo-otp-export.html", page, 2), packed_aes("raivo-otp-export.json", rows, 2)]))
    content = json.dumps(proton_pass_content(), ensure_ascii=False).encode()
    write("archive_protonpass.zip", zip_archive([("Proton Pass/", b"", 0, 0, 0, 0, b""), packed_plain("Proton Pass/data.json", content),
        packed_plain("Proton Pass/files/1.png", b"\x89PNG\r\n\x1a\n" + drawn("picture", 99))]))
    text = (HERE / "winauth.txt").read_bytes()
    write("archive_winauth_sealed.zip", zip_archive([packed_aes("winauth-2026-01-01.txt", text, 1)]))
    write("archive_traditional_sealed.zip", zip_archive([packed_traditional("list.txt", (HERE / "list.txt").read_bytes())]))
    # Another program reads what was written here.
    with zipfile.ZipFile(HERE / "archive_traditional_sealed.zip") as archive:
        assert archive.read("list.txt", PASSWORD.encode()) == (HERE / "list.txt").read_bytes()


def json_list():
    write("list.json", {"version": 1, "items": [token.uri() for token in TOKENS] + ["not a URI"]})


for make in [google, aegis, two_fas, ente, bitwarden, proton, andotp, freeotp_plus, stratum, lists, steam, lastpass, raivo, proton_pass,
             free_otp, authenticator, two_fauth, authy, duo, enpass, extract_otp_secrets, tables, json_list, archives]:
    make()
