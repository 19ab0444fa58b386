# SPDX-License-Identifier: BSD-2-Clause
"""Vectors of signatures, asymmetric encryption and key derivation in NIST's formats."""

import hashlib

import lines
from lines import HASHES, Key, ec_key, even, rsa_key, secret
from nist import records, titled

PADDINGS = {"15": "RSASSA_PKCS1_V1_5_", "PSS": "RSASSA_PKCS1_PSS_MGF1_"}


def expected_of(record):
    return "valid" if record["result"].startswith("P") else "invalid"


def rsa_verify(path, padding, salt=None):
    """Signatures of RSA, with public keys. @salt is the salt's size unless the vectors have it."""
    for n, r in enumerate(records(path)):
        size = len(r["saltval"]) // 2 if "saltval" in r else salt
        lines.write("verify", PADDINGS[padding] + HASHES[r["shaalg"]],
                    expected_of(r) if "result" in r else "valid", n, rsa_key(r["n"], r["e"]),
                    digest=HASHES[r["shaalg"]], msg=r["msg"], sig=r["s"],
                    parameters={"RSA_PSS_SALT_LENGTH": size} if padding == "PSS" else None)


def rsa_sign(path, padding):
    """Signatures of RSA, with private keys."""
    for n, r in enumerate(records(path)):
        key = rsa_key(r["n"], r["e"], PRIVATE_EXPONENT=r["d"])
        # A PSS signature has random numbers.
        exact = {"sig": r["s"].lower()} if padding == "15" else {}
        salt = {"RSA_PSS_SALT_LENGTH": len(r["saltval"]) // 2} if padding == "PSS" else None
        lines.write("sign", PADDINGS[padding] + HASHES[r["shaalg"]], "valid", n, key,
                    digest=HASHES[r["shaalg"]], msg=r["msg"], parameters=salt, **exact)


# Titles of the private key's numbers in the files of PKCS#1.
PRIVATE = {"Modulus": "n", "Public exponent": "e", "Exponent": "PRIVATE_EXPONENT",
           "Prime 1": "PRIME1", "Prime 2": "PRIME2", "Prime exponent 1": "EXPONENT1",
           "Prime exponent 2": "EXPONENT2", "Coefficient": "COEFFICIENT"}


def pkcs1_examples(path):
    """Yield key and example, a dictionary, of the files of PKCS#1."""
    numbers, example = {}, {}
    for title, digits in titled(path):
        title = title.split(" to be")[0]
        if title in PRIVATE:
            # A key has its public part first.
            numbers[PRIVATE[title]] = digits
            continue
        example[title] = digits
        if title in ("Signature", "Encryption"):
            private = {name: value for name, value in numbers.items() if len(name) > 1}
            yield rsa_key(numbers["n"], numbers["e"], **private), example
            example = {}


# What PKCS#1 puts in front of a SHA-1 digest.
SHA1_PREFIX = "3021300906052b0e03021a05000414"


def raw_rsa(n, key, message, signature):
    """Write a signature of PKCS#1 as one of bytes, and as a private operation without padding."""
    signed = SHA1_PREFIX + hashlib.sha1(bytes.fromhex(message)).hexdigest()
    lines.write("sign", "RSASSA_PKCS1_V1_5", "valid", n, key, msg=signed, sig=signature)
    padded = "0001" + ("00" + signed).rjust(len(signature) - 4, "f")
    # As in OP-TEE, the result of a decryption is a number without leading zeros.
    number = signature
    while number.startswith("00"):
        number = number[2:]
    lines.write("decrypt", "RSA_NOPAD", "valid", n, key, ct=padded, pt=number)


def pkcs1_sign(path, algorithm, exact):
    for n, (key, r) in enumerate(pkcs1_examples(path)):
        message = r.get("Message", "")
        if exact:
            raw_rsa(n, key, message, r["Signature"])
        parameters = None if exact else {"RSA_PSS_SALT_LENGTH": len(r["Salt"]) // 2}
        lines.write("verify", algorithm, "valid", n, key, digest="SHA1", msg=message,
                    sig=r["Signature"], parameters=parameters)
        lines.write("sign", algorithm, "valid", n, key, digest="SHA1", msg=message,
                    parameters=parameters, **({"sig": r["Signature"]} if exact else {}))


def pkcs1_decrypt(path, algorithm, mgf=None):
    for n, (key, r) in enumerate(pkcs1_examples(path)):
        lines.write("decrypt", algorithm, "valid", n, key, pt=r["Message"], ct=r["Encryption"],
                    parameters=mgf and lines.mgf_hash(mgf))


def fips_group(record):
    """Return the sizes of p and q, and the hash function of a DSA section."""
    parts = dict(part.split("=") for part in record["section"].split(",") if part.count("=") == 1)
    length = record["section"].replace("mod=", "").replace("L=", "").split(",")
    return int(length[0]), HASHES[length[2]] if len(length) > 2 else "SHA1" if parts else None


def dsa_key(r, private=None):
    values = {"PRIME": r["p"], "SUBPRIME": r["q"], "BASE": r["g"], "PUBLIC_VALUE": r["y"]}
    if private:
        values["PRIVATE_VALUE"] = private
    return Key("DSA_KEYPAIR" if private else "DSA_PUBLIC_KEY", int(r["p"], 16).bit_length(),
               **{"DSA_" + name: even(value) for name, value in values.items()})


# Sizes of the prime that a hash function can be used with (tables 5-9 and 6-4).
DSA_SIZES = {"SHA1": (1024,), "SHA224": (2048,), "SHA256": (2048, 3072)}


def dsa(path, sign=False):
    for n, r in enumerate(records(path)):
        size, digest = fips_group(r)
        if digest not in DSA_SIZES:
            lines.skip(f"no DSA with {digest}")
            continue
        each = len(even(r["q"]))
        expected = "refused" if size not in DSA_SIZES[digest] else \
            expected_of(r) if "result" in r else "valid"
        lines.write("verify", "DSA_" + digest, expected, n, dsa_key(r), digest=digest,
                    msg=r["msg"], sig=r["r"].zfill(each) + r["s"].zfill(each))
        if "x" in r and expected == "valid":
            lines.write("sign", "DSA_" + digest, "valid", n, dsa_key(r, r["x"]), digest=digest,
                        msg=r["msg"])


def dsa_keys(path):
    for n, r in enumerate(records(path)):
        lines.write("key", "DSA_SHA256", "valid", n, dsa_key(r, r["x"]))


def ecdsa(path):
    for n, r in enumerate(records(path)):
        curve, digest = r["curve"], HASHES[r["section"].partition(",")[2] or "SHA1"]
        if curve not in lines.CURVES:
            lines.skip("no binary curves")
            continue
        each = -(-lines.CURVES[curve][1] // 8) * 2
        lines.write("verify", "ECDSA_" + digest,
                    expected_of(r) if "result" in r else "valid", n,
                    ec_key("ECDSA", curve, r["qx"], r["qy"]), digest=digest, msg=r["msg"],
                    sig=r["r"].zfill(each) + r["s"].zfill(each))
        if "d" in r:
            lines.write("sign", "ECDSA_" + digest, "valid", n,
                        ec_key("ECDSA", curve, r["qx"], r["qy"], r["d"]), digest=digest,
                        msg=r["msg"])


def ec_keys(path):
    """Keys that are valid or not."""
    for n, r in enumerate(records(path)):
        curve = r["curve"]
        if curve not in lines.CURVES:
            lines.skip("no binary curves")
            continue
        expected = "refused" if "result" in r and expected_of(r) == "invalid" else "valid"
        lines.write("key", "ECDSA_SHA256", expected, n,
                    ec_key("ECDSA", curve, r["qx"], r["qy"], r.get("d")))


def eddsa(kind, n, private, public, message, signature, context=""):
    values = {f"{kind}_PRIVATE_VALUE": private, f"{kind}_PUBLIC_VALUE": public}
    bits = 448 if kind == "ED448" else 256
    lines.write("sign", kind, "valid", n, Key(f"{kind}_KEYPAIR", bits, **values),
                msg=message, sig=signature,
                parameters={"EDDSA_CTX": context} if context else None)


def ed25519(path):
    with open(path, encoding="ascii") as file:
        for n, line in enumerate(file):
            private, public, message, signature = line.strip().split(":")[:4]
            eddsa("ED25519", n, private[:64], public, message, signature[:128])


def ed448(path):
    for n, r in enumerate(records(path)):
        eddsa("ED448", n, r["secret"], r["public"], r["message"], r["signature"],
              r.get("context", ""))


def xdh(path, kind, base):
    """Scalar multiplications of RFC 7748. The public key takes no part; it is the base's here."""
    for n, r in enumerate(records(path)):
        if "input_scalar" not in r:
            lines.skip("not one multiplication")
            continue
        lines.xdh(kind, "valid", n, r["input_scalar"], r["input_u"], r["output_u"], base)


def ecdh(kind, n, expected, curve, own, peer, shared):
    """@own and @peer are the coordinates, @own has the private key as well."""
    lines.write("derive", "ECDH_DERIVE_SHARED_SECRET", expected, n, ec_key("ECDH", curve, *own),
                out=shared, parameters={"ECC_PUBLIC_VALUE_X": even(peer[0]),
                                        "ECC_PUBLIC_VALUE_Y": even(peer[1])})


# Curves of the parameter sets of NIST's validation of ECDH.
ECDH_SETS = {"EA": "P-192", "EB": "P-224", "EC": "P-256", "ED": "P-384", "EE": "P-521"}


def ecdh_validity(path, kdf=False):
    """Vectors of two static keys. A wrong result is often that of another Z, which is skipped."""
    for n, r in enumerate(records(path)):
        curve_set, _, digest = r["section"].partition("-")
        if "dsiut" not in r:
            continue
        own, peer = (r["qsiutx"], r["qsiuty"], r["dsiut"]), (r["qscavsx"], r["qscavsy"])
        reason = r["result"]
        if "CAVS" in reason and "public" in reason:
            expected = "refused"
        elif "IUT" in reason and "public" in reason:
            expected = "refused"
        elif reason.startswith("P"):
            expected = "valid"
        else:
            lines.skip("changed after the derivation, or a private key that doesn't fit")
            continue
        if not kdf:
            ecdh("ECDH", n, expected, ECDH_SETS[curve_set], own, peer, r["z"])
        elif expected == "valid":
            ecdh("ECDH", n, expected, ECDH_SETS[curve_set], own, peer, r["z"])
            digest = HASHES[digest]
            lines.write("derive", f"CONCAT_KDF_{digest}_DERIVE_KEY", "valid", n,
                        secret("CONCAT_KDF_Z", r["z"], "CONCAT_KDF_Z"), out=r["dkm"],
                        parameters={"CONCAT_KDF_OTHER_INFO": r["oi"],
                                    "CONCAT_KDF_DKM_LENGTH": len(r["dkm"]) // 2})


def ecdh_brainpool(path):
    for n, r in enumerate(records(path)):
        first, second = (r["x_qa"], r["y_qa"], r["da"]), (r["x_qb"], r["y_qb"], r["db"])
        ecdh("ECDH", n, "valid", r["curve"], first, second, r["x_z"])
        ecdh("ECDH", n, "valid", r["curve"], second, first, r["x_z"])


def dh(n, r, expected, private, public, peer, shared):
    size = int(r["p"], 16).bit_length()
    values = {"PRIME": r["p"], "BASE": r["g"], "PRIVATE_VALUE": private, "PUBLIC_VALUE": public}
    if "q" in r:
        values["SUBPRIME"] = r["q"]
    values = {"DH_" + name: even(value) for name, value in values.items()}
    lines.write("derive", "DH_DERIVE_SHARED_SECRET", expected, n, Key("DH_KEYPAIR", size, **values),
                out=shared.zfill(-(-size // 8) * 2), parameters={"DH_PUBLIC_VALUE": even(peer)})


def dh_static(path):
    for n, r in enumerate(records(path)):
        reason = r.get("result", "P")
        if "z" not in r:
            # RFC 5114 has the results in paragraphs of their own, all are "P".
            continue
        if not reason.startswith("P"):
            lines.skip("changed after the derivation, or a key that doesn't fit")
            continue
        dh(n, r, "valid", r["xstatiut"], r["ystatiut"], r["ystatcavs"], r["z"])


def dh_decimal(path):
    """Numbers are decimal, and the public key is that of the other side."""
    for n, r in enumerate(records(path)):
        number = {name: format(int(r[name]), "x") for name in "pgxy"}
        own = format(pow(int(r["g"]), int(r["x"]), int(r["p"])), "x")
        dh(n, number, "valid", number["x"], own, number["y"], r["k"])


def hkdf(path):
    for r in records(path):
        digest, size = HASHES[r["hash"]], int(r["l"])
        ikm, salt, info = (r[name].removeprefix("0x") for name in ("ikm", "salt", "info"))
        lines.hkdf("valid" if size <= 512 else "refused", r["count"], digest, ikm, salt, info,
                   size, r["okm"])


def pbkdf2(path):
    for r in records(path):
        password, salt = (r[name].encode().decode("unicode_escape").encode("latin-1").hex()
                          for name in ("password", "salt"))
        if int(r["iterations"]) > 100000:
            lines.skip("too many iterations")
            continue
        lines.write("derive", "PBKDF2_HMAC_SHA1_DERIVE_KEY", "valid", r["count"],
                    secret("PBKDF2_PASSWORD", password, "PBKDF2_PASSWORD"),
                    out=r["derived_key"],
                    parameters={"PBKDF2_SALT": salt,
                                "PBKDF2_ITERATION_COUNT": int(r["iterations"]),
                                "PBKDF2_DKM_LENGTH": int(r["length"])})


def files():
    """List the files: path, function, its other arguments."""
    rsa = "asymmetric/RSA"
    yield f"{rsa}/FIPS_186-2/SigGen15_186-2.txt", rsa_sign, "15"
    yield f"{rsa}/FIPS_186-2/SigGenPSS_186-2.txt", rsa_sign, "PSS"
    yield f"{rsa}/FIPS_186-2/SigGen15_186-2.rsp", rsa_verify, "15"
    yield f"{rsa}/FIPS_186-2/SigGen15_186-3.rsp", rsa_verify, "15"
    yield f"{rsa}/FIPS_186-2/SigVer15_186-3.rsp", rsa_verify, "15"
    yield f"{rsa}/SigVer15EMTest.txt", rsa_verify, "15"
    yield f"{rsa}/FIPS_186-2/SigGenPSS_186-2.rsp", rsa_verify, "PSS", 20
    yield f"{rsa}/FIPS_186-2/SigVerPSS_186-3.rsp", rsa_verify, "PSS"
    yield f"{rsa}/pkcs1v15sign-vectors.txt", pkcs1_sign, "RSASSA_PKCS1_V1_5_SHA1", True
    yield (f"{rsa}/pkcs-1v2-1d2-vec/pss-vect.txt", pkcs1_sign, "RSASSA_PKCS1_PSS_MGF1_SHA1",
           False)
    yield f"{rsa}/pkcs1v15crypt-vectors.txt", pkcs1_decrypt, "RSAES_PKCS1_V1_5"
    yield (f"{rsa}/pkcs-1v2-1d2-vec/oaep-vect.txt", pkcs1_decrypt,
           "RSAES_PKCS1_OAEP_MGF1_SHA1")
    for mgf in ("sha1", "sha224", "sha256", "sha384", "sha512"):
        for digest in ("sha1", "sha224", "sha256", "sha384", "sha512"):
            if mgf != "sha1" or digest != "sha1":
                yield (f"{rsa}/oaep-custom/oaep-{mgf}-{digest}.txt", pkcs1_decrypt,
                       f"RSAES_PKCS1_OAEP_MGF1_{digest.upper()}", mgf.upper())
    for standard in ("2", "3"):
        directory = f"asymmetric/DSA/FIPS_186-{standard}"
        for name in ("SigGen.txt", "SigVer.rsp"):
            yield f"{directory}/{name}", dsa
        yield f"{directory}/KeyPair.rsp", dsa_keys
        directory = f"asymmetric/ECDSA/FIPS_186-{standard}"
        for name in ("SigGen.txt", "SigVer.rsp"):
            yield f"{directory}/{name}", ecdsa
        for name in ("KeyPair.rsp", "PKV.rsp"):
            yield f"{directory}/{name}", ec_keys
    yield "asymmetric/Ed25519/sign.input", ed25519
    yield "asymmetric/Ed448/rfc8032.txt", ed448
    yield "asymmetric/X25519/rfc7748.txt", xdh, "X25519", 9
    yield "asymmetric/X448/rfc7748.txt", xdh, "X448", 5
    for side in ("init", "resp"):
        yield f"asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_{side}.fax", \
            ecdh_validity
        yield f"asymmetric/ECDH/KASValidityTest_ECCStaticUnified_KDFConcat_NOKC_{side}.fax", \
            ecdh_validity, True
        yield f"asymmetric/DH/KASValidityTest_FFCStatic_NOKC_ZZOnly_{side}.fax", dh_static
    yield "asymmetric/ECDH/brainpool.txt", ecdh_brainpool
    yield "asymmetric/DH/RFC5114.txt", dh_static
    yield "asymmetric/DH/vec.txt", dh_decimal
    for name in ("rfc-5869-HKDF-SHA1", "rfc-5869-HKDF-SHA256", "hkdf-generated"):
        yield f"KDF/{name}.txt", hkdf
    yield "KDF/rfc-6070-PBKDF2-SHA1.txt", pbkdf2
