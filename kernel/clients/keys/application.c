// SPDX-License-Identifier: GPL-2.0-only
/*
 * Talk to the Trusted Application that does the sealing: OP-TEE's "Trusted Keys", or
 * any other with the same UUID and commands. A session comes with a page of shared
 * memory, one half for input and one for output.
 *
 * Every call here is timed. A call that times out keeps its context, session and memory
 * for as long as the TEE hangs on to it.
 */

#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/tee_result.h>
#include <linux/uuid.h>

#include "keys.h"

/* f04a0fe7-1f5d-4b9b-abf7-619b85b4ce8c */
const uuid_t tee_keys_ta_uuid =
	UUID_INIT(0xf04a0fe7, 0x1f5d, 0x4b9b,
		  0xab, 0xf7, 0x61, 0x9b, 0x85, 0xb4, 0xce, 0x8c);

/* Layout of a session's page, bytes */
#define IN_AT		0
#define OUT_AT		2048
#define SHARED_SIZE	4096

static_assert(TEE_BLOB_MAX_PLAIN <= OUT_AT && TEE_BLOB_MAX_SEALED <= SHARED_SIZE - OUT_AT);

/**
 * struct tee_keys_session - an open session with the application
 * @ctx:	not shared with other sessions, since a call that never returns pins it
 * @id:		session id in @ctx
 * @shm:	a page for input and output
 * @broken:	set after a failed or timed-out call, or a nonsensical result
 */
struct tee_keys_session {
	struct tee_context *ctx;
	u32 id;
	struct tee_shm *shm;
	bool broken;
};

static int keys_result(u32 result)
{
	switch (result) {
	case 0:
		return 0;
	case TEEC_ERROR_ACCESS_DENIED:
		return -EACCES;
	case TEEC_ERROR_ITEM_NOT_FOUND:
		return -ENOPKG;
	case TEEC_ERROR_OUT_OF_MEMORY:
		return -ENOMEM;
	case TEEC_ERROR_BUSY:
		return -EBUSY;
	case TEEC_ERROR_SECURITY:
	case TEE_ERROR_MAC_INVALID:
		return -EKEYREJECTED;
	case TEEC_ERROR_SHORT_BUFFER:
		return -EPROTO;
	case TEEC_ERROR_TARGET_DEAD:
		return -EPIPE;
	default:
		return -EIO;
	}
}

static int keys_session_begin(struct tee_keys_session *session, unsigned int timeout_ms)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
	};
	int rc;

	export_uuid(arg.uuid, &tee_keys_ta_uuid);
	rc = tee_client_open_session_timeout(session->ctx, &arg, NULL, timeout_ms);
	if (rc)
		return rc;
	rc = keys_result(arg.ret);
	if (rc) {
		pr_notice_ratelimited("%s: cannot open the Trusted Keys application: %#x\n",
				      tee_client_get_identity(session->ctx)->os_name, arg.ret);
		return rc;
	}
	session->id = arg.session;
	/*
	 * Unlocking a volume shouldn't have to queue behind other programs' calls. Not
	 * every TEE can do this, and the session works without it.
	 */
	tee_client_system_session(session->ctx, session->id);
	return 0;
}

/**
 * tee_keys_session_open() - open a session
 * @opener:	any open context on the TEE, to clone
 * @turn:	the user's turn, which a call that times out keeps until it has returned
 * @timeout_ms:	timeout of the call, ms
 *
 * Context: process, may sleep.
 * Return: the session, for tee_keys_session_close(), or ERR_PTR: -ENOPKG if the TEE
 * doesn't have the application; -EACCES, -ENOMEM, -EBUSY, -EKEYREJECTED, -EPROTO or
 * -EPIPE if the TEE said so; -EIO for whatever else the TEE reports; -ENODEV if the TEE
 * is being removed; -ETIMEDOUT.
 */
struct tee_keys_session *tee_keys_session_open(struct tee_context *opener,
					       struct tee_user *turn, unsigned int timeout_ms)
{
	struct tee_keys_session *session = kzalloc(sizeof(*session), GFP_KERNEL);
	int rc;

