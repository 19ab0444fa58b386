// SPDX-License-Identifier: BSD-2-Clause
/* Client identities as seen by the TEE, for every login method */

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "login.h"
#include "sha1.h"
#include "supplicant.h"
#include "tee.h"

#define SOME_GROUP 4242
#define OTHER_GROUP 4243
#define COPY "/tmp/gtee-login-test"

/* 58ac9ca0-2086-4683-a1b8-ec4bc08e01b6, the namespace for client UUIDs */
static const uint8_t name_space[16] = {
	0x58, 0xac, 0x9c, 0xa0, 0x20, 0x86, 0x46, 0x83,
	0xa1, 0xb8, 0xec, 0x4b, 0xc0, 0x8e, 0x01, 0xb6,
};

/* UUIDv5, in RFC 9562 byte order */
static void uuid_of_name(const char *name, uint8_t uuid[16])
{
	uint8_t text[1024], digest[20];
	size_t len = strlen(name);

	CHECK(len <= sizeof(text) - 16);
	memcpy(text, name_space, 16);
	memcpy(text + 16, name, len);
	sha1(text, 16 + len, digest);
	memcpy(uuid, digest, 16);
	uuid[6] = (uuid[6] & 0x0f) | 0x50;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
}

/* A TEE_UUID has its first three fields in little-endian. */
static void uuid_from_tee(const uint8_t *tee, uint8_t uuid[16])
{
	static const uint8_t order[16] = {
		3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15,
	};

	for (size_t i = 0; i < 16; i++)
		uuid[i] = tee[order[i]];
}

int try_login(int fd, const uint8_t *ta, uint32_t login, uint32_t group,
		      struct open_arg *open)
{
	open_arg_init(open, ta, login, 0);
	memcpy(open->arg.clnt_uuid, &group, sizeof(group));
	/* only the group is used, the rest is ignored */
	memset(open->arg.clnt_uuid + 4, 0xa5, 12);
	return call_open(fd, open);
}

/* Have the TA tell us which login method and client UUID it sees. */
static void session_identity(int fd, uint32_t session, uint32_t *told, uint8_t uuid[16])
{
	struct invoke_arg invoke;
	int id, shm;
	uint8_t *p;

	shm = (int)CHECK_OK(shm_alloc(fd, 4096, &id));
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(p != MAP_FAILED);
	invoke_arg_init(&invoke, session, OS_TEST_CMD_CLIENT_IDENTITY, 2);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0, 0);
	param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 16,
		    (uint64_t)id);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
	*told = (uint32_t)invoke.params[0].a;
	uuid_from_tee(p, uuid);
	CHECK_OK(munmap(p, 4096));
	CHECK_OK(close(shm));
}

static uint32_t login_session(int fd, uint32_t login, uint32_t group)
{
	struct open_arg open;

	CHECK_OK(try_login(fd, uuid_os_test, login, group, &open));
	CHECK_MSG(!open.arg.ret, "login %u: expected a session, got 0x%x", login,
		  open.arg.ret);
	return open.arg.session;
}

static void identity_in_the_tee(uint32_t login, uint32_t group, uint32_t *told,
				uint8_t uuid[16])
{
	int fd = tee_open();

	session_identity(fd, login_session(fd, login, group), told, uuid);
	CHECK_OK(close(fd));
}

static void session_is_of(int fd, uint32_t session, const char *name)
{
	uint8_t got[16], expected[16];
	uint32_t told;

	session_identity(fd, session, &told, got);
	uuid_of_name(name, expected);
	CHECK_MSG(!memcmp(got, expected, 16), "the client is not \"%s\"", name);
}

static void told_is(uint32_t login, uint32_t group, const char *name)
{
	uint8_t got[16], expected[16] = { 0 };
	uint32_t told = ~0u;

	supplicant_end_all();
	supplicant_start();
	identity_in_the_tee(login, group, &told, got);
	CHECK_EQ(told, login);
	if (name)
		uuid_of_name(name, expected);
	for (size_t i = 0; i < 16; i++)
		CHECK_MSG(got[i] == expected[i],
			  "login %u, name \"%s\": byte %zu of the UUID: expected %02x, got %02x",
			  login, name ? name : "", i, expected[i], got[i]);
}

const char *own_path(void)
{
	static char path[512];
	ssize_t n = CHECK_OK(readlink("/proc/self/exe", path, sizeof(path) - 1));

	path[n] = '\0';
	return path;
}

