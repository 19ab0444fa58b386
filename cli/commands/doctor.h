/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor: what its parts share. */
#ifndef GTEE_CLI_DOCTOR_H
#define GTEE_CLI_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "tee_devices.h"

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_NOTE,	/* worth knowing, works all the same; or not looked at */
	DOCTOR_FAULT,
};

/**
 * struct doctor_finding - what a check found
 * @level:	how bad it is
 * @area:	what was looked at: a constant
 * @text:	what was found: allocated
 * @next:	what to do about it: allocated, or NULL
 */
struct doctor_finding {
	enum doctor_level level;
	const char *area;
	char *text;
	char *next;
};

/**
 * struct doctor - a system as it is being checked
 * @findings:	what was found, allocated
 * @count:	how many
 * @faults:	how many of them are faults
 * @failed:	there was no memory: findings are missing
 * @devices:	the TEE devices there are, allocated
 * @device_count: how many
 */
struct doctor {
	struct doctor_finding *findings;
	size_t count, faults;
	bool failed;
	struct tee_device_info *devices;
	size_t device_count;
};

/**
 * doctor_found() - note a finding
 * @doctor:	the system
 * @level:	how bad it is
 * @area:	what was looked at, a constant
 * @next:	what to do about it, or NULL; copied
 * @format:	what was found, as for printf
 */
void doctor_found(struct doctor *doctor, enum doctor_level level, const char *area,
		  const char *next, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* doctor_kernel.c */
void doctor_check_modules(struct doctor *doctor);
void doctor_check_messages(struct doctor *doctor);
void doctor_check_tracing(struct doctor *doctor);

/* doctor_user.c */
void doctor_check_nodes(struct doctor *doctor);
void doctor_check_answers(struct doctor *doctor);
void doctor_check_limits(struct doctor *doctor);
void doctor_check_supplicant(struct doctor *doctor);

/* doctor_report.c */

/**
 * doctor_report() - print what was found
 * @doctor:	the system, checked
 *
 * Return: enum gtee_status.
 */
int doctor_report(const struct doctor *doctor);

#endif
