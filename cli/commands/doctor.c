// SPDX-License-Identifier: BSD-2-Clause
/* gtee doctor: look for things that keep a TEE from working and suggest fixes */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "commands/doctor.h"
#include "commands/doctor_findings.h"
#include "commands/doctor_kernel.h"
#include "commands/doctor_report.h"
#include "commands/doctor_sockets.h"
#include "commands/doctor_user.h"
#include "devices.h"
#include "output.h"
#include "sockets.h"
#include "tee_socket.h"

static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	GTEE_OPTION_JSON,
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

static void list_devices(struct doctor *doctor)
{
	size_t kept = 0;
	int rc = tee_devices_list(&doctor->devices, &doctor->device_count);

	if (rc) {
		doctor_found(doctor, DOCTOR_FAULT, "devices", NULL, "/sys/class/tee: %s",
			     strerror(-rc));
		return;
	}
	if (!doctor->only)
		return;
	devices_supplicants_name(doctor->only, doctor->supplicants, sizeof(doctor->supplicants));
	for (size_t n = 0; n < doctor->device_count; n++) {
		const char *name = devices_name(&doctor->devices[n]);

		if (!strcmp(name, devices_name(doctor->only)) ||
		    !strcmp(name, doctor->supplicants))
			doctor->devices[kept++] = doctor->devices[n];
	}
	doctor->device_count = kept;
}

static void check(struct doctor *doctor)
{
	doctor_check_sockets(doctor);
	if (doctor->only && doctor->only->is_socket)
		return;
	list_devices(doctor);
	doctor_check_modules(doctor);
	doctor_check_nodes(doctor);
	doctor_check_answers(doctor);
	doctor_check_limits(doctor);
	doctor_check_supplicant(doctor);
	doctor_check_messages(doctor);
	doctor_check_tracing(doctor);
}

/* What is behind a socket is asked later, since it may not answer. */
static int choose(const char *selector, struct tee_device_info *chosen)
{
	int rc;

	if (!tee_socket_is_selector(selector))
		return devices_choose(selector, chosen);
	rc = sockets_name(selector, chosen);
	return rc ? sockets_failed(selector, -rc) : GTEE_DONE;
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	struct doctor doctor = { 0 };
	struct tee_device_info chosen;
	const char *selector = NULL;
	int letter, status;

	while ((letter = command_option(command, argc, argv)) != GTEE_OPTION_END) {
		if (letter != 't')
			return letter == GTEE_OPTION_HELPED ? GTEE_DONE : GTEE_USAGE;
		selector = optarg;
	}
	if (command_has_operands(command, argc, argv))
		return GTEE_USAGE;
	if (selector) {
		status = choose(selector, &chosen);
		if (status)
			return status;
		doctor.only = &chosen;
	}

	check(&doctor);
	if (doctor.failed) {
		output_error("doctor", NULL, "%s", strerror(ENOMEM));
		status = GTEE_SYSTEM;
	} else {
		status = doctor_report(&doctor);
	}
	for (size_t n = 0; n < doctor.count; n++) {
		free(doctor.findings[n].text);
		free(doctor.findings[n].next);
	}
	free(doctor.findings);
	free(doctor.devices);
	return status;
}

const struct gtee_command gtee_doctor = {
	.name = "doctor",
	.summary = "Check this system for faults, and suggest fixes",
	.details =
	"Checks sockets, modules, device nodes and their permissions, users at their limits, the\n"
	"supplicant, its directories, and the kernel's log. With --tee, checks only this TEE, its\n"
	"driver and supplicant, and what all TEEs share. Some checks require root. Nothing is\n"
	"changed.",
	.options = options,
	.run = run,
};
