# SPDX-License-Identifier: BSD-2-Clause
"""Read the files of vectors of Debian's python3-cryptography-vectors."""

import re

# A paragraph with one of these is a vector, one without belongs to all vectors that follow.
RESULTS = {"ciphertext", "ct", "md", "output", "tag", "s", "z", "k", "okm", "derived_key",
           "signature", "output_u", "result", "y", "qy", "x_z"}


def records(path):
    """Yield each vector as a dictionary, with the names in small letters.

    Names in brackets belong to all vectors of the section. "section" is the section's title,
    "curve" the last curve that was one.
    """
    common, section, current = {}, "", {}
    with open(path, encoding="utf-8") as file:
        text = [line.strip() for line in file] + [""]
    for line in text:
        if line.startswith("#"):
            continue
        if line.startswith("["):
            title = line.strip("[]")
            pairs = re.findall(r"(\w[\w ()]*?)\s*=\s*([\w.-]+)", title)
            common = dict(common, **{name.lower(): value for name, value in pairs})
            section = title.replace(" ", "")
            if re.match(r"[PKB]-\d", section):
                common["curve"] = section.partition(",")[0]
        elif line:
            name, _, value = line.partition("=")
            current[name.strip().lower()] = value.strip()
        elif RESULTS & current.keys():
            yield {"section": section, **common, **current}
            # Only the first vector of a key has the exponent.
            common = dict(common, **{name: current[name] for name in ("e",) if name in current})
            current = {}
        else:
            common, current = dict(common, **current), {}


def titled(path):
    """Yield the title and the hexadecimal digits of each number in the files of PKCS#1."""
    title, digits = "", ""
    with open(path, encoding="latin-1") as file:
        for line in file:
            if line.startswith("#"):
                if digits:
                    yield title, digits
                    digits = ""
                if line.strip("# \r\n-="):
                    title = line.strip("# :\r\n")
            elif re.fullmatch(r"[0-9a-fA-F\s]+", line):
                digits += re.sub(r"\s", "", line)
    if digits:
        yield title, digits
