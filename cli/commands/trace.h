/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee trace */
#ifndef GTEE_CLI_COMMANDS_TRACE_H
#define GTEE_CLI_COMMANDS_TRACE_H

#include "command.h"

extern const struct gtee_command gtee_trace;

#endif
