/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor: kernel checks */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_KERNEL_H
#define GTEE_CLI_COMMANDS_DOCTOR_KERNEL_H

#include "commands/doctor_findings.h"

/**
 * doctor_check_modules() - check that the firmware's Trusted OS has a driver
 * @doctor:	the system
 */
void doctor_check_modules(struct doctor *doctor);

/**
 * doctor_check_messages() - look for TEE errors in the kernel log
 * @doctor:	the system
 */
void doctor_check_messages(struct doctor *doctor);

/**
 * doctor_check_tracing() - check that top and trace can work (root only)
 * @doctor:	the system
 */
void doctor_check_tracing(struct doctor *doctor);

#endif
