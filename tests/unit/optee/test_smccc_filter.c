// SPDX-License-Identifier: GPL-2.0-only
/* SMCCC filter: all owners, fast and yielding calls, SMC32 and SMC64 */

#include <linux/tee_smccc.h>

#include "optee/message.h"
#include "unit.h"

static void owners_of_a_tee_pass_and_no_others(void **state)
{
	(void)state;
	for (unsigned long top = 0; top < 4; top++)
		for (unsigned long owner = 0; owner < 64; owner++) {
			unsigned long function = top << 30 | owner << 24;

			assert_int_equal(tee_smccc_is_trusted(function), owner >= 48);
			assert_int_equal(tee_smccc_is_trusted(function | 0xffffff), owner >= 48);
		}
}

static void firmware_stays_outside(void **state)
{
	(void)state;
	assert_false(tee_smccc_is_trusted(0x84000008));	/* PSCI SYSTEM_OFF */
	assert_false(tee_smccc_is_trusted(0xc4000003));	/* PSCI CPU_ON */
	assert_false(tee_smccc_is_trusted(0x80008000));	/* SMCCC_ARCH_WORKAROUND_1 */
	assert_false(tee_smccc_is_trusted(0x86000000));	/* hypervisor service */
	assert_true(tee_smccc_is_trusted(0xb0000000));	/* Trusted Application call */
	assert_true(tee_smccc_is_trusted(0x32000004));	/* Trusted OS call */
	assert_true(tee_smccc_is_trusted(0xbf00ff01));	/* Trusted OS call: UID */
}

static void a_function_id_has_32_bits(void **state)
{
	(void)state;
	assert_false(tee_smccc_is_trusted(0x132000004ul));
	assert_false(tee_smccc_is_trusted(~0ul));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owners_of_a_tee_pass_and_no_others),
		cmocka_unit_test(firmware_stays_outside),
		cmocka_unit_test(a_function_id_has_32_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
