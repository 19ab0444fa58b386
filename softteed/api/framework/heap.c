// SPDX-License-Identifier: BSD-2-Clause
/*
 * TEE_Malloc() and its siblings (TEE Internal Core API, section 4.11).
 *
 * The sum of the sizes that the application asked for is limited to its heap, TA_DATA_SIZE. The
 * allocator's own overhead is not counted, so an application that fits into OP-TEE's heap fits.
 * Every block has a header in front, which tells a pointer that TEE_Malloc() did not return, and
 * one that was freed, from a valid one. Memory is wiped when it is freed.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"
#include "tee_internal_api_extensions.h"

#define BLOCK_MAGIC	UINT64_C(0x7465652d68656170)
#define HINTS		(TEE_MALLOC_NO_FILL | TEE_MALLOC_NO_SHARE | TEE_USER_MEM_HINT_NO_FILL_ZERO)

/* @check is BLOCK_MAGIC xor the block's address and size. Data follows, aligned for any type. */
struct block {
	uint64_t check;
	size_t size;
	uint32_t hint;
	_Alignas(max_align_t) uint8_t data[];
};

static size_t used, marked;

/*
 * An allocation of 0 bytes is this address, once there was one. It is not NULL, nothing can be read
 * from it or written to it, and freeing it has no effect.
 */
static void *zero_sized;

static void *allocate_nothing(void)
{
	if (!zero_sized) {
		void *at = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		zero_sized = at == MAP_FAILED ? NULL : at;
	}
	return zero_sized;
}

static uint64_t block_check(const struct block *block)
{
	return BLOCK_MAGIC ^ (uintptr_t)block ^ (uint64_t)block->size << 20 ^ block->hint;
}

static struct block *find_block(void *buffer, const char *function)
{
	struct block *block = (struct block *)((uint8_t *)buffer - offsetof(struct block, data));

	if ((uintptr_t)buffer % _Alignof(max_align_t) ||
	    (uintptr_t)buffer < offsetof(struct block, data) || block->check != block_check(block))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function,
			      "%p is not allocated by TEE_Malloc(), or was freed", buffer);
	return block;
}

static void free_block(struct block *block)
{
	used -= block->size;
	explicit_bzero(block, sizeof(*block) + block->size);
	free(block);
}

void *TEE_Malloc(size_t size, uint32_t hint)
{
	size_t limit = runtime_ta_head()->data_size;
	struct block *block;

	if (hint & ~HINTS) {
		runtime_log(1, "TEE_Malloc(): invalid hint 0x%x", hint);
		return NULL;
	}
	if ((hint & TEE_MALLOC_NO_FILL) && !(hint & TEE_MALLOC_NO_SHARE)) {
		runtime_log(1, "TEE_Malloc(): TEE_MALLOC_NO_FILL needs TEE_MALLOC_NO_SHARE");
		return NULL;
	}
	if (!size)
		return allocate_nothing();
	if (used > limit || size > limit - used)
		return NULL;
	if (hint & (TEE_MALLOC_NO_FILL | TEE_USER_MEM_HINT_NO_FILL_ZERO))
		block = malloc(sizeof(*block) + size);
	else
		block = calloc(1, sizeof(*block) + size);
	if (!block)
		return NULL;
	block->size = size;
	block->hint = hint;
	block->check = block_check(block);
	used += size;
	return block->data;
}

/* Always move the data, so that no copy of it is left behind in memory that realloc() frees. */
void *TEE_Realloc(void *buffer, size_t size)
{
	struct block *block;
	void *moved;

	if (!buffer || buffer == zero_sized)
		return TEE_Malloc(size, TEE_MALLOC_FILL_ZERO);
	block = find_block(buffer, __func__);
	if (size == block->size)
		return buffer;
	/* The old block does not count while both exist, as it is freed if this succeeds. */
	used -= block->size;
	moved = TEE_Malloc(size, block->hint);
	used += block->size;
	if (!moved)
		return NULL;
	memcpy(moved, buffer, size < block->size ? size : block->size);
	free_block(block);
	return moved;
}

void TEE_Free(void *buffer)
{
	if (!buffer || buffer == zero_sized)
		return;
	free_block(find_block(buffer, __func__));
}

size_t framework_heap_used(void)
{
	return used;
}

void tee_user_mem_mark_heap(void)
{
	marked = used;
}

size_t tee_user_mem_check_heap(void)
{
	return used > marked ? used - marked : 0;
}
