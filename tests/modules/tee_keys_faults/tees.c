// SPDX-License-Identifier: GPL-2.0-only
/* tees.c of tee_keys, compiled with the steps that can fail wrapped: see faults.h. */
#include "../../../kernel/clients/keys/tees.c"
