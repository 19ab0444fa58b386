/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests share that have the fake driver (tee_fake): what it does wrong, and
 * when, is set in debugfs; see tee_fake/fake.h.
 */
#ifndef FAKE_DRIVER_H
#define FAKE_DRIVER_H

#include <stddef.h>

#define FAKE "/sys/kernel/debug/tee_fake/"
#define FAKE_IMPL_ID 0x66616b65

/* Each fails the test where it cannot. */
void fake_control(const char *word);
void fake_set_knob(const char *name, unsigned int value);
long fake_counter(const char *name);
void fake_wait_for_counter(const char *name, long value);

/* The nth device of the fake driver's, counted from 0; -1 where there is none. */
int fake_open_nth(int nth, char *name, size_t size);

/* A test begins with one device, no knob set, and all counters nought. */
int fake_open(void);

/* In a process of its own: has the kernel's client make a call with a time limit. */
void fake_timed_call(void *arg);

#endif /* FAKE_DRIVER_H */
