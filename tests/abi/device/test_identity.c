// SPDX-License-Identifier: BSD-2-Clause
/* TEE_IOC_IDENTITY, and whether sysfs and the uevent agree with it */

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

#define KNOWN	sizeof(struct tee_ioctl_identity)

/* 486178e0-e7f8-11e3-bc5e-0002a5d5c51b */
static const uint8_t optee_uuid[UUID_LEN] = {
	0x48, 0x61, 0x78, 0xe0, 0xe7, 0xf8, 0x11, 0xe3,
	0xbc, 0x5e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b,
};

static void needs_our_core(void)
{
	if (!core_is_ours())
		SKIP("this core has no TEE_IOC_IDENTITY");
}

static struct tee_ioctl_identity ask(int fd)
{
	struct tee_ioctl_identity id;

	/* [out] fields are ignored on the way in */
	memset(&id, 0xff, sizeof(id));
	id.size = KNOWN;
	id.flags = 0;
	CHECK_OK(ioctl(fd, TEE_IOC_IDENTITY, &id));
	return id;
}

/* What a newer program would pass, plus a tail to catch stray writes. */
struct roomy {
	struct tee_ioctl_identity id;
	uint8_t tail[PAGE * 2];
};

static int ask_with_size(int fd, struct roomy *room, uint32_t size)
{
	room->id.size = size;
	room->id.flags = 0;
	return ioctl(fd, TEE_IOC_IDENTITY, room);
}

static void text_is_sound(const char *name, const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	CHECK_MSG(len < size, "%s does not end", name);
	for (size_t i = 0; i < size; i++)
		CHECK_MSG(i < len ? isprint((unsigned char)text[i]) : !text[i],
			  "%s: byte %zu is 0x%02x", name, i, (uint8_t)text[i]);
}

#define TEXT_IS_SOUND(id, field) text_is_sound(#field, (id)->field, sizeof((id)->field))

static void check_identity(const struct tee_ioctl_identity *id)
{
	CHECK_EQ(id->size, KNOWN);
	CHECK_EQ(id->flags, 0);
	TEXT_IS_SOUND(id, driver_name);
	TEXT_IS_SOUND(id, driver_version);
	TEXT_IS_SOUND(id, conduit);
	TEXT_IS_SOUND(id, os_name);
	TEXT_IS_SOUND(id, os_version);
	TEXT_IS_SOUND(id, os_build);
	CHECK_MSG(!strcmp(id->driver_name, "optee"), "driver: got %s", id->driver_name);
	CHECK_MSG(!strcmp(id->os_name, "OP-TEE"), "OS: got %s", id->os_name);
	CHECK_MSG(!strcmp(id->conduit, "smc") || !strcmp(id->conduit, "hvc"),
		  "conduit: got %s", id->conduit);
	CHECK_MSG(!memcmp(id->os_uuid, optee_uuid, UUID_LEN), "not OP-TEE's UUID");
	CHECK(id->driver_version[0]);
	CHECK(id->os_version[0]);
	CHECK_EQ(id->driver_type, TEE_DRIVER_TYPE_TRUSTZONE);
	CHECK_EQ(id->max_params, 4);
	CHECK(id->max_threads > 0);
	/* OP-TEE reports neither of these. */
	CHECK_EQ(id->max_sessions, 0);
	CHECK_EQ(id->max_shm_size, 0);
}

TEST(identity_of_optee)
{
	struct tee_ioctl_identity id;

	needs_our_core();
	id = ask(tee_open());
	check_identity(&id);
}

TEST(identity_of_the_supplicants_device)
{
	struct tee_ioctl_identity id;
	int fd;

	needs_our_core();
	fd = (int)CHECK_OK(tee_open_supplicant());
	id = ask(fd);
	check_identity(&id);
	CHECK(id.capabilities & TEE_GEN_CAP_PRIVILEGED);
	CHECK(id.capabilities & TEE_CAP_SUPPLICANT);
	CHECK(!(id.capabilities & (TEE_CAP_SESSION | TEE_CAP_CANCEL)));
}

