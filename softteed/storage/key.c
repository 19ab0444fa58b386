// SPDX-License-Identifier: BSD-2-Clause
/* The device key, from a file, a keyring or a passphrase, and the keys that derive from it. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/keyctl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/storage/key.h"

bool storage_key_is_own(const struct stat *status)
{
	return status->st_uid == geteuid() && !(status->st_mode & 0177);
}

static int read_key(int fd, uint8_t key[STORAGE_KEY_SIZE])
{
	uint8_t bytes[STORAGE_KEY_SIZE + 1];
	struct stat info;
	ssize_t size;
	int rc = 0;

	if (fstat(fd, &info))
		return -errno;
	if (!S_ISREG(info.st_mode) || !storage_key_is_own(&info))
		return -EPERM;
	size = read(fd, bytes, sizeof(bytes));
	if (size < 0)
		rc = -errno;
	else if (size != STORAGE_KEY_SIZE)
		rc = -EBADMSG;
	else
		memcpy(key, bytes, STORAGE_KEY_SIZE);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return rc;
}

static int sync_directory_of(const char *path)
{
	char *copy = strdup(path);
	int fd, rc = 0;

	if (!copy)
		return -ENOMEM;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		rc = -errno;
	if (fd >= 0)
		close(fd);
	free(copy);
	return rc;
}

/* Write a temporary file, and link it unless there is a file already. */
static int write_new(const char *path, const uint8_t bytes[STORAGE_KEY_SIZE])
{
	char *temporary = NULL;
	int fd, rc = 0;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		rc = -errno;
		goto out;
	}
	errno = EIO;
	if (write(fd, bytes, STORAGE_KEY_SIZE) != STORAGE_KEY_SIZE || fsync(fd) ||
	    (link(temporary, path) && errno != EEXIST))
		rc = -errno;
	unlink(temporary);
	close(fd);
	if (!rc)
		rc = sync_directory_of(path);
out:
	free(temporary);
	return rc;
}

static int create_key(const char *path)
{
	uint8_t key[STORAGE_KEY_SIZE];
	int rc = RAND_priv_bytes(key, sizeof(key)) == 1 ? write_new(path, key) : -EIO;

	OPENSSL_cleanse(key, sizeof(key));
	return rc;
}

int storage_key_load_file(const char *path, int create, uint8_t key[STORAGE_KEY_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int rc;

	if (fd < 0 && errno == ENOENT && create) {
		rc = create_key(path);
		if (rc)
			return rc;
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	}
	if (fd < 0)
		return -errno;
	rc = read_key(fd, key);
	close(fd);
	return rc;
}

int storage_key_load_keyring(const char *description, uint8_t key[STORAGE_KEY_SIZE])
{
	uint8_t bytes[STORAGE_KEY_SIZE + 1];
	long id = syscall(SYS_request_key, "user", description, NULL, 0);
	long size;
	int rc = 0;

	if (id < 0)
		return -errno;
	size = syscall(SYS_keyctl, KEYCTL_READ, id, bytes, sizeof(bytes), 0);
	if (size < 0)
		rc = -errno;
	else if (size != STORAGE_KEY_SIZE)
		rc = -EBADMSG;
	else
		memcpy(key, bytes, STORAGE_KEY_SIZE);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return rc;
}

int storage_key_from_passphrase(const char *passphrase, size_t size,
				const uint8_t salt[STORAGE_KEY_SIZE],
				uint8_t key[STORAGE_KEY_SIZE])
{
	return EVP_PBE_scrypt(passphrase, size, salt, STORAGE_KEY_SIZE, 1 << 15, 8, 1,
			      64 << 20, key, STORAGE_KEY_SIZE) == 1 ? 0 : -ENOMEM;
}

/* HKDF-SHA-256 with a label that tells the purposes apart. */
static int derive(const uint8_t device_key[STORAGE_KEY_SIZE], char *label,
		  const uint8_t uuid[STORAGE_UUID_SIZE], void *key, size_t size)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)device_key,
						  STORAGE_KEY_SIZE),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, label, strlen(label)),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)uuid,
						  STORAGE_UUID_SIZE),
		OSSL_PARAM_construct_end(),
	};
	int rc = 0;

	if (!context || EVP_KDF_derive(context, key, size, params) != 1)
		rc = -ENOMEM;
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
	return rc;
}

int storage_key_check(const char *path, const uint8_t key[STORAGE_KEY_SIZE])
{
	static const uint8_t nobody[STORAGE_UUID_SIZE];
	static char label[] = "gtee softteed store 1";
	uint8_t expected[STORAGE_KEY_SIZE], found[STORAGE_KEY_SIZE];
	int rc = derive(key, label, nobody, expected, sizeof(expected));

	if (!rc)
		rc = storage_key_load_file(path, 0, found);
	if (rc == -ENOENT)
		return write_new(path, expected);
	if (!rc && CRYPTO_memcmp(expected, found, sizeof(found)))
		rc = -EKEYREJECTED;
	return rc;
}

int storage_keys_derive(const uint8_t device_key[STORAGE_KEY_SIZE],
			const uint8_t uuid[STORAGE_UUID_SIZE], struct storage_keys *keys)
{
	static char label[] = "gtee softteed storage 1";

	return derive(device_key, label, uuid, keys, sizeof(*keys));
}

int storage_key_derive_root(const uint8_t device_key[STORAGE_KEY_SIZE],
			    const uint8_t uuid[STORAGE_UUID_SIZE],
			    uint8_t key[STORAGE_KEY_SIZE])
{
	static char label[] = "gtee softteed application 1";

	return derive(device_key, label, uuid, key, STORAGE_KEY_SIZE);
}
