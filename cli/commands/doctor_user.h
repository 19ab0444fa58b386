/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor: what's checked in user space and by talking to a TEE */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_USER_H
#define GTEE_CLI_COMMANDS_DOCTOR_USER_H

#include "commands/doctor_findings.h"

/**
 * doctor_check_nodes() - check device nodes and their permissions
 * @doctor:	the system
 */
void doctor_check_nodes(struct doctor *doctor);

/**
 * doctor_ask() - see if a TEE responds
 * @info:	the device or the socket
 *
 * Return: 0 if it responds, ETIME if it does not within 5 seconds, or another errno.
 */
int doctor_ask(const struct tee_device_info *info);

/**
 * doctor_check_answers() - check that each TEE responds in time
 * @doctor:	the system
 */
void doctor_check_answers(struct doctor *doctor);

/**
 * doctor_check_limits() - list users who hit a limit (root only)
 * @doctor:	the system
 */
void doctor_check_limits(struct doctor *doctor);

/**
 * doctor_check_supplicant() - check for a running supplicant and its directories
 * @doctor:	the system
 */
void doctor_check_supplicant(struct doctor *doctor);

#endif
