/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers for "tee" keys and their sealed blobs */
#ifndef TEST_KEY_H
#define TEST_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOB_MAX 596
#define TEXT_MAX 4096

/* Slightly larger than any valid blob, to leave room for oversized ones. */
struct blob {
	uint8_t bytes[BLOB_MAX + 8];
	size_t len;
};

/* Start over with an empty session keyring. Call this before anything else here. */
void keyring_join(void);

/*
 * Add a key to the session keyring. key_try_add() returns its serial or -1 with
 * errno, key_add() fails the test instead.
 */
long key_try_add(const char *type, const char *name, const char *text);
int key_add(const char *type, const char *name, const char *text);

/* Raw keyctl(2): -1 with errno on error */
long key_control(int operation, long a, long b, long c);

/* Fetch @key's sealed blob with KEYCTL_READ. */
void key_read(int key, struct blob *blob);

/* Add a key from "load HEX REST"; returns its serial, or -1 with errno. */
long key_try_load(const char *name, const struct blob *blob, const char *rest);

/* Have tee_keys_test.ko reveal the payload, as hex. A revoked key reads as "none". */
void key_payload(int key, char *hex, size_t size);

/* Recompute the CRC after tampering with a blob's bytes. */
void blob_fix_crc(struct blob *blob);

#endif /* TEST_KEY_H */
