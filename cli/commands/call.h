/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee call */
#ifndef GTEE_CLI_COMMANDS_CALL_H
#define GTEE_CLI_COMMANDS_CALL_H

#include "command.h"

extern const struct gtee_command gtee_call;

#endif