/* Try what the capabilities promise. What isn't advertised has to fail with EOPNOTSUPP. */
TEST(capabilities_are_what_the_device_answers)
{
	struct tee_ioctl_object_invoke_arg object = { .id = 1 };
	struct supp_recv recv = { .arg.num_params = 0 };
	int fd = tee_open(), memory;
	static uint8_t own[PAGE] __attribute__((aligned(PAGE)));
	uint64_t caps;

	needs_our_core();
	caps = ask(fd).capabilities;
	CHECK_EQ((uint32_t)caps, tee_caps(fd));
	CHECK_EQ(caps >> 32 << 32, TEE_CAP_SESSION | TEE_CAP_CANCEL | TEE_CAP_SHM_ALLOC |
		 TEE_CAP_SHM_REGISTER | TEE_CAP_SHM_IMPORT | TEE_CAP_SYSTEM_SESSION);
	tee_works(fd);
	CHECK_ERRNO(call_cancel(fd, 0, 1), EINVAL);
	CHECK_OK(shm_alloc(fd, PAGE, NULL));
	CHECK_OK(shm_register(fd, own, PAGE, NULL));
	memory = (int)CHECK_OK(memfd_create("identity", MFD_CLOEXEC));
	CHECK_OK(ftruncate(memory, PAGE));
	CHECK_OK(shm_register_fd(fd, memory, NULL, NULL));
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_OBJECT_INVOKE, &object, sizeof(object)), EOPNOTSUPP);
	CHECK_ERRNO(call_recv(fd, &recv), EOPNOTSUPP);
}

TEST(identity_of_an_exact_or_short_size)
{
	static const uint32_t sizes[] = { 0, 1, 3, 4, 8, TEE_IDENTITY_SIZE_VER0 - 1 };
	struct roomy room, before;
	int fd = tee_open();

	needs_our_core();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		memset(&room, 0x5a, sizeof(room));
		room.id.size = sizes[i];
		room.id.flags = 0;
		before = room;
		CHECK_ERRNO(ask_with_size(fd, &room, sizes[i]), EINVAL);
		CHECK_MSG(!memcmp(&room, &before, sizeof(room)),
			  "size %u is refused, and yet something was written", sizes[i]);
	}
	/* The first version's size is fine, but then nothing beyond it gets written. */
	memset(&room, 0x5a, sizeof(room));
	CHECK_OK(ask_with_size(fd, &room, TEE_IDENTITY_SIZE_VER0));
	CHECK_EQ(room.id.size, KNOWN);
	for (size_t i = TEE_IDENTITY_SIZE_VER0; i < sizeof(room); i++)
		CHECK_EQ(((uint8_t *)&room)[i], 0x5a);
}

/* Fields unknown to the kernel are all zero, i.e. at their defaults. */
TEST(identity_of_a_longer_program)
{
	static const uint32_t more[] = { 1, 3, 8, 100, PAGE - KNOWN };
	struct roomy room;
	int fd = tee_open();

	needs_our_core();
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++) {
		memset(&room, 0, sizeof(room));
		memset(room.tail + more[i], 0x5a, sizeof(room.tail) - more[i]);
		CHECK_OK(ask_with_size(fd, &room, (uint32_t)KNOWN + more[i]));
		check_identity(&room.id);
		for (size_t n = 0; n < sizeof(room.tail); n++)
			CHECK_EQ(room.tail[n], n < more[i] ? 0 : 0x5a);
	}
}