	if (!session)
		return ERR_PTR(-ENOMEM);
	session->ctx = tee_client_clone_context(opener);
	if (IS_ERR(session->ctx)) {
		rc = PTR_ERR(session->ctx);
		goto free_session;
	}
	session->shm = tee_shm_alloc_kernel_buf(session->ctx, SHARED_SIZE);
	if (IS_ERR(session->shm)) {
		rc = PTR_ERR(session->shm);
		goto close_context;
	}
	tee_client_set_turn(session->ctx, turn);
	rc = keys_session_begin(session, timeout_ms);
	tee_client_set_turn(session->ctx, NULL);
	if (rc)
		goto free_shm;
	return session;

free_shm:
	tee_shm_free(session->shm);
close_context:
	tee_client_close_context(session->ctx);
free_session:
	kfree(session);
	return ERR_PTR(rc);
}

/**
 * tee_keys_session_close() - close a session and wipe its memory
 * @session:	the session, or NULL
 *
 * If a call is still running, it holds on to context, session and memory, and the core
 * wipes its outputs once it returns.
 */
void tee_keys_session_close(struct tee_keys_session *session)
{
	void *va;

	if (!session)
		return;
	va = tee_shm_get_va(session->shm, 0);
	if (!IS_ERR(va))
		memzero_explicit(va, SHARED_SIZE);
	tee_shm_free(session->shm);
	tee_client_close_context(session->ctx);
	kfree(session);
}

static void keys_set_memref(struct tee_param *param, u64 type, struct tee_shm *shm,
			    size_t at, size_t size)
{
	param->attr = type;
	param->u.memref.shm = shm;
	param->u.memref.shm_offs = at;
	param->u.memref.size = size;
}

/**
 * tee_keys_session_is_broken() - check whether a session is unusable
 * @session:	the session
 *
 * Errors that the application itself reports don't count, as they may be about one
 * particular key.
 *
 * Return: true if so, and the session is of no use for another call.
 */
bool tee_keys_session_is_broken(const struct tee_keys_session *session)
{
	return session->broken;
}

/* Invoke the command; @got is the output size the TEE reports, bytes */
static int keys_invoke(struct tee_keys_session *session,
		       enum tee_keys_operation operation, size_t in_len, size_t room,
		       size_t *got, unsigned int timeout_ms)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = operation, .session = session->id, .num_params = 4,
	};
	struct tee_param params[4] = { };
	unsigned int out = 0;
	int rc;

	if (operation != TEE_KEYS_GET_RANDOM)
		keys_set_memref(&params[out++], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
				session->shm, IN_AT, in_len);
	keys_set_memref(&params[out], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
			session->shm, OUT_AT, room);
	rc = tee_client_invoke_timeout(session->ctx, &arg, params, timeout_ms);
	if (!rc)
		rc = keys_result(arg.ret);
	else
		session->broken = true;
	*got = params[out].u.memref.size;
	if (!rc && (!*got || *got > room))
		rc = -EPROTO;
	if (rc == -EPIPE || rc == -EPROTO)
		session->broken = true;
	return rc;
}

/**
 * tee_keys_session_run() - have the application run a command
 * @session:	the session, which is not broken
 * @turn:	the user's turn, which a call that times out keeps until it has returned
 * @operation:	the command
 * @in:		input
 * @in_len:	length of @in, bytes, at most TEE_BLOB_MAX_SEALED
 * @out:	output
 * @room:	size of @out, bytes, at most TEE_BLOB_MAX_SEALED
 * @timeout_ms:	timeout of the call, ms
 *
 * Context: process, may sleep.
 * Return: length of the output, 1 to @room; -EKEYREJECTED if the TEE didn't seal this
 * input itself or it has been tampered with; -EPROTO if the result makes no sense;
 * -EPIPE if the application has crashed; otherwise as tee_keys_session_open().
 */
int tee_keys_session_run(struct tee_keys_session *session, struct tee_user *turn,
			 enum tee_keys_operation operation, const u8 *in, size_t in_len,
			 u8 *out, size_t room, unsigned int timeout_ms)
{
	u8 *va = tee_shm_get_va(session->shm, 0);
	size_t got = 0;
	int rc;

	memcpy(va + IN_AT, in, in_len);
	tee_client_set_turn(session->ctx, turn);
	rc = keys_invoke(session, operation, in_len, room, &got, timeout_ms);
	tee_client_set_turn(session->ctx, NULL);
	if (!rc)
		memcpy(out, va + OUT_AT, got);
	/*
	 * A call may still be using the memory of a broken session. Closing the session
	 * wipes it.
	 */
	if (!session->broken) {
		memzero_explicit(va + IN_AT, in_len);
		memzero_explicit(va + OUT_AT, room);
	}
	return rc ?: got;
}
