// SPDX-License-Identifier: BSD-2-Clause
/* Moving, comparing and filling memory; instance data; panic (sections 4.8 and 4.11) */

#include <stdlib.h>
#include <string.h>

#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"

static const void *instance_data;

void TEE_MemMove(void *to, const void *from, size_t size)
{
	if (size)
		memmove(to, from, size);
}

/* Takes a time that depends on the size alone. */
int32_t TEE_MemCompare(const void *buffer1, const void *buffer2, size_t size)
{
	const volatile uint8_t *a = buffer1, *b = buffer2;
	int32_t result = 0;

	/* The first difference decides. Go backwards, so that it is the last to be seen. */
	while (size--) {
		int32_t difference = a[size] - b[size];
		int32_t equal = (int32_t)(((uint32_t)difference - 1) >> 31) &
				~(int32_t)((uint32_t)difference >> 31);

		result = difference + result * equal;
	}
	return result;
}

/* Is not optimized away if the memory is not read afterwards: applications wipe keys with it. */
void TEE_MemFill(void *at, uint32_t x, size_t size)
{
	if (!size)
		return;
	memset(at, (uint8_t)x, size);
	__asm__ volatile ("" : : "r" (at) : "memory");
}

void TEE_SetInstanceData(const void *data)
{
	instance_data = data;
}

const void *TEE_GetInstanceData(void)
{
	return instance_data;
}

void TEE_Panic(TEE_Result code)
{
	runtime_panic(code, __func__, "called by the application with 0x%x", code);
}
