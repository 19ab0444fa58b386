// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests for the in-kernel client API, against the real OP-TEE. Reading
 * /sys/kernel/debug/tee_client_test/results runs them and prints TAP.
 */

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>
#include <linux/vmalloc.h>

#include "../tap.h"

#define CMD_PARAMS 1	/* value: a += b; memref: [0] = sum of all bytes */

TAP_TESTS(run_tests);

/* OP-TEE's pseudo TA "invoke tests" */
static const u8 pta_uuid[TEE_IOCTL_UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};


static int match_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}

static int match_nothing(struct tee_ioctl_version_data *vers, const void *data)
{
	return 0;
}

static int open_session(struct tee_context *ctx, u32 login, u32 *session)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = login };
	int rc;

	memcpy(arg.uuid, pta_uuid, sizeof(arg.uuid));
	rc = tee_client_open_session(ctx, &arg, NULL);
	*session = arg.session;
	return rc ?: (int)arg.ret;
}

static void test_contexts(struct seq_file *s)
{
	struct tee_ioctl_version_data vers = { }, again = { };
	struct tee_context *ctx;
	long rc;

	ctx = tee_client_open_context(NULL, match_nothing, NULL, NULL);
	rc = PTR_ERR_OR_ZERO(ctx);
	tap(s, "context_of_no_tee_that_matches", rc == -ENOENT, rc);

	ctx = tee_client_open_context(NULL, match_optee, NULL, &vers);
	rc = PTR_ERR_OR_ZERO(ctx);
	tap(s, "context_of_optee", !rc && vers.impl_id == TEE_IMPL_ID_OPTEE, rc);
	if (rc)
		return;
	tee_client_get_version(ctx, &again);
	tap(s, "version_is_what_was_matched", !memcmp(&vers, &again, sizeof(vers)), 0);
	tap(s, "kernel_context_is_not_privileged",
	    !(vers.gen_caps & TEE_GEN_CAP_PRIVILEGED), vers.gen_caps);
	tee_client_close_context(ctx);
}

static void test_values(struct seq_file *s, struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = CMD_PARAMS, .session = session, .num_params = 1,
	};
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value.a = 40,
		.u.value.b = 2,
	};
	int rc;

	rc = tee_client_invoke_func(ctx, &arg, &param);
	tap(s, "invoke_with_a_value", !rc && !arg.ret && param.u.value.a == 42,
	    rc ?: (long)param.u.value.a);
}

/* Sum up a buffer in the TEE, which stores the result in the first byte */
static int sum(struct tee_context *ctx, u32 session, struct tee_shm *shm, size_t offs,
	       size_t size)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = CMD_PARAMS, .session = session, .num_params = 1,
	};
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		.u.memref = { .shm = shm, .shm_offs = offs, .size = size },
	};

	return tee_client_invoke_func(ctx, &arg, &param) ?: (int)arg.ret;
}

static void test_allocated(struct seq_file *s, struct tee_context *ctx, u32 session)
{
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(ctx, 3 * PAGE_SIZE);
	phys_addr_t pa;
	u8 *va;
	int rc;

	rc = PTR_ERR_OR_ZERO(shm);
	tap(s, "kernel_buffer_is_allocated", !rc, rc);
	if (rc)
		return;
	va = tee_shm_get_va(shm, 0);
	tap(s, "kernel_buffer_is_zeroed", !IS_ERR(va) && !memchr_inv(va, 0, 3 * PAGE_SIZE),
	    PTR_ERR_OR_ZERO(va));
	memset(va + PAGE_SIZE - 8, 2, 16);
	rc = sum(ctx, session, shm, PAGE_SIZE - 8, 16);
	tap(s, "tee_sees_the_kernel_buffer", !rc && va[PAGE_SIZE - 8] == 32, rc);
	tap(s, "size_of_the_kernel_buffer", tee_shm_get_size(shm) >= 3 * PAGE_SIZE,
	    tee_shm_get_size(shm));
	rc = tee_shm_get_pa(shm, 0, &pa);
	tap(s, "physical_address_of_the_kernel_buffer", !rc, rc);
	rc = tee_shm_get_pa(shm, tee_shm_get_size(shm), &pa);
	tap(s, "physical_address_beyond_the_end", rc == -EINVAL, rc);
	va = tee_shm_get_va(shm, tee_shm_get_size(shm));
	tap(s, "address_beyond_the_end", PTR_ERR_OR_ZERO(va) == -EINVAL,
	    PTR_ERR_OR_ZERO(va));
	tap(s, "kernel_memory_has_no_id_or_a_valid_one",
	    tee_shm_get_id(shm) != 0, tee_shm_get_id(shm));
	tee_shm_free(shm);
	shm = tee_shm_alloc_kernel_buf(ctx, 0);
	tap(s, "empty_kernel_buffer_is_refused", PTR_ERR_OR_ZERO(shm) == -EINVAL,
	    PTR_ERR_OR_ZERO(shm));
	shm = tee_shm_alloc_kernel_buf(ctx, SIZE_MAX);
	rc = PTR_ERR_OR_ZERO(shm);
	tap(s, "huge_kernel_buffer_is_refused",
	    rc == -EINVAL || rc == -ENOMEM || rc == -EDQUOT, rc);
}

