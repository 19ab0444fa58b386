// SPDX-License-Identifier: BSD-2-Clause
/*
 * Keys of type "tee" with the real OP-TEE, created in all the right and wrong ways.
 * Each test joins a session keyring of its own, so the kernel cleans up all of its
 * keys.
 */

#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "key.h"
#include "suspend.h"

#define OPTEE_UUID "486178e0-e7f8-11e3-bc5e-0002a5d5c51b"
#define HEADER 80
#define ALICE 1000

#define FAKE "/sys/kernel/debug/tee_fake/"
#define USER_CALLS "/sys/module/tee/parameters/user_calls"
#define WORKQUEUE_CPUS "/sys/devices/virtual/workqueue/cpumask"
/* what the scheduler guarantees to everyone else when a real-time task never sleeps */
#define FAIR_SERVER_OF_1 "/sys/kernel/debug/sched/fair_server/cpu1/runtime"
#define RT_RUNTIME "/proc/sys/kernel/sched_rt_runtime_us"
#define IDLE "/sys/module/tee_keys/parameters/idle_ms"
#define TIMEOUT "/sys/module/tee_keys/parameters/timeout_ms"

static int new_key(const char *text)
{
	keyring_join();
	return key_add("tee", "key", text);
}

static void refused(const char *text, int want)
{
	CHECK_MSG(key_try_add("tee", "bad", text) < 0, "'%.60s' was taken", text);
	CHECK_MSG(errno == want, "'%.60s': expected %s, got %s", text, errno_name(want),
		  errno_name(errno));
}

static void load_refused(const struct blob *blob, const char *what, size_t at, int want)
{
	CHECK_MSG(key_try_load("bad", blob, "") < 0, "%s %zu: it was taken", what, at);
	CHECK_MSG(errno == want, "%s %zu: expected %s, got %s", what, at, errno_name(want),
		  errno_name(errno));
}

/* Valid keys */

TEST(new_key_reads_as_a_blob_that_loads)
{
	char payload[160], again[160];
	struct blob blob, reread;
	int key = new_key("new 32"), loaded;

	key_read(key, &blob);
	CHECK(!memcmp(blob.bytes, "TEEK", 4));
	loaded = (int)CHECK_OK(key_try_load("loaded", &blob, ""));
	key_payload(key, payload, sizeof(payload));
	key_payload(loaded, again, sizeof(again));
	CHECK_EQ(strlen(payload), 64);
	CHECK_MSG(!strcmp(payload, again), "the payload is another");
	key_read(loaded, &reread);
	CHECK(blob.len == reread.len && !memcmp(blob.bytes, reread.bytes, blob.len));
}

TEST(two_keys_have_nothing_in_common)
{
	char one[160], other[160];
	int key = new_key("new 32"), second = key_add("tee", "second", "new 32");

	key_payload(key, one, sizeof(one));
	key_payload(second, other, sizeof(other));
	for (int i = 0; i < 64; i += 16)
		CHECK(strncmp(one + i, other + i, 16));
}

TEST_LIMIT(every_length_of_a_key, 120)
{
	keyring_join();
	for (int len = 16; len <= 128; len += len == 16 ? 1 : 37) {
		char text[32], name[32];
		struct blob blob;
		int key;

		snprintf(text, sizeof(text), "new %d", len);
		snprintf(name, sizeof(name), "key%d", len);
		key = key_add("tee", name, text);
		key_read(key, &blob);
		CHECK_EQ(blob.bytes[12] << 8 | blob.bytes[13], len);
		CHECK_OK(key_try_load("loaded", &blob, ""));
		CHECK_OK(key_control(KEYCTL_UNLINK, key, KEY_SPEC_SESSION_KEYRING, 0));
		key = (int)CHECK_OK(key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
						(long)"tee", (long)"loaded"));
		CHECK_OK(key_control(KEYCTL_UNLINK, key, KEY_SPEC_SESSION_KEYRING, 0));
	}
}

TEST(tee_by_name_and_by_uuid)
{
	keyring_join();
	key_add("tee", "a", "new 16 tee=optee");
	key_add("tee", "b", "new 16 tee=OP-TEE");
	key_add("tee", "c", "new 16 tee=" OPTEE_UUID);
	refused("new 16 tee=nobody", ENODEV);
	refused("new 16 tee=00000000-0000-0000-0000-000000000000", ENODEV);
	refused("new 16 tee=" OPTEE_UUID "0", ENODEV);
}

