/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of UDP sockets */
#ifndef ____TEE_UDPSOCKET_DEFINES_H
#define ____TEE_UDPSOCKET_DEFINES_H

#define TEE_ISOCKET_PROTOCOLID_UDP			0x66
#define TEE_ISOCKET_UDP_WARNING_UNKNOWN_OUT_OF_BAND	0xf1020002

/* Commands of TEE_iSocket.ioctl: change the peer */
#define TEE_UDP_CHANGEADDR				0x66000001
#define TEE_UDP_CHANGEPORT				0x66000002

#endif
