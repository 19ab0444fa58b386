/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of OP-TEE's service for sockets, on which tee_tcpsocket.h and tee_udpsocket.h are
 * built. I: input, O: output, V: value, M: memory reference.
 */
#ifndef __PTA_SOCKET
#define __PTA_SOCKET

#define PTA_SOCKET_UUID \
	{ 0x3b996a7d, 0x2c2b, 0x4a49, { 0xa8, 0x96, 0xe1, 0xfb, 0x57, 0x66, 0xd2, 0xf4 } }

/* VI: TEE_IP_VERSION_..., port; MI: host; VI: TEE_ISOCKET_PROTOCOLID_...; VO: handle */
#define PTA_SOCKET_OPEN			1
/* VI: handle */
#define PTA_SOCKET_CLOSE		2
/* VI: handle, timeout; MI: data; VO: bytes sent */
#define PTA_SOCKET_SEND			3
/* VI: handle, timeout; MO: data */
#define PTA_SOCKET_RECV			4
/* VI: handle, command; MIO: argument */
#define PTA_SOCKET_IOCTL		5

/* Timeouts; others are in milliseconds */
#define PTA_SOCKET_TIMEOUT_NONBLOCKING	0
#define PTA_SOCKET_TIMEOUT_BLOCKING	0xffffffff

#endif
