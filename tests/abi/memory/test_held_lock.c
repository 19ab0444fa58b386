// SPDX-License-Identifier: BSD-2-Clause
/*
 * Block a process's mmap lock for good, and check that no other process has to
 * wait for it. To get there, access its memory via /proc/PID/mem, at a page of
 * a FUSE file whose server never delivers the data.
 */

#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "tee.h"

#define PLACE	"/run/fuse"
#define ROOT	1
#define FILE_ID	2
#define SECONDS	20

/* shared with the children */
static struct shared {
	void *page;		/* the file's page as mapped in the holder */
	int shm;		/* the holder's shared memory fd */
	struct gate ready;	/* @page and @shm are valid */
	struct gate taken;	/* the test has duplicated @shm */
	struct gate let_go;	/* the holder has closed its @shm */
	struct gate read;	/* the FUSE server got the read request */
	struct gate held;	/* the mmap lock is stuck */
} *shared;

static void fill_attributes(struct fuse_attr *attributes, uint64_t node)
{
	attributes->ino = node;
	attributes->mode = node == ROOT ? S_IFDIR | 0755 : S_IFREG | 0644;
	attributes->nlink = 1;
	attributes->size = PAGE;
}

/* Answer the few FUSE requests we need. Returns the reply's size, or -errno. */
static int answer(const struct fuse_in_header *in, void *out)
{
	struct fuse_init_out *init = out;
	struct fuse_entry_out *entry = out;
	struct fuse_attr_out *attributes = out;

	switch (in->opcode) {
	case FUSE_INIT:
		init->major = FUSE_KERNEL_VERSION;
		init->minor = 31;
		init->max_write = PAGE;
		return sizeof(*init);
	case FUSE_LOOKUP:
		entry->nodeid = FILE_ID;
		fill_attributes(&entry->attr, FILE_ID);
		return sizeof(*entry);
	case FUSE_GETATTR:
		fill_attributes(&attributes->attr, in->nodeid);
		return sizeof(*attributes);
	case FUSE_OPEN:
		return sizeof(struct fuse_open_out);
	default:
		return -ENOSYS;
	}
}

/* FUSE server for a single file whose data never arrives */
static void serve(void *arg)
{
	static uint8_t request[1 << 17], out[sizeof(struct fuse_out_header) + 256];
	const struct fuse_in_header *in = (void *)request;
	struct fuse_out_header *header = (void *)out;
	int fd = *(int *)arg, size;

	while (read(fd, request, sizeof(request)) > 0) {
		if (in->opcode == FUSE_READ)
			gate_open(&shared->read);
		if (in->opcode == FUSE_READ || in->opcode == FUSE_FORGET ||
		    in->opcode == FUSE_INTERRUPT)
			continue;
		memset(out, 0, sizeof(out));
		size = answer(in, header + 1);
		header->unique = in->unique;
		header->error = size < 0 ? size : 0;
		header->len = sizeof(*header) + (size < 0 ? 0 : (unsigned int)size);
		CHECK_EQ(write(fd, out, header->len), header->len);
	}
}

static void mount_file(void)
{
	int fd = (int)CHECK_OK(open("/dev/fuse", O_RDWR | O_CLOEXEC));
	char options[64];

	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	mkdir(PLACE, 0755);
	CHECK_OK(mount("none", PLACE, "fuse", 0, options));
	child_start(serve, &fd);
	/* The server holds the only other fd now, so the mount dies along with it. */
	close(fd);
}

static void *own_page(void)
{
	void *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

/* Share a page and hand its fd to the test. Share another one once the lock is stuck. */
static void holder(void *arg)
{
	int tee = tee_open(), file = (int)CHECK_OK(open(PLACE "/file", O_RDONLY));
	void *other = own_page();

	(void)arg;
	shared->page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, file, 0);
	CHECK(shared->page != MAP_FAILED);
	shared->shm = (int)CHECK_OK(shm_register(tee, own_page(), PAGE, NULL));
	gate_open(&shared->ready);
	gate_wait(&shared->taken, SECONDS, "the test");
	CHECK_OK(close(shared->shm));
	gate_open(&shared->let_go);
	gate_wait(&shared->held, SECONDS, "its lock");
	CHECK_OK(shm_register(tee, other, PAGE, NULL));
}

static void read_its_page(void *arg)
{
	char path[64], byte;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", *(pid_t *)arg);
	fd = (int)CHECK_OK(open(path, O_RDONLY));
	pread(fd, &byte, 1, (off_t)(uintptr_t)shared->page);
}

static void close_it(void *arg)
{
	CHECK_OK(close(*(int *)arg));
}

static void share(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	CHECK(shared != MAP_FAILED);
	gate_make(&shared->ready);
	gate_make(&shared->taken);
	gate_make(&shared->let_go);
	gate_make(&shared->read);
	gate_make(&shared->held);
}

TEST_LIMIT(memory_is_let_go_while_its_process_is_held, 60)
{
	pid_t pid, reader, closer;
	int shm, pidfd;

	if (!core_is_ours())
		SKIP("this core accounts for no pinned page");
	if (access("/dev/fuse", F_OK))
		SKIP("this kernel has no FUSE");
	share();
	mount_file();
	pid = child_start(holder, NULL);
	gate_wait(&shared->ready, SECONDS, "the process that shares memory");
	pidfd = (int)CHECK_OK(syscall(SYS_pidfd_open, pid, 0));
	shm = (int)CHECK_OK(syscall(SYS_pidfd_getfd, pidfd, shared->shm, 0));
	gate_open(&shared->taken);
	gate_wait(&shared->let_go, SECONDS, "the process that shares memory");
	reader = child_start(read_its_page, &pid);
	gate_wait(&shared->read, SECONDS, "the one who reads");
	closer = child_start(close_it, &shm);
	CHECK_OK(close(shm));
	child_expect_ok(closer, SECONDS, "the last to close it");
	gate_open(&shared->held);
	child_expect_ok(pid, SECONDS, "the process that shares memory");
	CHECK_OK(umount2(PLACE, MNT_DETACH | MNT_FORCE));
	child_wait(reader, SECONDS, "the one who reads");
}
