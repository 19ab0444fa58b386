/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User-space interface to the fake driver (tee_fake): its controls, knobs and
 * counters in debugfs, which tee_fake/fake.h explains. Functions fail the test
 * on error unless they return it.
 */
#ifndef FAKE_DRIVER_H
#define FAKE_DRIVER_H

#include <stddef.h>

#define FAKE "/sys/kernel/debug/tee_fake/"
#define FAKE_IMPL_ID 0x66616b65

void fake_control(const char *word);
void fake_set_knob(const char *name, unsigned int value);
long fake_counter(const char *name);
void fake_wait_for_counter(const char *name, long value);

/*
 * Open the nth device of the fake driver, from 0, and get its name. Return -1
 * if it does not exist.
 */
int fake_open_nth(int nth, char *name, size_t size);

/* Reset the fake to one device with no knob set and all counters 0, and open the device. */
int fake_open(void);

/*
 * Let the kernel client make a call that hangs in the TEE and has a timeout,
 * and kill the process that requested it. The process must end within @seconds.
 * The call stays in the TEE.
 */
void fake_abandon_timed_call(unsigned int seconds);

/* Let hanging invocations return, and wait until all have left the TEE. */
void fake_release_invokes(void);

#endif /* FAKE_DRIVER_H */
