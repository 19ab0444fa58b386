/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of type "tee", which are used through system calls, and their sealed blobs. */
#ifndef TEST_KEY_H
#define TEST_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOB_MAX 596
#define TEXT_MAX 4096

/* A sealed blob, in a buffer that is a few bytes larger than a valid blob. */
struct blob {
	uint8_t bytes[BLOB_MAX + 8];
	size_t len;
};

/* Give the process a new, empty session keyring. Must be called first. */
void keyring_join(void);

/*
 * Add a key to the session keyring. key_try_add returns its serial, or -1 with errno. key_add
 * fails the test on error.
 */
long key_try_add(const char *type, const char *name, const char *text);
int key_add(const char *type, const char *name, const char *text);

/* Call keyctl(), which returns -1 with errno on error. */
long key_control(int operation, long a, long b, long c);

/* Read the sealed blob of a key. */
void key_read(int key, struct blob *blob);

/* Add a key with the payload "load HEX REST"; returns its serial, or -1 with errno. */
long key_try_load(const char *name, const struct blob *blob, const char *rest);

/* Get a key's payload in hexadecimal from module tee_keys_test; "none" if the key is revoked. */
void key_payload(int key, char *hex, size_t size);

/* Update the CRC of a blob after the test changed its bytes. */
void blob_fix_crc(struct blob *blob);

#endif /* TEST_KEY_H */
