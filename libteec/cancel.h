/* SPDX-License-Identifier: BSD-2-Clause */
/* Cancellation of an operation that another thread is waiting for */
#ifndef TEEC_CANCEL_H
#define TEEC_CANCEL_H

#include "teec_private.h"

/**
 * teec_cancel_allow() - make an operation cancellable
 * @operation:	the operation, or NULL
 * @session:	its session, which has to stay as it is until teec_cancel_forbid()
 *
 * Return: nonzero cancel id for the kernel; 0 if @operation is NULL.
 */
uint32_t teec_cancel_allow(TEEC_Operation *operation, TEEC_Session *session);

/**
 * teec_cancel_forbid() - end the effect of teec_cancel_allow()
 * @operation:	the operation, or NULL
 *
 * To be called when the operation is over. Waits for a cancellation that is in progress.
 */
void teec_cancel_forbid(TEEC_Operation *operation);

/** teec_cancel_lock_all() - take all of this file's locks, before fork() */
void teec_cancel_lock_all(void);

/** teec_cancel_unlock_all() - release them, in the parent and in the child */
void teec_cancel_unlock_all(void);

#endif
