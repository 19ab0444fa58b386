# SPDX-License-Identifier: BSD-2-Clause
"""Write test vectors as the lines that runner.c reads; vector.h describes them."""

import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# What the API's headers define, without the prefix TEE_.
CONSTANTS = {}
for _name in ("tee_api_defines.h", "tee_api_defines_extensions.h"):
    with open(os.path.join(TOP, "ta", "include", _name), encoding="ascii") as _file:
        for _match in re.finditer(r"^#define\s+(\w+)\s+(0x[0-9a-f]+)$", _file.read(), re.M):
            CONSTANTS[_match.group(1).removeprefix("TEE_")] = int(_match.group(2), 16)

# Names of hash functions in the sources, and those of the API.
HASHES = {
    "MD5": "MD5", "SHA1": "SHA1", "SHA-1": "SHA1", "SM3": "SM3",
    "SHA224": "SHA224", "SHA256": "SHA256", "SHA384": "SHA384", "SHA512": "SHA512",
    "SHA-224": "SHA224", "SHA-256": "SHA256", "SHA-384": "SHA384", "SHA-512": "SHA512",
    "SHA3-224": "SHA3_224", "SHA3-256": "SHA3_256", "SHA3-384": "SHA3_384",
    "SHA3-512": "SHA3_512",
}

# Names of curves in the sources: the API's name, the size in bits.
CURVES = {
    "P-192": ("NIST_P192", 192), "secp192r1": ("NIST_P192", 192),
    "P-224": ("NIST_P224", 224), "secp224r1": ("NIST_P224", 224),
    "P-256": ("NIST_P256", 256), "secp256r1": ("NIST_P256", 256),
    "P-384": ("NIST_P384", 384), "secp384r1": ("NIST_P384", 384),
    "P-521": ("NIST_P521", 521), "secp521r1": ("NIST_P521", 521),
    **{f"brainpoolP{bits}{kind}": (f"BSI_P{bits}{kind}", bits)
       for bits in (160, 192, 224, 256, 320, 384, 512) for kind in ("r1", "t1")},
}


class Key:
    """A key: type and attributes by the API's names, size in bits."""

    def __init__(self, kind, bits, **attributes):
        self.kind, self.bits, self.attributes = kind, bits, attributes

    def fields(self):
        return [f"t={CONSTANTS['TYPE_' + self.kind]:x}", f"b={self.bits:x}",
                *format_attributes("k", self.attributes)]


def format_attributes(letter, values):
    """Format attributes as fields: numbers, or bytes as hexadecimal digits."""
    for name, value in values.items():
        # OP-TEE's own attributes have more in front of their names.
        number = CONSTANTS.get("ATTR_" + name) or CONSTANTS[name]
        yield f"{letter}{number:08x}={value if isinstance(value, str) else format(value, 'x')}"


def even(digits):
    """Return the digits of a number as bytes."""
    return digits if len(digits) % 2 == 0 else "0" + digits


def secret(kind, digits, attribute="SECRET_VALUE"):
    return Key(kind, len(digits) * 4, **{attribute: digits})


def rsa_key(modulus, exponent, **private):
    modulus = even(modulus).lower().lstrip("0")
    bits = int(modulus, 16).bit_length()
    return Key("RSA_KEYPAIR" if private else "RSA_PUBLIC_KEY", bits,
               RSA_MODULUS=even(modulus), RSA_PUBLIC_EXPONENT=even(exponent),
               **{"RSA_" + name: even(value) for name, value in private.items()})


def ec_key(kind, curve, x, y, private=None):
    name, bits = CURVES[curve]
    values = {"ECC_CURVE": CONSTANTS["ECC_CURVE_" + name],
              "ECC_PUBLIC_VALUE_X": even(x), "ECC_PUBLIC_VALUE_Y": even(y)}
    if private is not None:
        values["ECC_PRIVATE_VALUE"] = even(private)
    return Key(kind + ("_PUBLIC_KEY" if private is None else "_KEYPAIR"), bits, **values)


def start_file(name):
    sys.stdout.write(f"file {name}\n")


def skip(reason):
    sys.stdout.write(f"skip {reason}\n")


def write(kind, algorithm, expected, number, key=None, second=None, parameters=None,
          digest=None, flags=(), **values):
    """Write a vector. Values are hexadecimal digits."""
    # Primes are no algorithm.
    line = [kind, f"{algorithm}:{CONSTANTS.get('ALG_' + algorithm, 0):x}", expected, str(number)]
    if key:
        line += key.fields()
    if second:
        line += format_attributes("q", second.attributes)
    if parameters:
        line += format_attributes("p", parameters)
    if digest:
        line.append(f"hash={CONSTANTS['ALG_' + digest]:x}")
    line += [f"{flag}=" for flag in flags]
    line += [f"{name}={value}" for name, value in values.items()]
    sys.stdout.write(" ".join(line) + "\n")


def mgf_hash(digest):
    """The hash function of MGF1 as a parameter: 4 bytes, in this machine's order."""
    return {"RSA_OAEP_MGF_HASH": CONSTANTS["ALG_" + digest].to_bytes(4, sys.byteorder).hex()}


def hkdf(expected, number, digest, ikm, salt, info, size, okm):
    """Write a vector of HKDF twice, with GlobalPlatform's identifiers and with OP-TEE's."""
    write("derive", "HKDF", expected, number, secret("HKDF", ikm), out=okm,
          parameters={"HKDF_HASH_ALGORITHM": CONSTANTS["ALG_" + digest], "HKDF_SALT": salt,
                      "HKDF_INFO": info, "KDF_KEY_SIZE": size})
    write("derive", f"HKDF_{digest}_DERIVE_KEY", expected, number,
          secret("HKDF_IKM", ikm, "HKDF_IKM"), out=okm,
          parameters={"__OPTEE_TEE_ATTR_HKDF_SALT": salt, "__OPTEE_ATTR_HKDF_INFO": info,
                      "HKDF_OKM_LENGTH": size})


def xdh(kind, expected, number, private, peer, shared, base):
    """Write a vector of X25519 or X448. @base stands in for the own public key."""
    public = base.to_bytes(len(private) // 2, "little").hex()
    bits = 256 if kind == "X25519" else 448
    key = Key(f"{kind}_KEYPAIR", bits, **{f"{kind}_PRIVATE_VALUE": private,
                                          f"{kind}_PUBLIC_VALUE": public})
    write("derive", kind, expected, number, key, out=shared,
          parameters={f"{kind}_PUBLIC_VALUE": peer})
