// SPDX-License-Identifier: BSD-2-Clause
/*
 * TEE_CheckMemoryAccessRights() (TEE Internal Core API, section 4.11.1).
 *
 * The kernel is asked whether a page is mapped, with system calls that an instance needs anyway:
 * futex() reports EFAULT for a word that it cannot read, or modify, and waits for nothing here.
 */

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"
#include "tee_api_defines_extensions.h"

#define KNOWN_FLAGS	(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE | \
			 TEE_MEMORY_ACCESS_ANY_OWNER | TEE_MEMORY_ACCESS_NONSECURE | \
			 TEE_MEMORY_ACCESS_SECURE)

/* Compare the word with a number. If they are equal, the timeout of 0 ends the wait. */
static bool can_read(uint32_t *word)
{
	struct timespec none = { 0 };

	return !syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, &none, NULL, 0) ||
	       errno != EFAULT;
}

/* Add 0 to the word. */
static bool can_write(uint32_t *word)
{
	uint32_t other = 0;
	unsigned int add_zero = FUTEX_OP(FUTEX_OP_ADD, 0, FUTEX_OP_CMP_EQ, 0);

	return syscall(SYS_futex, &other, FUTEX_WAKE_OP_PRIVATE, 0, NULL, word, add_zero) >= 0 ||
	       errno != EFAULT;
}

static bool is_mapped(uintptr_t at, size_t size, bool write)
{
	uintptr_t page = sysconf(_SC_PAGESIZE), last = at + size - 1;

	if (last < at)
		return false;
	for (at &= ~(page - 1); ; at += page) {
		uint32_t *word = (uint32_t *)at;

		if (!can_read(word) || (write && !can_write(word)))
			return false;
		if (last - at < page)
			return true;
	}
}

TEE_Result TEE_CheckMemoryAccessRights(uint32_t flags, void *buffer, size_t size)
{
	uint32_t granted = 0, wanted = flags & (TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE);
	int shared;

	if (flags & ~KNOWN_FLAGS)
		return TEE_ERROR_ACCESS_DENIED;
	if (!size)
		return TEE_SUCCESS;
	if (!buffer || (uintptr_t)buffer + size - 1 < (uintptr_t)buffer)
		return TEE_ERROR_ACCESS_DENIED;
	shared = runtime_client_memory(buffer, size, &granted);
	if (shared) {
		if (!(flags & TEE_MEMORY_ACCESS_ANY_OWNER) || (flags & TEE_MEMORY_ACCESS_SECURE))
			return TEE_ERROR_ACCESS_DENIED;
		/* If all of it is shared, the client decides. */
		if (shared > 0 && (wanted & ~granted))
			return TEE_ERROR_ACCESS_DENIED;
	}
	if (shared <= 0 && (flags & TEE_MEMORY_ACCESS_NONSECURE))
		return TEE_ERROR_ACCESS_DENIED;
	if (!is_mapped((uintptr_t)buffer, size, flags & TEE_MEMORY_ACCESS_WRITE))
		return TEE_ERROR_ACCESS_DENIED;
	return TEE_SUCCESS;
}

void framework_require_access(uint32_t access, const void *at, size_t size, const char *function)
{
	if (TEE_CheckMemoryAccessRights(access, (void *)at, size))
		runtime_panic(TEE_ERROR_ACCESS_DENIED, function,
			      "the application may not access %zu bytes at %p", size, at);
}
