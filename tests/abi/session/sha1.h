/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>
#include <stdint.h>

/* SHA-1 (FIPS 180-4) of at most 1024 bytes: enough for a name's UUID. */
void sha1(const void *data, size_t size, uint8_t digest[20]);

#endif /* SHA1_H */
