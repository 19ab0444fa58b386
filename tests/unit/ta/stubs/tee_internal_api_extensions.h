/* SPDX-License-Identifier: BSD-2-Clause */
/* OP-TEE's own: the login of a kernel client, of GlobalPlatform's implementation-defined range. */
#ifndef TEE_INTERNAL_API_EXTENSIONS_H
#define TEE_INTERNAL_API_EXTENSIONS_H

#define TEE_LOGIN_REE_KERNEL	0x80000000

#endif
