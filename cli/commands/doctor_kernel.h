/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor's checks of the kernel. */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_KERNEL_H
#define GTEE_CLI_COMMANDS_DOCTOR_KERNEL_H

#include "commands/doctor_findings.h"

/**
 * doctor_check_modules() - check that each Trusted OS in the firmware has its modules
 * @doctor:	the system
 */
void doctor_check_modules(struct doctor *doctor);

/**
 * doctor_check_messages() - check the kernel log for errors of TEE modules
 * @doctor:	the system
 */
void doctor_check_messages(struct doctor *doctor);

/**
 * doctor_check_tracing() - check that tracefs is available for top and trace; root only
 * @doctor:	the system
 */
void doctor_check_tracing(struct doctor *doctor);

#endif
