/* SPDX-License-Identifier: BSD-2-Clause */
/* Freeze and thaw all processes, by the kernel's test mode of suspend (/sys/power/pm_test). */
#ifndef SUSPEND_H
#define SUSPEND_H

/* Skip the test if this kernel has no such test mode. */
void suspend_need_rehearsal(void);

/* Freeze and thaw; fails the test, with a message that contains @while_what, on error. */
void suspend_rehearse(const char *while_what);

#endif
