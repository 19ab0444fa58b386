// SPDX-License-Identifier: GPL-2.0-only
/*
 * One source of random numbers, i.e. a session with a TEE's RNG service.
 *
 * hwrng reads 64 bytes at a time, hardly worth a trip into the TEE. So while reads come
 * in quick succession we fetch more than we need and serve the next reads from that.
 * The rest is thrown away if it gets too old. Bytes are wiped as soon as they have been
 * read.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/tee_result.h>
#include <ta/rng.h>

#include "check.h"
#include "rng.h"

/*
 * How close together reads must be for read-ahead, and how long the bytes stay fresh,
 * jiffies
 */
#define CLOSE_BY	(HZ / 10)

/* Cap on a single read, bytes */
#define MAX_READ	4096

/* A source that takes longer than this counts as broken, ms */
#define CALL_TIMEOUT_MS	10000

/* Retries for a blocking read, and the longest pause between two of them, ms */
#define MAX_TRIES	10
#define MAX_PAUSE_MS	1000

/* The pseudo TA's commands, from OP-TEE's pta_rng.h */
#define FUNC_ENTROPY	0
#define FUNC_INFO	1

const struct tee_rng_service tee_rng_pseudo_ta = {
	.uuid = TEE_RNG_PSEUDO_TA_UUID,
	.login = TEE_IOCTL_LOGIN_PUBLIC,
	.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
	.func = FUNC_ENTROPY,
	.tells_info = true,
	.is_announced = true,
};

const struct tee_rng_service tee_rng_ta = {
	.uuid = TA_RNG_UUID,
	.login = TEE_IOCTL_LOGIN_REE_KERNEL,
	.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
	.func = TA_RNG_CMD_GENERATE,
	.read_ahead = TA_RNG_MAX_SIZE,
};

/*
 * Only for registered sources. While a source is still being opened we stay quiet,
 * since main.c retries it over and over and would fill the log.
 */
#define tell(rng, fmt, ...)							\
	do {									\
		if (!list_empty(&(rng)->link))					\
			pr_warn_ratelimited("%s: " fmt, (rng)->hwrng.name, ##__VA_ARGS__); \
	} while (0)

/*
 * Returns 0, -EAGAIN if the TEE has no numbers right now, -ENODEV if the service has
 * crashed or the TEE is gone, -EIO for other TEE results, -ETIMEDOUT, -EINTR on a fatal
 * signal, or whatever else the call returns.
 */
static int invoke(struct tee_rng *rng, u32 func, struct tee_param *param)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = func,
		.session = rng->session,
		.num_params = 1,
	};
	int rc = tee_client_invoke_timeout(rng->ctx, &arg, param, CALL_TIMEOUT_MS);

	if (rc)
		return rc;
	switch (arg.ret) {
	case 0:
		return 0;
	case TEEC_ERROR_NOT_SUPPORTED:	/* pseudo TA: too little entropy collected */
	case TEEC_ERROR_OUT_OF_MEMORY:
	case TEEC_ERROR_BUSY:
		return -EAGAIN;
	case TEEC_ERROR_TARGET_DEAD:
		return -ENODEV;
	default:
		tell(rng, "the TEE refuses with %#x from %u\n", arg.ret, arg.ret_origin);
		return -EIO;
	}
}

static void wipe(struct tee_rng *rng)
{
	memzero_explicit(tee_shm_get_va(rng->shm, 0), rng->size);
	rng->left = 0;
}

/*
 * An abandoned call may still write to the old buffer, so get a new one. If there
 * is no memory for that, the source is lost.
 */
static int renew_memory(struct tee_rng *rng)
{
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(rng->ctx, rng->size);

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	tee_shm_free(rng->shm);
	rng->shm = shm;
	return 0;
}

/*
 * Fill @rng->shm for a read of @size bytes. It's fine to check the numbers right in
 * shared memory: a TEE that changes them behind our back merely swaps its own numbers
 * for others. Returns what invoke() returns, -EIO if the numbers are no good, or
 * -ENOMEM.
 */
