// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time (TEE Internal Core API, chapter 7).
 *
 * System time is the time since the machine started, including suspend. The application's
 * persistent time is the normal world's plus a constant, which is derived from the time that the
 * application set and from the normal world's time at that moment. If the normal world's time is
 * earlier than that, it was set back, and the persistent time needs a reset.
 */

#include <time.h>

#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"

static void get_clock(clockid_t clock, TEE_Time *time)
{
	struct timespec now;

	clock_gettime(clock, &now);
	time->seconds = now.tv_sec;
	time->millis = now.tv_nsec / 1000000;
}

static void require_time(const TEE_Time *time, uint32_t access, const char *function)
{
	framework_require_access(access, time, sizeof(*time), function);
}

void TEE_GetSystemTime(TEE_Time *time)
{
	require_time(time, TEE_MEMORY_ACCESS_WRITE, __func__);
	get_clock(CLOCK_BOOTTIME, time);
}

void TEE_GetREETime(TEE_Time *time)
{
	require_time(time, TEE_MEMORY_ACCESS_WRITE, __func__);
	get_clock(CLOCK_REALTIME, time);
}

/* TEE_TIMEOUT_INFINITE is runtime_wait()'s UINT32_MAX. */
TEE_Result TEE_Wait(uint32_t timeout)
{
	return runtime_wait(timeout) ? TEE_ERROR_CANCEL : TEE_SUCCESS;
}

static int64_t to_millis(const TEE_Time *time)
{
	return (int64_t)time->seconds * 1000 + time->millis;
}

TEE_Result TEE_GetTAPersistentTime(TEE_Time *time)
{
	struct framework_time stored;
	TEE_Result result;
	int64_t elapsed, millis;
	TEE_Time now;

	require_time(time, TEE_MEMORY_ACCESS_WRITE, __func__);
	*time = (TEE_Time){ 0 };
	result = framework_load_time(&stored);
	if (result != TEE_SUCCESS)
		return result;
	get_clock(CLOCK_REALTIME, &now);
	elapsed = to_millis(&now) - to_millis(&stored.reference);
	millis = to_millis(&stored.set) + elapsed;
	time->seconds = millis / 1000;
	time->millis = millis % 1000;
	if (elapsed < 0)
		return TEE_ERROR_TIME_NEEDS_RESET;
	return millis / 1000 > UINT32_MAX ? TEE_ERROR_OVERFLOW : TEE_SUCCESS;
}

TEE_Result TEE_SetTAPersistentTime(const TEE_Time *time)
{
	struct framework_time stored;

	require_time(time, TEE_MEMORY_ACCESS_READ, __func__);
	stored.set = *time;
	if (stored.set.millis >= 1000)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "invalid milliseconds: %u",
			      stored.set.millis);
	get_clock(CLOCK_REALTIME, &stored.reference);
	return framework_store_time(&stored);
}
