/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the unit tests of the OP-TEE driver share.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "optee/message.h"

#define ARRAY_LEN(a)	(sizeof(a) / sizeof((a)[0]))

#endif /* UNIT_H */
