/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of gtee doctor's findings: its checks extend the list, and its report prints it. */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_FINDINGS_H
#define GTEE_CLI_COMMANDS_DOCTOR_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "tee_devices.h"

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_NOTE,	/* information, or a check that was skipped */
	DOCTOR_FAULT,
};

/**
 * struct doctor_finding - result of a check
 * @level:	severity
 * @area:	area that was checked, a constant
 * @text:	finding, allocated
 * @next:	what to do about it, allocated, or NULL
 */
struct doctor_finding {
	enum doctor_level level;
	const char *area;
	char *text;
	char *next;
};

/**
 * struct doctor - system that is being checked
 * @findings:	findings, allocated
 * @count:	number of findings
 * @faults:	number of findings of level DOCTOR_FAULT
 * @failed:	findings are missing because memory ran out
 * @devices:	TEE devices to check, allocated
 * @device_count: number of devices
 * @only:	TEE to check, or NULL to check the whole system
 * @supplicants: supplicant device of @only, or "" if @only has none
 */
struct doctor {
	struct doctor_finding *findings;
	size_t count, faults;
	bool failed;
	struct tee_device_info *devices;
	size_t device_count;
	const struct tee_device_info *only;
	char supplicants[32];
};

/**
 * doctor_found() - add a finding
 * @doctor:	the system
 * @level:	severity
 * @area:	area that was checked, a constant
 * @next:	what to do about it, copied, or NULL
 * @format:	finding, as for printf()
 *
 * Sets @doctor->failed if memory runs out.
 */
void doctor_found(struct doctor *doctor, enum doctor_level level, const char *area,
		  const char *next, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
