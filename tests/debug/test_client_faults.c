// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fault injection (see nth.h) for requests that go through the TEE's kernel
 * clients, i.e. keys and random numbers. What workers do isn't covered here, but in
 * test_faults.c.
 */

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "key.h"
#include "nth.h"
#include "supplicant.h"

#define IDLE_MS "/sys/module/tee_keys/parameters/idle_ms"
#define NEW "new 32 migratable=1 logon=test:copy keyring=@s"
#define HEX_MAX 160

/*
 * Either a key (-1 if there's none) with its previous state, or random numbers. @rc
 * is the request's result for checks that need it later.
 */
struct scene {
	long key;
	struct blob blob;
	char payload[HEX_MAX];
	int rc;
	int fd;
	uint8_t numbers[300];
};

/* Enough of each payload to rule out that it is in the log by coincidence */
static char seen[256][17];
static size_t seen_count;

static void remember(const char *payload)
{
	CHECK_EQ(strlen(payload), 64);
	if (seen_count < sizeof(seen) / sizeof(*seen))
		memcpy(seen[seen_count++], payload, sizeof(seen[0]) - 1);
}

static void take_payload(struct scene *s)
{
	key_payload((int)s->key, s->payload, sizeof(s->payload));
	remember(s->payload);
}

/* Hex dumps come with separators. Drop them. */
static void squeeze(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (!strchr(" :-\n", *text))
			*to++ = (char)tolower(*text);
	*to = '\0';
}

static void log_has_no_payload(void)
{
	enum { READ_ALL = 3, SIZE = 10 };
	int size = (int)CHECK_OK(klogctl(SIZE, NULL, 0)), got;
	char *log = malloc((size_t)size + 1);

	CHECK(log);
	got = (int)CHECK_OK(klogctl(READ_ALL, log, size));
	log[got] = '\0';
	squeeze(log);
	CHECK(seen_count && strlen(log) > 1000);
	for (size_t i = 0; i < seen_count; i++)
		CHECK_MSG(!strstr(log, seen[i]), "the log has a part of a key in it");
	free(log);
	test_note("the log has none of %zu keys in it", seen_count);
}

static void unload_module(const char *name)
{
	CHECK_OK(syscall(SYS_delete_module, name, 0));
}

/* An earlier test that failed may have left it loaded. */
static void unload_if_loaded(const char *name)
{
	if (syscall(SYS_delete_module, name, 0))
		CHECK_EQ(errno, ENOENT);
}

/* Start a supplicant, and make sure that the modules are not loaded. */
static pid_t begin(void)
{
	unload_if_loaded("tee_keys_test");
	unload_if_loaded("tee_keys");
	unload_if_loaded("tee_rng");
	return supplicant_start();
}

static long find(const char *type, const char *name)
{
	return key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, (long)type, (long)name);
}

static void clean_keys(struct scene *s)
{
	CHECK_OK(key_control(KEYCTL_CLEAR, KEY_SPEC_SESSION_KEYRING, 0, 0));
	s->key = -1;
}

/* With the first key, the TEE is found and the supplicant loads the TA. */
static void first_key(struct scene *s)
{
	for (int tries = 0; (s->key = key_try_add("tee", "key", NEW)) < 0; tries++) {
		CHECK_MSG(tries < 200, "no key can be made: %s", errno_name(errno));
		sleep_ms(50);
	}
	key_read((int)s->key, &s->blob);
	take_payload(s);
}

/*
 * Fail every step of @request. @idle_ms is for how long tee_keys keeps an idle
 * session, so it decides whether the request has to open one.
 */
static void every_step_fails(const struct request *request, const char *idle_ms)
{
	struct scene s = { .key = -1 };
	pid_t pid = begin();

	CHECK_OK(load_module("tee_keys"));
	CHECK_OK(load_module("tee_keys_test"));
	CHECK(!write_text(IDLE_MS, idle_ms));
	keyring_join();
	first_key(&s);
	clean_keys(&s);
	nth_every_step(request, &s, clean_keys);
	first_key(&s);
	clean_keys(&s);
	unload_module("tee_keys_test");
	unload_module("tee_keys");
	supplicant_kill(pid);
	log_has_no_payload();
}

static void nothing(struct scene *s)
{
	(void)s;
}

/* Give tee_keys time to close a session that it does not keep. */
static void a_pause(struct scene *s)
{
	(void)s;
	sleep_ms(100);
}

static int try_new(struct scene *s)
{
	s->key = key_try_add("tee", "key", NEW);
	return (int)s->key;
}

static void check_key(struct scene *s)
{
	struct blob blob;
	char copy[HEX_MAX];

	key_read((int)s->key, &blob);
	take_payload(s);
	key_payload((int)CHECK_OK(find("logon", "test:copy")), copy, sizeof(copy));
	CHECK(!strcmp(s->payload, copy));
}

/* There is no key, so its copy must be gone as well, or at least revoked. */
static void no_key(struct scene *s)
{
	if (s->key >= 0)
		return;
	CHECK_ERRNO(find("tee", "key"), ENOKEY);
	CHECK_ERRNO_IN(find("logon", "test:copy"), ENOKEY, EKEYREVOKED);
}

TEST_LIMIT(new_key, 400)
{
	every_step_fails(&(struct request){ false, nothing, try_new, check_key, no_key }, "100000");
}

TEST_LIMIT(new_key_and_session, 400)
{
	every_step_fails(&(struct request){ false, a_pause, try_new, check_key, no_key }, "0");
}

