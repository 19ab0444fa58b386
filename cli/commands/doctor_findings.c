// SPDX-License-Identifier: BSD-2-Clause
/* List of gtee doctor's findings */
#define _GNU_SOURCE /* vasprintf */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/doctor_findings.h"

void doctor_found(struct doctor *doctor, enum doctor_level level, const char *area,
		  const char *next, const char *format, ...)
{
	struct doctor_finding *findings, *finding;
	va_list args;
	int length;

	findings = reallocarray(doctor->findings, doctor->count + 1, sizeof(*findings));
	if (!findings) {
		doctor->failed = true;
		return;
	}
	doctor->findings = findings;
	finding = &findings[doctor->count];
	*finding = (struct doctor_finding) { .level = level, .area = area };
	va_start(args, format);
	length = vasprintf(&finding->text, format, args);
	va_end(args);
	if (length < 0) {
		doctor->failed = true;
		return;
	}
	finding->next = next ? strdup(next) : NULL;
	doctor->failed |= next && !finding->next;
	doctor->count++;
	doctor->faults += level == DOCTOR_FAULT;
}
