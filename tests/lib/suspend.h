/* SPDX-License-Identifier: BSD-2-Clause */
/* Freeze and thaw all processes with the kernel's test mode of suspend (/sys/power/pm_test). */
#ifndef SUSPEND_H
#define SUSPEND_H

/* Skip the test if this kernel has no such test mode. */
void suspend_need_rehearsal(void);

/* Freeze and thaw. On error the test fails with a message that contains @while_what. */
void suspend_rehearse(const char *while_what);

#endif
