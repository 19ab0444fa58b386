/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys by system calls, and sealed blobs taken apart and put together again. */
#ifndef TEST_KEY_H
#define TEST_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOB_MAX 596
#define TEXT_MAX 4096

/* A sealed blob, as bytes. */
struct blob {
	uint8_t bytes[BLOB_MAX + 8];
	size_t len;
};

/* The process's own session keyring, new and empty. Call it first. */
void keyring_join(void);

/* add_key() into the session keyring; a serial, or -1 with errno. */
long key_try_add(const char *type, const char *name, const char *text);
int key_add(const char *type, const char *name, const char *text);

/* keyctl() by its operation; -1 with errno. */
long key_control(int operation, long a, long b, long c);

/* The sealed blob of a key. */
void key_read(int key, struct blob *blob);

/* "load HEX REST"; a serial, or -1 with errno. */
long key_try_load(const char *name, const struct blob *blob, const char *rest);

/* What only the kernel may see, through the test module; "none" where revoked. */
void key_payload(int key, char *hex, size_t size);

/* Makes the CRC of a blob right again. */
void blob_fix_crc(struct blob *blob);

#endif /* TEST_KEY_H */
