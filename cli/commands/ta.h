/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee ta */
#ifndef GTEE_CLI_COMMANDS_TA_H
#define GTEE_CLI_COMMANDS_TA_H

#include "command.h"

extern const struct gtee_command gtee_ta;

#endif
