/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the Internal Core API needs from the process that runs the Trusted Application. The
 * API's code calls nothing else of the instance, so that unit tests can link a stub.
 *
 * One entry point runs at a time, and only its thread calls the API. The next entry point may
 * run in a different thread, so don't keep state in thread-local variables.
 */
#ifndef SOFTTEED_RUNTIME_H
#define SOFTTEED_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ta_head.h"
#include "tee_api_types.h"

/**
 * runtime_panic() - end the instance because of a programmer error
 * @code:	what the client's log shows, e.g. the argument of TEE_Panic()
 * @function:	the API function, __func__
 * @format:	printf() format of the reason, without a newline
 *
 * Logs the reason with a back trace. All sessions of the instance get
 * TEE_ERROR_TARGET_DEAD.
 */
_Noreturn void runtime_panic(uint32_t code, const char *function, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * runtime_log() - write a line to the log
 * @level:	1 error, 2 information, 3 debug, 4 flow: OP-TEE's TRACE_* levels
 * @format:	printf() format
 */
void runtime_log(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** runtime_ta_head() - the application's description, constant */
const struct ta_head *runtime_ta_head(void);

/**
 * runtime_client_identity() - get the client of the running entry point
 * @identity:	[out] login method and UUID
 */
void runtime_client_identity(TEE_Identity *identity);

/* Cancellation of the running call. Masked when the entry point is called. */

/** runtime_is_cancelled() - check whether the client has asked, and it is unmasked */
bool runtime_is_cancelled(void);

/**
 * runtime_mask_cancellation() - mask or unmask cancellation
 * @mask:	true to mask
 *
 * Return: whether it was masked.
 */
bool runtime_mask_cancellation(bool mask);

/**
 * runtime_wait() - sleep
 * @milliseconds: how long, or UINT32_MAX for without limit
 *
 * Return: true if it was cut short because the call is cancelled and unmasked.
 */
bool runtime_wait(uint32_t milliseconds);

/**
 * runtime_client_memory() - check whether memory is shared with the client
 * @at:		its address
 * @size:	its size in bytes
 * @access:	[out] TEE_MEMORY_ACCESS_READ and TEE_MEMORY_ACCESS_WRITE that the client
 *		grants, if all of it is shared
 *
 * Return: 1 if all of it is shared, 0 if none of it, -1 if a part.
 */
int runtime_client_memory(const void *at, size_t size, uint32_t *access);

/**
 * runtime_storage_call() - ask the application's storage process
 * @request:	the request
 * @request_size: its size in bytes
 * @reply:	[out] where to put the reply
 * @reply_size:	[in,out] room at @reply; size of the reply
 *
 * If this fails, the request may have been served, and the next one goes to a new process or
 * connection, which knows nothing of the previous one's handles.
 *
 * Return: 0 or -errno: -EPIPE if the process is gone, -EAGAIN if it doesn't answer, -EMSGSIZE if
 * the reply doesn't fit.
 */
int runtime_storage_call(const void *request, size_t request_size, void *reply,
			 size_t *reply_size);

/**
 * runtime_derive_key() - derive a secret that only this application on this device has
 * @context:	tells this secret from the application's others
 * @context_size: its size in bytes
 * @key:	[out] the secret
 * @key_size:	bytes wanted, at most 255 * 32
 *
 * HKDF-SHA-256 of the application's root secret, which depends on the device key and on
 * the application's UUID.
 *
 * Return: 0 or -errno.
 */
int runtime_derive_key(const void *context, size_t context_size, uint8_t *key,
		       size_t key_size);

/**
 * runtime_open_library() - load a library, or find one that's loaded already
 * @uuid:	the library
 * @flags:	as for dlopen()
 * @object:	[out] the library's handle, for dlsym() and dlclose()
 *
 * Return: NULL, or why it can't be loaded.
 */
const char *runtime_open_library(const TEE_UUID *uuid, int flags, void **object);

/**
 * runtime_connect() - get a socket
 * @type:	SOCK_STREAM or SOCK_DGRAM
 * @family:	AF_INET, AF_INET6, or AF_UNSPEC for either
 * @host:	name or address
 * @port:	in host byte order
 *
 * Return: the socket, connected and non-blocking; -EACCES if the application may not use the
 * network, -ENXIO if there's no such host, -ETIMEDOUT, -errno.
 */
int runtime_connect(int type, int family, const char *host, uint16_t port);

/**
 * runtime_call_plugin() - call a plugin of tee-supplicant
 * @uuid:	the plugin
 * @command: @subcommand: what the plugin is to do
 * @data:	[in,out] data for the plugin, which it overwrites
 * @size:	bytes at @data
 * @used:	[out] bytes that the plugin says to have written
 *
 * Return: the plugin's result; TEE_ERROR_ITEM_NOT_FOUND if there's no such plugin, or none at
 * all; TEE_ERROR_TARGET_DEAD, _COMMUNICATION.
 */
TEE_Result runtime_call_plugin(const TEE_UUID *uuid, uint32_t command, uint32_t subcommand,
			       void *data, size_t size, size_t *used);

/* Sessions with other applications. The arguments are those of the API. */

TEE_Result runtime_open_session(const TEE_UUID *uuid, uint32_t timeout_ms, uint32_t types,
				TEE_Param params[4], uint32_t *session, uint32_t *origin);
TEE_Result runtime_invoke(uint32_t session, uint32_t timeout_ms, uint32_t command,
			  uint32_t types, TEE_Param params[4], uint32_t *origin);
void runtime_close_session(uint32_t session);

#endif