static int fetch(struct tee_rng *rng, size_t size)
{
	u8 *numbers = tee_shm_get_va(rng->shm, 0);
	struct tee_param param = {
		.attr = rng->service->attr,
		.u.memref.shm = rng->shm,
	};
	int rc;

	if (time_before(jiffies, rng->filled + CLOSE_BY))
		size = max(size, rng->service->read_ahead);
	size = min(size, rng->size);
	param.u.memref.size = size;
	rc = invoke(rng, rng->service->func, &param);
	if (rc)
		goto wipe;
	rc = tee_rng_check(numbers, param.u.memref.size, size, rng->repetitions);
	if (rc) {
		tell(rng, "its numbers are not sound\n");
		goto wipe;
	}
	rng->at = 0;
	rng->left = param.u.memref.size;
	rng->filled = jiffies;
	return rng->left ? 0 : -EAGAIN;

wipe:
	wipe(rng);
	return rc == -EINTR && renew_memory(rng) ? -ENOMEM : rc;
}

/* Hand out unread bytes, wiping them as we go */
static size_t take(struct tee_rng *rng, u8 *to, size_t size)
{
	u8 *from = tee_shm_get_va(rng->shm, rng->at);

	size = min(size, rng->left);
	memcpy(to, from, size);
	memzero_explicit(from, size);
	rng->at += size;
	rng->left -= size;
	return size;
}

/*
 * Give the TEE time to produce @size more bytes. Returns -ENODEV if the source is being
 * unregistered, and -EINTR for a signal.
 */
static int pause_for(struct tee_rng *rng, size_t size)
{
	u64 ms = rng->rate ? div_u64(1000ull * size, rng->rate) : 1;
	long rc = hwrng_msleep(&rng->hwrng, clamp_t(u64, ms, 1, MAX_PAUSE_MS));

	if (rc < 0)
		return -EINTR;
	return rc ? -ENODEV : 0;
}

static void lose(struct tee_rng *rng)
{
	WRITE_ONCE(rng->lost, true);
	rng->lost_one();
}

/*
 * hwrng's read(), never called concurrently. Without @wait it's one call into the TEE,
 * and 0 if there are no numbers yet. With @wait we retry for a while before giving an
 * error.
 */
static int rng_read(struct hwrng *hwrng, void *data, size_t max, bool wait)
{
	struct tee_rng *rng = container_of(hwrng, struct tee_rng, hwrng);
	unsigned int tries = 0;
	bool is_short = false;
	size_t got = 0;
	int rc = 0;

	if (READ_ONCE(rng->lost))
		return -ENODEV;
	max = min_t(size_t, max, MAX_READ);
	if (rng->left && !time_before(jiffies, rng->filled + CLOSE_BY))
		wipe(rng);

	/* If the TEE falls short, return what we've got rather than call it once more */
	while (got < max && !rc && !is_short) {
		if (!rng->left) {
			rc = fetch(rng, max - got);
			is_short = rng->left < min(max - got, rng->size);
		}
		if (!rc)
			got += take(rng, data + got, max - got);
		/* a short read is okay, but an empty one only without @wait */
		if (rc == -EAGAIN && !got && wait && ++tries < MAX_TRIES) {
			rc = pause_for(rng, max);
			is_short = false;
		}
	}
	if (rc && rc != -EAGAIN && rc != -EINTR)
		lose(rng);
	if (got || (rc == -EAGAIN && !wait))
		return got;
	return rc == -EAGAIN ? -EIO : rc;
}

static int ask_info(struct tee_rng *rng, u64 *quality)
{
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT };
	int rc;

	*quality = 0;
	if (!rng->service->tells_info)
		return 0;
	rc = invoke(rng, FUNC_INFO, &param);
	if (rc)
		return rc;
	rng->rate = min_t(u64, param.u.value.a, U32_MAX);
	*quality = param.u.value.b;
	return 0;
}

/*
 * An announced service gets one attempt, with a timeout, since we may be in a kernel
 * thread that no signal can interrupt. Our own TA is retried for as long as it takes,
 * without a timeout: otherwise each attempt would leave another abandoned call behind
 * in the TEE.
 */
