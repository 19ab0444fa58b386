/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * softteed/instance/runtime.h for unit tests of the API: a runtime without an instance, whose
 * state the test sets and reads. A panic returns to the test.
 */
#ifndef RUNTIME_STUB_H
#define RUNTIME_STUB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "softteed/instance/runtime.h"

/* A memory region that the client shares */
struct runtime_stub_region {
	const void *at;
	size_t size;
	uint32_t access;
};

/**
 * struct runtime_stub - state of the runtime
 * @head:	the application's description
 * @client:	the client of the running entry point
 * @cancelled:	the client has asked for cancellation
 * @masked:	cancellation is masked
 * @waited:	argument of the last runtime_wait(), which does not wait
 * @shared:	memory that the client shares
 * @storage:	the storage process; NULL: it is gone
 * @open:	runtime_open_session(), @invoke and @close are its siblings; NULL: no application
 *		can be found
 * @connect:	runtime_connect(); NULL: not permitted
 * @plugin:	runtime_call_plugin(); NULL: there are no plugins
 * @panic_armed: EXPECT_PANIC() is running
 * @panic_jump:	where a panic returns to
 * @panic_code:	code of the last panic
 * @panic_text:	"FUNCTION(): REASON" of the last panic
 * @log_level:	level of the last message
 * @log:	the last message
 */
struct runtime_stub {
	struct ta_head head;
	TEE_Identity client;
	bool cancelled, masked;
	uint32_t waited;
	struct runtime_stub_region shared[4];
	int (*storage)(const void *request, size_t request_size, void *reply, size_t *reply_size);
	TEE_Result (*open)(const TEE_UUID *uuid, uint32_t timeout_ms, uint32_t types,
			   TEE_Param params[4], uint32_t *session, uint32_t *origin);
	TEE_Result (*invoke)(uint32_t session, uint32_t timeout_ms, uint32_t command,
			     uint32_t types, TEE_Param params[4], uint32_t *origin);
	void (*close)(uint32_t session);
	int (*connect)(int type, int family, const char *host, uint16_t port);
	TEE_Result (*plugin)(const TEE_UUID *uuid, uint32_t command, uint32_t subcommand,
			     void *data, size_t size, size_t *used);
	bool panic_armed;
	jmp_buf panic_jump;
	uint32_t panic_code;
	char panic_text[256];
	int log_level;
	char log[512];
};

extern struct runtime_stub runtime_stub;

/**
 * runtime_stub_reset() - return to the initial state
 *
 * A single-instance application with 64 KiB of heap and no properties, whose client has login
 * TEE_LOGIN_PUBLIC.
 */
void runtime_stub_reset(void);

/* Execute a statement and fail the test unless it panics with the code. */
#define EXPECT_PANIC(code, statement)						\
	do {									\
		runtime_stub.panic_armed = true;				\
		if (!setjmp(runtime_stub.panic_jump)) {				\
			statement;						\
			runtime_stub.panic_armed = false;			\
			fail_msg("'%s' did not panic", #statement);		\
		}								\
		assert_int_equal(runtime_stub.panic_code, code);		\
	} while (0)

#endif
