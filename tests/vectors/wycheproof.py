# SPDX-License-Identifier: BSD-2-Clause
"""Vectors of the project Wycheproof, in JSON."""

import json
import os
import re

import lines
from lines import HASHES, Key, ec_key, even, rsa_key, secret

# What Wycheproof calls acceptable is so in some protocols only.
EXPECTED = {"valid": "valid", "invalid": "invalid", "acceptable": "either"}
# Where there is no wrong result, only wrong arguments.
REFUSED = dict(EXPECTED, invalid="refused")


def tests(path):
    """Yield group and test."""
    with open(path, encoding="utf-8") as file:
        for group in json.load(file)["testGroups"]:
            for test in group["tests"]:
                yield group, test


def cbc(path):
    """PKCS#5 padding, which the API has for SM4 only: the vectors with whole blocks."""
    for _, t in tests(path):
        pad = 16 - len(t["msg"]) // 2 % 16
        if t["result"] != "valid":
            lines.skip("wrong padding, which TEE_ALG_AES_CBC_NOPAD doesn't look at")
            continue
        lines.write("cipher", "AES_CBC_NOPAD", "valid", t["tcId"], secret("AES", t["key"]),
                    iv=t["iv"], pt=t["msg"] + f"{pad:02x}" * pad, ct=t["ct"])


def xts(path):
    for _, t in tests(path):
        half = len(t["key"]) // 2
        # XTS has no keys of 192 bits.
        expected = "refused" if half == 48 else EXPECTED[t["result"]]
        lines.write("cipher", "AES_XTS", expected, t["tcId"],
                    secret("AES", t["key"][:half]), secret("AES", t["key"][half:]),
                    iv=t["iv"].ljust(32, "0"), pt=t["msg"], ct=t["ct"])


# Sizes of nonces and tags in bits (Internal Core API 1.3, 6.6.1), in bytes OpenSSL's limit.
NONCES = {"AES_GCM": range(8, 1025), "AES_CCM": range(56, 105)}
TAGS = {"AES_GCM": range(96, 129, 8), "AES_CCM": range(32, 129, 16)}


def ae(path, algorithm):
    for g, t in tests(path):
        right = 4 * len(t["iv"]) in NONCES[algorithm] and g["tagSize"] in TAGS[algorithm]
        expected = EXPECTED[t["result"]] if right else "refused"
        lines.write("ae", algorithm, expected, t["tcId"], secret("AES", t["key"]), iv=t["iv"],
                    aad=t.get("aad", t["msg"]), pt=t["msg"] if "ct" in t else "",
                    ct=t.get("ct", ""), tag=t["tag"])


def mac(path, algorithm, kind, sizes):
    for _, t in tests(path):
        expected = EXPECTED[t["result"]] if 4 * len(t["key"]) in sizes else "refused"
        lines.write("mac", algorithm, expected, t["tcId"], secret(kind, t["key"]),
                    msg=t["msg"], out=t["tag"])


def split_der(signature):
    """Return r and s of a signature in DER, or None if it is not one."""
    data, numbers = bytes.fromhex(signature), []
    if len(data) < 2 or data[0] != 0x30:
        return None
    size, rest = (data[1], data[2:]) if data[1] < 0x80 else \
        (data[2], data[3:]) if data[1] == 0x81 and len(data) > 2 else (-1, b"")
    if size != len(rest) or (data[1] == 0x81 and size < 0x80):
        return None
    while rest:
        if len(rest) < 3 or rest[0] != 2 or not 0 < rest[1] <= len(rest) - 2:
            return None
        number, rest = rest[2:2 + rest[1]], rest[2 + rest[1]:]
        # Not negative, and no more bytes than necessary.
        if number[0] & 0x80 or (len(number) > 1 and not number[0] and not number[1] & 0x80):
            return None
        numbers.append(number.lstrip(b"\0").hex())
    return numbers if len(numbers) == 2 else None


def pair_signature(path, test, size):
    """Return a signature of two numbers of @size bytes, or None with a reason."""
    if "p1363" in path or "webcrypto" in path:
        return test["sig"], None
    numbers = split_der(test["sig"])
    if not numbers:
        return None, "encodings of numbers, which the API doesn't have"
    if any(len(number) > 2 * size for number in numbers):
        return None, "numbers too large for the API's signature"
    return "".join(number.zfill(2 * size) for number in numbers), None


