// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lists the machine's TEEs, with driver and Trusted OS. For /dev/teeN that is a single
 * TEE_IOC_IDENTITY. /dev/teeprivN has the ioctl too, but opening it would make us the
 * supplicant, so for those we read sysfs.
 *
 * usage: identity [OS]     status 1 if no client device (with that Trusted OS) exists
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/tee.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const struct {
	uint64_t bit;
	const char *name;
} capabilities[] = {
	{ TEE_GEN_CAP_GP, "GlobalPlatform" },
	{ TEE_GEN_CAP_PRIVILEGED, "supplicant's device" },
	{ TEE_GEN_CAP_MEMREF_NULL, "null memory references" },
	{ TEE_GEN_CAP_OBJREF, "object references" },
	{ TEE_CAP_SESSION, "sessions" },
	{ TEE_CAP_CANCEL, "cancellation" },
	{ TEE_CAP_OBJECT_INVOKE, "objects" },
	{ TEE_CAP_SHM_ALLOC, "memory allocated" },
	{ TEE_CAP_SHM_REGISTER, "memory registered" },
	{ TEE_CAP_SHM_IMPORT, "memory imported" },
	{ TEE_CAP_SUPPLICANT, "supplicant" },
	{ TEE_CAP_SYSTEM_SESSION, "system sessions" },
};

static const char *type_name(uint32_t type)
{
	static const char *const names[] = {
		[TEE_DRIVER_TYPE_UNKNOWN] = "unknown",
		[TEE_DRIVER_TYPE_TRUSTZONE] = "trustzone",
		[TEE_DRIVER_TYPE_COPROCESSOR] = "coprocessor",
		[TEE_DRIVER_TYPE_VIRTUAL] = "virtual",
		[TEE_DRIVER_TYPE_SOFTWARE] = "software",
	};

	/* a newer kernel may know more types than we do */
	return type < sizeof(names) / sizeof(*names) ? names[type] : "unknown";
}

static void print_limit(const char *what, uint64_t limit)
{
	if (limit)
		printf(" %s %llu", what, (unsigned long long)limit);
	else
		printf(" %s unknown", what);
}

static void print_identity(const struct tee_ioctl_identity *id)
{
	const char *separator = "";

	printf("  driver        %s %s, %s, via %s\n", id->driver_name,
	       id->driver_version, type_name(id->driver_type), id->conduit);
	printf("  Trusted OS    %s %s%s%s, ", id->os_name, id->os_version,
	       id->os_build[0] ? " build " : "", id->os_build);
	for (int n = 0; n < TEE_IOCTL_UUID_LEN; n++)
		printf("%s%02x", n == 4 || n == 6 || n == 8 || n == 10 ? "-" : "",
		       id->os_uuid[n]);
	printf("\n  capabilities  ");
	for (size_t n = 0; n < sizeof(capabilities) / sizeof(*capabilities); n++)
		if (id->capabilities & capabilities[n].bit) {
			printf("%s%s", separator, capabilities[n].name);
			separator = ", ";
		}
	printf("\n  limits       ");
	print_limit("parameters", id->max_params);
	print_limit("threads", id->max_threads);
	print_limit("sessions", id->max_sessions);
	print_limit("bytes", id->max_shm_size);
	printf("\n");
}

/* Returns true if this is a TEE running @os (NULL: any) */
static bool client_device(const char *path, const char *os)
{
	/* the kernel fills in as much as we know about; the rest has to be zero on entry */
	struct tee_ioctl_identity id = { .size = sizeof(id) };
	int tee = open(path, O_RDWR | O_CLOEXEC);

	if (tee < 0 || ioctl(tee, TEE_IOC_IDENTITY, &id)) {
		printf("  %s\n", errno == ENOTTY ? "this kernel has no TEE_IOC_IDENTITY" :
		       strerror(errno));
		if (tee >= 0)
			close(tee);
		return false;
	}
	close(tee);
	print_identity(&id);
	return !os || !strcmp(id.os_name, os);
}

static void print_attribute(const char *device, const char *name)
{
	char path[512], text[160];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/tee/%s/%s", device, name);
	file = fopen(path, "r");
	if (file && fgets(text, sizeof(text), file)) {
		text[strcspn(text, "\n")] = '\0';
		if (text[0])
			printf(" %s", text);
	}
	if (file)
		fclose(file);
}

static void supplicant_device(const char *device)
{
	printf("  driver       ");
	print_attribute(device, "driver_name");
	print_attribute(device, "driver_version");
	print_attribute(device, "driver_type");
	print_attribute(device, "conduit");
	printf("\n  Trusted OS   ");
	print_attribute(device, "os_name");
	print_attribute(device, "os_version");
	print_attribute(device, "os_build");
	print_attribute(device, "os_uuid");
	printf("\n");
}

int main(int argc, char **argv)
{
	bool found = false;
	glob_t devices;

	if (argc > 2) {
		fprintf(stderr, "usage: identity [OS]\n");
		return 2;
	}
	if (glob("/dev/tee[0-9]*", 0, NULL, &devices) ||
	    glob("/dev/teepriv[0-9]*", GLOB_APPEND, NULL, &devices) == GLOB_NOSPACE) {
		fprintf(stderr, "identity: no /dev/tee* found\n");
		return 1;
	}
	for (size_t n = 0; n < devices.gl_pathc; n++) {
		const char *path = devices.gl_pathv[n];

		printf("%s\n", path);
		if (!strncmp(path, "/dev/teepriv", 12))
			supplicant_device(path + 5);
		else
			found |= client_device(path, argc > 1 ? argv[1] : NULL);
	}
	globfree(&devices);
	return !found;
}
