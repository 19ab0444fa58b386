/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tee_fake from user space, through its files in debugfs (tee_fake/fake.h lists
 * them). Unless they return an error, these helpers fail the test on one.
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
 * Open the nth of tee_fake's devices, counting from 0, and store its name in
 * @name unless that is NULL. Returns -1 if there are fewer.
 */
int fake_open_nth(int nth, char *name, size_t size);

/* Back to a single device, no knob set and all counters 0, and open that device */
int fake_open(void);

/*
 * Have the kernel client issue a call with a timeout that hangs in the TEE,
 * then kill the process behind it, which has to be gone within @seconds. The
 * call itself stays in the TEE until fake_release_invokes().
 */
void fake_abandon_timed_call(unsigned int seconds);

/* Let hanging invocations go, and wait for the last one to leave the TEE */
void fake_release_invokes(void);

#endif /* FAKE_DRIVER_H */
