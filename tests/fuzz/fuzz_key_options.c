// SPDX-License-Identifier: BSD-2-Clause
/*
 * Parse random key options. The words that come back have to be part of the
 * text, and numbers in range.
 */

#include <keys/tee-type.h>
#include <stdlib.h>

#include "check.h"
#include "options.h"

static void check_word(const char *word, const char *text, size_t size)
{
	check(!word || (word >= text && word < text + size && *word));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tee_keys_options options;
	/* no slack, so ASan notices reads past the end */
	char *text = calloc(1, size + 1);
	u8 *bytes = malloc(8);

	check(text && bytes);
	memcpy(text, data, size);
	if (tee_keys_parse_options(text, size, &options))
		goto done;
	check(options.command <= TEE_KEYS_UPDATE);
	if (options.command == TEE_KEYS_NEW)
		check(options.key_len >= TEE_KEY_MIN_SIZE && options.key_len <= TEE_KEY_MAX_SIZE);
	check_word(options.tee, text, size);
	check_word(options.logon, text, size);
	check_word(options.hex, text, size);
	check(options.keyring && options.keyring >= -8);
	if (options.hex)
		check(tee_keys_parse_hex(options.hex, bytes, 8) <= 8);
done:
	free(bytes);
	free(text);
	return 0;
}
