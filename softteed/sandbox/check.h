/* SPDX-License-Identifier: BSD-2-Clause */
/* The self-test of the sandbox */
#ifndef SOFTTEED_SANDBOX_CHECK_H
#define SOFTTEED_SANDBOX_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/**
 * sandbox_check() - test every fence of the zygote
 * @out:	receives one line per fence: "NAME: ok", "NAME: missing (reason)"
 *		or "NAME: FAILED (probe)"
 * @json:	write a JSON object with one member per fence instead
 *
 * For each probe a process enters the sandbox and attempts what the fence
 * forbids. If other fences forbid it too, the process enters without those.
 *
 * Context: forks; the caller must be single-threaded.
 * Return: number of fences that failed, or -errno if the test cannot run.
 */
int sandbox_check(FILE *out, bool json);

/**
 * sandbox_check_without() - test with some fences left out
 * @out: @json:	as for sandbox_check()
 * @without:	SANDBOX_BIT() of the fences to leave out in every probe.
 *		SANDBOX_NO_NEW_PRIVS is left out of its own probe only, because
 *		Landlock and the filter depend on it
 * @failed:	set to the SANDBOX_BIT() of each fence that failed
 *
 * Return: as for sandbox_check().
 */
int sandbox_check_without(FILE *out, bool json, uint32_t without, uint32_t *failed);

#endif
