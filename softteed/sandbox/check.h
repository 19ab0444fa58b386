/* SPDX-License-Identifier: BSD-2-Clause */
/* The self-test of the sandbox */
#ifndef SOFTTEED_SANDBOX_CHECK_H
#define SOFTTEED_SANDBOX_CHECK_H

#include <stdint.h>
#include <stdio.h>

#include "softteed/sandbox/sandbox.h"

/**
 * sandbox_check() - test every fence of a kind of process
 * @kind:	SANDBOX_ZYGOTE or SANDBOX_BROKER
 * @out:	receives one line per fence: "NAME: ok", "NAME: missing (reason)"
 *		or "NAME: FAILED (probe)"; the broker's begin with "broker: "
 * @without:	for tests: SANDBOX_BIT() of fences to leave out in every probe.
 *		SANDBOX_NO_NEW_PRIVS is left out of its own probe only, because
 *		Landlock and the filter depend on it
 * @failed:	set to the SANDBOX_BIT() of each fence that failed
 *
 * For each probe a process enters the sandbox and attempts what the fence
 * forbids. If other fences forbid it too, the process enters without those.
 *
 * Context: forks; the caller must be single-threaded.
 * Return: number of fences that failed, or -errno if the test cannot run.
 */
int sandbox_check(enum sandbox_kind kind, FILE *out, uint32_t without, uint32_t *failed);

#endif
