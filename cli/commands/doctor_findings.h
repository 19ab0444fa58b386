/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor's findings. The checks add to this list, and doctor_report() prints it. */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_FINDINGS_H
#define GTEE_CLI_COMMANDS_DOCTOR_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "tee_devices.h"

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_NOTE,	/* just information, or a check we couldn't run */
	DOCTOR_FAULT,
};

/**
 * struct doctor_finding - what a check found
 * @level:	severity
 * @area:	what was checked; not copied
 * @text:	the finding, malloced
 * @next:	what to do about it (malloced), or NULL
 */
struct doctor_finding {
	enum doctor_level level;
	const char *area;
	char *text;
	char *next;
};

/**
 * struct doctor - what to check, and what was found
 * @findings:	malloced array
 * @count:	size of @findings
 * @faults:	how many of them are DOCTOR_FAULT
 * @failed:	out of memory, some findings are missing
 * @devices:	TEE devices to check, malloced
 * @device_count: size of @devices
 * @only:	the only TEE to check, or NULL for the whole system
 * @has_socket:	a socket has a TEE behind it
 * @supplicants: @only's supplicant device, or ""
 */
struct doctor {
	struct doctor_finding *findings;
	size_t count, faults;
	bool failed;
	struct tee_device_info *devices;
	size_t device_count;
	const struct tee_device_info *only;
	bool has_socket;
	char supplicants[32];
};

/**
 * doctor_found() - add a finding
 * @doctor:	the system
 * @level:	severity
 * @area:	what was checked; not copied
 * @next:	what to do about it (copied), or NULL
 * @format:	the finding, as for printf()
 *
 * Out of memory is not reported to the caller, but sets @doctor->failed.
 */
void doctor_found(struct doctor *doctor, enum doctor_level level, const char *area,
		  const char *next, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