TEST(login_public)
{
	told_is(TEE_IOCTL_LOGIN_PUBLIC, 0, NULL);
}

TEST(login_user)
{
	told_is(TEE_IOCTL_LOGIN_USER, 0, "uid=0");
}

/* The effective uid counts. It is part of the UUID's name, in hex. */
TEST(login_other_user)
{
	uint8_t got[16], expected[16];
	uint32_t told;

	supplicant_end_all();
	supplicant_start();
	CHECK_OK(chmod("/dev/tee0", 0666));
	CHECK_OK(setresuid(0, 0xabc, 0));
	identity_in_the_tee(TEE_IOCTL_LOGIN_USER, 0, &told, got);
	CHECK_OK(setresuid(0, 0, 0));
	uuid_of_name("uid=abc", expected);
	CHECK(!memcmp(got, expected, 16));
}

/*
 * The caller's identity is used and not that of whoever opened the device. It
 * sticks to the session even if the process changes uid later.
 */
TEST(login_on_a_descriptor_of_another_user)
{
	int fd = tee_open();
	uint32_t roots, own;

	supplicant_end_all();
	supplicant_start();
	roots = login_session(fd, TEE_IOCTL_LOGIN_USER, 0);
	CHECK_OK(setresuid(0, 0xabc, 0));
	own = login_session(fd, TEE_IOCTL_LOGIN_USER, 0);
	session_is_of(fd, own, "uid=abc");
	session_is_of(fd, roots, "uid=0");
	CHECK_OK(setresuid(0, 0, 0));
}

/* root in a user namespace is identified by its uid on the outside. */
TEST(login_user_and_group_in_a_user_namespace)
{
	int fd = tee_open();

	supplicant_end_all();
	supplicant_start();
	/*
	 * Uid 0xabc writes the maps itself, but the map files belong to root
	 * unless we're dumpable.
	 */
	CHECK_OK(setresgid(0xdef, 0xdef, 0xdef));
	CHECK_OK(setresuid(0xabc, 0xabc, 0xabc));
	CHECK_OK(prctl(PR_SET_DUMPABLE, 1));
	CHECK_OK(unshare(CLONE_NEWUSER));
	CHECK_OK(write_text("/proc/self/setgroups", "deny"));
	CHECK_OK(write_text("/proc/self/uid_map", "0 2748 1"));
	CHECK_OK(write_text("/proc/self/gid_map", "0 3567 1"));
	CHECK_EQ(geteuid(), 0);
	session_is_of(fd, login_session(fd, TEE_IOCTL_LOGIN_USER, 0), "uid=abc");
	session_is_of(fd, login_session(fd, TEE_IOCTL_LOGIN_GROUP, 0), "gid=def");
}

static void join_some_group(void)
{
	const gid_t groups[] = { SOME_GROUP };

	CHECK_OK(setgroups(1, groups));
}

TEST(login_group)
{
	join_some_group();
	told_is(TEE_IOCTL_LOGIN_GROUP, SOME_GROUP, "gid=1092");
	told_is(TEE_IOCTL_LOGIN_GROUP, 0, "gid=0");
}

TEST(login_group_one_is_not_in)
{
	struct open_arg open;
	int fd = tee_open();

	join_some_group();
	CHECK_ERRNO(try_login(fd, uuid_invoke_tests, TEE_IOCTL_LOGIN_GROUP,
			      OTHER_GROUP, &open), EPERM);
	CHECK_ERRNO(try_login(fd, uuid_invoke_tests, TEE_IOCTL_LOGIN_GROUP,
			      0xffffffff, &open), EPERM);
	CHECK_OK(try_login(fd, uuid_invoke_tests, TEE_IOCTL_LOGIN_GROUP,
			   SOME_GROUP, &open));
	CHECK_EQ(open.arg.ret, 0);
	if (!core_is_ours())
		return;
	CHECK_ERRNO(try_login(fd, uuid_invoke_tests, TEE_IOCTL_LOGIN_GROUP_APPLICATION,
			      OTHER_GROUP, &open), EPERM);
}

TEST(login_kernels_own)
{
	static const uint32_t kernels[] = {
		0x80000000, 0x80000001, 0x8fffffff, 0xa0000000, 0xbfffffff,
	};
	struct open_arg open;
	int fd = tee_open();

	for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++)
		CHECK_ERRNO(try_login(fd, uuid_invoke_tests, kernels[i], 0, &open),
			    EPERM);
	tee_works(fd);
}

