/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands of TEE_iSocket.ioctl that OP-TEE adds: sizes of the buffers, in bytes */
#ifndef ____TEE_TCPSOCKET_DEFINES_EXTENSIONS_H
#define ____TEE_TCPSOCKET_DEFINES_EXTENSIONS_H

#define TEE_TCP_SET_RECVBUF	0x65f00000
#define TEE_TCP_SET_SENDBUF	0x65f00001

#endif