static int try_load(struct scene *s)
{
	s->key = key_try_load("key", &s->blob, "logon=test:copy keyring=@s");
	return (int)s->key;
}

static void check_loaded(struct scene *s)
{
	char before[HEX_MAX];

	strcpy(before, s->payload);
	check_key(s);
	CHECK_MSG(!strcmp(before, s->payload), "the key is another");
}

TEST_LIMIT(load_key, 400)
{
	every_step_fails(&(struct request){ false, nothing, try_load, check_loaded, no_key },
			 "100000");
}

static void a_key(struct scene *s)
{
	s->key = key_add("tee", "key", NEW);
	key_read((int)s->key, &s->blob);
	take_payload(s);
}

static bool blob_is_as_before(struct scene *s)
{
	struct blob blob;

	key_read((int)s->key, &blob);
	return blob.len == s->blob.len && !memcmp(blob.bytes, s->blob.bytes, blob.len);
}

static int try_update(struct scene *s)
{
	s->rc = (int)key_control(KEYCTL_UPDATE, s->key, (long)"update", 6);
	return s->rc;
}

/*
 * An update either fails and changes nothing, or gives us a new blob for the same
 * payload.
 */
static void check_updated(struct scene *s)
{
	char payload[HEX_MAX];

	CHECK_EQ(blob_is_as_before(s), s->rc < 0);
	key_payload((int)s->key, payload, sizeof(payload));
	CHECK_MSG(!strcmp(payload, s->payload), "the key is another");
	key_payload((int)CHECK_OK(find("logon", "test:copy")), payload, sizeof(payload));
	CHECK_MSG(!strcmp(payload, s->payload), "the copy is another");
}

TEST_LIMIT(update_key, 400)
{
	every_step_fails(&(struct request){ false, a_key, try_update, NULL, check_updated },
			 "100000");
}

static int try_read(struct scene *s)
{
	static char hex[2 * BLOB_MAX];

	return (int)key_control(KEYCTL_READ, s->key, (long)hex, sizeof(hex));
}

static void check_readable(struct scene *s)
{
	CHECK(blob_is_as_before(s));
}

TEST_LIMIT(read_key, 400)
{
	every_step_fails(&(struct request){ false, a_key, try_read, NULL, check_readable },
			 "100000");
}

static int try_revoke(struct scene *s)
{
	return (int)key_control(KEYCTL_REVOKE, s->key, 0, 0);
}

static void check_revoked(struct scene *s)
{
	char payload[HEX_MAX];

	key_payload((int)s->key, payload, sizeof(payload));
	CHECK(!strcmp(payload, "none"));
	CHECK_ERRNO_IN(find("logon", "test:copy"), EKEYREVOKED, ENOKEY);
}

TEST_LIMIT(revoke_key, 400)
{
	every_step_fails(&(struct request){ true, a_key, try_revoke, check_revoked, NULL },
			 "100000");
}

/* tee_rng drops its TEE after an error and then has to find it again. */
static void a_source(struct scene *s)
{
	for (int tries = 0; read(s->fd, s->numbers, 1) != 1; tries++) {
		CHECK_MSG(tries < 200, "no random numbers: %s", errno_name(errno));
		sleep_ms(100);
	}
	memset(s->numbers, 0, sizeof(s->numbers));
}

static int try_numbers(struct scene *s)
{
	s->rc = (int)read(s->fd, s->numbers, sizeof(s->numbers));
	return s->rc;
}

/* Every byte that read() returned was written, but none after that. */
static void check_numbers(struct scene *s)
{
	static const uint8_t zeros[16];

	CHECK(s->rc > 0 && (size_t)s->rc <= sizeof(s->numbers));
	for (int at = 0; at + (int)sizeof(zeros) <= s->rc; at++)
		CHECK(memcmp(s->numbers + at, zeros, sizeof(zeros)));
	for (size_t at = (size_t)s->rc; at < sizeof(s->numbers); at++)
		CHECK_EQ(s->numbers[at], 0);
}

static void clean_numbers(struct scene *s)
{
	(void)s;
}

TEST_LIMIT(read_random_numbers, 400)
{
	struct scene s = { .fd = -1 };
	pid_t pid = begin();

	CHECK_OK(load_module("tee_rng"));
	s.fd = (int)CHECK_OK(open("/dev/hwrng", O_RDONLY | O_CLOEXEC));
	nth_every_step(&(struct request){ false, a_source, try_numbers, check_numbers, NULL }, &s,
		       clean_numbers);
	a_source(&s);
	close(s.fd);
	unload_module("tee_rng");
	supplicant_kill(pid);
}

TEST_LIMIT(load_modules, 400)
{
	struct scene s = { .key = -1 };
	pid_t pid = begin();

	CHECK_OK(load_module("tee_keys"));
	CHECK_OK(load_module("tee_rng"));
	nth_load("tee_keys", NULL);
	nth_load("tee_rng", NULL);
	CHECK_OK(load_module("tee_keys"));
	CHECK_OK(load_module("tee_keys_test"));
	CHECK_OK(load_module("tee_rng"));
	keyring_join();
	first_key(&s);
	clean_keys(&s);
	s.fd = (int)CHECK_OK(open("/dev/hwrng", O_RDONLY | O_CLOEXEC));
	a_source(&s);
	close(s.fd);
	unload_module("tee_rng");
	unload_module("tee_keys_test");
	unload_module("tee_keys");
	supplicant_kill(pid);
}