/* The registration isn't supposed to touch the page's refcount */
static void test_registered(struct seq_file *s, struct tee_context *ctx, u32 session,
			    const char *name, u8 *buf, size_t size, struct page *page)
{
	int before = folio_ref_count(page_folio(page)), during, rc;
	struct tee_shm *shm;

	memset(buf, 0, size);
	buf[size - 1] = 7;
	shm = tee_shm_register_kernel_buf(ctx, buf, size);
	rc = PTR_ERR_OR_ZERO(shm);
	if (!rc) {
		during = folio_ref_count(page_folio(page));
		rc = sum(ctx, session, shm, 0, size);
		if (!rc && buf[0] != 7)
			rc = -EIO;
		tee_shm_free(shm);
		if (!rc && (during != before ||
			    folio_ref_count(page_folio(page)) != before))
			rc = -EBUSY;
	}
	tap(s, name, !rc, rc);
}

static void test_registered_kinds(struct seq_file *s, struct tee_context *ctx, u32 session)
{
	u8 *slab = kmalloc(3000, GFP_KERNEL), *small = kmalloc(64, GFP_KERNEL);
	u8 *virt = vmalloc(3 * PAGE_SIZE);
	u8 *whole = (u8 *)__get_free_pages(GFP_KERNEL, 1);
	struct tee_shm *shm;

	if (slab)
		test_registered(s, ctx, session, "slab_pages_registered", slab, 3000,
				virt_to_page(slab));
	if (small)
		test_registered(s, ctx, session, "slab_pages_registered_small", small, 64,
				virt_to_page(small));
	if (virt) {
		test_registered(s, ctx, session, "vmalloc_memory_registered", virt,
				3 * PAGE_SIZE, vmalloc_to_page(virt));
		test_registered(s, ctx, session, "vmalloc_memory_registered_at_an_offset",
				virt + 100, 2 * PAGE_SIZE, vmalloc_to_page(virt));
	}
	if (whole)
		test_registered(s, ctx, session, "whole_pages_registered", whole,
				2 * PAGE_SIZE, virt_to_page(whole));
	shm = tee_shm_register_kernel_buf(ctx, whole, 0);
	tap(s, "registering_no_byte_is_refused", PTR_ERR_OR_ZERO(shm) == -EINVAL,
	    PTR_ERR_OR_ZERO(shm));
	shm = tee_shm_register_kernel_buf(ctx, whole, SIZE_MAX);
	tap(s, "registering_what_wraps_is_refused", PTR_ERR_OR_ZERO(shm) == -EINVAL,
	    PTR_ERR_OR_ZERO(shm));
	free_pages((unsigned long)whole, 1);
	vfree(virt);
	kfree(small);
	kfree(slab);
}

static void test_null(struct seq_file *s, struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = 0xffff, .session = session, .num_params = 1,
	};
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT };
	int rc;

	/* just shouldn't crash */
	tee_shm_put(NULL);
	tee_shm_free(NULL);
	tap(s, "cve_2025_39865_put_of_null_memory", true, 0);
	rc = tee_client_invoke_func(ctx, &arg, &param);
	/*
	 * The TA doesn't know this command, so TEEC_ERROR_BAD_PARAMETERS shows that it
	 * got the call
	 */
	tap(s, "null_memref_reaches_the_tee", !rc && arg.ret == 0xffff0006, rc ?: (long)arg.ret);
}

