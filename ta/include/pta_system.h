/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of OP-TEE's system service. A Trusted Application opens a session with it, like with
 * another application. I: input, O: output, V: value, M: memory reference.
 */
#ifndef __PTA_SYSTEM_H
#define __PTA_SYSTEM_H

#include <util.h>

#define PTA_SYSTEM_UUID \
	{ 0x3a2f8978, 0x5dc0, 0x11e8, { 0x9c, 0x2d, 0xfa, 0x7a, 0xe0, 0x1b, 0xbe, 0xbc } }

/* MI: entropy for the random number generator */
#define PTA_SYSTEM_ADD_RNG_ENTROPY	0

/*
 * MI: data that tells the key from the application's others, MO: the key, which depends on the
 * device, on the application and on the data
 */
#define PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY	1
/* Sizes in bytes */
#define TA_DERIVED_KEY_MIN_SIZE		16
#define TA_DERIVED_KEY_MAX_SIZE		32
#define TA_DERIVED_EXTRA_DATA_MAX_SIZE	1024

/* Flags of memory */
#define PTA_SYSTEM_MAP_FLAG_SHAREABLE	BIT32(0)
#define PTA_SYSTEM_MAP_FLAG_WRITEABLE	BIT32(1)
#define PTA_SYSTEM_MAP_FLAG_EXECUTABLE	BIT32(2)

/* VI: size, flags; VIO: 0, then the address (high, low); VI: gap before, gap after */
#define PTA_SYSTEM_MAP_ZI		2
/* VI: size, 0; VI: address */
#define PTA_SYSTEM_UNMAP		3
/* MI: UUID; VO: handle, 0 */
#define PTA_SYSTEM_OPEN_TA_BINARY	4
/* VI: handle, 0 */
#define PTA_SYSTEM_CLOSE_TA_BINARY	5
/* VI: handle, flags; VI: offset in the file, size; VIO: address; VI: gap before, gap after */
#define PTA_SYSTEM_MAP_TA_BINARY	6
/* VI: handle, offset in the file; MO: the data */
#define PTA_SYSTEM_COPY_FROM_TA_BINARY	7
/* VI: size, flags; VI: address */
#define PTA_SYSTEM_SET_PROT		8
/* VI: size, 0; VI: old address; VIO: new address; VI: gap before, gap after */
#define PTA_SYSTEM_REMAP		9
/* MI: UUID of the library; VI: flags of dlopen() */
#define PTA_SYSTEM_DLOPEN		10
/* MI: UUID of the library, or nil for the application; MI: name; VO: address */
#define PTA_SYSTEM_DLSYM		11
/* MO: the TPM's event log */
#define PTA_SYSTEM_GET_TPM_EVENT_LOG	12
/* MI: UUID of the plugin; VI: command, subcommand; MIO: data; VO: size of the data */
#define PTA_SYSTEM_SUPP_PLUGIN_INVOKE	13

#endif
