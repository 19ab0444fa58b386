/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee doctor */
#ifndef GTEE_CLI_COMMANDS_DOCTOR_H
#define GTEE_CLI_COMMANDS_DOCTOR_H

#include "command.h"

extern const struct gtee_command gtee_doctor;

#endif
