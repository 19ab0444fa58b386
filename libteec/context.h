/* SPDX-License-Identifier: BSD-2-Clause */
/* The table and the list of contexts. */
#ifndef TEEC_CONTEXT_H
#define TEEC_CONTEXT_H

#include "teec_private.h"

/**
 * teec_context_find() - look up the context of a TEEC_Context
 * @context:	the program's structure, may be NULL
 *
 * Takes no lock.
 *
 * Return: the context, valid until it is finalized; NULL if @context is not initialized.
 */
struct teec_context *teec_context_find(const TEEC_Context *context);

/**
 * teec_context_add() - create a context for an open device
 * @fd:		the device; the context owns it if this succeeds
 * @gen_caps:	TEE_GEN_CAP_* of the device
 *
 * Return: 0, -ENOMEM, or -EMFILE if @fd is beyond the table.
 */
int teec_context_add(int fd, __u32 gen_caps);

/**
 * teec_context_remove() - remove a context from the table, and drop its first reference
 * @context:	the program's structure
 * @drain:	frees the context's cache; called with the context's lock held
 *
 * The context is freed unless some of its memory is in use. The caller closes the descriptor.
 *
 * Return: true if @context was initialized.
 */
bool teec_context_remove(const TEEC_Context *context, void (*drain)(struct teec_context *));

/**
 * teec_context_put_unlock() - drop a reference, and release the context's lock
 * @context:	the context, locked; this frees it if the reference was the last one
 */
void teec_context_put_unlock(struct teec_context *context);

/**
 * teec_context_lock_all() - lock the list of contexts and every context, before a fork
 */
void teec_context_lock_all(void);

/**
 * teec_context_unlock_all() - undo teec_context_lock_all()
 * @settle:	called for each context before it is unlocked
 */
void teec_context_unlock_all(void (*settle)(struct teec_context *));

#endif
