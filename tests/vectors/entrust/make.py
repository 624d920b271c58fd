#!/usr/bin/env python3
"""Makes activations.json: Entrust activations of an invented issuer, sound and sabotaged, with another implementation of the
ciphers than Segl's. published.json is not made here: it is what ss23/entrust-identityguard-tools (MIT) published.

    pip install cryptography
    python3 tests/vectors/entrust/make.py

Every run writes the same bytes.
"""

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HERE = Path(__file__).parent
PASSWORD = "20481637"
SALT = bytes(range(8))


def luhn(digits):
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))]
    return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


SERIAL = luhn("904172635")
CODE = luhn("330914728561047")
REGISTRATION = luhn("118273645")


def grouped(digits, length):
    return "-".join(digits[i : i + length] for i in range(0, len(digits), length))


POLICY = '{"allowUnsecured":"true","colour":"æble"}'
CONTENT = {
    "sn": grouped(SERIAL, 5),
    "ac": grouped(CODE, 4),
    "policy": POLICY,
    "regurl": "nordhavn.example/igst",
}


def escaped(text):
    return quote(text, safe="")


def sealed(content, password=PASSWORD, escape=escaped, version="1", scheme="igmobileotp", cipher=None, mac_length=12, pad=True):
    keys = hashlib.pbkdf2_hmac("sha256", password.encode(), SALT, 1000, 64)
    plain = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    if cipher is None:
        padder = padding.PKCS7(128).padder()
        encryptor = Cipher(algorithms.AES(keys[:16]), modes.CBC(keys[48:])).encryptor()
        cipher = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    enc = base64.b64encode(SALT + cipher).decode()
    enc = enc if pad else enc.rstrip("=")
    covered = f"action=secactivate&enc={escape(enc)}&v={version}"
    mac = hmac.new(keys[16:48], covered.encode(), "sha256").digest()[:mac_length]
    return f"{scheme}://?{covered}&mac={escape(base64.b64encode(mac).decode())}"


def lower(text):
    return re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), escaped(text))


def without(key):
    return {name: value for name, value in CONTENT.items() if name != key}


def with_(**changed):
    return {**CONTENT, **changed}


SOUND = sealed(CONTENT)
# A block more, so that the base64 ends in padding.
PADDED = with_(logo="0123456789")
assert "%2F" in SOUND and "%2B" in SOUND and "%3D" in sealed(PADDED) and "%3D" not in sealed(PADDED, pad=False)

accepted = [
    ("sound", SOUND, PASSWORD),
    ("blanks_around", f"  {SOUND}\n", PASSWORD),
    ("scheme_of_a_company", sealed(CONTENT, scheme="nordhavn-otp"), PASSWORD),
    ("https_link", sealed(CONTENT, scheme="https").replace("https://?", "https://nordhavn.example/activate?"), PASSWORD),
    ("escapes_in_lower_case", sealed(CONTENT, escape=lower), PASSWORD),
    ("no_escapes", sealed(CONTENT, escape=str), PASSWORD),
    ("padded", sealed(PADDED), PASSWORD),
    ("no_padding", sealed(PADDED, pad=False), PASSWORD),
    ("password_of_letters", sealed(CONTENT, "Blåbær-7"), "Blåbær-7"),
    ("password_with_leading_zeros", sealed(CONTENT, "00000042"), "00000042"),
    ("password_in_groups", SOUND, "2048 1637"),
    ("unknown_keys", sealed(with_(logo="x", otplen=8, deep=[{}])), PASSWORD),
    ("without_policy", sealed(without("policy")), PASSWORD),
    ("without_host", sealed(without("regurl")), PASSWORD),
    ("codes_without_hyphens", sealed(with_(sn=SERIAL, ac=CODE)), PASSWORD),
]

flipped_enc = SOUND.replace("enc=AAECAwQFBgc", "enc=AAECAwQFBgg")
assert flipped_enc != SOUND
mac = SOUND.rsplit("mac=", 1)[1]
flipped_mac = SOUND.replace(f"mac={mac}", f"mac={'B' if mac[0] == 'A' else 'A'}{mac[1:]}")

