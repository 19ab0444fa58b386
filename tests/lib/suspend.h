/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's own rehearsal of suspend: all processes are frozen, then thawed. */
#ifndef SUSPEND_H
#define SUSPEND_H

/* Skips the test where this kernel cannot. */
void suspend_need_rehearsal(void);

/* Fails the test where not every process lets itself be frozen. */
void suspend_rehearse(const char *while_what);

#endif
