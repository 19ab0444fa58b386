// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time what kernel clients do. The measurements run at module load, and the module parameters
 * then show the medians in ns:
 *
 *	invoke		invoke a pseudo TA command without parameters
 *	invoke_4k	the same with 4 KiB of shared memory
 *	invoke_timed	the same without parameters but with a timeout
 *	unseal		unseal a blob with the Trusted Keys TA (one call in an open session,
 *			allocated memory)
 *	load		load the same blob as a key of type "tee"
 *
 * The pseudo TA doesn't implement the command, just as in bench/device.c. Everything runs on
 * one CPU.
 */

#include <linux/cred.h>
#include <linux/err.h>
#include <linux/hex.h>
#include <linux/key-type.h>
#include <linux/key.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>
#include <keys/tee-type.h>

#define SAMPLES			401
#define KEY_SAMPLES		101
#define WARM_UP			50
#define UNKNOWN_COMMAND		0xffff
#define ORIGIN_TRUSTED_APP	4
#define CMD_UNSEAL		2
#define BLOB_HEADER		80
#define BLOB_CRC		4
#define UNSEALED_AT		2048

static unsigned int invoke, invoke_4k, invoke_timed, unseal, load;
module_param(invoke, uint, 0444);
MODULE_PARM_DESC(invoke, "ns of an invocation (read only)");
module_param(invoke_4k, uint, 0444);
MODULE_PARM_DESC(invoke_4k, "ns of an invocation with 4 KiB of memory (read only)");
module_param(invoke_timed, uint, 0444);
MODULE_PARM_DESC(invoke_timed, "ns of an invocation bounded in time (read only)");
module_param(unseal, uint, 0444);
MODULE_PARM_DESC(unseal, "ns of the invocation that unseals a blob (read only)");
module_param(load, uint, 0444);
MODULE_PARM_DESC(load, "ns of loading a key from that blob (read only)");

static const uuid_t pseudo_ta = UUID_INIT(0xd96a5b40, 0xc3e5, 0x21e3,
					  0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b);
static const uuid_t keys_ta = UUID_INIT(0xf04a0fe7, 0x1f5d, 0x4b9b,
					0xab, 0xf7, 0x61, 0x9b, 0x85, 0xb4, 0xce, 0x8c);

static const struct tee_identity_match optee = { .os_name = "OP-TEE" };

static struct {
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;		/* with the pseudo TA */
	u32 keys_session;	/* with the Trusted Keys TA */
	size_t sealed_len;	/* sealed blob in @shm, in bytes */
	struct key *keys[WARM_UP + KEY_SAMPLES];
	unsigned int num_keys;
	char text[2 * TEE_KEY_MAX_BLOB_SIZE + sizeof("load ")];
} bench;

static u64 samples[SAMPLES];

static int run_invoke(void)
{
	struct tee_ioctl_invoke_arg arg = { .func = UNKNOWN_COMMAND, .session = bench.session };
	int rc = tee_client_invoke_func(bench.ctx, &arg, NULL);

	/* Only the TA's own result makes a valid sample. */
	return rc ?: (arg.ret && arg.ret_origin == ORIGIN_TRUSTED_APP ? 0 : -EIO);
}

static int run_invoke_4k(void)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = UNKNOWN_COMMAND, .session = bench.session, .num_params = 1,
	};
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		.u.memref = { .shm = bench.shm, .size = 4096 },
	};
	int rc = tee_client_invoke_func(bench.ctx, &arg, &param);

	return rc ?: (arg.ret && arg.ret_origin == ORIGIN_TRUSTED_APP ? 0 : -EIO);
}

static int run_invoke_timed(void)
{
	struct tee_ioctl_invoke_arg arg = { .func = UNKNOWN_COMMAND, .session = bench.session };
	int rc = tee_client_invoke_timeout(bench.ctx, &arg, NULL, 10000);

	return rc ?: (arg.ret && arg.ret_origin == ORIGIN_TRUSTED_APP ? 0 : -EIO);
}

static int run_unseal(void)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = CMD_UNSEAL, .session = bench.keys_session, .num_params = 4,
	};
	struct tee_param params[4] = {
		{
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
			.u.memref = { .shm = bench.shm, .size = bench.sealed_len },
		},
		{
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
			.u.memref = { .shm = bench.shm, .shm_offs = UNSEALED_AT, .size = 512 },
		},
	};
	int rc = tee_client_invoke_func(bench.ctx, &arg, params);

	return rc ?: (arg.ret ? -EIO : 0);
}

