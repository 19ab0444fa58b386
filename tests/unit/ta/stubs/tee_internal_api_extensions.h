/* SPDX-License-Identifier: BSD-2-Clause */
/* OP-TEE's login type for kernel clients, which is in the implementation-defined range */
#ifndef TEE_INTERNAL_API_EXTENSIONS_H
#define TEE_INTERNAL_API_EXTENSIONS_H

#define TEE_LOGIN_REE_KERNEL	0x80000000

#endif
