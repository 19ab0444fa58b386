// SPDX-License-Identifier: GPL-2.0-only
/* tee_keys' sealer.c with fault injection, see faults.h */
#include "../../../kernel/clients/keys/sealer.c"
