// SPDX-License-Identifier: BSD-2-Clause
/* gtee doctor's kernel side: firmware, modules, kernel log, tracing */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/doctor_findings.h"
#include "commands/doctor_kernel.h"
#include "devices.h"
#include "parse/kmsg_parse.h"

#define MODULE(name)	"/sys/module/" name

static bool is_there(const char *path)
{
	return !access(path, F_OK);
}

/* Upstream's modules have neither of these parameters. */
static bool core_is_ours(void)
{
	return is_there(MODULE("tee/parameters/unregister_timeout_ms"));
}

static bool optee_is_ours(void)
{
	return is_there(MODULE("optee/parameters/thread_wait_ms"));
}

/* false only if the user chose a TEE with another driver */
static bool is_wanted(const struct doctor *doctor, const char *driver)
{
	return !doctor->only || !strcmp(doctor->only->identity.driver_name, driver);
}

/* Trusted OS nodes that firmware may put into the device tree, and the modules for them */
static const struct {
	const char *node, *name, *module, *path;
} firmwares[] = {
	{ "/proc/device-tree/firmware/optee", "OP-TEE", "optee", MODULE("optee") },
	{ "/proc/device-tree/firmware/tsp", "the Test Secure Payload", "tsp", MODULE("tsp") },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void check_firmware(struct doctor *doctor)
{
	bool driven = false, announced = false;
	char next[64];

	for (size_t n = 0; n < COUNT(firmwares); n++) {
		if (!is_there(firmwares[n].node) || !is_wanted(doctor, firmwares[n].module))
			continue;
		announced = true;
		if (is_there(firmwares[n].path)) {
			driven = true;
			doctor_found(doctor, DOCTOR_OK, "firmware", NULL,
				     "announces %s, driven by module %s", firmwares[n].name,
				     firmwares[n].module);
			continue;
		}
		snprintf(next, sizeof(next), "modprobe %s", firmwares[n].module);
		doctor_found(doctor, DOCTOR_FAULT, "firmware", next,
			     "announces %s, but module %s is not loaded", firmwares[n].name,
			     firmwares[n].module);
	}
	if (!announced && !doctor->device_count && !doctor->has_socket)
		doctor_found(doctor, DOCTOR_FAULT, "firmware",
			     "Boot a firmware with a Trusted OS that adds its node to the device "
			     "tree, or load a driver for another TEE. Or start softteed, a TEE in "
			     "software: softteed(1).",
			     "announces no Trusted OS (no /firmware/optee in the device tree)");
	if (driven && !doctor->device_count)
		doctor_found(doctor, DOCTOR_FAULT, "devices",
			     "See the kernel's log: dmesg | grep -i tee",
			     "a driver is loaded, but there is no TEE device");
}

static void check_projects(struct doctor *doctor)
{
	bool core = is_there(MODULE("tee")), ours = core && core_is_ours();
	bool optee = is_there(MODULE("optee")) && is_wanted(doctor, "optee");
	bool tsp = is_there(MODULE("tsp")) && is_wanted(doctor, "tsp");
	bool vtee = is_there(MODULE("vtee")) && is_wanted(doctor, "vtee");
	bool conduit = is_there(MODULE("tee_conduit"));
	static const char next[] = "Unload all of them (modprobe -r optee tee), check that "
				   "'modinfo -n tee optee' shows gtee's, and load them again.";

	if (!core && !is_there("/sys/class/tee")) {
		if (doctor->has_socket)
			return;
		doctor_found(doctor, DOCTOR_FAULT, "modules", "modprobe tee",
			     "the TEE subsystem (module tee) is not loaded");
	} else if (!ours && conduit) {
		doctor_found(doctor, DOCTOR_FAULT, "modules", next,
			     "mixed: tee is upstream's, tee_conduit is gtee's");
	} else if (optee && ours != optee_is_ours()) {
		doctor_found(doctor, DOCTOR_FAULT, "modules", next,
			     "mixed: tee is %s, optee is %s", ours ? "gtee's" : "upstream's",
			     ours ? "upstream's" : "gtee's");
	} else if (ours) {
		doctor_found(doctor, DOCTOR_OK, "modules", NULL, "gtee's: tee%s%s%s%s",
			     conduit ? ", tee_conduit" : "", optee ? ", optee" : "",
			     tsp ? ", tsp" : "", vtee ? ", vtee" : "");
	} else {
		doctor_found(doctor, DOCTOR_NOTE, "modules",
			     "Install gtee's modules for identities, 'gtee top' and 'gtee trace'.",
			     "upstream's: tee%s", optee ? ", optee" : "");
	}
}

void doctor_check_modules(struct doctor *doctor)
{
	check_firmware(doctor);
	check_projects(doctor);
}

static void tell_messages(struct doctor *doctor, const unsigned int *counts,
			  char (*texts)[KMSG_TEXT_SIZE])
{
	if (counts[KMSG_MIXED_MODULES])
		doctor_found(doctor, DOCTOR_FAULT, "messages",
			     "Modules of gtee and of upstream are mixed: load only one set.",
			     "%s", texts[KMSG_MIXED_MODULES]);
	if (counts[KMSG_ERROR])
		doctor_found(doctor, DOCTOR_FAULT, "messages", "dmesg --level=err | grep -i tee",
			     "%u error%s, the last: %s", counts[KMSG_ERROR],
			     counts[KMSG_ERROR] == 1 ? "" : "s", texts[KMSG_ERROR]);
	if (counts[KMSG_WARNING])
		doctor_found(doctor, DOCTOR_NOTE, "messages", "dmesg --level=warn | grep -i tee",
			     "%u warning%s, the last: %s", counts[KMSG_WARNING],
			     counts[KMSG_WARNING] == 1 ? "" : "s", texts[KMSG_WARNING]);
	if (!counts[KMSG_MIXED_MODULES] && !counts[KMSG_ERROR] && !counts[KMSG_WARNING])
		doctor_found(doctor, DOCTOR_OK, "messages", NULL,
			     doctor->only ? "no errors of this TEE in the kernel's log" :
					    "no TEE errors in the kernel's log");
}

void doctor_check_messages(struct doctor *doctor)
{
	char texts[KMSG_MIXED_MODULES + 1][KMSG_TEXT_SIZE] = { "" };
	unsigned int counts[KMSG_MIXED_MODULES + 1] = { 0 };
	char record[8192], text[KMSG_TEXT_SIZE];
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct kmsg_tee tee = { .supplicants = doctor->supplicants };

	if (doctor->only) {
		tee.driver = doctor->only->identity.driver_name;
		tee.device = devices_name(doctor->only);
	}
	if (fd < 0) {
		doctor_found(doctor, DOCTOR_NOTE, "messages",
			     errno == EACCES || errno == EPERM ?
			     "Run as root to check them." : NULL, "not checked: /dev/kmsg: %s",
			     strerror(errno));
		return;
	}
	for (;;) {
		ssize_t got = read(fd, record, sizeof(record));
		enum kmsg_meaning meaning;

		/* EPIPE: the kernel has overwritten the record that we would have read next. */
		if (got < 0 && (errno == EPIPE || errno == EINTR || errno == EINVAL))
			continue;
		if (got <= 0)
			break;
		meaning = kmsg_parse(record, (size_t)got, text);
		if (doctor->only && !kmsg_concerns(text, &tee))
			continue;
		counts[meaning]++;
		memcpy(texts[meaning], text, sizeof(text));
	}
	close(fd);
	tell_messages(doctor, counts, texts);
}

void doctor_check_tracing(struct doctor *doctor)
{
	if (geteuid() || !core_is_ours())
		return;
	if (is_there("/sys/kernel/tracing/events/tee") ||
	    is_there("/sys/kernel/debug/tracing/events/tee"))
		doctor_found(doctor, DOCTOR_OK, "tracing", NULL,
			     "tracefs is available to top and trace");
	else
		doctor_found(doctor, DOCTOR_NOTE, "tracing",
			     "mount -t tracefs tracefs /sys/kernel/tracing",
			     "tracefs is not mounted: top and trace do not work");
}
