/* SPDX-License-Identifier: BSD-2-Clause */
/* assert() for fuzzers. libFuzzer takes the abort() as a finding and saves the input. */
#ifndef TESTS_FUZZ_CHECK_H
#define TESTS_FUZZ_CHECK_H

#include <stdlib.h>

#define check(condition) do { if (!(condition)) abort(); } while (0)

#endif /* TESTS_FUZZ_CHECK_H */
