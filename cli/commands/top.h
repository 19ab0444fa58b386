/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee top */
#ifndef GTEE_CLI_COMMANDS_TOP_H
#define GTEE_CLI_COMMANDS_TOP_H

#include "command.h"

extern const struct gtee_command gtee_top;

#endif
