/* SPDX-License-Identifier: BSD-2-Clause */
/* Protection against rollback of signed applications: no version older than one loaded before */
#ifndef SOFTTEED_ROLLBACK_H
#define SOFTTEED_ROLLBACK_H

#include <stdint.h>

#define ROLLBACK_UUID_LEN	16

/**
 * rollback_check() - see whether a version may be loaded, and remember it if it's a newer one
 * @directory:	where the versions are kept, a file for each application
 * @uuid:	the application, in text order
 * @version:	its version. 0 is the oldest and not remembered
 * @newest:	[out] the newest version that was loaded before, 0 if none
 *
 * The new version is on disk when this returns.
 *
 * Return: 0; -ESTALE if @version is older than @newest; -EBADMSG if the file isn't one of this
 * function's; -errno.
 */
int rollback_check(int directory, const uint8_t uuid[ROLLBACK_UUID_LEN], uint32_t version,
		   uint32_t *newest);

#endif