/* Payloads */

TEST(payload_is_in_no_place_that_programs_read)
{
	static char text[1 << 20];
	char payload[160], blob[2 * BLOB_MAX + 1] = "";
	int key = new_key("new 32 logon=test:secret keyring=@s"), log;
	ssize_t got;
	size_t at = 0;

	key_payload(key, payload, sizeof(payload));
	refused("new 32 logon=without-colon", EINVAL);
	CHECK_OK(key_control(KEYCTL_READ, key, (long)blob, sizeof(blob) - 1));
	CHECK_MSG(!strstr(blob, payload), "the blob has the key in it");
	payload[16] = '\0';
	CHECK_MSG(!strstr(blob, payload), "the blob has a part of the key in it");
	CHECK(read_text("/proc/keys", text, sizeof(text)));
	CHECK_MSG(!strstr(text, payload), "/proc/keys has a part of the key in it");
	log = (int)CHECK_OK(open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
	while (at < sizeof(text) - 8192 && (got = read(log, text + at, 8191)) > 0)
		at += (size_t)got;
	text[at] = '\0';
	CHECK_MSG(at > 1000 && !strstr(text, payload), "the log has a part of the key in it");
	close(log);
}

TEST(copy_has_the_payload_and_goes_with_the_key)
{
	char payload[160], again[160];
	int key = new_key("new 64 logon=test:copy keyring=@s");
	int copy = (int)CHECK_OK(key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
					     (long)"logon", (long)"test:copy"));

	key_payload(key, payload, sizeof(payload));
	key_payload(copy, again, sizeof(again));
	CHECK_EQ(strlen(again), 128);
	CHECK(!strcmp(payload, again));
	CHECK_ERRNO_IN(key_control(KEYCTL_READ, copy, (long)again, sizeof(again)), EOPNOTSUPP);
	CHECK_OK(key_control(KEYCTL_REVOKE, key, 0, 0));
	CHECK_ERRNO_IN(key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, (long)"logon",
				   (long)"test:copy"), EKEYREVOKED, ENOKEY);
	key_payload(copy, again, sizeof(again));
	CHECK(!strcmp(again, "none"));
}

/* A failed add must not touch an existing key. */
TEST(copy_does_not_displace_another)
{
	char payload[160], again[160];
	int key = new_key("new 32 logon=test:copy keyring=@s");
	int copy = (int)CHECK_OK(key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
					     (long)"logon", (long)"test:copy"));

	key_payload(copy, payload, sizeof(payload));
	CHECK_ERRNO(key_try_add("tee", "key", "new 32 logon=test:copy keyring=@s"), EEXIST);
	CHECK_ERRNO(key_try_add("tee", "other", "new 32 logon=test:copy keyring=@s"), EEXIST);
	CHECK_EQ(key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, (long)"logon",
			     (long)"test:copy"), copy);
	key_payload(copy, again, sizeof(again));
	CHECK(!strcmp(payload, again));
	/* a revoked one may go, though */
	CHECK_OK(key_control(KEYCTL_REVOKE, key, 0, 0));
	CHECK_OK(key_try_add("tee", "other", "new 32 logon=test:copy keyring=@s"));
}

TEST(copy_is_revoked_when_its_key_is_no_more)
{
	int key = new_key("new 32 logon=test:copy keyring=@s");
	int copy = (int)CHECK_OK(key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
					     (long)"logon", (long)"test:copy"));
	char payload[160];

	CHECK_OK(key_control(KEYCTL_UNLINK, key, KEY_SPEC_SESSION_KEYRING, 0));
	for (int tries = 0; tries < 100; tries++) {
		key_payload(copy, payload, sizeof(payload));
		if (!strcmp(payload, "none"))
			return;
		sleep_ms(50);
	}
	FAIL("the copy is still there");
}

TEST(copy_into_what_is_no_keyring)
{
	char text[80];
	int key = new_key("new 32");

	refused("new 32 logon=test:x keyring=2147483647", ENOKEY);
	snprintf(text, sizeof(text), "new 32 logon=test:x keyring=%d", key);
	/* One that's not a keyring, and one that we can't write to */
	CHECK_MSG(key_try_add("tee", "bad", text) < 0, "a key was taken for a keyring");
	CHECK_MSG(errno == ENOTDIR || errno == EACCES, "got %s", errno_name(errno));
}

