/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEYS_UNIT_H
#define KEYS_UNIT_H

/* cmocka needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <keys/tee-type.h>

#include "clients/keys/blob.h"
#include "clients/keys/options.h"

#endif /* KEYS_UNIT_H */