/* A nonzero byte past the known fields is a feature this kernel lacks. */
TEST(identity_of_a_program_that_asks_for_more)
{
	static const uint32_t places[] = { 0, 1, 7, 8, 63, 99 };
	struct roomy room, before;
	int fd = tee_open();

	needs_our_core();
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		memset(&room, 0, sizeof(room));
		room.tail[places[i]] = 1;
		room.id.size = KNOWN + 100;
		before = room;
		CHECK_ERRNO(ask_with_size(fd, &room, KNOWN + 100), E2BIG);
		CHECK(!memcmp(&room, &before, sizeof(room)));
	}
	/* The stray byte is now outside the given size and thus ignored. */
	CHECK_OK(ask_with_size(fd, &room, KNOWN + 99));
	room.id.size = KNOWN;
	room.id.flags = 1;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, &room), EINVAL);
	room.id.flags = 1u << 31;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, &room), EINVAL);
}

TEST(identity_of_a_huge_size)
{
	static const uint32_t sizes[] = {
		TEE_MAX_ARG_SIZE + 1, 8192, 1u << 20, 1u << 31, UINT32_MAX,
	};
	struct roomy room;
	int fd = tee_open();

	needs_our_core();
	memset(&room, 0, sizeof(room));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		CHECK_ERRNO(ask_with_size(fd, &room, sizes[i]), E2BIG);
	CHECK_OK(ask_with_size(fd, &room, TEE_MAX_ARG_SIZE));
}

TEST(identity_unmapped_and_read_only)
{
	int fd = tee_open();
	uint8_t *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_identity *at;

	needs_our_core();
	CHECK(pages != MAP_FAILED);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, NULL), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, (void *)0xffff800000000000), EFAULT);
	at = (void *)pages;
	at->size = KNOWN;
	CHECK_OK(mprotect(pages, PAGE, PROT_READ));
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, at), EFAULT);
	CHECK_OK(mprotect(pages, PAGE, PROT_READ | PROT_WRITE));
	CHECK_OK(munmap(pages + PAGE, PAGE));
	/*
	 * Unmap the end of the structure, then the end of a larger one, and
	 * finally everything past the first 4 bytes.
	 */
	at = (void *)(pages + PAGE - KNOWN + 8);
	at->size = KNOWN;
	at->flags = 0;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, at), EFAULT);
	at = (void *)(pages + PAGE - KNOWN);
	memset(at, 0, KNOWN);
	at->size = KNOWN + 8;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, at), EFAULT);
	at->size = KNOWN;
	at->flags = 0;
	CHECK_OK(ioctl(fd, TEE_IOC_IDENTITY, at));
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, pages + PAGE - 4), EFAULT);
}

TEST(identity_misaligned)
{
	static uint8_t bytes[KNOWN + 1];
	struct tee_ioctl_identity id = { .size = KNOWN };

	needs_our_core();
	memcpy(bytes + 1, &id, KNOWN);
	CHECK_OK(ioctl(tee_open(), TEE_IOC_IDENTITY, bytes + 1));
	memcpy(&id, bytes + 1, KNOWN);
	check_identity(&id);
}

/* Size and direction bits don't matter, but magic and number do. */
TEST(identity_by_another_encoding)
{
	static const unsigned long same[] = {
		_IO(TEE_IOC_MAGIC, 0x40), _IOR(TEE_IOC_MAGIC, 0x40, uint64_t),
		_IOW(TEE_IOC_MAGIC, 0x40, struct tee_ioctl_identity),
		_IOC(_IOC_READ | _IOC_WRITE, TEE_IOC_MAGIC, 0x40, 0x3fff),
	};
	static const unsigned long other[] = {
		_IOC(_IOC_READ | _IOC_WRITE, 't', 0x40, KNOWN),
		_IOC(_IOC_READ | _IOC_WRITE, TEE_IOC_MAGIC, 0x41, KNOWN),
		_IOC(_IOC_READ | _IOC_WRITE, TEE_IOC_MAGIC, 0x3f, KNOWN),
		_IOC(_IOC_READ | _IOC_WRITE, TEE_IOC_MAGIC, 0xc0, KNOWN),
	};
	struct tee_ioctl_identity id;
	int fd = tee_open();

	needs_our_core();
	for (size_t i = 0; i < 4; i++) {
		memset(&id, 0, sizeof(id));
		id.size = KNOWN;
		CHECK_OK(ioctl(fd, same[i], &id));
		check_identity(&id);
		CHECK_ERRNO(ioctl(fd, other[i], &id), ENOTTY);
	}
}

