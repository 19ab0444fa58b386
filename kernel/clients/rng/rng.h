/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Feed random numbers from TEEs to the hwrng framework.
 *
 * check.c	sanity checks on the numbers, unit tested on the host
 * source.c	one source, i.e. a session with a service that hands out random numbers
 * main.c	watches the TEEs come and go, and looks for that service in each
 */
#ifndef TEE_RNG_H
#define TEE_RNG_H

#include <linux/hw_random.h>
#include <linux/list.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/uuid.h>

/**
 * struct tee_rng_service - how to get random numbers from a certain TA
 * @uuid:	UUID of the Trusted Application
 * @login:	session login, TEE_IOCTL_LOGIN_*
 * @attr:	type of the buffer parameter
 * @func:	command that fills the buffer
 * @read_ahead:	how much to fetch per call when reads come in quick succession, bytes. 0
 *		if the numbers are too expensive to fetch any in advance
 * @tells_info:	has FUNC_INFO, which reports rate and quality
 * @is_announced: shows up on the tee bus
 */
struct tee_rng_service {
	uuid_t uuid;
	u32 login;
	u64 attr;
	u32 func;
	size_t read_ahead;
	bool tells_info;
	bool is_announced;
};

/* OP-TEE's pseudo TA. Only in builds for hardware with an RNG. */
#define TEE_RNG_PSEUDO_TA_UUID	UUID_INIT(0xab7a617c, 0xb8e7, 0x4d8f, \
					  0x83, 0x01, 0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64)
extern const struct tee_rng_service tee_rng_pseudo_ta;

/* Our own TA (ta/rng), which has to be loaded by a supplicant */
extern const struct tee_rng_service tee_rng_ta;

/**
 * struct tee_rng - one source of random numbers
 * @hwrng:	handle for the hwrng framework, which serializes its read() calls
 * @link:	entry in main.c's list and under its lock; empty until the source is
 *		registered
 * @dev:	the service's device on the tee bus, or NULL
 * @service:	the service
 * @ctx:	our own context on the TEE, used for this source only
 * @session:	session with the service
 * @shm:	buffer that the TEE fills, @size bytes
 * @size:	size of @shm, bytes
 * @at:		offset of the next unread byte
 * @left:	how many bytes are still unread
 * @filled:	when @shm was last filled, jiffies
 * @rate:	bytes per second; 0 if unknown
 * @repetitions: cutoff for tee_rng_check()
 * @lost:	broken; waits to be dropped by main.c
 * @lost_one:	called after setting @lost
 */
struct tee_rng {
	struct hwrng hwrng;
	struct list_head link;
	struct device *dev;
	const struct tee_rng_service *service;
	struct tee_context *ctx;
	u32 session;
	struct tee_shm *shm;
	size_t size;
	size_t at;
	size_t left;
	unsigned long filled;
	u32 rate;
	unsigned int repetitions;
	bool lost;
	void (*lost_one)(void);
};

struct tee_rng *tee_rng_open(struct tee_device *teedev, const struct tee_rng_service *service,
			     unsigned int quality, void (*lost_one)(void));
void tee_rng_close(struct tee_rng *rng);

#endif /* TEE_RNG_H */
