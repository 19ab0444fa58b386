# SPDX-License-Identifier: BSD-2-Clause
"""Vectors of hash functions, MACs, ciphers and authenticated encryption in NIST's formats."""

import lines
from nist import records


def cipher(path, algorithm, kind, size=None):
    """Write a cipher's vectors. @size repeats a short key to that many digits."""
    for r in records(path):
        key = r["key"] if "key" in r else r["keys"] if "keys" in r else \
            r["key1"] + r["key2"] + r["key3"]
        key = (key * 3)[:size] if size else key
        number, iv = f"{r['section']}{r['count']}", r.get("iv", "")
        lines.write("cipher", algorithm, "valid", number, lines.secret(kind, key), iv=iv,
                    pt=r["plaintext"], ct=r["ciphertext"])
        if "_CBC_" in algorithm:
            relatives_of_cbc(kind, number, key, iv, r["plaintext"], r["ciphertext"])


def relatives_of_cbc(kind, number, key, iv, plain, cipher_text):
    """Write what follows from a vector of CBC: CBC-MAC, and CTS of whole blocks."""
    block = len(iv)
    if kind != "SM4" and not iv.strip("0"):
        lines.write("mac", f"{kind}_CBC_MAC_NOPAD", "valid", number, lines.secret(kind, key),
                    msg=plain, out=cipher_text[-block:])
    if kind == "AES":
        # CBC-CS3 swaps the last two blocks.
        if len(plain) > block:
            cipher_text = cipher_text[:-2 * block] + cipher_text[-block:] + \
                cipher_text[-2 * block:-block]
        lines.write("cipher", "AES_CTS", "valid", number, lines.secret(kind, key), iv=iv,
                    pt=plain, ct=cipher_text)


def xts(path):
    for r in records(path):
        size = int(r["dataunitlen"])
        if size % 8:
            lines.skip("data of whole bytes only")
            continue
        half = len(r["key"]) // 2
        tweak = r.get("i") or int(r["dataunitseqnumber"]).to_bytes(16, "little").hex()
        lines.write("cipher", "AES_XTS", "valid", f"{r['section']}{r['count']}",
                    lines.secret("AES", r["key"][:half]), lines.secret("AES", r["key"][half:]),
                    iv=tweak, pt=r["pt"], ct=r["ct"])


def gcm(path):
    decrypt = "Decrypt" in path
    for r in records(path):
        # GlobalPlatform doesn't have shorter tags.
        expected = "refused" if int(r["taglen"]) < 96 else "invalid" if "fail" in r else "valid"
        lines.write("ae", "AES_GCM", expected, f"{r['ivlen']}-{r['count']}",
                    lines.secret("AES", r["key"]), iv=r["iv"], aad=r["aad"], pt=r.get("pt", ""),
                    ct=r["ct"], tag=r["tag"],
                    flags=["decrypt"] if decrypt and expected != "valid" else [])


def ccm(path):
    for r in records(path):
        size, aad_size, tag = int(r["plen"]), int(r["alen"]), int(r["tlen"])
        expected = "invalid" if r.get("result", "").startswith("Fail") else "valid"
        lines.write("ae", "AES_CCM", expected, f"{r['section']}{r['count']}",
                    lines.secret("AES", r["key"]), iv=r["nonce"], aad=r["adata"][:2 * aad_size],
                    pt=r.get("payload", "")[:2 * size], ct=r["ct"][:2 * size],
                    tag=r["ct"][2 * size:2 * (size + tag)])


