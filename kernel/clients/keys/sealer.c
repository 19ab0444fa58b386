// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a TEE does for keys: random bytes, sealing, unsealing, by the Trusted
 * Application "Trusted Keys" of OP-TEE, or any other that has its UUID and speaks
 * its commands.
 *
 * A session and a page of shared memory are kept ready for a while, so that the
 * next key need not wait for the application to be loaded and checked. One job is
 * done at a time: the application is of one instance and would do no more. Who has
 * the turn owns session and memory.
 *
 * Every call is bounded. One that the application does not answer in time keeps
 * its context, with session and memory, and the next job opens new ones.
 */

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "keys.h"

static unsigned int timeout_ms = 10000;
module_param(timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms, "How long a key waits for the TEE, ms (default 10000)");

static unsigned int idle_ms = 2000;
module_param(idle_ms, uint, 0644);
MODULE_PARM_DESC(idle_ms, "How long an idle session is kept for the next key, ms (default 2000)");

/* f04a0fe7-1f5d-4b9b-abf7-619b85b4ce8c */
const uuid_t tee_keys_ta_uuid =
	UUID_INIT(0xf04a0fe7, 0x1f5d, 0x4b9b,
		  0xab, 0xf7, 0x61, 0x9b, 0x85, 0xb4, 0xce, 0x8c);

/* GlobalPlatform's TEE_Result, and OP-TEE's additions. */
#define RESULT_ACCESS_DENIED	0xffff0001
#define RESULT_ITEM_NOT_FOUND	0xffff0008
#define RESULT_OUT_OF_MEMORY	0xffff000c
#define RESULT_BUSY		0xffff000d
#define RESULT_SECURITY		0xffff000f
#define RESULT_SHORT_BUFFER	0xffff0010
#define RESULT_TARGET_DEAD	0xffff3024
#define RESULT_MAC_INVALID	0xffff3071

/* One page: what goes in, and what comes out. */
#define IN_AT		0
#define OUT_AT		2048
#define SHARED_SIZE	4096

static_assert(TEE_BLOB_MAX_PLAIN <= OUT_AT && TEE_BLOB_MAX_SEALED <= SHARED_SIZE - OUT_AT);

/**
 * struct tee_keys_sealer - a TEE that seals keys
 * @opener:	the context by which the TEE is followed
 * @turns:	who waits for a turn, or for the last one to end
 * @lock:	guards @busy and @stopped; a leaf
 * @busy:	somebody has the turn
 * @stopped:	there are no more turns
 * @idle:	gives session and memory up; runs while something is ready
 * @used:	when it was last used, jiffies
 *
 * What follows belongs to whoever has the turn.
 *
 * @ctx:	a context of our own, which may be left to a call that hangs; NULL where
 *		nothing is ready
 * @session:	a session in it
 * @shm:	a page
 */
struct tee_keys_sealer {
	struct tee_context *opener;
	wait_queue_head_t turns;
	spinlock_t lock;
	bool busy;
	bool stopped;
	struct delayed_work idle;
	unsigned long used;

	struct tee_context *ctx;
	u32 session;
	struct tee_shm *shm;
};

static bool tee_keys_try_turn(struct tee_keys_sealer *sealer)
{
	bool taken;

	spin_lock(&sealer->lock);
	taken = !sealer->busy && !sealer->stopped;
	if (taken)
		sealer->busy = true;
	spin_unlock(&sealer->lock);
	return taken;
}

/* @left: time left, jiffies; updated. */
static int tee_keys_take_turn(struct tee_keys_sealer *sealer, long *left)
{
	bool taken = false;

	*left = wait_event_killable_timeout(sealer->turns,
		READ_ONCE(sealer->stopped) || (taken = tee_keys_try_turn(sealer)), *left);
	if (taken)
		return 0;
	if (READ_ONCE(sealer->stopped))
		return -ENODEV;
	return *left ? -EINTR : -ETIMEDOUT;
}

static void tee_keys_end_turn(struct tee_keys_sealer *sealer)
{
	spin_lock(&sealer->lock);
	sealer->busy = false;
	spin_unlock(&sealer->lock);
	wake_up_all(&sealer->turns);
}

static void tee_keys_wipe(struct tee_shm *shm)
{
	void *va = tee_shm_get_va(shm, 0);

	if (!IS_ERR(va))
		memzero_explicit(va, SHARED_SIZE);
}

/* Where a call is still under way, it keeps what it needs, and wipes its outputs. */
static void tee_keys_close(struct tee_keys_sealer *sealer)
{
	if (!sealer->ctx)
		return;
	if (sealer->shm) {
		tee_keys_wipe(sealer->shm);
		tee_shm_free(sealer->shm);
	}
	tee_client_close_context(sealer->ctx);
	sealer->shm = NULL;
	sealer->ctx = NULL;
}

