/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor: sockets with a TEE behind them */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_SOCKETS_H
#define GTEE_CLI_COMMANDS_DOCTOR_SOCKETS_H

#include "commands/doctor_findings.h"

/**
 * doctor_check_sockets() - check that something answers behind the sockets
 * @doctor:	the system
 *
 * Checks the chosen one, or else the one that programs use by default, and the user's own if
 * there is one. Sets @doctor->has_socket, which makes it no fault if there is no device.
 */
void doctor_check_sockets(struct doctor *doctor);

#endif
