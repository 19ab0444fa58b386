/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor: output */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_REPORT_H
#define GTEE_CLI_COMMANDS_DOCTOR_REPORT_H

#include "commands/doctor_findings.h"

/**
 * doctor_report() - print the findings, as text or JSON
 * @doctor:	the system, after all checks
 *
 * Return: GTEE_DONE, GTEE_FAULTS or GTEE_SYSTEM.
 */
int doctor_report(const struct doctor *doctor);

#endif