refused = [
    ("a_web_page", "https://nordhavn.example/?action=activate", "Foreign"),
    ("a_key_uri", "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP", "Foreign"),
    ("online_activation", "igmobileotp://?action=activate&enc=AAAA&v=1&mac=AAAA", "Foreign"),
    ("action_in_upper_case", SOUND.replace("secactivate", "SECACTIVATE"), "Foreign"),
    ("action_twice", SOUND.replace("?action=secactivate", "?action=secactivate&action=secactivate"), "Damaged"),
    ("version_newer", sealed(CONTENT, version="2"), "Version"),
    ("version_changed_to_newer", SOUND.replace("&v=1", "&v=2"), "Version"),
    ("version_escaped", SOUND.replace("&v=1", "&v=%31"), "Version"),
    ("version_missing", SOUND.replace("&v=1", ""), "Damaged"),
    ("enc_missing", re.sub("&enc=[^&]*", "", SOUND), "Damaged"),
    ("enc_twice", SOUND.replace("&v=1", "&enc=AAAA&v=1"), "Damaged"),
    ("enc_empty", re.sub("&enc=[^&]*", "&enc=", SOUND), "Damaged"),
    ("enc_of_a_salt_alone", re.sub("&enc=[^&]*", "&enc=AAECAwQFBgc%3D", SOUND), "Damaged"),
    ("enc_of_half_a_block", re.sub("&enc=[^&]*", "&enc=" + "A" * 20, SOUND), "Damaged"),
    ("enc_with_a_blank_for_a_plus", SOUND.replace("enc=AAEC", "enc=AA C"), "Damaged"),
    ("enc_base64url", SOUND.replace("enc=AAEC", "enc=AA-_"), "Damaged"),
    ("enc_with_half_an_escape", SOUND.replace("enc=AAEC", "enc=AAEC%2"), "Damaged"),
    ("enc_with_no_escape", SOUND.replace("enc=AAEC", "enc=AAEC%zz"), "Damaged"),
    ("enc_escapes_of_other_bytes", SOUND.replace("enc=AAEC", "enc=AA%C3%A6"), "Damaged"),
    ("mac_missing", SOUND.rsplit("&", 1)[0], "Damaged"),
    ("mac_not_last", SOUND + "&w=1", "Damaged"),
    ("mac_empty", SOUND.rsplit("mac=", 1)[0] + "mac=", "Damaged"),
    ("mac_short", sealed(CONTENT, mac_length=11), "Damaged"),
    ("mac_long", sealed(CONTENT, mac_length=32), "Damaged"),
    ("too_long", sealed(with_(logo="x" * 4096)), "TooLong"),
    ("empty", "", "Foreign"),
]

wrong_password = [
    ("password_of_another", SOUND, "20481638"),
    ("password_empty", SOUND, ""),
    ("password_as_a_number", sealed(CONTENT, "00000042"), "42"),
    ("enc_flipped", flipped_enc, PASSWORD),
    ("mac_flipped", flipped_mac, PASSWORD),
    ("escapes_changed_to_lower_case", re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), SOUND), PASSWORD),
    ("escapes_taken_away", SOUND.replace("%2F", "/").replace("%2B", "+").replace("%3D", "="), PASSWORD),
]

wrong_content = [
    ("content_of_noise", sealed(b"", cipher=bytes(range(32))), "Damaged"),
    ("content_empty", sealed(b""), "Damaged"),
    ("content_not_utf8", sealed(b'\xff\xfe{"sn":"1"}'), "Damaged"),
    ("content_not_json", sealed(b"sn=1"), "Damaged"),
    ("content_a_list", sealed(b'["90417-26350"]'), "Damaged"),
    ("content_with_more_after_it", sealed(json.dumps(CONTENT).encode() + b"{}"), "Damaged"),
    ("content_too_deep", sealed(b"[" * 2000), "Damaged"),
    ("serial_missing", sealed(without("sn")), "Damaged"),
    ("serial_a_number", sealed(with_(sn=int(SERIAL))), "Damaged"),
    ("serial_mistyped", sealed(with_(sn=SERIAL[:-1] + str((int(SERIAL[-1]) + 1) % 10))), "Code(CheckDigit)"),
    ("serial_short", sealed(with_(sn=SERIAL[:-1])), "Code(Length { expected: 10, found: 9 })"),
    ("code_missing", sealed(without("ac")), "Damaged"),
    ("code_mistyped", sealed(with_(ac=CODE[:-1] + str((int(CODE[-1]) + 1) % 10))), "Code(CheckDigit)"),
    ("code_long", sealed(with_(ac=CODE + "0")), "Code(Length { expected: 16, found: 17 })"),
    ("code_of_other_digits", sealed(with_(ac="１" + CODE[1:])), "Code(NotDigits)"),
]


def seed(policy):
    password = int(CODE[:-1]).to_bytes(7, "big") + int(REGISTRATION[:-1]).to_bytes(4, "big")[2:] + policy.encode()
    return hashlib.pbkdf2_hmac("sha256", password, SERIAL.encode(), 8, 16).hex()


def policy_of(name):
    return None if name == "without_policy" else POLICY


rows = [
    {
        "name": name, "text": text, "password": password, "serial": grouped(SERIAL, 5), "policy": policy_of(name),
        "host": None if name == "without_host" else CONTENT["regurl"], "seed": seed(""), "seed_with_policy": seed(policy_of(name) or ""),
    }
    for name, text, password in accepted
]
rows += [{"name": name, "text": text, "password": PASSWORD, "refused": error} for name, text, error in refused + wrong_content]
rows += [{"name": name, "text": text, "password": password, "refused": "WrongActivationPassword"} for name, text, password in wrong_password]
assert len({row["name"] for row in rows}) == len(rows)
document = {"registration_code": grouped(REGISTRATION, 5), "rows": rows}
(HERE / "activations.json").write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