/* Malformed texts */

TEST(malformed_options)
{
	static const char *const lines[] = {
		" ", "old", "new", "new x", "new 32 tee", "new 32 tee=", "new 32 tee=a tee=b",
		"new 32 migratable=2", "new 32 what=1", "new 32 keyring=@s", "load",
		"load 00 migratable=1", "update", "update migratable=1",
	};

	keyring_join();
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		refused(lines[i], EINVAL);
	refused("new 15", ERANGE);
	refused("new 129", ERANGE);
	refused("new 0", ERANGE);
}

TEST(malformed_hex)
{
	static char text[TEXT_MAX];

	keyring_join();
	refused("load 5", EILSEQ);
	refused("load 545", EILSEQ);
	refused("load 5445454g", EILSEQ);
	refused("load xx", EILSEQ);
	memset(text, '0', sizeof(text));
	memcpy(text, "load ", 5);
	text[5 + 2 * BLOB_MAX + 2] = '\0';
	refused(text, EMSGSIZE);
	text[5 + 2 * BLOB_MAX] = '\0';
	refused(text, EBADMSG);
}

TEST(text_that_is_too_long)
{
	static char text[TEXT_MAX + 8];

	keyring_join();
	memset(text, ' ', sizeof(text) - 1);
	memcpy(text, "new 32", 6);
	refused(text, EMSGSIZE);
}

/* Invalid blobs */

TEST(blob_truncated_anywhere)
{
	struct blob blob;
	int key = new_key("new 32");
	size_t len;

	key_read(key, &blob);
	len = blob.len;
	for (blob.len = 1; blob.len < len; blob.len++)
		load_refused(&blob, "truncated to", blob.len, ENODATA);
	blob.len = len + 1;
	load_refused(&blob, "lengthened to", blob.len, EMSGSIZE);
}

TEST(blob_flipped_at_every_byte)
{
	struct blob blob;
	int key = new_key("new 32");

	key_read(key, &blob);
	for (size_t i = 0; i < blob.len; i++) {
		blob.bytes[i] ^= 0x40;
		/* a wrong length is noticed before the CRC */
		if (i == 6)
			load_refused(&blob, "flipped at", i, ENODATA);
		else if (i == 7)
			load_refused(&blob, "flipped at", i,
				     blob.bytes[7] & 0x40 ? ENODATA : EMSGSIZE);
		else
			load_refused(&blob, "flipped at", i, EBADMSG);
		blob.bytes[i] ^= 0x40;
	}
	CHECK_OK(key_try_load("sound", &blob, ""));
}

/* The error for a forged blob (whose CRC is fine), depending on where it was changed */
static int forged_errno(size_t at)
{
	if (at < 4 || (at >= 8 && at < 12) || (at >= 14 && at < 16))
		return EBADMSG;			/* magic, flags, lengths */
	if (at == 4 || at == 5)
		return EPROTONOSUPPORT;		/* version */
	if (at == 12)
		return EBADMSG;			/* larger than 8 KiB */
	if (at == 13 || (at > 32 + sizeof("OP-TEE") - 1 && at < 64))
		return EKEYREJECTED;		/* does not match the sealed copy */
	if (at < HEADER)
		return EXDEV;			/* for another TEE or TA */
	return EKEYREJECTED;			/* the sealed part itself */
}

TEST_LIMIT(blob_forged_at_every_byte, 300)
{
	struct blob blob;
	int key = new_key("new 32");

	key_read(key, &blob);
	for (size_t i = 0; i < blob.len - 4; i++) {
		struct blob forged = blob;

		/* The length is covered above, and the TA ignores its reserved byte. */
		if (i == 6 || i == 7 || i == HEADER)
			continue;
		forged.bytes[i] ^= 0x20;
		/* 64 would be a fine length, except that it is not this key's. */
		if (i == 13)
			forged.bytes[i] = 64;
		blob_fix_crc(&forged);
		load_refused(&forged, "forged at", i, forged_errno(i));
	}
	CHECK_OK(key_try_load("sound", &blob, ""));
}