def digest(path, algorithm):
    for n, r in enumerate(records(path)):
        size = int(r["len"])
        if size % 8:
            lines.skip("data of whole bytes only")
            continue
        lines.write("digest", algorithm, "valid", n, msg=r["msg"][:size // 4], out=r["md"])


def xof(path, algorithm):
    for n, r in enumerate(records(path)):
        if int(r["outputlen"]) % 8 or int(r.get("len", 0)) % 8:
            lines.skip("data of whole bytes only")
            continue
        size = int(r["len"]) // 4 if "len" in r else None
        lines.write("digest", algorithm, "valid", n, msg=r["msg"][:size], out=r["output"])


# Smallest and largest key of HMAC in bits (table 5-9).
HMAC_KEYS = {"MD5": (64, 512), "SHA1": (80, 512), "SHA224": (112, 512), "SHA256": (192, 1024),
             "SHA384": (256, 1024), "SHA512": (256, 1024)}


def hmac(path, algorithm):
    for n, r in enumerate(records(path)):
        low, high = HMAC_KEYS[algorithm]
        valid = low <= 4 * len(r["key"]) <= high
        lines.write("mac", "HMAC_" + algorithm, "valid" if valid else "refused", n,
                    lines.secret("HMAC_" + algorithm, r["key"]), msg=r["msg"], out=r["md"])


def cmac(path, kind):
    for r in records(path):
        key = r["key"] if "key" in r else r["key1"] + r["key2"] + r["key3"]
        lines.write("mac", kind + "_CMAC", "valid", r["count"], lines.secret(kind, key),
                    msg=r["message"], out=r["output"])


def files():
    """List the files: path, function, its other arguments."""
    for bits in (128, 192, 256):
        for name in ("GFSbox", "KeySbox", "VarKey", "VarTxt", "MMT"):
            for mode in ("ECB", "CBC"):
                yield (f"ciphers/AES/{mode}/{mode}{name}{bits}.rsp", cipher,
                       f"AES_{mode}_NOPAD", "AES")
        yield f"ciphers/AES/CTR/aes-{bits}-ctr.txt", cipher, "AES_CTR", "AES"
        for name in ("EncryptExtIV", "Decrypt"):
            yield f"ciphers/AES/GCM/gcm{name}{bits}.rsp", gcm
        for name in ("VADT", "VNT", "VPT", "VTT", "DVPT"):
            yield f"ciphers/AES/CCM/{name}{bits}.rsp", ccm
        yield f"CMAC/nist-800-38b-aes{bits}.txt", cmac, "AES"
    for bits in (128, 256):
        for name in ("dataunitseqno", "128hexstr"):
            yield f"ciphers/AES/XTS/tweak-{name}/XTSGenAES{bits}.rsp", xts
    for mode in ("ECB", "CBC"):
        for name in ("invperm", "permop", "subtab", "varkey", "vartext"):
            path = f"ciphers/3DES/{mode}/T{mode}{name}.rsp"
            yield path, cipher, f"DES_{mode}_NOPAD", "DES", 16
            yield path, cipher, f"DES3_{mode}_NOPAD", "DES3", 48
        yield f"ciphers/3DES/{mode}/T{mode}MMT1.rsp", cipher, f"DES_{mode}_NOPAD", "DES", 16
        yield f"ciphers/3DES/{mode}/T{mode}MMT2.rsp", cipher, f"DES3_{mode}_NOPAD", "DES3", 32
        yield f"ciphers/3DES/{mode}/T{mode}MMT3.rsp", cipher, f"DES3_{mode}_NOPAD", "DES3"
    yield "CMAC/nist-800-38b-3des.txt", cmac, "DES3"
    for mode, suffix in (("ecb", "_NOPAD"), ("cbc", "_NOPAD"), ("ctr", "")):
        yield (f"ciphers/SM4/draft-ribose-cfrg-sm4-10-{mode}.txt", cipher,
               f"SM4_{mode.upper()}{suffix}", "SM4")
    for name in ("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3_224", "SHA3_256",
                 "SHA3_384", "SHA3_512"):
        directory = "SHA3" if "_" in name else "SHA1" if name == "SHA1" else "SHA2"
        for size in ("Short", "Long"):
            yield f"hashes/{directory}/{name}{size}Msg.rsp", digest, name
    yield "hashes/MD5/rfc-1321.txt", digest, "MD5"
    yield "hashes/SM3/oscca.txt", digest, "SM3"
    for name in ("SHAKE128", "SHAKE256"):
        for size in ("ShortMsg", "LongMsg", "VariableOut"):
            yield f"hashes/SHAKE/{name}{size}.rsp", xof, name
    yield "HMAC/rfc-2202-md5.txt", hmac, "MD5"
    yield "HMAC/rfc-2202-sha1.txt", hmac, "SHA1"
    for bits in (224, 256, 384, 512):
        yield f"HMAC/rfc-4231-sha{bits}.txt", hmac, f"SHA{bits}"