static void tee_keys_idle_work(struct work_struct *work)
{
	struct tee_keys_sealer *sealer =
		container_of(to_delayed_work(work), struct tee_keys_sealer, idle);
	unsigned long end = READ_ONCE(sealer->used) + msecs_to_jiffies(READ_ONCE(idle_ms));
	bool mine = time_after_eq(jiffies, end) && tee_keys_try_turn(sealer);

	if (mine) {
		tee_keys_close(sealer);
		tee_keys_end_turn(sealer);
	} else if (!READ_ONCE(sealer->stopped)) {
		queue_delayed_work(system_unbound_wq, &sealer->idle,
				   max_t(long, end - jiffies, 1));
	}
}

/* An errno for what the TEE answered. */
static int tee_keys_result(u32 result)
{
	switch (result) {
	case 0:
		return 0;
	case RESULT_ACCESS_DENIED:
		return -EACCES;
	case RESULT_ITEM_NOT_FOUND:
		return -ENOPKG;
	case RESULT_OUT_OF_MEMORY:
		return -ENOMEM;
	case RESULT_BUSY:
		return -EBUSY;
	case RESULT_SECURITY:
	case RESULT_MAC_INVALID:
		return -EKEYREJECTED;
	case RESULT_SHORT_BUFFER:
		return -EPROTO;
	case RESULT_TARGET_DEAD:
		return -EPIPE;
	default:
		return -EIO;
	}
}

static int tee_keys_open(struct tee_keys_sealer *sealer, long left)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
	};
	int rc;

	sealer->ctx = tee_client_clone_context(sealer->opener);
	if (IS_ERR(sealer->ctx)) {
		rc = PTR_ERR(sealer->ctx);
		sealer->ctx = NULL;
		return rc;
	}
	sealer->shm = tee_shm_alloc_kernel_buf(sealer->ctx, SHARED_SIZE);
	if (IS_ERR(sealer->shm)) {
		rc = PTR_ERR(sealer->shm);
		sealer->shm = NULL;
		goto close;
	}
	export_uuid(arg.uuid, &tee_keys_ta_uuid);
	rc = tee_client_open_session_timeout(sealer->ctx, &arg, NULL, jiffies_to_msecs(left));
	if (rc)
		goto close;
	rc = tee_keys_result(arg.ret);
	if (rc) {
		pr_notice_ratelimited("%s does not open the Trusted Keys application: %#x\n",
				      tee_client_get_identity(sealer->ctx)->os_name, arg.ret);
		goto close;
	}
	sealer->session = arg.session;
	/* A volume's key is not to wait for whatever programs do. Without it goes, too. */
	tee_client_system_session(sealer->ctx, sealer->session);
	return 0;

close:
	tee_keys_close(sealer);
	return rc;
}

static void tee_keys_set_memref(struct tee_param *param, u64 type, struct tee_shm *shm,
				size_t at, size_t size)
{
	param->attr = type;
	param->u.memref.shm = shm;
	param->u.memref.shm_offs = at;
	param->u.memref.size = size;
}

/* The call itself; @got: what the output has become, bytes. */
static int tee_keys_invoke(struct tee_keys_sealer *sealer, enum tee_keys_job job,
			   size_t in_len, size_t room, size_t *got, long left)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = job, .session = sealer->session, .num_params = 4,
	};
	struct tee_param params[4] = { };
	unsigned int out = 0;
	int rc;

	if (job != TEE_KEYS_GET_RANDOM)
		tee_keys_set_memref(&params[out++], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
				    sealer->shm, IN_AT, in_len);
	tee_keys_set_memref(&params[out], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
			    sealer->shm, OUT_AT, room);
	rc = tee_client_invoke_timeout(sealer->ctx, &arg, params, jiffies_to_msecs(left));
	if (rc)
		return rc;
	*got = params[out].u.memref.size;
	return tee_keys_result(arg.ret);
}

/* With the turn: whatever fails beyond what the TEE said of the key ends the session. */
static int tee_keys_try(struct tee_keys_sealer *sealer, enum tee_keys_job job,
			const u8 *in, size_t in_len, u8 *out, size_t room, long left)
{
	unsigned long began = jiffies;
	size_t got = 0;
	u8 *va;
	int rc;

	if (!sealer->ctx) {
		rc = tee_keys_open(sealer, left);
		if (rc)
			return rc;
		left -= min_t(long, left, jiffies - began);
	}
	va = tee_shm_get_va(sealer->shm, 0);
	memcpy(va + IN_AT, in, in_len);
	rc = tee_keys_invoke(sealer, job, in_len, room, &got, left);
	if (!rc && (!got || got > room))
		rc = -EPROTO;
	if (!rc)
		memcpy(out, va + OUT_AT, got);
	if (rc && rc != -EKEYREJECTED) {
		tee_keys_close(sealer);
	} else {
		memzero_explicit(va + IN_AT, in_len);
		memzero_explicit(va + OUT_AT, room);
	}
	return rc ?: got;
}

