/* SPDX-License-Identifier: BSD-2-Clause */
/* Guards around OpenSSL's memory */
#ifndef VECTORS_GUARD_H
#define VECTORS_GUARD_H

/**
 * guard_start() - put guards around what OpenSSL and OPENSSL_malloc() allocate
 *
 * libcrypto is not built with AddressSanitizer, so it can write beyond a buffer unseen. The program
 * is aborted when memory is freed that was written beyond. Call it before anything of OpenSSL.
 */
void guard_start(void);

#endif
