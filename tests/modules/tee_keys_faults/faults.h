/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault injection for tee_keys.
 *
 * All the sources of this module include this before anything else. It wraps
 * whatever can fail for lack of memory, lets the chosen step fail, and counts
 * allocations to find leaks.
 */
#ifndef KEYS_FAULTS_H
#define KEYS_FAULTS_H

#include <linux/err.h>
#include <linux/key-type.h>
#include <linux/key.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>

/* true if it's this step's turn to fail */
bool faults_hit(void);
void *faults_count(void *allocated);
void faults_free(const void *allocated);

static inline void *faults_kmalloc(size_t size, gfp_t flags)
{
	return faults_hit() ? NULL : faults_count(kmalloc(size, flags));
}

static inline void *faults_kzalloc(size_t size, gfp_t flags)
{
	return faults_hit() ? NULL : faults_count(kzalloc(size, flags));
}

static inline char *faults_kmemdup_nul(const char *from, size_t len, gfp_t flags)
{
	return faults_hit() ? NULL : faults_count(kmemdup_nul(from, len, flags));
}

static inline void faults_kfree(const void *allocated)
{
	faults_free(allocated);
	kfree(allocated);
}

static inline void faults_kfree_sensitive(const void *allocated)
{
	faults_free(allocated);
	kfree_sensitive(allocated);
}

#ifdef kmalloc
#undef kmalloc
#endif
#ifdef kzalloc
#undef kzalloc
#endif
#ifdef kmemdup_nul
#undef kmemdup_nul
#endif
#define kmalloc faults_kmalloc
#define kzalloc faults_kzalloc
#define kmemdup_nul faults_kmemdup_nul
#define kfree faults_kfree
#define kfree_sensitive faults_kfree_sensitive

/* these allocate behind the scenes */
#define key_alloc(...) \
	(faults_hit() ? ERR_PTR(-ENOMEM) : key_alloc(__VA_ARGS__))
#define lookup_user_key(...) \
	(faults_hit() ? (key_ref_t)ERR_PTR(-ENOMEM) : lookup_user_key(__VA_ARGS__))
#define key_instantiate_and_link(...) \
	(faults_hit() ? -ENOMEM : key_instantiate_and_link(__VA_ARGS__))
#define generic_key_instantiate(...) \
	(faults_hit() ? -ENOMEM : generic_key_instantiate(__VA_ARGS__))
#define tee_shm_alloc_kernel_buf(...) \
	(faults_hit() ? ERR_PTR(-ENOMEM) : tee_shm_alloc_kernel_buf(__VA_ARGS__))
#define tee_client_clone_context(...) \
	(faults_hit() ? ERR_PTR(-ENOMEM) : tee_client_clone_context(__VA_ARGS__))
#define tee_client_open_session_timeout(...) \
	(faults_hit() ? -ENOMEM : tee_client_open_session_timeout(__VA_ARGS__))
#define tee_client_invoke_timeout(...) \
	(faults_hit() ? -ENOMEM : tee_client_invoke_timeout(__VA_ARGS__))

/* tee_keys itself exports these */
#undef EXPORT_SYMBOL_GPL
#define EXPORT_SYMBOL_GPL(symbol)

#endif /* KEYS_FAULTS_H */
