/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameters that TCP and UDP sockets have in common */
#ifndef ____TEE_IPSOCKET_H
#define ____TEE_IPSOCKET_H

/* DC: either version */
typedef enum TEE_ipSocket_ipVersion_e {
	TEE_IP_VERSION_DC = 0,
	TEE_IP_VERSION_4 = 1,
	TEE_IP_VERSION_6 = 2
} TEE_ipSocket_ipVersion;

#endif
