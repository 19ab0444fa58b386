// SPDX-License-Identifier: GPL-2.0-only
/*
 * A source of random numbers: a session with a service of a TEE.
 *
 * The hwrng framework reads 64 bytes at a time, which is little for a call into a
 * TEE. When reads follow close on one another, more is fetched with one call and
 * kept for the next reads, but for a moment only; each byte is wiped as it is read.
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

/* Reads that are closer than this are many; numbers that are older are not used. */
#define CLOSE_BY	(HZ / 10)

/* No more than this for one read. */
#define MAX_READ	4096

/* A call that takes longer is given up, and the source with it. */
#define CALL_TIMEOUT_MS	10000

/* A read that may wait asks again so often, with pauses of 1 to 1000 ms. */
#define MAX_TRIES	10
#define MAX_PAUSE_MS	1000

/* Commands of OP-TEE's pseudo application (its pta_rng.h). */
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

/* Said of a source that has been of use; the search may meet a broken one for ever. */
#define tell(rng, fmt, ...)							\
	do {									\
		if (!list_empty(&(rng)->link))					\
			pr_warn_ratelimited("%s: " fmt, (rng)->hwrng.name, ##__VA_ARGS__); \
	} while (0)

/*
 * One call. The one place where the TEE is asked for anything in a session.
 * Return: 0, -EAGAIN where the TEE has nothing now, -ENODEV where it has gone, or
 * the service has, -EIO for any other answer, -ETIMEDOUT, -EINTR where the caller is
 * killed, or what else the call itself ended with.
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
	case TEEC_ERROR_NOT_SUPPORTED:	/* the pseudo application's: too little collected */
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
 * Other memory, since a call that was given up still has this, and may yet write to
 * it. Where there is none the source is lost.
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
 * Let the TEE fill @rng->shm for a read of @size bytes. The numbers are looked at
 * where they lie: a TEE that changed them afterwards would only change numbers that
 * are its own to choose. Errors: see invoke().
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

/* Hand out what is there, and wipe it. */
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

/* Wait until the TEE may have @size bytes more. */
static int pause_for(struct tee_rng *rng, size_t size)
{
	u64 ms = rng->rate ? div_u64(1000ull * size, rng->rate) : 1;
	long rc = hwrng_msleep(&rng->hwrng, clamp_t(u64, ms, 1, MAX_PAUSE_MS));

	if (rc < 0)
		return -EINTR;
	/* The source is being unregistered. */
	return rc ? -ENODEV : 0;
}

static void lose(struct tee_rng *rng)
{
	WRITE_ONCE(rng->lost, true);
	rng->lost_one();
}

/*
 * What the framework reads by, one at a time. Without @wait the TEE is asked once,
 * and 0 says that it has nothing now; with it the TEE is asked again for a while,
 * and must then give something.
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

	/* A TEE that gives little at a time is not asked until it is enough. */
	while (got < max && !rc && !is_short) {
		if (!rng->left) {
			rc = fetch(rng, max - got);
			is_short = rng->left < min(max - got, rng->size);
		}
		if (!rc)
			got += take(rng, data + got, max - got);
		/* Less than was asked for will do; nothing at all may not. */
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

/* What the pseudo application says of itself. */
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
 * A service that is announced is opened once, in a thread of the kernel perhaps, which no signal
 * ends: in a given time. One that is looked for is not: a call that was given up would be one
 * more each time.
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
	/* It is not there, or not yet: its supplicant may come. */
	return arg.ret ? -ENOENT : 0;
}

/* All but the session, the memory, and what they are used for. */
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

/* Learn how good it is, and see whether it works at all. */
static int try_service(struct tee_rng *rng, unsigned int quality)
{
	u64 told;
	int rc = ask_info(rng, &told);

	if (rc)
		return rc;
	rng->hwrng.quality = tee_rng_quality(quality, told);
	/* Not by what the administrator says: it is the TEE that is tested. */
	rng->repetitions = tee_rng_repetitions(rng->service->tells_info ?
					       tee_rng_quality(0, told) : 1024);
	/* What costs nothing is tried before anybody relies on it. */
	return rng->service->read_ahead ? fetch(rng, rng->size) : 0;
}

/**
 * tee_rng_open() - make a source of a TEE's service
 * @teedev:	the TEE; the caller knows that it stays until tee_rng_close()
 * @service:	the service
 * @quality:	bits of entropy in 1024 bits; 0: what the TEE says
 * @lost_one:	called after a source has failed, in the task that reads it
 *
 * The source is not yet registered with the hwrng framework.
 *
 * Context: process, may sleep; ends early on a fatal signal.
 * Return: a source, to be ended with tee_rng_close(), or ERR_PTR: -ENOENT where the
 * TEE has no such service, or none without a supplicant; -EAGAIN, -EIO where it does
 * not work; -ENODEV, -ENOMEM, -ETIMEDOUT, -EINTR.
 */
struct tee_rng *tee_rng_open(struct tee_device *teedev, const struct tee_rng_service *service,
			     unsigned int quality, void (*lost_one)(void))
{
	struct tee_rng *rng = alloc_source(teedev, service);
	int rc;

	if (!rng)
		return ERR_PTR(-ENOMEM);
	rng->lost_one = lost_one;
	/* A client of its own: it goes with a call that does not come back. */
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
 * tee_rng_close() - end a source that the hwrng framework no longer knows
 * @rng:	the source
 *
 * Context: process, may sleep.
 */
void tee_rng_close(struct tee_rng *rng)
{
	wipe(rng);
	tee_shm_free(rng->shm);
	/* The session goes with it; after a call that was given up, when that is over. */
	tee_client_close_context(rng->ctx);
	free_source(rng);
}
