/* SPDX-License-Identifier: BSD-2-Clause */
/* The assertion of the fuzzers: libFuzzer reports abort() as a finding, with the input. */
#ifndef TESTS_FUZZ_CHECK_H
#define TESTS_FUZZ_CHECK_H

#include <stdlib.h>

#define check(condition) do { if (!(condition)) abort(); } while (0)

#endif /* TESTS_FUZZ_CHECK_H */
