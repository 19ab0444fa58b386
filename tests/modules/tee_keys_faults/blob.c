// SPDX-License-Identifier: GPL-2.0-only
/* Compile blob.c of tee_keys with each fallible step wrapped: see faults.h. */
#include "../../../kernel/clients/keys/blob.c"
