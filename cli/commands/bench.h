/* SPDX-License-Identifier: BSD-2-Clause */
/* gtee bench */
#ifndef GTEE_CLI_COMMANDS_BENCH_H
#define GTEE_CLI_COMMANDS_BENCH_H

#include "command.h"

extern const struct gtee_command gtee_bench;

#endif
