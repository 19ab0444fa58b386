/* SPDX-License-Identifier: BSD-2-Clause */
/* Exit statuses of a worker that tell the monitor why it ended. */
#ifndef SUPPLICANT_WORKER_STATUS_H
#define SUPPLICANT_WORKER_STATUS_H

/* The device gives no more requests. */
#define WORKER_LOST_DEVICE	3
/* The storage folder must be opened again: its name is another folder's. */
#define WORKER_WANTS_FOLDER	4
/* It was short of what the next may have: memory, files, tasks, the monitor's time. */
#define WORKER_TRY_AGAIN	5

#endif
