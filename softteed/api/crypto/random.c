// SPDX-License-Identifier: BSD-2-Clause
/*
 * Random data: Internal Core API 1.3, 6.10. OpenSSL's generator is seeded by the kernel, and seeds
 * itself again in a child of fork().
 */

#include <limits.h>
#include <openssl/rand.h>

#include "softteed/api/crypto/operation.h"

void TEE_GenerateRandom(void *randomBuffer, size_t randomBufferLen)
{
	uint8_t *at = randomBuffer;
	size_t chunk;

	operation_check_input(randomBuffer, randomBufferLen, __func__);
	while (randomBufferLen) {
		chunk = randomBufferLen < INT_MAX ? randomBufferLen : INT_MAX;
		if (RAND_bytes(at, (int)chunk) != 1)
			runtime_panic(TEE_ERROR_GENERIC, __func__, "OpenSSL has no random data");
		at += chunk;
		randomBufferLen -= chunk;
	}
}
