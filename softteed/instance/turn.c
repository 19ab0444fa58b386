// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns. A mutex goes to whoever comes first when it's free, which is the thread that has just
 * released it if it wants it again, so a client that calls all the time could keep it. That's why
 * each thread draws a number, and the numbers are served in order.
 */
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"

/* The next number to draw, and the one whose turn it is */
static _Atomic uint32_t drawn, served;

/* Of the threads that sleep, only those with the same bit are woken, of which one goes on. */
static uint32_t bit_of(uint32_t number)
{
	return 1u << number % 32;
}

static void futex(int operation, uint32_t value, uint32_t number)
{
	syscall(SYS_futex, &served, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL,
		bit_of(number));
}

void instance_turn_take(void)
{
	uint32_t number = atomic_fetch_add(&drawn, 1), now;

	while ((now = atomic_load(&served)) != number)
		futex(FUTEX_WAIT_BITSET, now, number);
}

/* A thread draws before it looks whose turn it is. So if we don't see its number, it sees ours. */
void instance_turn_pass(void)
{
	uint32_t number = atomic_load(&served) + 1;

	atomic_store(&served, number);
	if (atomic_load(&drawn) != number)
		futex(FUTEX_WAKE_BITSET, INT_MAX, number);
}
