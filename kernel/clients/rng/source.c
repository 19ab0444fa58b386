// SPDX-License-Identifier: GPL-2.0-only
/*
 * A source of random numbers: a session with a TEE's random number service.
 *
 * The hwrng framework reads 64 bytes at a time, which is too few to be worth a call into
 * a TEE. If reads follow each other closely, one call requests more bytes, which are kept
 * for the next reads, but only for a short time. Each byte is wiped after it has been
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
 * Reads within this time follow each other closely, jiffies. Numbers that are older than
 * this are not used.
 */
#define CLOSE_BY	(HZ / 10)

/* Maximum number of bytes of one read. */
#define MAX_READ	4096

/* Timeout of a call, ms. After a timeout the source counts as failed. */
#define CALL_TIMEOUT_MS	10000

/* Maximum number of attempts of a read that may wait, and maximum pause between them, ms. */
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

/*
 * Warn about a registered source. Do not report a source that fails while it is being
 * opened: the search may retry it again and again, and the messages would fill the log.
 */
#define tell(rng, fmt, ...)							\
	do {									\
		if (!list_empty(&(rng)->link))					\
			pr_warn_ratelimited("%s: " fmt, (rng)->hwrng.name, ##__VA_ARGS__); \
	} while (0)

/*
 * Make a call in the session. Return: 0; -EAGAIN if the TEE has no numbers yet; -ENODEV
 * if the TEE was removed or the service has crashed; -EIO for any other result;
 * -ETIMEDOUT; -EINTR if the caller was killed; or another error of the call itself.
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
 * Allocate a new buffer, because an abandoned call may still write to the current one. If
 * this fails, the source is lost.
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
 * Let the TEE fill @rng->shm for a read of @size bytes. Check the numbers in shared
 * memory: this is safe, because a TEE that changes them later only replaces numbers that
 * it chose itself. Return: 0, or as invoke(); -EIO if the numbers are not usable;
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

/* Copy unread bytes to the reader, and wipe them. */
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
 * Wait until the TEE may have produced @size more bytes. Return: 0; -EINTR; -ENODEV if
 * the source is being unregistered.
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
 * Operation read() of the framework, which is not called concurrently. Without @wait this
 * calls the TEE once, and returns 0 if the TEE has no numbers yet. With @wait it retries
 * for some time, and fails if it still gets no bytes.
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

	/*
	 * If the TEE returned fewer bytes than requested, return those instead of calling
	 * it again.
	 */
	while (got < max && !rc && !is_short) {
		if (!rng->left) {
			rc = fetch(rng, max - got);
			is_short = rng->left < min(max - got, rng->size);
		}
		if (!rc)
			got += take(rng, data + got, max - got);
		/* A short read is allowed, but with @wait an empty one is not. */
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

/* Ask the service for its rate and quality. */
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
 * Open the session. A service on the tee bus is opened once, with a timeout, because this
 * may be a kernel thread, which no signal interrupts. Our own application is tried
 * repeatedly and without a timeout, because each attempt that timed out would leave one
 * more abandoned call in the TEE.
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
	/*
	 * Either the application does not exist, or the supplicant that provides it is
	 * not running yet.
	 */
	return arg.ret ? -ENOENT : 0;
}

/* Allocate a source without its session and memory. */
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

/* Determine the quality, and check that the service works. */
static int try_service(struct tee_rng *rng, unsigned int quality)
{
	u64 told;
	int rc = ask_info(rng, &told);

	if (rc)
		return rc;
	rng->hwrng.quality = tee_rng_quality(quality, told);
	/*
	 * Ignore the administrator's setting: the test must match the quality that the
	 * TEE reports.
	 */
	rng->repetitions = tee_rng_repetitions(rng->service->tells_info ?
					       tee_rng_quality(0, told) : 1024);
	/* If numbers are cheap, fetch some before registering the source. */
	return rng->service->read_ahead ? fetch(rng, rng->size) : 0;
}

/**
 * tee_rng_open() - open a source
 * @teedev:	the TEE, which the caller keeps from being removed until tee_rng_close()
 * @service:	the service
 * @quality:	bits of entropy in 1024 bits; 0: as the TEE reports
 * @lost_one:	called after the source has failed, in the task that reads it
 *
 * The caller registers the source with the hwrng framework.
 *
 * Context: process, may sleep; ends early on a fatal signal.
 * Return: the source, to be closed by tee_rng_close(); or ERR_PTR: -ENOENT if the TEE
 * does not have the service, or has it only with a supplicant; -EAGAIN, -EIO if the
 * service does not work; -ENODEV; -ENOMEM; -ETIMEDOUT; -EINTR.
 */
struct tee_rng *tee_rng_open(struct tee_device *teedev, const struct tee_rng_service *service,
			     unsigned int quality, void (*lost_one)(void))
{
	struct tee_rng *rng = alloc_source(teedev, service);
	int rc;

	if (!rng)
		return ERR_PTR(-ENOMEM);
	rng->lost_one = lost_one;
	/* Open a separate context, because a call that does not return keeps its context. */
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
 * tee_rng_close() - close a source that is not registered with the hwrng framework
 * @rng:	the source
 *
 * Context: process, may sleep.
 */
void tee_rng_close(struct tee_rng *rng)
{
	wipe(rng);
	tee_shm_free(rng->shm);
	/*
	 * This also closes the session; if it has an abandoned call, only after that call
	 * has ended.
	 */
	tee_client_close_context(rng->ctx);
	free_source(rng);
}
