/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random numbers from TEEs, for the kernel's hwrng framework.
 *
 * check.c	is an answer sound? No locks, no TEE; tested on the host
 * source.c	one source: a session with a service that gives random numbers
 * main.c	follows the TEEs, and finds those that have one
 */
#ifndef TEE_RNG_H
#define TEE_RNG_H

#include <linux/hw_random.h>
#include <linux/list.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/uuid.h>

/**
 * struct tee_rng_service - a way to ask a TEE for random numbers
 * @uuid:	who is asked
 * @login:	as whom
 * @attr:	the type of the parameter that is filled
 * @func:	the command that fills it
 * @read_ahead:	most bytes to ask for at a time when many are read; 0: no more than
 *		are read, for they are dear
 * @tells_info:	knows the command TEE_RNG_FUNC_INFO
 * @is_announced: the TEE lists it on the tee bus
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

/* OP-TEE's pseudo application, in builds for hardware that has a generator. */
#define TEE_RNG_PSEUDO_TA_UUID	UUID_INIT(0xab7a617c, 0xb8e7, 0x4d8f, \
					  0x83, 0x01, 0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64)
extern const struct tee_rng_service tee_rng_pseudo_ta;

/* Our own application, which a supplicant loads (ta/rng). */
extern const struct tee_rng_service tee_rng_ta;

/**
 * struct tee_rng - a source of random numbers
 * @hwrng:	what the kernel's framework knows of it; calls its read() one at a time
 * @link:	in the list of sources, whose lock guards it; empty before
 * @dev:	the device on the tee bus that it is for; NULL for none
 * @service:	the service
 * @ctx:	its own client of the TEE
 * @session:	with the service
 * @shm:	what the TEE fills, of @size bytes
 * @size:	bytes of @shm
 * @at:		where in @shm the next number lies
 * @left:	bytes of @shm that nobody has read yet
 * @filled:	when @shm was filled, jiffies
 * @rate:	bytes a second, 0 where unknown
 * @repetitions: equal bytes in a row that are too many
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

/* source.c */
struct tee_rng *tee_rng_open(struct tee_device *teedev, const struct tee_rng_service *service,
			     unsigned int quality, void (*lost_one)(void));
void tee_rng_close(struct tee_rng *rng);

#endif /* TEE_RNG_H */
