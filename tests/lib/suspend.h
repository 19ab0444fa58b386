/* SPDX-License-Identifier: BSD-2-Clause */
/* Freeze and thaw all processes with the kernel's suspend test mode (/sys/power/pm_test). */
#ifndef SUSPEND_H
#define SUSPEND_H

/* Skip the test if this kernel lacks that test mode. */
void suspend_need_rehearsal(void);

/*
 * Freeze and thaw all processes. On error, fail the test with a message that contains
 * @while_what.
 */
void suspend_rehearse(const char *while_what);

#endif
