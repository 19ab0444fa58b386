// SPDX-License-Identifier: BSD-2-Clause
/*
 * Attempts to forge an application identity, i.e. to make our executable appear
 * under someone else's path. APPLICATION logins have to fail in each case.
 */

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "login.h"
#include "tee.h"

#define SOME_USER 1000
#define JAIL "/tmp/gtee-jail"
#define IN_JAIL "/usr-honest"
/* The victim: anyone may execute it, but only root could have installed it. */
#define HONEST "/tmp/gtee-honest"

#define DEVICE "GTEE_TEST_DEVICE"

static void logins_are_refused(int fd)
{
	struct open_arg open;

	for (size_t i = 0; i < APPLICATION_LOGINS; i++)
		CHECK_ERRNO(try_login(fd, uuid_invoke_tests, application_logins[i],
				      getegid(), &open), EPERM);
	CHECK_OK(try_login(fd, uuid_invoke_tests, TEE_IOCTL_LOGIN_USER, 0, &open));
	CHECK_EQ(open.arg.ret, 0);
}

/* Runs after exec, on an inherited device fd since there's no /dev in a jail. */
HELPER(login_is_refused)
{
	const char *fd = getenv(DEVICE);

	CHECK(fd);
	logins_are_refused(atoi(fd));
	return 0;
}

static char *const refused_argv[] = { "honest", "--helper=login_is_refused", NULL };

/* Clear FD_CLOEXEC so programs we exec inherit @fd. */
static void keep_open(int fd)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", fd);
	CHECK_OK(fcntl(fd, F_SETFD, 0));
	CHECK_OK(setenv(DEVICE, text, 1));
}

static void become_some_user(void)
{
	CHECK_OK(setgroups(0, NULL));
	CHECK_OK(setresgid(SOME_USER, SOME_USER, SOME_USER));
	CHECK_OK(setresuid(SOME_USER, SOME_USER, SOME_USER));
	CHECK_OK(prctl(PR_SET_DUMPABLE, 1));
}

static void make_jail(void)
{
	mkdir("/tmp", 01777);
	mkdir(JAIL, 0755);
	copy_self(JAIL IN_JAIL);
}

static void remove_jail(void)
{
	unlink(JAIL IN_JAIL);
	rmdir(JAIL);
}

static void enter_jail(void *in_user_namespace)
{
	keep_open(tee_open());
	if (in_user_namespace) {
		become_some_user();
		CHECK_OK(unshare(CLONE_NEWUSER));
	}
	CHECK_OK(chroot(JAIL));
	CHECK_OK(chdir("/"));
	execv(IN_JAIL, refused_argv);
	FAIL("cannot start " IN_JAIL ": %s", errno_name(errno));
}

/* chroot before the exec, once with privileges and once in a user namespace. */
TEST(login_forged_by_another_root)
{
	int status[2];

	need_application_logins();
	make_jail();
	for (int i = 0; i < 2; i++)
		status[i] = child_wait(child_start(enter_jail, i ? "" : NULL), 20,
				       "a program in a jail");
	remove_jail();
	CHECK_EQ(status[0], 0);
	CHECK_EQ(status[1], 0);
}

/* chroot after the exec */
TEST(login_after_chroot)
{
	int fd = tee_open();

	need_application_logins();
	mkdir("/tmp", 01777);
	mkdir(JAIL, 0755);
	CHECK_OK(chroot(JAIL));
	CHECK_OK(chdir("/"));
	logins_are_refused(fd);
}

/* Open a file over in another mount namespace. The child that does it shares our fd table. */
static int open_elsewhere(void)
{
	CHECK_OK(unshare(CLONE_NEWUSER | CLONE_NEWNS));
	CHECK_OK(write_text("/proc/self/setgroups", "deny"));
	CHECK_OK(write_text("/proc/self/uid_map", "1000 1000 1"));
	CHECK_OK(write_text("/proc/self/gid_map", "1000 1000 1"));
	CHECK_OK(mount("tmpfs", JAIL, "tmpfs", 0, NULL));
	copy_self(JAIL IN_JAIL);
	return (int)CHECK_OK(open(JAIL IN_JAIL, O_RDONLY | O_CLOEXEC));
}

static void execute_from_elsewhere(void *unused)
{
	pid_t pid;
	int status, fd;

	(void)unused;
	keep_open(tee_open());
	become_some_user();
	pid = (pid_t)CHECK_OK(syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0));
	if (!pid)
		_exit(open_elsewhere());
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_MSG(WIFEXITED(status), "the child ended with 0x%x", status);
	fd = WEXITSTATUS(status);
	fexecve(fd, refused_argv, environ);
	FAIL("cannot start what another namespace has: %s", errno_name(errno));
}

/*
 * We're in the initial mount namespace, but our executable lives in another one
 * or in none at all.
 */
TEST(login_forged_by_a_file_of_another_mount_namespace)
{
	int status;

	need_application_logins();
	mkdir("/tmp", 01777);
	mkdir(JAIL, 0755);
	status = child_wait(child_start(execute_from_elsewhere, NULL), 20,
			    "a program of another mount namespace");
	rmdir(JAIL);
	CHECK_EQ(status, 0);
}