TEST(blob_made_migratable_by_its_owner)
{
	struct blob blob;
	int key = new_key("new 32 migratable=0");

	key_read(key, &blob);
	blob.bytes[11] |= 1;
	blob_fix_crc(&blob);
	load_refused(&blob, "flags at", 11, EKEYREJECTED);
}

TEST(blob_of_another_tee_and_of_another_version)
{
	struct blob blob, other;
	int key = new_key("new 32");

	key_read(key, &blob);
	other = blob;
	other.bytes[16] ^= 1;
	blob_fix_crc(&other);
	load_refused(&other, "Trusted OS at", 16, EXDEV);
	other = blob;
	other.bytes[64] ^= 1;
	blob_fix_crc(&other);
	load_refused(&other, "application at", 64, EXDEV);
	other = blob;
	other.bytes[5] = 2;
	blob_fix_crc(&other);
	load_refused(&other, "version at", 5, EPROTONOSUPPORT);
	/* good blob, wrong TEE */
	CHECK_ERRNO_IN(key_try_load("bad", &blob, "tee=tee_fake"), EXDEV);
	CHECK_ERRNO_IN(key_try_load("bad", &blob, "tee=nobody"), ENODEV);
	CHECK_OK(key_try_load("good", &blob, "tee=optee"));
}

/* Life cycle */

TEST(update_seals_anew)
{
	char payload[160], again[160];
	struct blob before, after;
	int key = new_key("new 32 migratable=1");

	key_read(key, &before);
	key_payload(key, payload, sizeof(payload));
	CHECK_OK(key_control(KEYCTL_UPDATE, key, (long)"update", 6));
	key_read(key, &after);
	key_payload(key, again, sizeof(again));
	CHECK(!strcmp(payload, again));
	CHECK_MSG(memcmp(before.bytes, after.bytes, before.len), "the blob is the same");
	CHECK_OK(key_try_load("old", &before, ""));
	CHECK_OK(key_try_load("new", &after, ""));
	CHECK_ERRNO_IN(key_control(KEYCTL_UPDATE, key, (long)"update x=1", 10), EINVAL);
	CHECK_OK(key_control(KEYCTL_UPDATE, key, (long)"update migratable=0", 19));
	CHECK_ERRNO_IN(key_control(KEYCTL_UPDATE, key, (long)"update", 6), EPERM);
	key_payload(key, again, sizeof(again));
	CHECK(!strcmp(payload, again));
}

TEST(update_of_a_key_that_is_not_migratable)
{
	int key = new_key("new 32");

	CHECK_ERRNO_IN(key_control(KEYCTL_UPDATE, key, (long)"update", 6), EPERM);
	/* adding is not updating */
	CHECK_ERRNO_IN(key_try_add("tee", "key", "new 32"), EEXIST);
}

TEST(update_keeps_the_copy)
{
	int key = new_key("new 32 migratable=1 logon=test:copy keyring=@s");
	int copy = (int)CHECK_OK(key_control(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
					     (long)"logon", (long)"test:copy"));
	char payload[160], again[160];

	CHECK_OK(key_control(KEYCTL_UPDATE, key, (long)"update", 6));
	key_payload(key, payload, sizeof(payload));
	key_payload(copy, again, sizeof(again));
	CHECK(!strcmp(payload, again));
	CHECK_OK(key_control(KEYCTL_REVOKE, key, 0, 0));
	key_payload(copy, again, sizeof(again));
	CHECK(!strcmp(again, "none"));
}

TEST(revoked_key_has_no_payload)
{
	char payload[160], hex[2 * BLOB_MAX];
	int key = new_key("new 32");

	CHECK_OK(key_control(KEYCTL_REVOKE, key, 0, 0));
	CHECK_ERRNO_IN(key_control(KEYCTL_READ, key, (long)hex, sizeof(hex)), EKEYREVOKED);
	CHECK_ERRNO_IN(key_control(KEYCTL_UPDATE, key, (long)"update", 6), EKEYREVOKED);
	key_payload(key, payload, sizeof(payload));
	CHECK(!strcmp(payload, "none"));
}

