/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-1 (FIPS 180-4), which version-5 UUIDs need. */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>
#include <stdint.h>

/* Compute the digest of at most 1024 bytes, which is enough for the name of a UUID. */
void sha1(const void *data, size_t size, uint8_t digest[20]);

#endif /* SHA1_H */
