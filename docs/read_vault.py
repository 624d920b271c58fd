#!/usr/bin/env python3
"""Reads a Segl vault (version 1), written from docs/vault-format.md alone; section numbers refer to it.

Needs: pip install cryptography cbor2 argon2-cffi

For samples and for proof. Arguments are visible to other programs while it runs: a real entry or PIN given here is no
longer secret.
"""

import argparse
import hashlib
import hmac
import io
import struct
import sys
import time

import argon2.low_level
import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ENTRY = struct.Struct("<B16s32sQ32s")
HEADER = struct.Struct("<4sHH16sQBIII16sB32sI")
ZERO_NONCE = bytes(12)
SEGL_FIELDS = {
    "issuer": str, "issuer_name": str, "account_name": str, "label": (str, type(None)), "token_id": 16,
    "device_key": 32, "oprf_public_key": 33, "challenge_keys": list, "ratchet": 32, "pending": (dict, type(None)),
    "push": {"wrap_salt": 32, "commit": 32, "ct": 48},
    "otp": {"salt": 16, "masked": 32, "digits": int, "step": int, "alg": str},
    "created": int,
}  # fmt: skip
PENDING_FIELDS = {"rid": 16, "next": 32}
LATER_FIELDS = {
    "policy": {"pin_min": int, "presence": str, "codes_idle": int, "key_file": bool, "third_party": bool},
    "change": {
        "id": 16, "oprf_public_key": 33, "push": SEGL_FIELDS["push"], "otp": SEGL_FIELDS["otp"], "ratchet": 32,
        "commit": str,
    },
    "presence": {"seed": 32, "pin_at": int},
}  # fmt: skip
OPTIONAL_FIELDS = {"presence": {"key": 33}}
MARK_LENGTHS = {"note": 500, "group": 40}
CHALLENGE_KEY_FIELDS = {"kid": str, "x": 32, "y": 32}
OTP_FIELDS = {"id": 16, "issuer": str, "account": str, "label": (str, type(None)), "scheme": dict, "key": dict, "created": int}
SCHEMES = {
    "totp": {"alg": str, "digits": int, "step": int}, "hotp": {"alg": str, "digits": int, "counter": int}, "steam": {},
}  # fmt: skip
KEYS = {"masked": {"salt": 16, "bytes": bytes}, "bare": {"bytes": bytes}}
SHARED_FIELDS = {
    "id": 16, "salt": 16, "guard": (int, type(None)), "follows": (bytes, type(None)), "before": (bytes, type(None)),
}  # fmt: skip
STEAM_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"


class Refused(Exception):
    """The vault or the entry is not as the document says."""


def demand(condition, refusal):
    if not condition:
        raise Refused(refusal)