TEST(expired_key_is_not_read)
{
	char hex[2 * BLOB_MAX];
	int key = new_key("new 32");

	CHECK_OK(key_control(KEYCTL_SET_TIMEOUT, key, 1, 0));
	sleep_ms(2100);
	CHECK_ERRNO_IN(key_control(KEYCTL_READ, key, (long)hex, sizeof(hex)), EKEYEXPIRED);
}

TEST(read_without_room_tells_the_length)
{
	char hex[8] = "untouch";
	int key = new_key("new 32");
	long len = CHECK_OK(key_control(KEYCTL_READ, key, 0, 0));

	CHECK_EQ(key_control(KEYCTL_READ, key, (long)hex, sizeof(hex)), len);
	CHECK_MSG(!strcmp(hex, "untouch"), "a part of the blob was given");
}

/* Ordinary users have a quota. Charge it, and give it back when the key is freed. */
TEST_LIMIT(quota_of_an_ordinary_user, 120)
{
	int made = 0;

	CHECK_OK(setuid(ALICE));
	keyring_join();
	for (;; made++) {
		char name[32];

		snprintf(name, sizeof(name), "key%d", made);
		if (key_try_add("tee", name, "new 16") < 0)
			break;
		CHECK_MSG(made < 100, "an ordinary user made %d keys", made);
	}
	CHECK_EQ(errno, EDQUOT);
	CHECK(made > 2);
	CHECK_OK(key_control(KEYCTL_CLEAR, KEY_SPEC_SESSION_KEYRING, 0, 0));
	for (int tries = 0; key_try_add("tee", "again", "new 16") < 0; tries++) {
		CHECK_EQ(errno, EDQUOT);
		CHECK_MSG(tries < 100, "the quota is not given back");
		sleep_ms(50);
	}
}

/* The fake driver: wrong results, and TEEs that never come back */

static void knob(const char *name, unsigned int value)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), FAKE "knobs/%s", name);
	snprintf(text, sizeof(text), "%u", value);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

static void fake(const char *word)
{
	CHECK_MSG(!write_text(FAKE "control", word), "control %s: %s", word, errno_name(errno));
}

TEST(answers_of_impossible_length)
{
	static const unsigned int sizes[] = { 1, 15, 17, 512, 513, 4096, 0x7fffffff, 0xffffffff };
	struct blob blob;
	int key;

	keyring_join();
	/* The fake "seals" to all zeros and takes any buffer size. */
	key = key_add("tee", "faked", "new 16 tee=tee_fake");
	key_read(key, &blob);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		knob("memref_size", sizes[i]);
		CHECK_ERRNO_IN(key_try_add("tee", "bad", "new 16 tee=tee_fake"), EPROTO);
		CHECK_ERRNO_IN(key_try_load("bad", &blob, ""), EPROTO);
	}
	knob("memref_size", 0);
	/* the right length, but nothing in it */
	knob("memref_size", HEADER + 16);
	CHECK_ERRNO_IN(key_try_load("bad", &blob, ""), EKEYREJECTED);
	knob("memref_size", 0);
}

TEST(answers_that_are_errors)
{
	static const struct { unsigned int result; int want; } answers[] = {
		{ TEEC_ERROR_OUT_OF_MEMORY, ENOMEM },
		{ TEEC_ERROR_BUSY, EBUSY },
		{ TEEC_ERROR_ACCESS_DENIED, EACCES },
		{ TEEC_ERROR_SECURITY, EKEYREJECTED },
		{ TEEC_ERROR_SHORT_BUFFER, EPROTO },
		{ TEEC_ERROR_TARGET_DEAD, EIO },
		{ TEEC_ERROR_GENERIC, EIO },
		{ 1, EIO },
	};
	uint64_t start;

	keyring_join();
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		knob("invoke_ret", answers[i].result);
		refused("new 32 tee=tee_fake", answers[i].want);
	}
	knob("invoke_ret", 0);
	knob("invoke_errno", ENOMEM);
	refused("new 32 tee=tee_fake", ENOMEM);
	knob("invoke_errno", 0);
	sleep_ms(2500); /* tee_keys has closed its session by then */
	knob("open_session_ret", TEEC_ERROR_ITEM_NOT_FOUND);
	refused("new 32 tee=tee_fake", ENOPKG);
	/* A busy TEE may have a free session soon, so retry until the timeout. */
	CHECK(!write_text(TIMEOUT, "500"));
	knob("open_session_ret", TEEC_ERROR_BUSY);
	start = now_ms();
	refused("new 32 tee=tee_fake", EBUSY);
	CHECK_MSG(now_ms() - start >= 490, "it was not waited for");
	CHECK(!write_text(TIMEOUT, "10000"));
	knob("open_session_ret", 0);
	key_add("tee", "good", "new 32 tee=tee_fake");
}

