/* SPDX-License-Identifier: GPL-2.0-only */
/* The TSP's SMC function ids and status codes */
#ifndef TSP_SMC_H
#define TSP_SMC_H

#define TSP_DRIVER_VERSION	"1.0"
#define TSP_MAX_PARAMS		4 /* GlobalPlatform's limit; libteec always passes four */

#define TSP_SMC_UID		0xbf00ff01
#define TSP_SMC_VERSION		0xbf00ff03
#define TSP_SMC_FAST		0xf2002000 /* + command */
#define TSP_SMC_YIELDING	0x72002000 /* + command */
#define TSP_SMC_RESUME		0x72003000
#define TSP_SMC_ABORT		0xf2003001
#define TSP_SMC_UNKNOWN		(-1) /* unknown call, or a call is suspended on this CPU */
#define TSP_SMC_PREEMPTED	(-2)

#endif /* TSP_SMC_H */
