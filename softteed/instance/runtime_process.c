// SPDX-License-Identifier: BSD-2-Clause
/* What the Internal Core API asks of this process: log, cancellation, time, memory, keys */
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"

#define LOG_LINE	512

void runtime_log(int level, const char *format, ...)
{
	static const char letters[] = "?EIDF";
	char line[LOG_LINE], *at = line;
	va_list args;
	int size;

	at += sprintf(at, "softteed: %c: ", letters[level > 0 && level < 5 ? level : 0]);
	if (instance.head)
		at += sprintf(at, "%08x: ", instance.head->uuid.timeLow);
	va_start(args, format);
	size = vsnprintf(at, sizeof(line) - (size_t)(at - line) - 1, format, args);
	va_end(args);
	if (size < 0)
		return;
	at += strnlen(at, sizeof(line) - (size_t)(at - line) - 1);
	/* One write per line, so that lines of several processes don't get mixed up */
	*at++ = '\n';
	while (write(STDERR_FILENO, line, (size_t)(at - line)) < 0 && errno == EINTR)
		;
}

const struct ta_head *runtime_ta_head(void)
{
	return instance.head;
}

void runtime_client_identity(TEE_Identity *identity)
{
	memset(identity, 0, sizeof(*identity));
	if (instance.current)
		*identity = instance.current->client;
}

/* Cancellation. An application that is created or destroyed has no client. */

bool runtime_is_cancelled(void)
{
	struct instance_session *session = instance.current;

	return session && !session->cancel_masked && instance_session_is_cancelled(session);
}

bool runtime_mask_cancellation(bool mask)
{
	struct instance_session *session = instance.current;
	bool previous;

	if (!session)
		return true;
	previous = session->cancel_masked;
	session->cancel_masked = mask;
	return previous;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void sleep_until(uint64_t deadline)
{
	const struct timespec at = {
		.tv_sec = (time_t)(deadline / 1000),
		.tv_nsec = (long)(deadline % 1000) * 1000000,
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
}

bool runtime_wait(uint32_t milliseconds)
{
	struct instance_session *session = instance.current;
	uint64_t now = now_ms();
	uint64_t deadline = milliseconds == UINT32_MAX ? UINT64_MAX / 2 : now + milliseconds;

	if (!session || session->cancel_masked) {
		sleep_until(deadline);
		return false;
	}
	session->waiting = true;
	while (!instance_session_is_cancelled(session) && now < deadline) {
		uint64_t left = deadline - now;

		instance_session_await_cancel(session, left > UINT32_MAX - 1 ? UINT32_MAX :
					      (uint32_t)left);
		now = now_ms();
	}
	session->waiting = false;
	return instance_session_is_cancelled(session);
}

/* Memory */

/* Return 1 if [@at, @end) is within [@start, @start + @size), 0 if apart, -1 otherwise. */
static int compare_ranges(uintptr_t at, uintptr_t end, const void *start, size_t size)
{
	uintptr_t from = (uintptr_t)start;

	if (end <= from || at >= from + size)
		return 0;
	return at >= from && end <= from + size ? 1 : -1;
}

static uint32_t access_of(uint32_t type)
{
	switch (type) {
	case TEE_PARAM_TYPE_MEMREF_INPUT: return TEE_MEMORY_ACCESS_READ;
	case TEE_PARAM_TYPE_MEMREF_OUTPUT: return TEE_MEMORY_ACCESS_WRITE;
	default: return TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE;
	}
}

/* Memory of the client's that isn't a parameter of the running call is nobody's business. */
static int outside_params(const struct instance_session *session, uintptr_t at, uintptr_t end)
{
	for (size_t n = 0; n < session->num_memory; n++) {
		if (compare_ranges(at, end, session->memory[n].at, session->memory[n].size))
			return -1;
	}
	return 0;
}

int runtime_client_memory(const void *at, size_t size, uint32_t *access)
{
	const struct instance_session *session = instance.current;
	uintptr_t from = (uintptr_t)at, end;

	if (!session || !size)
		return 0;
	if (__builtin_add_overflow(from, size, &end))
		return -1;
	for (unsigned int n = 0; n < CHANNEL_PARAMS; n++) {
		uint32_t type = TEE_PARAM_TYPE_GET(session->types, n);
		int rc;

		if (type < TEE_PARAM_TYPE_MEMREF_INPUT)
			continue;
		rc = compare_ranges(from, end, session->params[n].memref.buffer,
				    session->params[n].memref.size);
		if (rc > 0)
			*access = access_of(type);
		if (rc)
			return rc;
	}
	return outside_params(session, from, end);
}

/* Keys */

int runtime_derive_key(const void *context, size_t context_size, uint8_t *key, size_t key_size)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, instance.root_key,
						  sizeof(instance.root_key)),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
						  (void *)(uintptr_t)context, context_size),
		OSSL_PARAM_construct_end(),
	};
	int rc = ctx && EVP_KDF_derive(ctx, key, key_size, params) > 0 ? 0 : -EINVAL;

	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return rc;
}
