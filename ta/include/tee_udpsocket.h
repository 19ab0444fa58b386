/* SPDX-License-Identifier: BSD-2-Clause */
/* GlobalPlatform's TEE Sockets API 1.0: UDP */
#ifndef __TEE_UDPSOCKET_H
#define __TEE_UDPSOCKET_H

#include <__tee_ipsocket.h>
#include <__tee_udpsocket_defines.h>
#include <tee_isocket.h>

/* Argument of TEE_iSocket.open: the peer */
typedef struct TEE_udpSocket_Setup_s {
	TEE_ipSocket_ipVersion ipVersion;
	char *server_addr;
	uint16_t server_port;
} TEE_udpSocket_Setup;

extern TEE_iSocket *const TEE_udpSocket;

#endif
