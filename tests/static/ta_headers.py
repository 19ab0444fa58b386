#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compare the headers in ta/include with those of OP-TEE's dev kit.

usage: ta_headers.py KIT   directory with the kit's include/

Prints a C source that compiles only if every constant, type and function that a header of the kit
defines is the same in our header of that name. Compile it with -O1 -Ita/include. A constant of
ours that the kit lacks is not compared.
"""
import os
import re
import subprocess
import sys

OURS = os.path.join(os.path.dirname(__file__), '..', '..', 'ta', 'include')
# Not for applications, or without a value, or set by the compiler's command line
SKIP = re.compile(r'HW_UNIQUE_KEY_|UTEE_SE_READER_|TEE_MAC_SIZE_|__|TRACE_LEVEL$|CFG_')
TYPES = {
    'TEE_UUID': 'timeLow timeMid timeHiAndVersion clockSeqAndNode',
    'TEE_Identity': 'login uuid',
    'TEE_Param': 'memref.buffer memref.size value.a value.b',
    'TEE_Attribute': 'attributeID content.ref.buffer content.ref.length content.value.b',
    'TEE_ObjectInfo': 'objectType objectSize maxObjectSize objectUsage dataSize dataPosition '
                      'handleFlags',
    'TEE_OperationInfo': 'algorithm operationClass mode digestLength maxKeySize keySize '
                         'requiredKeyUsage handleState',
    'TEE_OperationInfoMultiple': 'algorithm operationClass mode digestLength maxKeySize '
                                 'handleState operationState numberOfKeys keyInformation',
    'TEE_Time': 'seconds millis',
    'TEE_BigInt': '',
    '__GP11_TEE_Param': 'memref.buffer memref.size value.a value.b',
    '__GP11_TEE_Attribute': 'attributeID content.ref.buffer content.ref.length',
    '__GP11_TEE_ObjectInfo': 'objectType keySize maxKeySize objectUsage dataSize dataPosition '
                             'handleFlags',
    'struct user_ta_property': 'name type value',
    'TEE_iSocket': 'TEE_iSocketVersion protocolID open close send recv error ioctl',
    'TEE_tcpSocket_Setup': 'ipVersion server_addr server_port',
    'TEE_udpSocket_Setup': 'ipVersion server_addr server_port',
}


def run_gcc(include, source, *options):
    """Run the compiler with the kit's headers alone, as it has its own C library."""
    builtin = subprocess.run(['gcc', '-print-file-name=include'], check=True,
                             capture_output=True, text=True).stdout.strip()
    return subprocess.run(
        ['gcc', '-nostdinc', '-I', include, '-isystem', builtin, *options, '-x', 'c', '-'],
        input=source, check=True, capture_output=True, text=True).stdout


def constants(include, headers):
    """The names and values of macros without arguments, with other macros expanded."""
    names = []
    for header in headers:
        with open(os.path.join(include, header), encoding='utf-8') as file:
            names += re.findall(r'^[ \t]*#define[ \t]+(\w+)[ \t]+\S', file.read(), re.M)
    names = [name for name in dict.fromkeys(names) if not SKIP.match(name)]
    includes = ''.join(f'#include <{header}>\n' for header in headers)
    text = run_gcc(include, includes + ''.join(f'@"{name}" {name}\n' for name in names),
                   '-E', '-P')
    for entry in text.split('@')[1:]:
        quoted, value = entry.split(None, 1)
        yield quoted.strip('"'), ' '.join(value.split())


def layouts(include, headers):
    """Expressions for the sizes and offsets of the kit's types, and their values there."""
    wanted = []
    for name, members in TYPES.items():
        wanted.append(f'sizeof({name})')
        wanted += [f'__builtin_offsetof({name}, {member})' for member in members.split()]
    source = ''.join(f'#include <{header}>\n' for header in headers) + 'void list(void)\n{\n'
    for number, expression in enumerate(wanted):
        source += f'__asm__ volatile ("@{number} %c0" : : "i" ({expression}));\n'
    text = run_gcc(include, source + '}\n', '-S', '-o', '-')
    found = re.findall(r'@(\d+) (\d+)', text)
    if len(found) != len(wanted):
        sys.exit(f'found {len(found)} of {len(wanted)} sizes and offsets')
    return [(wanted[int(number)], value) for number, value in found]


def main():
    include = os.path.join(sys.argv[1], 'include')
    headers = sorted(name for name in os.listdir(OURS)
                     if os.path.exists(os.path.join(include, name)))
    values = ('tee_', '__tee_', 'pta_', 'utee_', 'trace_levels', 'user_ta')
    headers = [name for name in headers if name.startswith(values)]
    print(''.join(f'#include <{header}>\n' for header in headers) + '#include <string.h>\n')
    count = 0
    for name, value in constants(include, headers):
        # Not defined unless version 1.1 is chosen
        if value == name:
            continue
        count += 1
        print(f'#ifndef {name}\n#error "{name} is missing"\n#endif')
        if value.startswith('{'):
            print(f'const TEE_UUID ours_{name} = {name};')
            continue
        if value.startswith('"'):
            print(f'_Static_assert(!__builtin_strcmp({name}, {value}), "{name}");')
            continue
        if 'TEE_PropSetHandle' in value:
            value = value.replace('(TEE_PropSetHandle)', '')
            print('void differs(void) __attribute__((error("property set")));')
            print(f'void check_{name}(void) {{ if ((uintptr_t){name} != {value}) differs(); }}')
            continue
        print(f'_Static_assert(({name}) == ({value}), "{name}");')
    if count < 500:
        sys.exit(f'found only {count} constants in {include}')
    for expression, value in layouts(include, headers):
        print(f'_Static_assert({expression} == {value}, "{expression}");')
    # A second declaration of a function with other types is an error.
    source = '#include <tee_internal_api.h>\n#include <tee_internal_api_extensions.h>\n'
    text = ' '.join(run_gcc(include, source, '-E', '-P').split())
    for declaration in text.split(';'):
        match = re.match(r'^.*?((?:const )?\w+[ *]+(?:TEE_|TA_|__GP11_|tee_)\w+\([^{}]*\))$',
                         declaration.strip())
        if match and 'typedef' not in declaration:
            print(match.group(1) + ';')


if __name__ == '__main__':
    main()