static int open_session(struct tee_rng *rng)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = rng->service->login };
	int rc;

	export_uuid(arg.uuid, &rng->service->uuid);
	if (rng->service->is_announced)
		rc = tee_client_open_session_timeout(rng->ctx, &arg, NULL, CALL_TIMEOUT_MS);
	else
		rc = tee_client_open_session(rng->ctx, &arg, NULL);
	if (rc)
		return rc;
	rng->session = arg.session;
	/* no such TA, or the supplicant that could load it isn't up yet */
	return arg.ret ? -ENOENT : 0;
}

static struct tee_rng *alloc_source(struct tee_device *teedev,
				    const struct tee_rng_service *service)
{
	struct tee_rng *rng = kzalloc(sizeof(*rng), GFP_KERNEL);

	if (!rng)
		return NULL;
	rng->hwrng.name = kasprintf(GFP_KERNEL, "%s-rng", dev_name(tee_device_get_dev(teedev)));
	if (!rng->hwrng.name) {
		kfree(rng);
		return NULL;
	}
	rng->hwrng.read = rng_read;
	INIT_LIST_HEAD(&rng->link);
	rng->service = service;
	rng->size = service->read_ahead ?: MAX_READ;
	rng->filled = jiffies - CLOSE_BY;
	return rng;
}

static void free_source(struct tee_rng *rng)
{
	kfree(rng->hwrng.name);
	kfree(rng);
}

/* Find out the quality, and see if the service works at all */
static int try_service(struct tee_rng *rng, unsigned int quality)
{
	u64 told;
	int rc = ask_info(rng, &told);

	if (rc)
		return rc;
	rng->hwrng.quality = tee_rng_quality(quality, told);
	/*
	 * The cutoff depends on the quality that the TEE claims, whatever the
	 * administrator has set
	 */
	rng->repetitions = tee_rng_repetitions(rng->service->tells_info ?
					       tee_rng_quality(0, told) : 1024);
	/* try it once before registering, if numbers are cheap */
	return rng->service->read_ahead ? fetch(rng, rng->size) : 0;
}

/**
 * tee_rng_open() - open a source
 * @teedev:	the TEE; the caller makes sure that it stays until tee_rng_close()
 * @service:	the service
 * @quality:	bits of entropy in 1024 bits; 0: as the TEE reports
 * @lost_one:	called by the reader once the source has failed
 *
 * Registering it with hwrng is up to the caller.
 *
 * Context: process, may sleep; ends early on a fatal signal.
 * Return: the source, for tee_rng_close(), or ERR_PTR: -ENOENT if the TEE doesn't have
 * the service (or not without a supplicant); -EAGAIN or -EIO if the service doesn't
 * work; -ENODEV; -ENOMEM; -ETIMEDOUT; -EINTR.
 */
struct tee_rng *tee_rng_open(struct tee_device *teedev, const struct tee_rng_service *service,
			     unsigned int quality, void (*lost_one)(void))
{
	struct tee_rng *rng = alloc_source(teedev, service);
	int rc;

	if (!rng)
		return ERR_PTR(-ENOMEM);
	rng->lost_one = lost_one;
	/* a call that never returns pins its context, so don't share one */
	rng->ctx = tee_device_open(teedev);
	if (IS_ERR(rng->ctx)) {
		rc = PTR_ERR(rng->ctx);
		goto free_source;
	}
	rc = open_session(rng);
	if (rc)
		goto close_context;
	rng->shm = tee_shm_alloc_kernel_buf(rng->ctx, rng->size);
	if (IS_ERR(rng->shm)) {
		rc = PTR_ERR(rng->shm);
		goto close_context;
	}
	rc = try_service(rng, quality);
	if (!rc)
		return rng;

	tee_shm_free(rng->shm);
close_context:
	tee_client_close_context(rng->ctx);
free_source:
	free_source(rng);
	return ERR_PTR(rc);
}

/**
 * tee_rng_close() - close an unregistered source
 * @rng:	the source
 *
 * Context: process, may sleep.
 */
void tee_rng_close(struct tee_rng *rng)
{
	wipe(rng);
	tee_shm_free(rng->shm);
	/* takes the session with it, once an abandoned call in it has ended */
	tee_client_close_context(rng->ctx);
	free_source(rng);
}