def ecdsa(path):
    for g, t in tests(path):
        digest, curve = HASHES.get(g["sha"]), g["publicKey"]["curve"]
        if curve not in lines.CURVES or not digest:
            lines.skip(f"no {curve if digest else g['sha']}")
            continue
        signature, reason = pair_signature(path, t, -(-lines.CURVES[curve][1] // 8))
        if reason:
            lines.skip(reason)
            continue
        x, y = (g["publicKey"][name].removeprefix("00") for name in ("wx", "wy"))
        lines.write("verify", "ECDSA_" + digest, EXPECTED[t["result"]], t["tcId"],
                    ec_key("ECDSA", curve, x, y), digest=digest, msg=t["msg"], sig=signature)


def dsa(path):
    for g, t in tests(path):
        key, digest = g["publicKey"], HASHES[g["sha"]]
        signature, reason = pair_signature(path, t, (int(key["q"], 16).bit_length() + 7) // 8)
        if reason:
            lines.skip(reason)
            continue
        values = {name: even(key[letter].lstrip("0")) for name, letter in
                  (("PRIME", "p"), ("SUBPRIME", "q"), ("BASE", "g"), ("PUBLIC_VALUE", "y"))}
        lines.write("verify", "DSA_" + digest, EXPECTED[t["result"]], t["tcId"],
                    Key("DSA_PUBLIC_KEY", int(key["p"], 16).bit_length(),
                        **{"DSA_" + name: value for name, value in values.items()}),
                    digest=digest, msg=t["msg"], sig=signature)


def eddsa(path, kind):
    bits = 448 if kind == "ED448" else 256
    for g, t in tests(path):
        lines.write("verify", kind, EXPECTED[t["result"]], t["tcId"],
                    Key(f"{kind}_PUBLIC_KEY", bits,
                        **{f"{kind}_PUBLIC_VALUE": g["publicKey"]["pk"]}),
                    msg=t["msg"], sig=t["sig"])


def xdh(path, kind):
    size, base = (32, 9) if kind == "X25519" else (56, 5)
    for _, t in tests(path):
        # A shared secret of zeros may be taken or refused; here it is refused.
        expected = "refused" if not t["shared"].strip("0") or len(t["public"]) != 2 * size else \
            "valid"
        lines.xdh(kind, expected, t["tcId"], t["private"], t["public"],
                  t["shared"] or "00" * size, base)


def coordinates(public, curve, size):
    """Return the coordinates of an uncompressed point at the end of a public key, or None."""
    digits = 2 * (1 + 2 * size)
    point = public[-digits:]
    if len(point) != digits or not point.startswith("04"):
        return None
    return point[2:2 + 2 * size], point[2 + 2 * size:]


def base_points(directory):
    """Return the coordinates of the generator of each curve."""
    path = os.path.join(directory, "ec_prime_order_curves_test.json")
    return {t["name"]: [t[name].removeprefix("00") for name in ("gx", "gy")]
            for _, t in tests(path)}


def ecdh(path):
    """ECDH. The own public key takes no part and is not in the vectors: it is the generator."""
    bases = base_points(os.path.dirname(path))
    for g, t in tests(path):
        curve = g["curve"]
        if curve not in lines.CURVES:
            lines.skip(f"no {curve}")
            continue
        size = -(-lines.CURVES[curve][1] // 8)
        point = coordinates(t["public"], curve, size)
        named = set(t["flags"]) - {"Normal", "AddSubChain", "EdgeCaseSharedSecret",
                                   "EdgeCaseDoubling", "EdgeCaseEphemeralKey", "CVE_2017_10176",
                                   "CVE_2017_8932", "InvalidCurveAttack", "EdgeCasePrivateKey",
                                   "GroupIsomorphism", "InvalidPublic", "ModifiedPublicPoint"}
        if not point or (named and t["result"] != "valid"):
            lines.skip("encodings of keys, which the API doesn't have")
            continue
        private = t["private"].lstrip("0") or "0"
        x, y = bases[curve]
        lines.write("derive", "ECDH_DERIVE_SHARED_SECRET", REFUSED[t["result"]], t["tcId"],
                    ec_key("ECDH", curve, x, y, private), out=t["shared"] or "00" * size,
                    parameters={"ECC_PUBLIC_VALUE_X": point[0], "ECC_PUBLIC_VALUE_Y": point[1]})


def hkdf(path, digest):
    for _, t in tests(path):
        size = t["size"]
        if size > 512 and t["result"] == "valid":
            lines.skip("more than 512 bytes")
            continue
        lines.hkdf(REFUSED[t["result"]], t["tcId"], digest, t["ikm"], t["salt"], t["info"], size,
                   t["okm"] or "00" * min(size, 512))


def rsa_public(group):
    key = group["publicKey"]
    return rsa_key(key["modulus"], key["publicExponent"])


def rsa_signature(path):
    for g, t in tests(path):
        digest = HASHES.get(g["sha"])
        if not digest or g["keySize"] > 4096:
            lines.skip(f"no keys of {g['keySize']} bits" if digest else f"no {g['sha']}")
            continue
        expected = EXPECTED[t["result"]]
        lines.write("verify", "RSASSA_PKCS1_V1_5_" + digest, expected, t["tcId"], rsa_public(g),
                    digest=digest, msg=t["msg"], sig=t["sig"])


def rsa_pss(path):
    for g, t in tests(path):
        digest = HASHES.get(g["sha"])
        if not digest or g["mgf"] != "MGF1":
            lines.skip(f"no {g['sha']}")
        elif g["mgfSha"] != g["sha"]:
            lines.skip("another hash function for MGF1, for which the API has no parameter")
        else:
            lines.write("verify", "RSASSA_PKCS1_PSS_MGF1_" + digest, EXPECTED[t["result"]],
                        t["tcId"], rsa_public(g), digest=digest, msg=t["msg"], sig=t["sig"],
                        parameters={"RSA_PSS_SALT_LENGTH": g["sLen"]})


def rsa_private(group):
    key = group["privateKey"]
    names = {"PRIVATE_EXPONENT": "privateExponent", "PRIME1": "prime1", "PRIME2": "prime2",
             "EXPONENT1": "exponent1", "EXPONENT2": "exponent2", "COEFFICIENT": "coefficient"}
    if "otherPrimeInfos" in key:
        # The API has two primes at most. None are needed.
        names = {"PRIVATE_EXPONENT": "privateExponent"}
    return rsa_key(key["modulus"], key["publicExponent"],
                   **{name: key[own] for name, own in names.items()})


def rsa_decrypt(path, padding):
    for g, t in tests(path):
        digest = HASHES.get(g.get("sha", "SHA-1"))
        mgf = HASHES.get(g.get("mgfSha", "SHA-1"))
        if not digest or not mgf:
            lines.skip(f"no {g['sha'] if mgf else g['mgfSha']}")
            continue
        if g["keySize"] > 4096:
            lines.skip(f"no keys of {g['keySize']} bits")
            continue
        key, expected = rsa_private(g), EXPECTED[t["result"]]
        if len(t["ct"]) != len(key.attributes["RSA_MODULUS"]):
            expected = "refused"
        algorithm, parameters = "RSAES_PKCS1_V1_5", None
        if padding == "oaep":
            algorithm = "RSAES_PKCS1_OAEP_MGF1_" + digest
            parameters = {"RSA_OAEP_LABEL": t["label"], **lines.mgf_hash(mgf)}
        lines.write("decrypt", algorithm, expected, t["tcId"], key, pt=t["msg"], ct=t["ct"],
                    parameters=parameters)


def primality(path):
    for _, t in tests(path):
        # Negative numbers are in two's complement, which the API doesn't have.
        if t["value"] and int(t["value"][0], 16) > 7:
            lines.skip("negative numbers")
            continue
        lines.write("prime", "PRIME", EXPECTED[t["result"]], t["tcId"], value=t["value"])


# Sizes of HMAC's keys in bits (table 5-9).
HMAC_SIZES = {"sha1": (80, 512), "sha224": (112, 512), "sha256": (192, 1024),
              "sha384": (256, 1024), "sha512": (256, 1024), "sha3_224": (192, 1024),
              "sha3_256": (256, 1024), "sha3_384": (256, 1024), "sha3_512": (256, 1024),
              "sm3": (80, 1024)}

# Pattern of a file's name without "_test.json", function, other arguments.
PATTERNS = [
    (r"aes_cbc_pkcs5", cbc), (r"aes_xts", xts), (r"aes_gcm|aes_gmac", ae, "AES_GCM"),
    (r"aes_ccm", ae, "AES_CCM"),
    (r"aes_cmac", mac, "AES_CMAC", "AES", (128, 192, 256)),
    *((rf"hmac_{name}", mac, f"HMAC_{name.upper()}", f"HMAC_{name.upper()}",
       range(low, high + 1, 8)) for name, (low, high) in HMAC_SIZES.items()),
    (r"ecdsa_(secp(192|224|256|384|521)r1|brainpool).*sha(?!ke)\w+", ecdsa),
    (r"ecdsa_\w+_webcrypto", ecdsa), (r"dsa_.*", dsa),
    (r"ed25519", eddsa, "ED25519"), (r"ed448", eddsa, "ED448"),
    (r"x25519", xdh, "X25519"), (r"x448", xdh, "X448"),
    (r"ecdh_(secp(224|256|384|521)r1|brainpoolP\d+r1)(_ecpoint)?", ecdh),
    *((rf"hkdf_{name.lower()}", hkdf, name) for name in ("SHA1", "SHA256", "SHA384", "SHA512")),
    (r"rsa_signature_(2048|3072|4096)_sha(?!512_)\w+", rsa_signature),
    (r"rsa_pss_(2048|3072|4096)_sha(?!ke|512_)\w+|rsa_pss_misc", rsa_pss),
    (r"rsa_oaep_(?!.*sha512_2).*", rsa_decrypt, "oaep"),
    (r"primality", primality),
    (r"rsa_three_primes_.*", rsa_decrypt, "oaep"), (r"rsa_pkcs1_.*", rsa_decrypt, "pkcs1"),
]


def files(directory):
    """List the files: path, function, its other arguments."""
    for name in sorted(os.listdir(directory)):
        for pattern, *convert in PATTERNS:
            if re.fullmatch(f"({pattern})_test.json", name):
                yield name, *convert
                break
