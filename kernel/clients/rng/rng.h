/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random numbers from TEEs, for the kernel's hwrng framework.
 *
 * check.c	checks the numbers; takes no locks, calls no TEE, also tested on the host
 * source.c	a source: a session with a service that provides random numbers
 * main.c	follows the TEEs, and finds those that have such a service
 */
#ifndef TEE_RNG_H
#define TEE_RNG_H

#include <linux/hw_random.h>
#include <linux/list.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/uuid.h>

/**
 * struct tee_rng_service - service of a TEE that provides random numbers
 * @uuid:	UUID of the Trusted Application
 * @login:	login method of the session
 * @attr:	type of the parameter that is filled
 * @func:	command that fills the parameter
 * @read_ahead:	maximum number of bytes to request in one call when reads follow each
 *		other closely; 0: request only the bytes that are read, because the
 *		numbers are expensive
 * @tells_info:	the service has the command FUNC_INFO, which reports its rate and quality
 * @is_announced: the TEE announces the service on the tee bus
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

/* OP-TEE's pseudo TA, which exists only in builds for hardware with a random number generator. */
#define TEE_RNG_PSEUDO_TA_UUID	UUID_INIT(0xab7a617c, 0xb8e7, 0x4d8f, \
					  0x83, 0x01, 0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64)
extern const struct tee_rng_service tee_rng_pseudo_ta;

/* This project's Trusted Application, which a supplicant loads (ta/rng). */
extern const struct tee_rng_service tee_rng_ta;

/**
 * struct tee_rng - source of random numbers
 * @hwrng:	registration with the hwrng framework, which does not call read()
 *		concurrently
 * @link:	entry in the list of sources, guarded by the list's lock; empty before
 *		the source is registered
 * @dev:	device of the service on the tee bus, or NULL
 * @service:	the service
 * @ctx:	the source's own context with the TEE
 * @session:	session with the service
 * @shm:	buffer that the TEE fills, @size bytes
 * @size:	size of @shm, bytes
 * @at:		offset of the next unread byte in @shm
 * @left:	number of unread bytes in @shm
 * @filled:	time when @shm was filled, jiffies
 * @rate:	bytes per second; 0 if unknown
 * @repetitions: number of equal bytes in a row that fails the check
 * @lost:	the source has failed, and the owner of the list must drop it
 * @lost_one:	called after @lost was set
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
