// SPDX-License-Identifier: BSD-2-Clause
/* Tests for kernel/clients/tpm/check.c, which doesn't trust the TEE's output */

#include "clients/tpm/check.h"
#include "unit.h"

#define ROOM	32

/*
 * Check a response with this header, of which the TEE says it has written so many bytes. It's
 * in memory of just that size, to let AddressSanitizer see any access past the end.
 */
static int check(uint16_t tag, uint32_t length, uint32_t code, uint64_t written)
{
	const uint8_t header[TEE_TPM_HEADER_SIZE] = {
		(uint8_t)(tag >> 8), (uint8_t)tag,
		(uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8),
		(uint8_t)length,
		(uint8_t)(code >> 24), (uint8_t)(code >> 16), (uint8_t)(code >> 8), (uint8_t)code,
	};
	size_t size = written < ROOM ? (size_t)written : ROOM;
	uint8_t *response = calloc(1, size ? size : 1);
	int rc;

	memcpy(response, header, size < sizeof(header) ? size : sizeof(header));
	rc = tee_tpm_check_response(response, written, ROOM);
	free(response);
	return rc;
}

static void a_response_is_as_long_as_it_says(void **state)
{
	(void)state;
	assert_int_equal(check(0x8001, 10, 0, 10), 10);
	assert_int_equal(check(0x8001, 10, 0x101, 10), 10);
	assert_int_equal(check(0x8002, 31, 0, 31), 31);
	assert_int_equal(check(0x8001, ROOM, 0, ROOM), ROOM);
	/* The TEE may say that it has written more: upstream's says the room. */
	assert_int_equal(check(0x8001, 12, 0, ROOM), 12);
}

static void a_response_has_a_header(void **state)
{
	(void)state;
	for (uint64_t written = 0; written < 10; written++)
		assert_int_equal(check(0x8001, 10, 0, written), -EIO);
	for (uint32_t length = 0; length < 10; length++)
		assert_int_equal(check(0x8001, length, 0, ROOM), -EIO);
}

static void a_response_is_not_longer_than_what_was_written(void **state)
{
	(void)state;
	assert_int_equal(check(0x8001, 11, 0, 10), -EIO);
	assert_int_equal(check(0x8001, ROOM, 0, ROOM - 1), -EIO);
	assert_int_equal(check(0x8001, UINT32_MAX, 0, ROOM), -EIO);
	assert_int_equal(check(0x8001, 0x80000000, 0, ROOM), -EIO);
}

static void nothing_is_written_outside_of_the_room(void **state)
{
	(void)state;
	assert_int_equal(check(0x8001, 10, 0, ROOM + 1), -EIO);
	assert_int_equal(check(0x8001, ROOM + 1, 0, ROOM + 1), -EIO);
	assert_int_equal(check(0x8001, 10, 0, UINT64_MAX), -EIO);
	/* 2^32 + 10 must not turn into 10. */
	assert_int_equal(check(0x8001, 10, 0, (1ull << 32) + 10), -EIO);
}

static void tags_are_those_of_responses(void **state)
{
	(void)state;
	assert_int_equal(check(0, 10, 0, 10), -EIO);
	assert_int_equal(check(0x8000, 10, 0, 10), -EIO);
	assert_int_equal(check(0x8003, 10, 0, 10), -EIO);
	assert_int_equal(check(0x0180, 10, 0, 10), -EIO);
	/* TPM 1.2's */
	assert_int_equal(check(0x00c1, 10, 0, 10), -EIO);
}

/* A command with a tag of TPM 1.2, say, has a response of its own, and that's all there is. */
static void a_command_with_a_bad_tag_has_its_response(void **state)
{
	(void)state;
	assert_int_equal(check(0x00c4, 10, 0x1e, 10), 10);
	assert_int_equal(check(0x00c4, 10, 0x1e, ROOM), 10);
	assert_int_equal(check(0x00c4, 11, 0x1e, ROOM), -EIO);
	assert_int_equal(check(0x00c4, 10, 0, 10), -EIO);
}

static void a_command_fits_and_has_a_header(void **state)
{
	(void)state;
	assert_int_equal(tee_tpm_check_command(10, ROOM), 0);
	assert_int_equal(tee_tpm_check_command(ROOM, ROOM), 0);
	assert_int_equal(tee_tpm_check_command(0, ROOM), -EINVAL);
	assert_int_equal(tee_tpm_check_command(9, ROOM), -EINVAL);
	assert_int_equal(tee_tpm_check_command(ROOM + 1, ROOM), -EINVAL);
	assert_int_equal(tee_tpm_check_command(SIZE_MAX, ROOM), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_response_is_as_long_as_it_says),
		cmocka_unit_test(a_response_has_a_header),
		cmocka_unit_test(a_response_is_not_longer_than_what_was_written),
		cmocka_unit_test(nothing_is_written_outside_of_the_room),
		cmocka_unit_test(tags_are_those_of_responses),
		cmocka_unit_test(a_command_with_a_bad_tag_has_its_response),
		cmocka_unit_test(a_command_fits_and_has_a_header),
	};

	return RUN(tests);
}
