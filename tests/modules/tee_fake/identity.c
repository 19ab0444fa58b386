// SPDX-License-Identifier: GPL-2.0-only
/*
 * Look up TEEs by identity. The machine has a real OP-TEE as well, which must
 * not be mistaken for the fake. Some of the tests add two more fakes, one with
 * another OS and one for a supplicant.
 */

#include <linux/err.h>
#include <linux/string.h>

#include "fake.h"

#define OTHER_UUID UUID_INIT(0x67746565, 0x0001, 0x4002, 0x80, 3, 4, 5, 6, 7, 8, 9)

static const struct tee_desc other_desc = {
	.name = "tee_fake_other",
	.ops = &fake_minimal_ops,
	.owner = THIS_MODULE,
};

static const struct tee_desc supplicant_desc = {
	.name = "tee_fake_supplicant",
	.ops = &fake_supplicant_ops,
	.owner = THIS_MODULE,
	.flags = TEE_DESC_PRIVILEGED,
};

static struct tee_device *add_device(const struct tee_desc *desc, const char *os_name,
				     const uuid_t *os_uuid, struct tee_shm_pool *pool)
{
	struct tee_identity identity;
	struct tee_device *teedev;
	int rc;

	fake_identity(&identity);
	strscpy(identity.os_name, os_name);
	identity.os_uuid = *os_uuid;
	teedev = tee_device_alloc(desc, &identity, &fake.pdev->dev, pool, &fake);
	if (IS_ERR(teedev))
		return teedev;
	/* clobber it, the core should have its own copy by now */
	memset(&identity, 0xff, sizeof(identity));
	rc = tee_device_register(teedev);
	if (!rc)
		return teedev;
	tee_device_unregister(teedev);
	return ERR_PTR(rc);
}

/* The lookup should return the TEE whose OS is called @os_name, or -ENOENT if that is NULL */
static void finds(struct seq_file *s, unsigned int *n, const char *name,
		  struct tee_context *start, const struct tee_identity_match *match,
		  const char *os_name)
{
	struct tee_context *ctx = tee_client_open_by_identity(start, match);
	long rc = PTR_ERR_OR_ZERO(ctx);

	if (!os_name)
		tap_line(s, n, name, rc == -ENOENT, rc);
	else
		tap_line(s, n, name,
			 !rc && !strcmp(tee_client_get_identity(ctx)->os_name, os_name), rc);
	if (!rc)
		tee_client_close_context(ctx);
}

#define FINDS(_name, _os_name, ...) \
	finds(s, n, _name, NULL, &(const struct tee_identity_match){ __VA_ARGS__ }, _os_name)