TEST(login_unknown)
{
	static const uint32_t unknown[] = {
		3, 7, 8, 0xff, 0x100, 0x7fffffff, 0xc0000000, 0xffffffff,
	};
	struct open_arg open;
	int fd = tee_open();

	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++)
		CHECK_ERRNO(try_login(fd, uuid_invoke_tests, unknown[i], 0, &open),
			    EINVAL);
}

void need_application_logins(void)
{
	if (!core_is_ours())
		SKIP("this core has no application logins");
}

TEST(login_application)
{
	char name[600];

	need_application_logins();
	snprintf(name, sizeof(name), "app=%s", own_path());
	told_is(TEE_IOCTL_LOGIN_APPLICATION, 0, name);
}

TEST(login_user_application)
{
	char name[600];

	need_application_logins();
	snprintf(name, sizeof(name), "uid=0:app=%s", own_path());
	told_is(TEE_IOCTL_LOGIN_USER_APPLICATION, 0, name);
}

TEST(login_group_application)
{
	char name[600];

	need_application_logins();
	join_some_group();
	snprintf(name, sizeof(name), "gid=1092:app=%s", own_path());
	told_is(TEE_IOCTL_LOGIN_GROUP_APPLICATION, SOME_GROUP, name);
}

const uint32_t application_logins[APPLICATION_LOGINS] = {
	TEE_IOCTL_LOGIN_APPLICATION, TEE_IOCTL_LOGIN_USER_APPLICATION,
	TEE_IOCTL_LOGIN_GROUP_APPLICATION,
};

/*
 * In its own mount namespace a process can put itself at any path it likes, so
 * the core refuses.
 */
TEST(login_application_in_another_mount_namespace)
{
	struct open_arg open;
	int fd = tee_open();

	need_application_logins();
	CHECK_OK(unshare(CLONE_NEWNS));
	for (size_t i = 0; i < APPLICATION_LOGINS; i++)
		CHECK_ERRNO(try_login(fd, uuid_invoke_tests, application_logins[i], 0,
				      &open), EPERM);
	CHECK_OK(try_login(fd, uuid_invoke_tests, TEE_IOCTL_LOGIN_USER, 0, &open));
}

void copy_self(const char *to)
{
	int in = (int)CHECK_OK(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
	int out = (int)CHECK_OK(open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755));
	struct stat st;
	off_t at = 0;

	CHECK_OK(fstat(in, &st));
	while (at < st.st_size)
		CHECK_OK(sendfile(out, in, &at, (size_t)(st.st_size - at)));
	CHECK_OK(close(out));
	CHECK_OK(close(in));
}

static void exec_copy(void *helper)
{
	execl(COPY, COPY, helper, (char *)NULL);
	FAIL("cannot start " COPY ": %s", errno_name(errno));
}

static void run_copy(char *helper)
{
	pid_t pid;

	mkdir("/tmp", 01777);
	copy_self(COPY);
	pid = child_start(exec_copy, helper);
	child_expect_ok(pid, 20, helper);
	unlink(COPY);
}

/* unlinked, so there is no path to identify it by */
HELPER(login_when_unlinked)
{
	struct open_arg open;
	int fd = tee_open();

	CHECK_OK(unlink(COPY));
	for (size_t i = 0; i < APPLICATION_LOGINS; i++)
		CHECK_ERRNO(try_login(fd, uuid_invoke_tests, application_logins[i], 0,
				      &open), ENOENT);
	return 0;
}

TEST(login_application_without_a_name)
{
	need_application_logins();
	run_copy("--helper=login_when_unlinked");
}

/* After a rename the new path counts. */
HELPER(login_when_renamed)
{
	uint8_t got[16], expected[16];
	uint32_t told;

	CHECK_OK(rename(COPY, COPY ".moved"));
	identity_in_the_tee(TEE_IOCTL_LOGIN_APPLICATION, 0, &told, got);
	unlink(COPY ".moved");
	uuid_of_name("app=" COPY ".moved", expected);
	CHECK(!memcmp(got, expected, 16));
	return 0;
}

TEST(login_application_of_a_renamed_executable)
{
	need_application_logins();
	supplicant_end_all();
	supplicant_start();
	run_copy("--helper=login_when_renamed");
}