TEST_LIMIT(application_that_never_answers, 60)
{
	uint64_t start;

	keyring_join();
	CHECK(!write_text(TIMEOUT, "300"));
	knob("invoke_hang", 1);
	start = now_ms();
	refused("new 32 tee=tee_fake", ETIMEDOUT);
	CHECK_MSG(now_ms() - start < 2000, "it took %llu ms",
		  (unsigned long long)(now_ms() - start));
	/* That session is stuck, so the next key needs a new one. */
	knob("invoke_hang", 0);
	key_add("tee", "good", "new 32 tee=tee_fake");
	fake("release");
	CHECK(!write_text(TIMEOUT, "10000"));
}

static void add_hanging(void *arg)
{
	(void)arg;
	key_try_add("tee", "hangs", "new 32 tee=tee_fake");
}

TEST_LIMIT(kill_while_the_application_does_not_answer, 60)
{
	int status;
	pid_t pid;

	keyring_join();
	knob("invoke_hang", 1);
	pid = child_start(add_hanging, NULL);
	CHECK_MSG(!child_ended(pid, 500, &status), "it did not hang");
	kill(pid, SIGKILL);
	child_wait(pid, 2, "a killed program that waits for a key");
	knob("invoke_hang", 0);
	key_add("tee", "good", "new 32 tee=tee_fake");
	fake("release");
}

TEST_LIMIT(tee_goes_while_a_key_waits, 60)
{
	int status;
	pid_t pid;

	keyring_join();
	CHECK(!write_text(TIMEOUT, "2000"));
	knob("invoke_hang", 1);
	pid = child_start(add_hanging, NULL);
	CHECK_MSG(!child_ended(pid, 500, &status), "it did not hang");
	fake("unregister");
	child_wait(pid, 10, "a program that waits for a key");
	refused("new 32 tee=tee_fake", ENODEV);
	fake("reset");
	fake("register");
	for (int tries = 0; key_try_add("tee", "back", "new 32 tee=tee_fake") < 0; tries++) {
		CHECK_EQ(errno, ENODEV);
		CHECK_MSG(tries < 100, "the TEE is not found again");
		sleep_ms(50);
	}
	CHECK(!write_text(TIMEOUT, "10000"));
}

/*
 * One user's keys count towards that user's call limit, so they wait for each other
 * and do not get in the way of everyone else's keys.
 */
static void add_hanging_as_alice(void *arg)
{
	CHECK_OK(setuid(ALICE));
	keyring_join();
	add_hanging(arg);
}

static long alices(const char *key)
{
	long sum = 0;

	for (char device[] = "tee0"; device[3] <= '9'; device[3]++)
		sum += user_stats_value(device, ALICE, key);
	return sum;
}

TEST_LIMIT(keys_of_one_user_take_its_turns, 60)
{
	uint64_t end = deadline_ms(20000);
	pid_t pids[4];

	keyring_join();
	CHECK(!write_text(USER_CALLS, "1"));
	knob("invoke_hang", 1);
	for (size_t i = 0; i < sizeof(pids) / sizeof(*pids); i++)
		pids[i] = child_start(add_hanging_as_alice, NULL);
	while (alices("calls") != 1 || alices("waiting") != 3)
		CHECK_MSG(now_ms() < end, "expected 1 call and 3 that wait, got %ld and %ld",
			  alices("calls"), alices("waiting"));
	for (size_t i = 0; i < sizeof(pids) / sizeof(*pids); i++) {
		kill(pids[i], SIGKILL);
		child_wait(pids[i], 5, "a killed program that waits for a key");
	}
	/* one is still inside the TEE */
	CHECK_EQ(alices("waiting"), 0);
	CHECK_EQ(alices("calls"), 1);
	knob("invoke_hang", 0);
	fake("release");
	while (alices("calls"))
		CHECK_MSG(now_ms() < end, "the call that the TEE had still counts");
	CHECK(!write_text(USER_CALLS, "0"));
	key_add("tee", "good", "new 32 tee=tee_fake");
}

