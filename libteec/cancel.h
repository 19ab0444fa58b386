/* SPDX-License-Identifier: BSD-2-Clause */
/* Cancels operations that another thread waits for. */
#ifndef TEEC_CANCEL_H
#define TEEC_CANCEL_H

#include "teec_private.h"

/**
 * teec_cancel_allow() - let other threads cancel an operation
 * @operation:	the operation, may be NULL
 * @session:	its session; must not change before teec_cancel_forbid()
 *
 * Return: cancel id for the kernel, never 0; 0 if @operation is NULL.
 */
uint32_t teec_cancel_allow(TEEC_Operation *operation, TEEC_Session *session);

/**
 * teec_cancel_forbid() - stop other threads from cancelling an operation
 * @operation:	the operation, may be NULL
 *
 * Undoes teec_cancel_allow(), and must be called after the operation. Waits for a
 * cancellation in progress.
 */
void teec_cancel_forbid(TEEC_Operation *operation);

/**
 * teec_cancel_lock_all() - take all locks of this file, before a fork
 */
void teec_cancel_lock_all(void);

/**
 * teec_cancel_unlock_all() - undo teec_cancel_lock_all(), in the parent and in the child
 */
void teec_cancel_unlock_all(void);

#endif