def hkdf(salt, key_material, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(key_material)


def read_entry(data):  # §2
    demand(len(data) == ENTRY.size, "the keyring entry has not 89 bytes")
    version, vault_id, device_secret, generation, file_hash = ENTRY.unpack(data)
    demand(version == 1, "unknown version of the keyring entry")
    return vault_id, device_secret, generation, file_hash


def read_header(file):  # §3
    demand(file[:4] == b"SGV1", "not a Segl vault")
    demand(file[4:6] == b"\x01\x00", "unknown version of the vault")
    demand(len(file) >= HEADER.size, "the header is truncated")
    names = "magic ver flags vault_id generation kdf m_kib t p argon_salt aead body_salt body_len".split()
    header = dict(zip(names, HEADER.unpack_from(file)))
    demand(header["flags"] == 0, "unknown flags")
    demand(header["kdf"] == 1, "unknown key derivation")
    demand(65_536 <= header["m_kib"] <= 1_048_576, "Argon2 memory out of bounds")
    demand(3 <= header["t"] <= 10, "Argon2 passes out of bounds")
    demand(1 <= header["p"] <= 16, "Argon2 lanes out of bounds")
    demand(header["aead"] == 1, "unknown cipher")
    demand(header["body_len"] <= 1_048_576, "the body is too large")
    demand(len(file) == HEADER.size + header["body_len"] + 16, "the file has not the announced length")
    return header


def check_generation(file, header, generation, file_hash):  # §4
    ahead = header["generation"] - generation
    demand(ahead >= 0, "rollback: the file is older than the keyring knows")
    demand(ahead <= 1, "the file is too far ahead of the keyring")
    same = hmac.compare_digest(hashlib.sha256(file).digest(), file_hash)
    demand(ahead == 1 or same, "not the file that the keyring knows")
    return ahead == 1


def open_body(file, header, device_secret):  # §3
    key = hkdf(header["body_salt"], device_secret, b"segl/vault/v1/body", 32)
    try:
        return AESGCM(key).decrypt(ZERO_NONCE, file[HEADER.size :], file[: HEADER.size])
    except InvalidTag:
        raise Refused("the vault has been changed, or the device secret is another one") from None


def check_fields(value, fields):  # §5
    demand(isinstance(value, dict) and value.keys() == fields.keys(), "fields missing or unknown")
    for name, shape in fields.items():
        field = value[name]
        if isinstance(shape, dict):
            check_fields(field, shape)
        elif isinstance(shape, int):
            demand(isinstance(field, bytes) and len(field) == shape, f"{name} has not {shape} bytes")
        else:
            is_right = isinstance(field, shape) and (shape is bool or not isinstance(field, bool))
            demand(is_right, f"{name} has the wrong type")


def take_marks(fields):  # §5: what may be missing in both kinds; null is the same
    marks = {name: fields.pop(name, None) for name in ("note", "group", "pinned")}
    for name, longest in MARK_LENGTHS.items():
        text = marks[name]
        demand(text is None or isinstance(text, str), f"{name} has the wrong type")
        demand(text is None or 1 <= len(text) <= longest, f"{name} has not 1 to {longest} characters")
    demand(marks["pinned"] is None or isinstance(marks["pinned"], bool), "pinned has the wrong type")
    return marks


def read_segl(fields):  # §5
    demand(isinstance(fields, dict), "fields missing or unknown")
    marks = take_marks(fields)
    later = {name: fields.pop(name) for name in LATER_FIELDS if name in fields}
    stated = fields.pop("challenge_keys_at", None)
    is_time = isinstance(stated, int) and not isinstance(stated, bool) and stated >= 0
    demand(stated is None or is_time, "challenge_keys_at has the wrong type")
    check_fields(fields, SEGL_FIELDS)
    if fields["pending"] is not None:
        check_fields(fields["pending"], PENDING_FIELDS)
    for name, value in later.items():
        if value is not None:
            optional = OPTIONAL_FIELDS.get(name, {})
            check_fields(value, LATER_FIELDS[name] | {field: optional[field] for field in optional.keys() & value.keys()})
    demand(len(fields["challenge_keys"]) in (1, 2), "one or two challenge keys")
    for key in fields["challenge_keys"]:
        check_fields(key, CHALLENGE_KEY_FIELDS)
    otp = fields["otp"]
    demand(6 <= otp["digits"] <= 8, "digits out of bounds")
    demand(1 <= otp["step"] <= 3600, "step out of bounds")
    demand(otp["alg"] in ("SHA1", "SHA256", "SHA512"), "unknown algorithm")
    fields["marks"], fields["challenge_keys_at"] = marks, stated


def only(pair, shapes, what):
    demand(isinstance(pair, dict) and len(pair) == 1 and next(iter(pair)) in shapes, f"{what} of unknown kind")
    ((kind, value),) = pair.items()
    check_fields(value, shapes[kind])
    return kind, value


def read_otp(fields):  # §5
    demand(isinstance(fields, dict), "fields missing or unknown")
    marks = take_marks(fields)
    bound = fields.pop("bound", None)
    demand(bound is None or isinstance(bound, bool), "bound has the wrong type")
    check_fields(fields, OTP_FIELDS)
    kind, scheme = only(fields["scheme"], SCHEMES, "a scheme")
    if kind != "steam":
        demand(scheme["alg"] in ("SHA1", "SHA256", "SHA512"), "unknown algorithm")
        demand(5 <= scheme["digits"] <= 10, "digits out of bounds")
        demand(kind == "hotp" or 1 <= scheme["step"] <= 86_400, "step out of bounds")
        demand(kind == "totp" or 0 <= scheme["counter"] <= 2**63, "counter out of bounds")
    _, key = only(fields["key"], KEYS, "a key")
    demand(1 <= len(key["bytes"]) <= 128, "a key has 1 to 128 bytes")
    fields["marks"], fields["bound"] = marks, bound is True


def read_shared_pin(fields, entries):  # §5
    check_fields(fields, SHARED_FIELDS)
    demand(fields["guard"] is None or 0 <= fields["guard"] < 64, "the guard has more than six bits")
    portals = [entry["segl"]["token_id"] for entry in entries if "segl" in entry]
    demand(fields["guard"] is None or not portals, "a guard beside a portal token")
    demand(fields["follows"] is None or fields["follows"] in portals, "the shared PIN follows nobody")
    demand(fields["before"] is None or len(fields["before"]) == 16, "before has not 16 bytes")


def read_entries(body):  # §5
    stream = io.BytesIO(body)
    entries = cbor2.CBORDecoder(stream).decode()
    demand(stream.tell() == len(body), "bytes after the tokens")
    # The library keeps the last of two fields of one name; written again, the body would then be shorter.
    demand(len(cbor2.dumps(entries)) == len(body), "a field comes twice")
    demand(isinstance(entries, list), "not a list")
    for entry in entries:
        known = isinstance(entry, dict) and len(entry) == 1 and next(iter(entry)) in ("segl", "otp", "shared_pin")
        demand(known, "an entry of unknown kind")
        if "segl" in entry:
            read_segl(entry["segl"])
        elif "otp" in entry:
            read_otp(entry["otp"])
    shared = [entry["shared_pin"] for entry in entries if "shared_pin" in entry]
    demand(len(shared) <= 1 and len(entries) - len(shared) <= 1000, "not a list of at most 1,000 tokens")
    demand(bool(shared) == any("otp" in entry for entry in entries), "third-party tokens and shared PIN do not agree")
    if shared:
        read_shared_pin(shared[0], entries)
    return [entry for entry in entries if "shared_pin" not in entry], shared[0] if shared else None


def stretch(header, salt, pin):  # §6
    return argon2.low_level.hash_secret_raw(
        pin.encode("ascii"), header["argon_salt"] + salt,
        time_cost=header["t"], memory_cost=header["m_kib"], parallelism=header["p"],
        hash_len=32, type=argon2.low_level.Type.ID, version=0x13,
    )  # fmt: skip


def unmask(header, otp, pin):  # §6
    x = stretch(header, otp["salt"], pin)
    mask = hkdf(otp["salt"], x, b"segl/otp-mask/v1", 32)
    return bytes(a ^ b for a, b in zip(otp["masked"], mask))


def open_key(key, shared_key):  # §6a
    ((kind, key),) = key.items()
    if kind == "bare":
        return key["bytes"]
    mask = hkdf(key["salt"], shared_key, b"segl/third-party-mask/v1", len(key["bytes"]))
    return bytes(a ^ b for a, b in zip(key["bytes"], mask))


def third_party_passcode(key, scheme, now):  # §6a
    ((kind, otp),) = scheme.items()
    if kind == "totp":
        return passcode(key, otp, now)
    if kind == "hotp":
        return decimal(truncated(key, otp["alg"], otp["counter"]), otp["digits"])
    value = truncated(key, "SHA1", now // 30)
    return "".join(STEAM_ALPHABET[value // 26**place % 26] for place in range(5))


def truncated(key, alg, counter):  # RFC 4226 §5.3
    tag = hmac.digest(key, struct.pack(">Q", counter), alg.lower())
    offset = tag[-1] & 0x0F
    return struct.unpack(">I", tag[offset : offset + 4])[0] & 0x7FFFFFFF


def decimal(value, digits):
    return str(value % 10**digits).zfill(digits)


def passcode(seed, otp, now):  # RFC 6238 over RFC 4226 §5.3
    return decimal(truncated(seed, otp["alg"], now // otp["step"]), otp["digits"])


def unwrap(file, header, device_secret, token, rwd):  # §7
    token_id, push = token["token_id"], token["push"]
    keys = hkdf(push["wrap_salt"], rwd + device_secret, b"segl/push-kek/v1" + token_id, 64)
    bound = file[0:6] + file[8:24] + file[32:61] + token_id
    demand(hmac.compare_digest(hmac.digest(keys[32:], bound, "sha256"), push["commit"]), "the PIN is wrong")
    try:
        return AESGCM(keys[:32]).decrypt(ZERO_NONCE, push["ct"], bound)
    except InvalidTag:
        raise Refused("the wrapped user key has been changed") from None


def print_marks(marks):
    if marks["pinned"]:
        print("  kept on top")
    if marks["group"] is not None:
        print(f"  group {marks['group']}")
    for line in (marks["note"] or "").splitlines():
        print(f"  note {line}")


def main():
    parser = argparse.ArgumentParser(description="Prints the tokens of a Segl vault; with a PIN, their passcodes.")
    parser.add_argument("vault", help="the file vault.segl")
    parser.add_argument("entry", metavar="KEYRING_ENTRY_HEX", help="the 89 bytes of the keyring entry, hexadecimal")
    parser.add_argument("--pin", help="shows passcodes; whether the PIN is right, no one can tell")
    parser.add_argument("--shared-entry", metavar="HEX",
                        help="the second keyring entry: shows passcodes of other issuers, too")  # fmt: skip
    parser.add_argument("--time", type=int, default=None, help="unix seconds to show passcodes for instead of now")
    parser.add_argument("--oprf-output", action="append", default=[], metavar="HEX",
                        help="32 bytes per token, in order: opens its user key and prints it")  # fmt: skip
    arguments = parser.parse_args()
    with open(arguments.vault, "rb") as opened:
        file = opened.read()
    now = int(time.time()) if arguments.time is None else arguments.time

    vault_id, device_secret, generation, file_hash = read_entry(bytes.fromhex(arguments.entry))
    header = read_header(file)
    demand(header["vault_id"] == vault_id, "the keyring entry belongs to another vault")
    overdue = check_generation(file, header, generation, file_hash)
    entries, shared = read_entries(open_body(file, header, device_secret))
    shared_key = None
    if shared and arguments.pin is not None and arguments.shared_entry:
        shared_id, shared_secret, _, _ = read_entry(bytes.fromhex(arguments.shared_entry))
        demand(shared_id == shared["id"], "the second keyring entry belongs to another masking")
        shared_key = stretch(header, shared["salt"], arguments.pin) + shared_secret

    print(f"vault {vault_id.hex()}, generation {header['generation']}" + (", keyring one behind" if overdue else ""))
    if shared_key and shared["guard"] is not None:  # §6a
        guard = hkdf(shared["salt"], shared_key, b"segl/typo-guard/v1", 1)[0] & 63
        print("the guard " + ("lets this PIN pass" if guard == shared["guard"] else "says: wrong PIN"))
    segl = [entry["segl"] for entry in entries if "segl" in entry]
    for index, token in enumerate(segl):
        print(f"{token['label'] or token['issuer_name']}: {token['account_name']} at {token['issuer']}")
        print(f"  token {token['token_id'].hex()}, enrolled {token['created']}")
        if token["challenge_keys_at"] is not None:
            print(f"  challenge keys stated at {token['challenge_keys_at']}")
        print_marks(token["marks"])
        if arguments.pin is not None:
            seed = unmask(header, token["otp"], arguments.pin)
            print(f"  passcode {passcode(seed, token['otp'], now)}")
        if index < len(arguments.oprf_output):
            rwd = bytes.fromhex(arguments.oprf_output[index])
            print(f"  user key {unwrap(file, header, device_secret, token, rwd).hex()}")
    for token in (entry["otp"] for entry in entries if "otp" in entry):
        print(f"{token['label'] or token['issuer']}: {token['account']}")
        print(f"  token {token['id'].hex()}, added {token['created']}")
        print_marks(token["marks"])
        if token["bound"]:
            print("  bound to the device")
        if shared_key:
            print(f"  passcode {third_party_passcode(open_key(token['key'], shared_key), token['scheme'], now)}")


if __name__ == "__main__":
    try:
        main()
    except (Refused, ValueError, cbor2.CBORDecodeError) as refusal:
        sys.exit(f"refused: {refusal}")