/*
 * Timing out does not get a call out of the TEE. It keeps counting, or else its
 * user could pile up any number of them.
 */
TEST_LIMIT(call_that_timed_out_counts_until_it_comes_back, 60)
{
	uint64_t end = deadline_ms(20000);
	pid_t pid;

	keyring_join();
	CHECK(!write_text(TIMEOUT, "300"));
	knob("invoke_hang", 1);
	pid = child_start(add_hanging_as_alice, NULL);
	child_expect_ok(pid, 10, "a key that timed out");
	sleep_ms(300);
	CHECK_EQ(alices("calls"), 1);
	knob("invoke_hang", 0);
	fake("release");
	while (alices("calls"))
		CHECK_MSG(now_ms() < end, "the call has come back, and still counts");
	CHECK(!write_text(TIMEOUT, "10000"));
	key_add("tee", "good", "new 32 tee=tee_fake");
}

/* A TA's error is no reason to give up the session. */
TEST(errors_of_the_application_leave_the_session)
{
	char idle[16];

	keyring_join();
	CHECK(read_text(IDLE, idle, sizeof(idle)));
	CHECK(!write_text(IDLE, "3000"));
	key_add("tee", "first", "new 32 tee=tee_fake");
	knob("invoke_ret", TEEC_ERROR_BAD_PARAMETERS);
	refused("new 32 tee=tee_fake", EIO);
	knob("invoke_ret", 0);
	/* Opening one would fail, so this proves that the old session is still in use. */
	knob("open_session_ret", TEEC_ERROR_ITEM_NOT_FOUND);
	key_add("tee", "next", "new 32 tee=tee_fake");
	knob("open_session_ret", 0);
	CHECK(!write_text(IDLE, idle));
	sleep_ms(3200); /* let tee_keys close its session */
}

/*
 * The TEE is done with a task's job, but the task does not get any CPU time. Nobody
 * else should have to wait for it.
 */

