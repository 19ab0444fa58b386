/* SPDX-License-Identifier: BSD-2-Clause */
/* The applications that softteed has */
#ifndef GTEE_CLI_SOFTTEED_LIST_H
#define GTEE_CLI_SOFTTEED_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "tee_devices.h"

/** softteed_list_is_there() - see whether a TEE is softteed, by what it says of itself */
bool softteed_list_is_there(const struct tee_device_info *info);

/**
 * softteed_list() - ask softteed which applications it has
 * @info:	the TEE
 * @paths:	[out] the absolute path of each one's file, each with a NUL; malloced
 * @size:	[out] bytes at @paths, the last of which is a NUL unless it's 0
 *
 * Prints a notice if the answer takes more than a second.
 *
 * Return: 0; -errno; -EOPNOTSUPP if this softteed has no list; -EPROTO if its answer is none.
 */
int softteed_list(const struct tee_device_info *info, char **paths, size_t *size);

#endif
