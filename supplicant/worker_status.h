/* SPDX-License-Identifier: BSD-2-Clause */
/* Exit statuses with which a worker tells the monitor why it ended. */
#ifndef SUPPLICANT_WORKER_STATUS_H
#define SUPPLICANT_WORKER_STATUS_H

/* The device failed: no more requests can be received or answered. */
#define WORKER_LOST_DEVICE	3
/*
 * The storage path leads to a directory other than the open one. The monitor
 * must reopen the directory.
 */
#define WORKER_WANTS_DIRECTORY	4
/* Memory, files or tasks were short, or the monitor was late. The next worker may succeed. */
#define WORKER_TRY_AGAIN	5

#endif