/* Expect the sysfs attribute to contain @text and nothing else. */
static void file_says(const char *name, const char *text)
{
	char path[128], got[256];

	snprintf(path, sizeof(path), "/sys/class/tee/%s/%s", tee_device_name(), name);
	CHECK_MSG(read_text(path, got, sizeof(got)), "cannot read %s", path);
	CHECK_MSG(got[0] && got[strlen(got) - 1] == '\n', "%s: no end of line", path);
	got[strlen(got) - 1] = '\0';
	CHECK_MSG(!strcmp(got, text), "%s: expected '%s', got '%s'", path, text, got);
}

static void file_says_number(const char *name, uint64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	file_says(name, text);
}

static void uuid_text(const uint8_t *u, char *text)
{
	for (int i = 0; i < UUID_LEN; i++)
		text += sprintf(text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ?
				"-" : "", u[i]);
}

TEST(identity_in_sysfs)
{
	struct tee_ioctl_identity id;
	char text[128];

	needs_our_core();
	id = ask(tee_open());
	file_says("driver_name", id.driver_name);
	file_says("driver_version", id.driver_version);
	file_says("driver_type", "trustzone");
	file_says("conduit", id.conduit);
	file_says("os_name", id.os_name);
	file_says("os_version", id.os_version);
	file_says("os_build", id.os_build);
	uuid_text(id.os_uuid, text);
	file_says("os_uuid", text);
	snprintf(text, sizeof(text), "0x%016llx", (unsigned long long)id.capabilities);
	file_says("capabilities", text);
	file_says_number("max_params", id.max_params);
	file_says_number("max_sessions", id.max_sessions);
	file_says_number("max_shm_size", id.max_shm_size);
	file_says_number("max_threads", id.max_threads);
	/* That one is upstream's attribute, so there are programs that rely on it. */
	snprintf(text, sizeof(text), id.os_build[0] ? "%s (%s)" : "%s", id.os_version,
		 id.os_build);
	file_says("revision", text);
}

static void uevent_says(const char *uevent, const char *key, const char *value)
{
	char line[160];

	snprintf(line, sizeof(line), "\n%s=%s\n", key, value);
	CHECK_MSG(strstr(uevent, line), "the uevent lacks %s=%s", key, value);
}

TEST(identity_in_the_uevent)
{
	struct tee_ioctl_identity id;
	char path[128], uevent[2048] = "\n", text[64];

	needs_our_core();
	id = ask(tee_open());
	snprintf(path, sizeof(path), "/sys/class/tee/%s/uevent", tee_device_name());
	CHECK(read_text(path, uevent + 1, sizeof(uevent) - 1));
	uevent_says(uevent, "TEE_DRIVER", id.driver_name);
	uevent_says(uevent, "TEE_DRIVER_TYPE", "trustzone");
	uevent_says(uevent, "TEE_DRIVER_VERSION", id.driver_version);
	uevent_says(uevent, "TEE_CONDUIT", id.conduit);
	uevent_says(uevent, "TEE_OS", id.os_name);
	uevent_says(uevent, "TEE_OS_VERSION", id.os_version);
	if (id.os_build[0])
		uevent_says(uevent, "TEE_OS_BUILD", id.os_build);
	uuid_text(id.os_uuid, text);
	uevent_says(uevent, "TEE_OS_UUID", text);
	snprintf(text, sizeof(text), "0x%016llx", (unsigned long long)id.capabilities);
	uevent_says(uevent, "TEE_CAPABILITIES", text);
}