static void test_sessions(struct seq_file *s)
{
	struct tee_context *ctx = tee_client_open_context(NULL, match_optee, NULL, NULL);
	struct tee_ioctl_cancel_arg cancel = { .cancel_id = 99 };
	u32 session, other;
	int rc;

	rc = PTR_ERR_OR_ZERO(ctx);
	if (rc) {
		tap(s, "context_for_sessions", false, rc);
		return;
	}
	rc = open_session(ctx, TEE_IOCTL_LOGIN_REE_KERNEL, &session);
	tap(s, "session_as_the_kernel", !rc, rc);
	rc = open_session(ctx, TEE_IOCTL_LOGIN_PUBLIC, &other);
	tap(s, "session_as_the_public", !rc, rc);
	test_values(s, ctx, session);
	test_allocated(s, ctx, session);
	test_registered_kinds(s, ctx, session);
	test_null(s, ctx, session);
	rc = tee_client_system_session(ctx, session);
	tap(s, "system_session", !rc || rc == -EOPNOTSUPP || rc == -EBUSY, rc);
	test_values(s, ctx, session);
	rc = tee_client_system_session(ctx, session + 1000);
	tap(s, "system_session_of_no_session", rc == -EINVAL || rc == -EOPNOTSUPP, rc);
	cancel.session = session;
	rc = tee_client_cancel_req(ctx, &cancel);
	tap(s, "cancel_with_nothing_under_way", !rc || rc == -EINVAL, rc);
	rc = tee_client_close_session(ctx, session);
	tap(s, "session_is_closed", !rc, rc);
	rc = tee_client_close_session(ctx, session);
	tap(s, "session_is_closed_once", rc == -EINVAL, rc);
	/* this has to take @other down too */
	tee_client_close_context(ctx);
}

/* tee bus: a service of our own, and its driver */

static const uuid_t served_uuid = UUID_INIT(0x67746565, 0x0001, 0x4000, 0x80, 0, 0, 0, 0,
					    0, 0, 1);
static const uuid_t other_uuid = UUID_INIT(0x67746565, 0x0002, 0x4000, 0x80, 0, 0, 0, 0,
					   0, 0, 2);

static int probes, removes;

static int served_probe(struct device *dev)
{
	probes++;
	return 0;
}

static int served_remove(struct device *dev)
{
	removes++;
	return 0;
}

static const struct tee_client_device_id served_table[] = {
	{ UUID_INIT(0x67746565, 0x0001, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1) },
	{ }
};

static struct tee_client_driver served_driver = {
	.id_table = served_table,
	.driver = {
		.name = "tee_client_test",
		.bus = &tee_bus_type,
		.probe = served_probe,
		.remove = served_remove,
	},
};

static void service_release(struct device *dev)
{
	kfree(to_tee_client_device(dev));
}

static struct tee_client_device *service_make(const uuid_t *uuid, const char *name)
{
	struct tee_client_device *service = kzalloc(sizeof(*service), GFP_KERNEL);
	int rc;

	if (!service)
		return NULL;
	service->id.uuid = *uuid;
	service->dev.bus = &tee_bus_type;
	service->dev.release = service_release;
	rc = dev_set_name(&service->dev, "%s", name);
	if (rc) {
		kfree(service);
		return NULL;
	}
	rc = device_register(&service->dev);
	if (rc) {
		put_device(&service->dev);
		return NULL;
	}
	return service;
}

static void test_bus(struct seq_file *s)
{
	struct tee_client_device *served, *other;
	int rc;

	probes = 0;
	removes = 0;
	served = service_make(&served_uuid, "tee-client-test-served");
	other = service_make(&other_uuid, "tee-client-test-other");
	tap(s, "services_are_added_to_the_bus", served && other, 0);
	rc = driver_register(&served_driver.driver);
	tap(s, "client_driver_is_registered", !rc, rc);
	tap(s, "client_driver_is_bound_by_uuid", probes == 1, probes);
	tap(s, "client_driver_has_its_device",
	    served && served->dev.driver == &served_driver.driver, 0);
	tap(s, "client_driver_is_not_bound_to_others", other && !other->dev.driver, 0);
	if (served)
		device_unregister(&served->dev);
	tap(s, "client_driver_is_told_of_removal", removes == 1, removes);
	/* this time the driver was there first */
	served = service_make(&served_uuid, "tee-client-test-served");
	tap(s, "service_that_comes_after_its_driver", served && probes == 2, probes);
	if (!rc)
		driver_unregister(&served_driver.driver);
	tap(s, "client_driver_lets_go_when_it_is_unregistered", removes == 2, removes);
	if (served)
		device_unregister(&served->dev);
	if (other)
		device_unregister(&other->dev);
}

static void run_tests(struct seq_file *s)
{
	test_contexts(s);
	test_sessions(s);
	test_bus(s);
}

MODULE_DESCRIPTION("Tests of the in-kernel TEE client API");
MODULE_LICENSE("GPL");