static void run_on(int cpu, int policy)
{
	struct sched_param param = { .sched_priority = policy == SCHED_FIFO ? 50 : 0 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	CHECK_OK(sched_setaffinity(0, sizeof(set), &set));
	CHECK_OK(sched_setscheduler(0, policy, &param));
}

static void add_hanging_in_background(void *arg)
{
	run_on(1, SCHED_IDLE);
	add_hanging_as_alice(arg);
}

static void keep_processor_busy(void *arg)
{
	struct gate *busy = arg;

	run_on(1, SCHED_FIFO);
	gate_open(busy);
	for (;;)
		;
}

TEST_LIMIT(task_that_does_not_run_holds_up_nobody, 60)
{
	struct gate busy;
	pid_t waiter, spinner;
	int status;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		SKIP("there is one processor");
	if (access(FAIR_SERVER_OF_1, W_OK))
		SKIP("this kernel does not report the runtime of other tasks (%s)",
		     FAIR_SERVER_OF_1);
	keyring_join();
	run_on(0, SCHED_OTHER);
	/* no work items on the CPU that we are about to hog */
	CHECK(!write_text(WORKQUEUE_CPUS, "1"));
	CHECK(!write_text(FAIR_SERVER_OF_1, "0"));
	CHECK(!write_text(RT_RUNTIME, "-1"));
	CHECK(!write_text(TIMEOUT, "3000"));
	knob("invoke_hang", 1);
	waiter = child_start(add_hanging_in_background, NULL);
	CHECK_MSG(!child_ended(waiter, 500, &status), "it did not hang");
	gate_make(&busy);
	spinner = child_start(keep_processor_busy, &busy);
	gate_wait(&busy, 5, "the processor to be busy");
	knob("invoke_hang", 0);
	fake("release");
	key_add("tee", "good", "new 32 tee=tee_fake");
	CHECK_MSG(!child_ended(waiter, 0, &status), "the task that was not to run has run");
	kill(spinner, SIGKILL);
	child_wait(spinner, 5, "what kept the processor busy");
	child_expect_ok(waiter, 10, "the task that did not run");
	CHECK(!write_text(TIMEOUT, "10000"));
	CHECK(!write_text(RT_RUNTIME, "950000"));
	CHECK(!write_text(FAIR_SERVER_OF_1, "50000000"));
	CHECK(!write_text(WORKQUEUE_CPUS, "3"));
}

/*
 * The supplicant is already frozen when we suspend, so a call into the TEE may
 * never finish. Tasks that wait for one must not hold up suspend, and neither must
 * the locks they hold.
 */

static void update_key(void *key)
{
	CHECK_OK(key_control(KEYCTL_UPDATE, *(int *)key, (long)"update tee=tee_fake", 19));
}

static void read_key(void *key)
{
	struct blob blob;

	key_read(*(int *)key, &blob);
}

/* Alice's update has to queue, and reading the key has to wait for the update. */
static void update_and_read_as_alice(void *arg)
{
	struct gate *gates = arg;
	pid_t updater, reader;
	int key, status;

	CHECK_OK(setuid(ALICE));
	keyring_join();
	key = key_add("tee", "hers", "new 32 migratable=1 tee=tee_fake");
	gate_open(&gates[0]);
	gate_wait(&gates[1], 60, "the TEE to hang");
	updater = child_start(update_key, &key);
	CHECK_MSG(!child_ended(updater, 500, &status), "the update did not wait");
	reader = child_start(read_key, &key);
	CHECK_MSG(!child_ended(reader, 500, &status), "the reader did not wait");
	gate_open(&gates[2]);
	child_expect_ok(updater, 60, "the thawed task that updates");
	child_expect_ok(reader, 60, "the thawed task that reads");
}

static void suspend_while(void (*has_the_tee)(void *), void (*waits)(void *))
{
	pid_t first, second, third;
	struct gate gates[3];
	int status;

	for (int n = 0; n < 3; n++)
		gate_make(&gates[n]);
	third = child_start(update_and_read_as_alice, gates);
	gate_wait(&gates[0], 20, "a key");
	knob("invoke_hang", 1);
	first = child_start(has_the_tee, NULL);
	CHECK_MSG(!child_ended(first, 500, &status), "it did not hang");
	second = child_start(waits, NULL);
	CHECK_MSG(!child_ended(second, 500, &status), "it did not wait");
	gate_open(&gates[1]);
	gate_wait(&gates[2], 20, "a task that reads a key that is updated");
	suspend_rehearse("keys that wait for the TEE");
	CHECK_MSG(!child_ended(first, 200, &status) && !child_ended(second, 0, &status),
		  "freezing ended a key's wait");
	knob("invoke_hang", 0);
	fake("release");
	child_expect_ok(first, 20, "the thawed task whose job was being done");
	child_expect_ok(second, 20, "the thawed task that waited");
	child_expect_ok(third, 60, "the user who updates and reads");
}

/*
 * root runs its job in its own context. Alice's is left to a worker, but keeps its
 * place in the queue.
 */
TEST_LIMIT(suspend_does_not_wait_for_keys, 180)
{
	suspend_need_rehearsal();
	keyring_join();
	CHECK(!write_text(TIMEOUT, "30000"));
	CHECK(!write_text(USER_CALLS, "1"));
	suspend_while(add_hanging, add_hanging_as_alice);
	suspend_while(add_hanging_as_alice, add_hanging);
	CHECK(!write_text(USER_CALLS, "0"));
	CHECK(!write_text(TIMEOUT, "10000"));
}

/* Lots of keys at a time. All of them queue up, and all of them have to come out. */
static void make_some(void *arg)
{
	(void)arg;
	keyring_join();
	for (int i = 0; i < 5; i++) {
		char name[16];
		struct blob blob;

		snprintf(name, sizeof(name), "key%d", i);
		key_read(key_add("tee", name, "new 32"), &blob);
		CHECK_OK(key_try_load("loaded", &blob, ""));
		CHECK_OK(key_control(KEYCTL_CLEAR, KEY_SPEC_SESSION_KEYRING, 0, 0));
	}
}

TEST_LIMIT(many_programs_at_a_time, 120)
{
	pid_t pids[6];

	for (size_t i = 0; i < sizeof(pids) / sizeof(*pids); i++)
		pids[i] = child_start(make_some, NULL);
	for (size_t i = 0; i < sizeof(pids) / sizeof(*pids); i++)
		child_expect_ok(pids[i], 100, "one of several programs");
}
