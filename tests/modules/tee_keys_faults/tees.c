// SPDX-License-Identifier: GPL-2.0-only
/* tee_keys' tees.c with fault injection, see faults.h */
#include "../../../kernel/clients/keys/tees.c"
