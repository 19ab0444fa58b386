/* SPDX-License-Identifier: BSD-2-Clause */
/* Rehearse a suspend: freeze and thaw all tasks through /sys/power/pm_test */
#ifndef SUSPEND_H
#define SUSPEND_H

/* Skip the test on kernels built without pm_test. */
void suspend_need_rehearsal(void);

/* One freeze/thaw cycle. If it fails, so does the test, mentioning @while_what. */
void suspend_rehearse(const char *while_what);

#endif
