/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-1 (FIPS 180-4), for the UUIDs of names. */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>
#include <stdint.h>

/* Compute the digest of at most 1024 bytes, which is enough for a name. */
void sha1(const void *data, size_t size, uint8_t digest[20]);

#endif /* SHA1_H */