static int tee_keys_run_in_turn(struct tee_keys_sealer *sealer, enum tee_keys_job job,
				const u8 *in, size_t in_len, u8 *out, size_t room)
{
	long left = msecs_to_jiffies(READ_ONCE(timeout_ms));
	bool was_open;
	int rc;

	rc = tee_keys_take_turn(sealer, &left);
	if (rc)
		return rc;
	left = msecs_to_jiffies(READ_ONCE(timeout_ms));
	was_open = sealer->ctx;
	rc = tee_keys_try(sealer, job, in, in_len, out, room, left);
	/* The application may have died since the last key: once more, with a new one. */
	if (rc == -EPIPE && was_open)
		rc = tee_keys_try(sealer, job, in, in_len, out, room, left);
	WRITE_ONCE(sealer->used, jiffies);
	if (sealer->ctx && !was_open)
		queue_delayed_work(system_unbound_wq, &sealer->idle,
				   msecs_to_jiffies(READ_ONCE(idle_ms)));
	tee_keys_end_turn(sealer);
	return rc == -EPIPE ? -EIO : rc;
}

/**
 * tee_keys_sealer_run() - have a job done
 * @sealer:	the TEE
 * @job:	what to do
 * @in:		the input; may be NULL where @in_len is 0
 * @in_len:	its length, bytes, at most TEE_BLOB_MAX_SEALED
 * @out:	room for the output
 * @room:	how much, bytes, at most TEE_BLOB_MAX_SEALED
 *
 * Context: process, may sleep, at most three times timeout_ms; ends early on a fatal
 * signal.
 * Return: the length of the output, 1 to @room; -EKEYREJECTED: the TEE does not
 * unseal this, which somebody else has sealed; -EPROTO: its answer is impossible;
 * -ENOPKG: it has no such application; -EACCES, -ENOMEM, -EBUSY: so it says; -EIO:
 * it says anything else; -ENODEV: it goes; -ETIMEDOUT; -EINTR.
 */
int tee_keys_sealer_run(struct tee_keys_sealer *sealer, enum tee_keys_job job,
			const u8 *in, size_t in_len, u8 *out, size_t room)
{
	struct tee_user *turn;
	int rc;

	/* So that one user's many keys are not before everybody else's. */
	turn = tee_client_turn_begin(sealer->opener, READ_ONCE(timeout_ms));
	if (IS_ERR(turn))
		return PTR_ERR(turn);
	rc = tee_keys_run_in_turn(sealer, job, in, in_len, out, room);
	tee_client_turn_end(turn);
	return rc;
}

/**
 * tee_keys_sealer_create() - begin to use a TEE
 * @opener:	the context by which the TEE is followed
 *
 * Nothing is opened before it is needed: the application may come from a file
 * system that is not mounted yet.
 *
 * Return: to be ended with tee_keys_sealer_stop() and tee_keys_sealer_destroy(), or
 * NULL where there is no memory.
 */
struct tee_keys_sealer *tee_keys_sealer_create(struct tee_context *opener)
{
	struct tee_keys_sealer *sealer = kzalloc(sizeof(*sealer), GFP_KERNEL);

	if (!sealer)
		return NULL;
	sealer->opener = opener;
	init_waitqueue_head(&sealer->turns);
	spin_lock_init(&sealer->lock);
	INIT_DELAYED_WORK(&sealer->idle, tee_keys_idle_work);
	return sealer;
}

/**
 * tee_keys_sealer_stop() - take no more jobs
 * @sealer:	the TEE
 *
 * Who waits for a turn gets -ENODEV.
 */
void tee_keys_sealer_stop(struct tee_keys_sealer *sealer)
{
	spin_lock(&sealer->lock);
	WRITE_ONCE(sealer->stopped, true);
	spin_unlock(&sealer->lock);
	wake_up_all(&sealer->turns);
}

/**
 * tee_keys_sealer_destroy() - leave a TEE
 * @sealer:	the TEE, stopped, and in nobody's hands
 */
void tee_keys_sealer_destroy(struct tee_keys_sealer *sealer)
{
	cancel_delayed_work_sync(&sealer->idle);
	tee_keys_close(sealer);
	kfree(sealer);
}
