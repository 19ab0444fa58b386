/* SPDX-License-Identifier: BSD-2-Clause */
/* A worker's exit codes, as evaluated by the monitor */
#ifndef SUPPLICANT_WORKER_STATUS_H
#define SUPPLICANT_WORKER_STATUS_H

/* no way to go on with this device: receiving fails, or requests have no id */
#define WORKER_LOST_DEVICE	3
/*
 * --fs-parent-path resolves to a directory other than the one we have open.
 * Only the monitor can reopen it.
 */
#define WORKER_WANTS_DIRECTORY	4
/* Out of memory, files or tasks, or the monitor was too slow. Just try another worker. */
#define WORKER_TRY_AGAIN	5

#endif
