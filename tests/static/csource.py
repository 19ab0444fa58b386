# SPDX-License-Identifier: BSD-2-Clause
"""Read C files for the checks of conventions: comments, includes, functions and data.

This is not a compiler. It needs no build, so it reads files of the kernel, of user space and of
every architecture alike. It relies on the layout of this project: a function's last brace is in
the first column.
"""

import pathlib
import re

_COMMENT_OR_LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
_DIRECTIVE = re.compile(r'^[ \t]*#(?:\\\n|[^\n])*', re.MULTILINE)
_CALL = re.compile(r'\b([A-Za-z_]\w*)\s*\(')
# Words before parentheses that are not a function's name.
_ATTRIBUTE = re.compile(r'__\w+__|__(?:printf|scanf|aligned|section|must_hold|acquires|releases)')
# A macro that defines what it names. DEFINE_SHOW_ATTRIBUTE() defines only static functions.
_DEFINING_MACRO = re.compile(r'^DEFINE_(?!SHOW_ATTRIBUTE)\w+\((\w+)', re.MULTILINE)


def _blank(text):
    """Spaces in place of the text, so that the offsets and lines of the rest are unchanged."""
    return re.sub(r'[^\n]', ' ', text)


def _blank_match(match):
    return _blank(match.group())


def _blank_comment_or_literal(match):
    text = match.group()
    return _blank(text) if text[0] == '/' else text[0] + _blank(text[1:-1]) + text[-1]


class Item:
    """A declaration or definition of a function or of data, at the top level of a file."""

    def __init__(self, name, line, offset, head, is_function, is_definition):
        self.name = name
        self.line = line
        self.offset = offset
        self.head = head
        self.is_function = is_function
        self.is_definition = is_definition
        specifiers = head.split('(')[0]
        self.is_static = bool(re.search(r'\bstatic\b', specifiers))
        self.is_inline = bool(re.search(r'\binline\b', specifiers))


class Source:
    """A C file or header.

    code: the text without comments, directives and the contents of literals, which are blanked
    directives: line and text of each preprocessor directive
    """

    def __init__(self, path):
        self.path = path
        self.text = pathlib.Path(path).read_text(encoding='utf-8')
        self.is_header = path.endswith('.h')
        self.is_kernel = path.startswith('include/') or any(
            (directory / 'Kbuild').exists() for directory in pathlib.Path(path).parents)
        bare = _COMMENT_OR_LITERAL.sub(_blank_comment_or_literal, self.text)
        self.code = _DIRECTIVE.sub(_blank_match, bare)
        self.directives = [(self.line_at(match.start()), match.group().strip())
                           for match in _DIRECTIVE.finditer(bare)]
        self.items = list(self._read_items())

    def line_at(self, offset):
        return self.text.count('\n', 0, offset) + 1

    def exported(self):
        """Names of the functions and data that other files can use."""
        names = {item.name for item in self.items if item.is_definition and not item.is_static}
        return names | set(_DEFINING_MACRO.findall(self.code))

    def words(self):
        """Identifiers that may name a function or data: members and tags do not."""
        macros = '\n'.join(text for _, text in self.directives if 'include' not in text)
        words = re.findall(r'(\.|->|\b(?:struct|union|enum)\s+)?\b([A-Za-z_]\w*)',
                           self.code + macros)
        return {word for before, word in words if not before}

    def _read_items(self):
        start, at = 0, 0
        body = None  # offset of the first brace of a type or an initialiser
        while at < len(self.code):
            char = self.code[at]
            if char == '(':
                at = self._find_end(at, '(', ')')
            elif char == '{' and re.fullmatch(r'\s*extern\s*"\s*"\s*', self.code[start:at]):
                start = at + 1
            elif char == '{':
                item = self._read_item(start, at if body is None else body, True)
                body = at if body is None else body
                at = self._find_end(at, '{', '}')
                if item and item.is_function:
                    yield item
                    start, body = at + 1, None
            elif char == '}':
                # The end of extern "C"
                start = at + 1
            elif char == ';':
                item = (self._read_item(start, at, False) if body is None
                        else self._read_data(start, at))
                if item:
                    yield item
                start, body = at + 1, None
            at += 1

    def _find_end(self, at, opening, closing):
        """The offset of the closing parenthesis or brace, or the end of the file."""
        # #if and #else may each open a brace that is closed once.
        if opening == '{' and self.code[at - 1] == '\n':
            end = self.code.find('\n}', at)
            if end >= 0:
                return end + 1
        depth = 0
        for match in re.compile('[%s]' % re.escape(opening + closing)).finditer(self.code, at):
            depth += 1 if match.group() == opening else -1
            if depth == 0:
                return match.start()
        return len(self.code)

    def _read_item(self, start, end, is_definition):
        head = self.code[start:end]
        if '=' in re.sub(r'\([^()]*\)', '', head):
            return self._read_data(start, end)
        match = _CALL.search(head)
        while match and _ATTRIBUTE.fullmatch(match.group(1)):
            match = _CALL.search(head, self._find_end(start + match.end() - 1, '(', ')') - start)
        if not match or re.match(r'\s*\*', head[match.end():]):
            return self._read_data(start, end)
        # Without a type it is the use of a macro.
        if not head[:match.start()].strip() or re.match(r'\s*typedef\b', head):
            return None
        return Item(match.group(1), self.line_at(start + match.start()), start + match.start(),
                    head, True, is_definition)

    def _read_data(self, start, end):
        head = self.code[start:end]
        # The name is the last word before "=", but not in braces, brackets or attributes.
        plain = re.sub(r'\[[^\]]*\]', _blank_match, head).split('=')[0]
        while re.search(r'\{[^{}]*\}', plain):
            plain = re.sub(r'\{[^{}]*\}', _blank_match, plain)
        plain = re.sub(r'\b__\w+(\s*\(([^()]|\([^()]*\))*\))?', _blank_match, plain)
        match = re.search(r'([A-Za-z_]\w*)\s*$', plain)
        before = plain[:match.start()] if match else ''
        if not before.strip() or re.search(r'\b(struct|union|enum)\s*$|^\s*typedef\b', before):
            return None
        return Item(match.group(1), self.line_at(start + match.start()), start + match.start(),
                    head, False, not re.match(r'\s*extern\b', head))


def read(paths):
    return [Source(path) for path in paths]