static void test_match(struct seq_file *s, unsigned int *n)
{
	FINDS("match_by_driver", "fake OS", .driver_name = "tee_fake");
	FINDS("match_by_os_name", "other OS", .os_name = "other OS");
	FINDS("match_by_os_uuid", "other OS", .os_uuid = OTHER_UUID);
	FINDS("match_by_capabilities", "fake OS", .driver_name = "tee_fake",
	      .capabilities = TEE_CAP_SESSION | TEE_CAP_SHM_REGISTER);
	FINDS("match_by_all_of_them", "other OS", .driver_name = "tee_fake",
	      .os_name = "other OS", .os_uuid = OTHER_UUID,
	      .capabilities = TEE_GEN_CAP_GP);
	FINDS("match_of_the_machines_own_tee", "OP-TEE", .os_name = "OP-TEE");
	FINDS("match_of_anything", "OP-TEE");
	FINDS("match_of_no_such_driver", NULL, .driver_name = "tee_fak");
	FINDS("match_of_no_such_os", NULL, .os_name = "other OS ");
	FINDS("match_of_no_such_uuid", NULL,
	      .os_uuid = UUID_INIT(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
	FINDS("match_of_another_drivers_os", NULL, .driver_name = "optee",
	      .os_name = "other OS");
	FINDS("match_of_one_capability_too_many", NULL, .os_name = "other OS",
	      .capabilities = TEE_GEN_CAP_GP | TEE_CAP_SESSION);
	FINDS("match_of_an_unknown_capability", NULL, .capabilities = 1ull << 63);
	/* Clients have no business with a supplicant's device unless they ask for one */
	FINDS("supplicants_device_matches_nobody", NULL, .os_name = "supplicant OS");
	FINDS("supplicants_device_matches_who_asks_for_it", "supplicant OS",
	      .os_name = "supplicant OS", .capabilities = TEE_GEN_CAP_PRIVILEGED);
}

/* Continue from each result, and don't see a device twice */
static void test_walk(struct seq_file *s, unsigned int *n)
{
	static const struct tee_identity_match match = { .driver_name = "tee_fake" };
	static const struct tee_identity_match optee = { .os_name = "OP-TEE" };
	struct tee_context *ctx = tee_client_open_by_identity(NULL, &match), *next;
	long found = 0;

	while (!IS_ERR(ctx)) {
		found++;
		next = tee_client_open_by_identity(ctx, &match);
		tee_client_close_context(ctx);
		ctx = next;
	}
	tap_line(s, n, "walk_finds_each_device_once", found == 2 && PTR_ERR(ctx) == -ENOENT,
		 found);
	/* For OP-TEE the next one would be its supplicant's device */
	ctx = tee_client_open_by_identity(NULL, &optee);
	if (IS_ERR(ctx)) {
		tap_line(s, n, "walk_passes_a_supplicants_device", false, PTR_ERR(ctx));
		return;
	}
	finds(s, n, "walk_passes_a_supplicants_device", ctx, &optee, NULL);
	tee_client_close_context(ctx);
	ctx = tee_client_open_by_identity(NULL, NULL);
	tap_line(s, n, "match_of_null_is_refused", PTR_ERR_OR_ZERO(ctx) == -EINVAL,
		 PTR_ERR_OR_ZERO(ctx));
}

static void has_capabilities(struct seq_file *s, unsigned int *n, const char *name,
			     struct tee_device *teedev, u64 capabilities)
{
	struct tee_context *ctx = tee_device_open(teedev);
	u64 got;

	if (IS_ERR(ctx)) {
		tap_line(s, n, name, false, PTR_ERR(ctx));
		return;
	}
	got = tee_client_get_identity(ctx)->capabilities;
	tap_line(s, n, name, got == capabilities, got);
	tee_client_close_context(ctx);
}

/* Capabilities as computed by the core. All three drivers claim GP, REG_MEM and MEMREF_NULL. */
static void test_capabilities(struct seq_file *s, unsigned int *n,
			      struct tee_device *other, struct tee_device *supplicant)
{
	has_capabilities(s, n, "capabilities_of_a_full_driver", fake.teedev[0],
			 TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL |
			 TEE_CAP_SESSION | TEE_CAP_CANCEL | TEE_CAP_SHM_ALLOC |
			 TEE_CAP_SHM_REGISTER | TEE_CAP_SHM_IMPORT);
	/* claims REG_MEM, but has no region_register() */
	has_capabilities(s, n, "capabilities_of_a_minimal_driver", other,
			 TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL);
	has_capabilities(s, n, "capabilities_of_a_supplicants_device", supplicant,
			 TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL |
			 TEE_GEN_CAP_PRIVILEGED | TEE_CAP_SHM_ALLOC |
			 TEE_CAP_SHM_REGISTER | TEE_CAP_SHM_IMPORT | TEE_CAP_SUPPLICANT);
}

/*
 * The client still has its context open, so the identity has to survive
 * tee_device_unregister()
 */
static void test_gone(struct seq_file *s, unsigned int *n, struct tee_device *other)
{
	struct tee_context *ctx = tee_device_open(other);
	const struct tee_identity *id;
	struct tee_context *again;

	if (IS_ERR(ctx)) {
		tap_line(s, n, "identity_of_a_device_that_has_gone", false, PTR_ERR(ctx));
		tee_device_unregister(other);
		return;
	}
	tee_device_unregister(other);
	id = tee_client_get_identity(ctx);
	tap_line(s, n, "identity_of_a_device_that_has_gone",
		 !strcmp(id->os_name, "other OS") && id->max_sessions == 1000, 0);
	again = tee_client_open_by_identity(NULL, &(const struct tee_identity_match){
						.os_name = "other OS" });
	tap_line(s, n, "match_of_a_device_that_has_gone", PTR_ERR_OR_ZERO(again) == -ENOENT,
		 PTR_ERR_OR_ZERO(again));
	if (!IS_ERR(again))
		tee_client_close_context(again);
	tee_client_close_context(ctx);
}

void fake_test_identity(struct seq_file *s, unsigned int *n)
{
	static const uuid_t other_uuid = OTHER_UUID;
	struct tee_device *other, *supplicant;

	other = add_device(&other_desc, "other OS", &other_uuid, fake.minimal_pool);
	supplicant = add_device(&supplicant_desc, "supplicant OS", &uuid_null, fake.pool);
	if (IS_ERR(other) || IS_ERR(supplicant)) {
		tap_line(s, n, "devices_to_look_for", false, PTR_ERR_OR_ZERO(other));
		tee_device_unregister(IS_ERR(other) ? NULL : other);
		tee_device_unregister(IS_ERR(supplicant) ? NULL : supplicant);
		return;
	}
	test_match(s, n);
	test_walk(s, n);
	test_capabilities(s, n, other, supplicant);
	tee_device_unregister(supplicant);
	test_gone(s, n, other);
}
