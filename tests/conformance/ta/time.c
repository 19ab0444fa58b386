// SPDX-License-Identifier: BSD-2-Clause
/* Cases for cancellation and time (TEE Internal Core API 1.3, section 4.10 and chapter 7) */
#include "cases.h"

/* 2020-01-01 */
#define RECENT	1577836800u

static uint64_t millis(const TEE_Time *time)
{
	return (uint64_t)time->seconds * 1000 + time->millis;
}

static uint32_t mask(void)
{
	EXPECT(!TEE_GetCancellationFlag());
	EXPECT(TEE_UnmaskCancellation());
	EXPECT(!TEE_UnmaskCancellation());
	EXPECT(!TEE_GetCancellationFlag());
	EXPECT(!TEE_MaskCancellation());
	EXPECT(TEE_MaskCancellation());
	return 0;
}

static uint32_t system_time(void)
{
	TEE_Time first, second;

	TEE_GetSystemTime(&first);
	for (size_t n = 0; n < 100; n++) {
		TEE_GetSystemTime(&second);
		EXPECT(second.millis < 1000 && millis(&second) >= millis(&first));
		first = second;
	}
	return 0;
}

static uint32_t wait(void)
{
	TEE_Time first, second;

	EXPECT_OK(TEE_Wait(0));
	TEE_GetSystemTime(&first);
	EXPECT_OK(TEE_Wait(50));
	TEE_GetSystemTime(&second);
	EXPECT(millis(&second) - millis(&first) >= 49);
	EXPECT(millis(&second) - millis(&first) < 5000);
	return 0;
}

static uint32_t ree_time(void)
{
	TEE_Time time;

	TEE_GetREETime(&time);
	EXPECT(time.seconds > RECENT && time.millis < 1000);
	return 0;
}

static uint32_t persistent_time(void)
{
	TEE_Time set = { 1000000, 500 }, time;

	EXPECT_OK(TEE_SetTAPersistentTime(&set));
	EXPECT_OK(TEE_GetTAPersistentTime(&time));
	EXPECT(millis(&time) >= millis(&set) && millis(&time) < millis(&set) + 5000);
	set.seconds = 10;
	EXPECT_OK(TEE_SetTAPersistentTime(&set));
	EXPECT_OK(TEE_GetTAPersistentTime(&time));
	EXPECT(millis(&time) >= millis(&set) && millis(&time) < millis(&set) + 5000);
	return 0;
}

static uint32_t persistent_time_overflow(void)
{
	TEE_Time set = { UINT32_MAX, 900 }, time;

	EXPECT_OK(TEE_SetTAPersistentTime(&set));
	EXPECT_OK(TEE_Wait(200));
	EXPECT_RESULT(TEE_ERROR_OVERFLOW, TEE_GetTAPersistentTime(&time));
	EXPECT(time.seconds < 5);
	return 0;
}

static uint32_t no_system_time(void)
{
	TEE_GetSystemTime(NULL);
	return 0;
}

static uint32_t no_ree_time(void)
{
	TEE_GetREETime(NULL);
	return 0;
}

static uint32_t get_no_persistent_time(void)
{
	TEE_GetTAPersistentTime(NULL);
	return 0;
}

static uint32_t set_no_persistent_time(void)
{
	TEE_SetTAPersistentTime(NULL);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "4.10.1 to 4.10.3", "cancellation is masked, and the mask can be changed", mask },
	{ USE, "7.2.1", "the system time doesn't go back", system_time },
	{ USE, "7.2.2", "TEE_Wait() waits", wait },
	{ USE, "7.2.3, 7.2.4", "the persistent time can be set", persistent_time },
	{ USE, "7.2.3", "the persistent time's overflow", persistent_time_overflow },
	{ USE, "7.2.5", "the normal world's time", ree_time },
	{ PANIC, "7.2.1", "TEE_GetSystemTime(NULL)", no_system_time },
	{ PANIC, "7.2.3", "TEE_GetTAPersistentTime(NULL)", get_no_persistent_time },
	{ PANIC, "7.2.4", "TEE_SetTAPersistentTime(NULL)", set_no_persistent_time },
	{ PANIC, "7.2.5", "TEE_GetREETime(NULL)", no_ree_time },
};

const struct conformance_group time_group = CASES(cases);
