/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of TCP sockets */
#ifndef ____TEE_TCPSOCKET_DEFINES_H
#define ____TEE_TCPSOCKET_DEFINES_H

#define TEE_ISOCKET_PROTOCOLID_TCP			0x65
#define TEE_ISOCKET_TCP_WARNING_UNKNOWN_OUT_OF_BAND	0xf1010002

#endif