/* A memfd has no path. Its name is up to the creator. */
TEST(login_forged_by_the_name_of_a_memfd)
{
	int memory = (int)CHECK_OK(memfd_create("usr/bin/honest", MFD_CLOEXEC));
	char path[64];

	need_application_logins();
	keep_open(tee_open());
	snprintf(path, sizeof(path), "/proc/self/fd/%d", memory);
	copy_self(path);
	memory = (int)CHECK_OK(open(path, O_RDONLY));
	fexecve(memory, refused_argv, environ);
	FAIL("cannot start a memfd: %s", errno_name(errno));
}

/* PR_SET_MM can swap the executable of a running process. */

/*
 * It refuses as long as the old executable is mapped, so move its mappings to
 * anonymous copies.
 */
static void leave_executable(void)
{
	static char maps[1 << 16];

	CHECK(read_text("/proc/self/maps", maps, sizeof(maps)));
	for (char *line = maps, *end; *line; line = end) {
		unsigned long start, stop;
		char prot[5], path[512] = "";
		void *copy;

		end = line + strcspn(line, "\n");
		end += *end == '\n';
		if (sscanf(line, "%lx-%lx %4s %*x %*s %*u %511s", &start, &stop, prot,
			   path) < 3 || strcmp(path, own_path()))
			continue;
		copy = mmap(NULL, stop - start, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CHECK(copy != MAP_FAILED);
		memcpy(copy, (void *)start, stop - start);
		CHECK_OK(mprotect(copy, stop - start,
				  PROT_READ | (prot[1] == 'w' ? PROT_WRITE : 0) |
				  (prot[2] == 'x' ? PROT_EXEC : 0)));
		CHECK(mremap(copy, stop - start, stop - start,
			     MREMAP_MAYMOVE | MREMAP_FIXED, start) == (void *)start);
	}
}

/* Our current memory map, except for the executable */
static void map_with_executable(struct prctl_mm_map *map, int exe)
{
	unsigned long long field[53] = { 0 };
	char text[2048], *at;

	CHECK(read_text("/proc/self/stat", text, sizeof(text)));
	at = strrchr(text, ')') + 4;
	for (int i = 4; i < 53; i++)
		field[i] = strtoull(at, &at, 10);
	*map = (struct prctl_mm_map) {
		.start_code = field[26], .end_code = field[27], .start_stack = field[28],
		.start_data = field[45], .end_data = field[46], .start_brk = field[47],
		.brk = (unsigned long)sbrk(0),
		.arg_start = field[48], .arg_end = field[49],
		.env_start = field[50], .env_end = field[51],
		.exe_fd = (unsigned int)exe,
	};
}

static int set_map(void *map)
{
	return !!prctl(PR_SET_MM, PR_SET_MM_MAP, map, sizeof(struct prctl_mm_map), 0);
}

enum forger { MEMORYS_OTHER_USER, OWN_USER_NAMESPACE, PRIVILEGED };

/* Make /proc/self/exe point to HONEST. */
static void forge_executable(enum forger forger, int exe)
{
	static uint8_t stack[65536] __attribute__((aligned(16)));
	struct prctl_mm_map map;
	int status;
	pid_t pid;

	leave_executable();
	map_with_executable(&map, exe);
	switch (forger) {
	case MEMORYS_OTHER_USER:
		pid = (pid_t)CHECK_OK(clone(set_map, stack + sizeof(stack),
					    CLONE_VM | CLONE_NEWUSER | SIGCHLD, &map));
		CHECK_EQ(waitpid(pid, &status, 0), pid);
		CHECK_EQ(status, 0);
		break;
	case OWN_USER_NAMESPACE:
		CHECK_OK(unshare(CLONE_NEWUSER));
		CHECK_OK(set_map(&map) ? -1 : 0);
		break;
	case PRIVILEGED:
		CHECK_OK(prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, exe, 0, 0));
		break;
	}
}

static void login_as_honest(void *arg)
{
	enum forger forger = *(enum forger *)arg;
	int fd = tee_open(), exe = (int)CHECK_OK(open(HONEST, O_RDONLY | O_CLOEXEC));

	if (forger != PRIVILEGED)
		become_some_user();
	forge_executable(forger, exe);
	CHECK_MSG(!strcmp(own_path(), HONEST), "the executable is still %s", own_path());
	logins_are_refused(fd);
}

static void forged_by_prctl(enum forger forger)
{
	int status;

	need_application_logins();
	mkdir("/tmp", 01777);
	copy_self(HONEST);
	status = child_wait(child_start(login_as_honest, &forger), 20, "the forger");
	unlink(HONEST);
	CHECK_EQ(status, 0);
}

/*
 * Here the forging is done by another process that shares our mm and has its
 * capabilities from a user namespace.
 */
TEST(login_forged_by_prctl_of_who_shares_the_memory)
{
	forged_by_prctl(MEMORYS_OTHER_USER);
}

TEST(login_forged_by_prctl_in_a_user_namespace)
{
	forged_by_prctl(OWN_USER_NAMESPACE);
}

/* With CAP_SYS_RESOURCE, like a checkpoint/restore tool */
TEST(login_of_a_restored_process)
{
	forged_by_prctl(PRIVILEGED);
}

/* A perfectly normal executable, just in a new user namespace. */
TEST(login_application_in_a_user_namespace)
{
	int fd = tee_open();

	need_application_logins();
	become_some_user();
	CHECK_OK(unshare(CLONE_NEWUSER));
	logins_are_refused(fd);
}
