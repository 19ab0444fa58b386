/* SPDX-License-Identifier: BSD-2-Clause */
/* Context lookup and lifetime */
#ifndef TEEC_CONTEXT_H
#define TEEC_CONTEXT_H

#include "teec_private.h"

/**
 * teec_context_find() - find the context behind a TEEC_Context
 * @context:	the program's structure, or NULL
 *
 * Lockless.
 *
 * Return: the context, valid until it is finalized; NULL if @context is not initialized.
 */
struct teec_context *teec_context_find(const TEEC_Context *context);

/**
 * teec_context_add() - create a context for an open connection
 * @door:	the connection, owned by the context on success
 * @gen_caps:	the TEE's TEE_GEN_CAP_*
 *
 * Return: 0, -ENOMEM, or -EMFILE if the connection's descriptor does not fit into the table.
 */
int teec_context_add(const struct teec_door *door, __u32 gen_caps);

/**
 * teec_context_remove() - take a context out of the table, and drop the initial reference
 * @context:	the program's structure
 * @door:	[out] its connection, which the caller has to close
 * @drain:	called with the context locked, to free its cache
 *
 * Memory that is still in use keeps the context alive.
 *
 * Return: true if @context was initialized.
 */
bool teec_context_remove(const TEEC_Context *context, struct teec_door *door,
			 void (*drain)(struct teec_context *));

/**
 * teec_context_put_unlock() - drop a reference and unlock
 * @context:	the context, locked; freed if this was the last reference
 */
void teec_context_put_unlock(struct teec_context *context);

/** teec_context_lock_all() - lock the list, its contexts and their connections, before fork() */
void teec_context_lock_all(void);

/**
 * teec_context_unlock_all() - undo teec_context_lock_all()
 * @child:	this is the child
 * @settle:	called on each context before unlocking it
 */
void teec_context_unlock_all(bool child, void (*settle)(struct teec_context *));

#endif
