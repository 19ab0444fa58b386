/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee info */
#ifndef GTEE_CLI_COMMANDS_INFO_H
#define GTEE_CLI_COMMANDS_INFO_H

#include "command.h"

extern const struct gtee_command gtee_info;

#endif