static struct key *make_key(const char *text)
{
	const struct cred *cred = current_cred();
	struct key *key;
	int rc;

	key = key_alloc(&key_type_tee, "bench", cred->fsuid, cred->fsgid, cred, KEY_POS_ALL,
			KEY_ALLOC_NOT_IN_QUOTA, NULL);
	if (IS_ERR(key))
		return key;
	rc = key_instantiate_and_link(key, text, strlen(text), NULL, NULL);
	if (!rc)
		return key;
	key_put(key);
	return ERR_PTR(rc);
}

/* Destroying the keys must not count, so put them after the clock has stopped. */
static int run_load(void)
{
	struct key *key = make_key(bench.text);

	if (IS_ERR(key))
		return PTR_ERR(key);
	bench.keys[bench.num_keys++] = key;
	return 0;
}

static void put_keys(void)
{
	while (bench.num_keys)
		key_put(bench.keys[--bench.num_keys]);
}

static int compare_samples(const void *left, const void *right)
{
	u64 a = *(const u64 *)left, b = *(const u64 *)right;

	return (a > b) - (a < b);
}

static int measure(int (*run)(void), unsigned int count, unsigned int *median)
{
	unsigned int n;

	for (n = 0; n < WARM_UP + count; n++) {
		u64 start = ktime_get_ns();
		int rc = run();

		if (n >= WARM_UP)
			samples[n - WARM_UP] = ktime_get_ns() - start;
		if (rc)
			return rc;
	}
	sort(samples, count, sizeof(samples[0]), compare_samples, NULL);
	*median = samples[count / 2];
	return 0;
}

static int open_session(const uuid_t *uuid, u32 *session)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL };
	int rc;

	export_uuid(arg.uuid, uuid);
	rc = tee_client_open_session(bench.ctx, &arg, NULL);
	*session = arg.session;
	return rc ?: (arg.ret ? -EIO : 0);
}

/* Create a 32-byte key. "load" uses its whole blob, and "unseal" just the sealed part. */
static int prepare_blob(void)
{
	struct tee_key_payload *payload;
	struct key *key = make_key("new 32");
	int rc = -ENOKEY;

	if (IS_ERR(key))
		return PTR_ERR(key);
	down_read(&key->sem);
	payload = dereference_key_locked(key);
	if (payload) {
		bench.sealed_len = payload->blob_len - BLOB_HEADER - BLOB_CRC;
		memcpy(tee_shm_get_va(bench.shm, 0), payload->blob + BLOB_HEADER,
		       bench.sealed_len);
		strscpy(bench.text, "load ");
		*bin2hex(bench.text + 5, payload->blob, payload->blob_len) = '\0';
		rc = 0;
	}
	up_read(&key->sem);
	key_put(key);
	return rc;
}

static int measure_all(void)
{
	int rc;

	rc = open_session(&pseudo_ta, &bench.session) ?:
	     measure(run_invoke, SAMPLES, &invoke) ?:
	     measure(run_invoke_4k, SAMPLES, &invoke_4k) ?:
	     measure(run_invoke_timed, SAMPLES, &invoke_timed);
	return rc ?: open_session(&keys_ta, &bench.keys_session) ?:
	       prepare_blob() ?:
	       measure(run_unseal, KEY_SAMPLES, &unseal) ?:
	       measure(run_load, KEY_SAMPLES, &load);
}

static int __init kernel_bench_init(void)
{
	int rc;

	bench.ctx = tee_client_open_by_identity_wait(&optee, 5000);
	if (IS_ERR(bench.ctx))
		return PTR_ERR(bench.ctx);
	bench.shm = tee_shm_alloc_kernel_buf(bench.ctx, 4096);
	rc = PTR_ERR_OR_ZERO(bench.shm);
	if (!rc) {
		rc = measure_all();
		put_keys();
		tee_shm_free(bench.shm);
	}
	tee_client_close_context(bench.ctx);
	return rc;
}
module_init(kernel_bench_init);

static void __exit kernel_bench_exit(void)
{
}
module_exit(kernel_bench_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("What kernel clients of a TEE wait for");
