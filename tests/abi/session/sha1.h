/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-1 as in FIPS 180-4, needed for version 5 UUIDs */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>
#include <stdint.h>

/* @size is limited to 1024 bytes, plenty for a UUID's name. */
void sha1(const void *data, size_t size, uint8_t digest[20]);

#endif /* SHA1_H */
