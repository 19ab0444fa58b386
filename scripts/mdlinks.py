# SPDX-License-Identifier: BSD-2-Clause
"""Find links, headings and code in Markdown, by GitHub's rules."""

import re

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.M | re.S)
COMMENT = re.compile(r"<!--.*?-->", re.S)
SPAN = re.compile(r"(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.S)
INLINE = re.compile(r"\]\(\s*<?([^()<>\s]+(?:\([^()\s]*\)[^()<>\s]*)?)>?(?:\s+[\"'(][^)]*)?\s*\)")
DEFINED = re.compile(r"^ {0,3}\[[^\]^][^\]]*\]:[ \t]+<?([^\s>]+)", re.M)
HTML = re.compile(r"<[a-z][^<>]*\s(?:href|src)=[\"']([^\"']+)[\"']")
HTML_ID = re.compile(r"<[a-z][^<>]*\s(?:id|name)=[\"']([^\"']+)[\"']")
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.M)


def blank(match):
    """Return white space of the same length and lines, so that offsets are kept."""
    return re.sub(r"[^\n]", " ", match.group())


def without_code(text):
    for pattern in (FENCE, COMMENT, SPAN):
        text = pattern.sub(blank, text)
    # Indented code follows an empty line; in a list the indentation belongs to the list.
    in_list = after_empty = False
    lines = text.split("\n")
    for n, line in enumerate(lines):
        if re.match(r" {0,3}(?:[-*+]|\d+[.)]) ", line):
            in_list = True
        elif line and not line[0].isspace():
            in_list = False
        if after_empty and not in_list and line.startswith("    "):
            lines[n] = " " * len(line)
            continue
        after_empty = not line.strip()
    return "\n".join(lines)


def links(text):
    """Return (offset, target) of each link and image, in their order."""
    plain = without_code(text)
    found = [match.span(1) for pattern in (INLINE, DEFINED, HTML)
             for match in pattern.finditer(plain)]
    return [(start, text[start:end]) for start, end in sorted(found)]


def unopened(text):
    """Yield the offset of each link or image whose "[" is missing in its paragraph."""
    plain = without_code(text)
    for match in INLINE.finditer(plain):
        before = plain[:match.start()].rpartition("\n\n")[2]
        if before.count("[") <= before.count("]"):
            yield match.start()


def anchors(text):
    """Return the set of anchors of a text: what a link may have after "#"."""
    visible = COMMENT.sub(blank, FENCE.sub(blank, text))
    names = set(HTML_ID.findall(without_code(text)))
    for heading in HEADING.findall(visible):
        heading = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", heading.replace("*", "").lower()).replace(" ", "-")
        name, n = slug, 0
        while name in names:
            n += 1
            name = f"{slug}-{n}"
        names.add(name)
    return names


def is_elsewhere(target):
    """Return whether a target has a scheme, or names another host."""
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target))
