/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee list */
#ifndef GTEE_CLI_COMMANDS_LIST_H
#define GTEE_CLI_COMMANDS_LIST_H

#include "command.h"

extern const struct gtee_command gtee_list;

#endif
