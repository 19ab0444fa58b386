// SPDX-License-Identifier: BSD-2-Clause
/* Device node basics: version, unknown ioctls, permissions, the device's parent */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

TEST(version_names_optee)
{
	struct tee_ioctl_version_data vers;
	int fd = tee_open();

	memset(&vers, 0xff, sizeof(vers));
	CHECK_OK(ioctl(fd, TEE_IOC_VERSION, &vers));
	CHECK_EQ(vers.impl_id, TEE_IMPL_ID_OPTEE);
	CHECK_EQ(vers.impl_caps, TEE_OPTEE_CAP_TZ);
	CHECK(vers.gen_caps & TEE_GEN_CAP_GP);
	CHECK(vers.gen_caps & TEE_GEN_CAP_REG_MEM);
	CHECK(vers.gen_caps & TEE_GEN_CAP_MEMREF_NULL);
	CHECK(!(vers.gen_caps & TEE_GEN_CAP_PRIVILEGED));
	CHECK(!(vers.gen_caps & TEE_GEN_CAP_OBJREF));
}

TEST(version_of_the_supplicants_device_is_privileged)
{
	int fd = (int)CHECK_OK(tee_open_supplicant());

	CHECK(tee_caps(fd) & TEE_GEN_CAP_PRIVILEGED);
}

TEST(version_unmapped_and_read_only)
{
	int fd = tee_open();
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(page != MAP_FAILED);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_VERSION, NULL), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_VERSION, page), EFAULT);
	CHECK_OK(munmap(page, 4096));
	CHECK_ERRNO(ioctl(fd, TEE_IOC_VERSION, page), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_VERSION, (void *)0xffff800000000000), EFAULT);
}

TEST(version_misaligned)
{
	struct tee_ioctl_version_data vers;
	uint8_t bytes[sizeof(vers) + 1];

	CHECK_OK(ioctl(tee_open(), TEE_IOC_VERSION, bytes + 1));
	memcpy(&vers, bytes + 1, sizeof(vers));
	CHECK_EQ(vers.impl_id, TEE_IMPL_ID_OPTEE);
}

/* Unassigned numbers, assigned ones with the wrong size, and a foreign magic */
TEST(unknown_ioctls)
{
	static const unsigned long unknown[] = {
		_IO(TEE_IOC_MAGIC, 0x3f), _IO(TEE_IOC_MAGIC, 11),
		_IO(TEE_IOC_MAGIC, 0xff), _IO(TEE_IOC_MAGIC, 0),
		_IOR(TEE_IOC_MAGIC, 0, uint64_t),
		_IOW(TEE_IOC_MAGIC, 1, struct tee_ioctl_shm_alloc_data),
		_IOR(TEE_IOC_MAGIC, 2, uint64_t),
		_IO(TEE_IOC_MAGIC, 0x41), _IOR(TEE_IOC_MAGIC, 0x41, uint64_t),
		_IO(TEE_IOC_MAGIC, 0x42), _IO('t', 0), 0, ~0u,
	};
	uint8_t arg[64] = { 0 };
	int fd = tee_open();

	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		int rc = ioctl(fd, unknown[i], arg);

		CHECK_MSG(rc == -1 && errno == ENOTTY,
			  "ioctl 0x%lx: expected ENOTTY, got %s", unknown[i],
			  rc == -1 ? errno_name(errno) : "success");
	}
}

/* Upstream uses a different errno for operations that the driver lacks. */
TEST(object_invoke_is_not_supported)
{
	struct tee_ioctl_object_invoke_arg arg = { .id = 1 };
	int fd = tee_open();

	if (!core_is_ours())
		SKIP("this core has no TEE_IOC_OBJECT_INVOKE");
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_OBJECT_INVOKE, &arg, sizeof(arg)),
		    EOPNOTSUPP);
}

TEST(supplicant_ioctls_on_the_client_device)
{
	struct supp_recv recv = { .arg.num_params = 4 };
	struct supp_send send = { .arg.num_params = 4 };
	int fd = tee_open();
	int expected = core_is_ours() ? EOPNOTSUPP : EINVAL;

	CHECK_ERRNO(call_recv(fd, &recv), expected);
	CHECK_ERRNO(call_send(fd, &send), expected);
}

TEST(read_write_and_seek_are_refused)
{
	int fd = tee_open();
	char byte = 0;

	CHECK_ERRNO(read(fd, &byte, 1), EINVAL);
	CHECK_ERRNO(write(fd, &byte, 1), EINVAL);
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
	CHECK_EQ(errno, ENODEV);
}

TEST(device_has_the_platform_device_as_parent)
{
	char path[128], target[512];
	ssize_t n;

	if (!core_is_ours())
		SKIP("this core gives its devices no parent");
	snprintf(path, sizeof(path), "/sys/class/tee/%s", tee_device_name());
	n = CHECK_OK(readlink(path, target, sizeof(target) - 1));
	target[n] = '\0';
	CHECK_MSG(!strstr(target, "/virtual/"),
		  "%s: expected below a platform device, got %s", path, target);
	snprintf(path, sizeof(path), "/sys/class/tee/%s/device/driver/module",
		 tee_device_name());
	CHECK_OK(readlink(path, target, sizeof(target)));
}

TEST(implementation_id_in_sysfs)
{
	char path[128], text[64];

	snprintf(path, sizeof(path), "/sys/class/tee/%s/implementation_id",
		 tee_device_name());
	CHECK_MSG(read_text(path, text, sizeof(text)), "cannot read %s", path);
	CHECK_MSG(!strcmp(text, "1\n"), "%s: expected 1, got %s", path, text);
}

TEST(many_contexts)
{
	int fds[200];

	for (size_t i = 0; i < 200; i++)
		fds[i] = tee_open();
	for (size_t i = 0; i < 200; i += 50)
		tee_works(fds[i]);
	for (size_t i = 0; i < 200; i++)
		CHECK_OK(close(fds[i]));
}
