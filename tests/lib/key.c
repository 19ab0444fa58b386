// SPDX-License-Identifier: BSD-2-Clause
/* Helpers for "tee" keys and their sealed blobs, using raw keyctl() calls */

#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "key.h"

#define PAYLOAD "/sys/kernel/debug/tee_keys_test/payload"

long key_control(int operation, long a, long b, long c)
{
	return syscall(SYS_keyctl, operation, a, b, c, 0);
}

void keyring_join(void)
{
	CHECK_OK(key_control(KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0));
}

long key_try_add(const char *type, const char *name, const char *text)
{
	return syscall(SYS_add_key, type, name, text, strlen(text), KEY_SPEC_SESSION_KEYRING);
}

int key_add(const char *type, const char *name, const char *text)
{
	long key = key_try_add(type, name, text);

	CHECK_MSG(key > 0, "add_key(%s, %s, \"%.40s\"): expected success, got %s", type, name,
		  text, errno_name(errno));
	return (int)key;
}

static int digit(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c);

	CHECK_MSG(c && at, "'%c' is no hex digit", c);
	return (int)(at - digits);
}

void key_read(int key, struct blob *blob)
{
	char hex[2 * BLOB_MAX + 1];
	long len = CHECK_OK(key_control(KEYCTL_READ, key, (long)hex, sizeof(hex)));

	CHECK_MSG(len > 0 && len % 2 == 0 && len <= 2 * BLOB_MAX, "%ld digits of a blob", len);
	blob->len = (size_t)len / 2;
	for (size_t i = 0; i < blob->len; i++)
		blob->bytes[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
}

long key_try_load(const char *name, const struct blob *blob, const char *rest)
{
	char text[TEXT_MAX];
	size_t at = (size_t)sprintf(text, "load ");

	for (size_t i = 0; i < blob->len; i++)
		at += (size_t)sprintf(text + at, "%02x", blob->bytes[i]);
	snprintf(text + at, sizeof(text) - at, " %s", rest);
	return key_try_add("tee", name, text);
}

void key_payload(int key, char *hex, size_t size)
{
	char serial[16];

	snprintf(serial, sizeof(serial), "%d", key);
	CHECK(!write_text(PAYLOAD, serial));
	CHECK(read_text(PAYLOAD, hex, size));
	hex[strcspn(hex, "\n")] = '\0';
}

void blob_fix_crc(struct blob *blob)
{
	uint32_t crc = ~0u;

	for (size_t i = 0; i < blob->len - 4; i++) {
		crc ^= blob->bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	crc = ~crc;
	for (int i = 0; i < 4; i++)
		blob->bytes[blob->len - 4 + (size_t)i] = (uint8_t)(crc >> (24 - 8 * i));
}
